"""A list as a workbook: all columns of the register, in the order of the list."""

from collections.abc import Iterable
from typing import Any

from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.registers.declaration import ColumnKind, Register


def list_sheet_of(declared: type[Register], rows: Iterable[Any]) -> bytes:
    """Return rows of a register as a workbook with all its columns; no more rows are in hand than one part of them."""
    heads = [
        Head(str(c.label), as_text=c.kind in (ColumnKind.CODE, ColumnKind.TEXT)) for c in declared.columns
    ]
    tellers = [column.teller() for column in declared.columns]
    return write_sheet(heads, ([tell(row) for tell in tellers] for row in rows), str(declared.title))
