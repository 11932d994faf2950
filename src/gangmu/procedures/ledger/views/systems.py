"""The named systems of the bureau on one page: their registers, how they stand this year, the tasks bound to them."""

from collections import Counter
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gangmu.datacentre import facts
from gangmu.foundation.access.scope import holds
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import bureau_of
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.selectors import seat_of_actor
from gangmu.procedures.ledger.registry import System, all_systems
from gangmu.procedures.ledger.selectors import tasks


def systems(request: HttpRequest) -> HttpResponse:
    """Every system whose registers the reader may see, with its state in the reader's bureau, or unit, this year."""
    today = clock.today()
    seat = seat_of_actor(None)
    unit = seat.pk if seat is not None else None
    about = bureau_of(unit) if unit is not None and holds("ledger.task:view", bureau_of(unit)) else unit
    period = (date(today.year, 1, 1), today)
    bound = Counter(code for codes in tasks(today.year).values_list("systems", flat=True) for code in codes)
    with facts.one_reading():
        rows = [
            (entry, _registers(entry), bound[entry.code],
             entry.state(about, period, None) if about is not None else None)
            for entry in all_systems() if _open_to_reader(entry)
        ]  # fmt: skip
    return render(request, "ledger/systems.html", {"rows": rows, "today": today})


def _registers(entry: System) -> list[tuple[object, str]]:
    """Return titles and addresses of the registers that the reader may see."""
    return [
        (register_named(name).title, reverse(f"registers:{name}-list"))
        for name in entry.registers
        if _seen(name)
    ]


def _seen(register: str) -> bool:
    return holds(register_named(register).view_permission)


def _open_to_reader(entry: System) -> bool:
    return any(_seen(name) for name in entry.registers)
