"""The rows of registers that answer a question put to everything at once."""

import logging
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError
from django.urls import reverse

from gangmu.foundation.access.scope import holds, scoped
from gangmu.foundation.kernel.time_limit import TooLong, within
from gangmu.foundation.registers.declaration import Register, Sought, registers
from gangmu.foundation.registers.filters import matches
from gangmu.foundation.ui.seeking import Group, Hit

logger = logging.getLogger("gangmu.registers")

#: Seconds that all registers may take together: whoever types asks again with the next letter, and the server has few threads.
SECONDS = 2.0
#: With less left nothing is begun.
LEAST = 0.05


def found_in_registers(words: str, most: int) -> Iterator[Group]:
    """Yield what each register that is looked through holds of the words, as today and within the reader's scope."""
    until = time.monotonic() + SECONDS
    told = [(declared.sought, declared) for declared in registers() if declared.sought is not None]
    for sought, declared in sorted(told, key=lambda one: one[0].place):
        if holds(declared.view_permission):
            with scoped(declared.view_permission):
                group = _group(declared, sought, words, most, until - time.monotonic())
            if group is not None:
                yield group


def _group(declared: type[Register], sought: Sought, words: str, most: int, seconds: float) -> Group | None:
    listed = f"{reverse(f'registers:{declared.name}-list')}?{urlencode({'q': words})}"
    late = Group(declared.title, (), listed, late=True)
    if seconds < LEAST:
        return late
    try:
        with within(seconds):
            rows = declared.rows_sought().filter(matches(declared, words)).order_by(*declared.order, "pk")
            held = list(rows[: most + 1])
            hits = tuple(_hit(declared, sought, row) for row in held[:most])
    except TooLong:
        return late
    except OperationalError:  # a database that is busy: what the others hold is still told
        logger.warning("the search gave up on %s", declared.name, exc_info=True)
        return late
    return Group(declared.title, hits, listed if len(held) > most else "") if hits else None


def _hit(declared: type[Register], sought: Sought, row: Any) -> Hit:
    called = declared.called(row)
    told = (declared.column(name).of(row) for name in sought.beside)
    beside = [str(value) for value in told if value not in (None, "") and str(value) not in called]
    return Hit(called, " · ".join(beside), declared.address(row))
