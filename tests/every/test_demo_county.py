"""The demo county: the same seed makes the same county, and it goes on where it was stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from gangmu.foundation.administration import demonstration
from gangmu.foundation.administration.models import BuiltSlice
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.demonstration import SCALES, Demonstration, Slice, slices
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.rooms import load_everywhere
from gangmu.foundation.sealing.sealed import Sealed

TINY = replace(SCALES["small"], classes=0.02, years=2)
ROOMS = ("rolls", "premises", "staff")
#: The order of the slice that founds units; records follow.
UNITS = 10


class Undone(Exception):
    """Takes back what a build wrote."""


@contextmanager
def taken_back() -> Iterator[None]:
    """Write in a transaction that is taken back at its end."""
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def built(seed: int) -> dict[str, list[list[Any]]]:
    """Build the records of a county whose units stand; return their rows, and leave none of them."""
    begun, told = clock.now(), {}
    with taken_back():
        for part in slices():
            if part.by_county and part.order > UNITS:
                part.build(Demonstration(seed, TINY), 0)
        for room in ROOMS:
            for model in apps.get_app_config(room).get_models():
                if not model._meta.proxy:
                    told[model._meta.label] = rows_of(model, begun)
    return told


def rows_of(model: type[models.Model], begun: datetime) -> list[list[Any]]:
    """Return the rows of a table as what can be compared: keys by what they count, sealed values opened, no moment of today."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    first = {field: first_key(field.related_model) for field in fields if field.is_relation}
    return [
        [comparable(getattr(row, field.attname), first.get(field), begun) for field in fields]
        for row in model._base_manager.order_by("pk")
    ]


def first_key(model: Any) -> int:
    return int(model._base_manager.aggregate(least=models.Min("pk"))["least"] or 0)


def comparable(value: Any, first: int | None, begun: datetime) -> Any:
    if isinstance(value, Sealed):
        return value.opened()
    if isinstance(value, datetime):
        return value if value < begun else "now"
    return value - first if first is not None and value is not None else value


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_county_row_by_row() -> None:
    load_everywhere("demo")
    with acting_as(SystemActor("演示数据")):
        for part in slices():
            if part.order <= UNITS:
                part.build(Demonstration(7, TINY))
        one, same = built(7), built(7)
    for label, rows in one.items():
        assert rows == same[label], label
    for label in (
        "rolls.Pupil",
        "rolls.Enrolment",
        "rolls.RollChange",
        "staff.StaffMember",
        "premises.RoomState",
    ):
        assert one[label], label


@pytest.mark.django_db
def test_a_demo_that_was_stopped_goes_on_at_its_next_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def breaks(_made: Demonstration) -> None:
        ran.append("second")
        if len(ran) == 2:
            raise KeyboardInterrupt

    parts = (Slice(1, "first", lambda _made: ran.append("first")), Slice(2, "second", breaks))
    monkeypatch.setattr(demonstration, "slices", lambda: parts)
    with pytest.raises(KeyboardInterrupt):
        demonstration.build(Demonstration(1, TINY))
    demonstration.build(Demonstration(1, TINY))
    assert ran == ["first", "second", "second"]
    assert BuiltSlice.objects.filter(name="2:second").exists()


@pytest.mark.django_db
def test_a_county_of_another_seed_is_not_mixed_into_one_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "slices", lambda: ())
    demonstration.build(Demonstration(1, TINY))
    with pytest.raises(Refusal, match="种子为 1"):
        demonstration.build(Demonstration(2, TINY))
