"""The rows of registers that answer a question put to everything at once."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from gangmu.foundation.access.scope import holds, scoped
from gangmu.foundation.kernel.time_limit import TooLong, within
from gangmu.foundation.registers.declaration import ColumnKind, Register, registers
from gangmu.foundation.registers.filters import matches
from gangmu.foundation.ui.seeking import Group, Hit

#: Seconds that a register may take: whoever types asks again with the next letter.
SECONDS = 2.0
#: Columns told beside what a row is called.
BESIDE = 3


def found_in_registers(words: str, most: int) -> Iterator[Group]:
    """Yield what each register that is looked through holds of the words, as today and within the reader's scope."""
    for declared in sorted((r for r in registers() if r.sought is not None), key=lambda r: r.sought or 0):
        if holds(declared.view_permission):
            with scoped(declared.view_permission):
                group = _group(declared, words, most)
            if group is not None:
                yield group


def _group(declared: type[Register], words: str, most: int) -> Group | None:
    rows = declared.rows_at().filter(matches(declared, words)).order_by(*declared.order, "pk")
    listed = f"{reverse(f'registers:{declared.name}-list')}?{urlencode({'q': words})}"
    try:
        with within(SECONDS):
            held = list(rows[: most + 1])
    except TooLong:
        return Group(declared.title, (), listed, late=True)
    hits = tuple(_hit(declared, row) for row in held[:most])
    return Group(declared.title, hits, listed if len(held) > most else "") if hits else None


def _hit(declared: type[Register], row: Any) -> Hit:
    called = declared.called(row)
    shown = [column for column in declared.columns if column.on_phone] or declared.columns
    # Codes tell nobody which of two it is, and those of persons are masked.
    told = (
        str(value)
        for column in shown
        if column.kind is not ColumnKind.CODE and (value := column.of(row)) not in (None, "")
    )
    beside = [words for words in told if words not in called][:BESIDE]
    return Hit(called, " · ".join(beside), declared.address(row))
