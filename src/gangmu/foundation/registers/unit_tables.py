"""A table that each unit gets with its own rows, fills in and gives back: what a room declares, beside its registers.

A register's own template suits rows that people add. A unit table suits rows that are given: they go out in the columns that the
county is used to, carry their keys, and only the edited cells come back, through the room's own services.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import translation

from gangmu.foundation.documents.workbooks import Edit, KeyedColumn, KeyedRow, write_keyed
from gangmu.foundation.registers.declaration import Words, is_register
from gangmu.foundation.registers.models import Round


class UnitTable:
    """A table by units. Subclass, fill the attributes, pass an instance to `unit_table`."""

    #: Name in addresses: kebab-case.
    name: ClassVar[str]
    #: Title on the page.
    title: ClassVar[Words]
    #: Permission to send it out and to take it back.
    permission: ClassVar[str]

    def option_fields(self, sender_id: int) -> dict[str, forms.Field]:
        """Return what is asked when it is sent out, beside units and day: each answer is kept in the sending's options as words."""
        return {}

    def default_units(self, sender_id: int, options: Mapping[str, str]) -> Iterable[int]:
        """Return the units to which it goes when none is named: those that have rows."""
        return ()

    def heading(self, sent: Round, unit_id: int) -> tuple[str, tuple[str, ...]]:
        """Return the title, and the lines above the table."""
        return sent.title, ()

    def columns(self, sent: Round) -> Sequence[KeyedColumn]:
        """Return the columns."""
        raise NotImplementedError

    def rows(self, sent: Round, unit_id: int) -> Sequence[KeyedRow]:
        """Return the rows of a unit."""
        raise NotImplementedError

    def take(self, sent: Round, unit_id: int, key: str, edits: Mapping[str, Edit]) -> None:
        """Write the edited cells of a row, in the transaction of who takes the table back.

        Raises
        ------
        Refusal
            Saying why this row is not taken.
        """
        raise NotImplementedError


_tables: dict[str, UnitTable] = {}


def unit_table(declared: UnitTable) -> UnitTable:
    """Enter a table; called from a room's `registers.py`."""
    if is_register(declared.name):
        raise ValueError(f"{declared.name} is a register")
    _tables[declared.name] = declared
    return declared


def unit_tables() -> tuple[UnitTable, ...]:
    """Return every table by units, by name."""
    return tuple(_tables[name] for name in sorted(_tables))


def unit_table_named(name: str) -> UnitTable:
    """Return the table of that name; `KeyError` when there is none."""
    return _tables[name]


def is_unit_table(name: str) -> bool:
    """Whether some room declared a table of that name."""
    return name in _tables


def workbook_for(sent: Round, unit_id: int, mark: str) -> bytes:
    """Return the workbook that a unit gets."""
    table: Any = unit_table_named(sent.register)
    with translation.override("zh-hans"):
        title, above = table.heading(sent, unit_id)
        return write_keyed(title, table.columns(sent), table.rows(sent, unit_id), mark, above)
