"""Registers of things whose states are kept in two times: a row tells what holds today, its states what held when, as known when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import ScopedManager, ScopedModel, ScopedQuerySet
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.two_times import TwoTimeQuerySet, TwoTimeRow
from gangmu.foundation.registers.declaration import Column, ColumnKind, Register
from gangmu.foundation.registers.services.dated import keep_states, names_of_state


class DatedThing(ScopedModel):
    """A thing that a unit has: what is told of it holds from a day on, until the day on which it is there no longer."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    since = models.DateField(
        _("起始日期"), null=True, blank=True, help_text=_("所填情况自这一天起如此；不填时为当天")
    )
    ended_on = models.DateField(
        _("终止日期"),
        null=True,
        blank=True,
        help_text=_("自这一天起不再有；与起始日期相同表示登记有误，从未有过"),
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True


class DatedStateQuerySet(TwoTimeQuerySet, ScopedQuerySet):  # type: ignore[override]
    """States inside the scope, asked at (effective date, known at)."""


class DatedState(TwoTimeRow, ScopedModel):  # type: ignore[misc]
    """What is told of a thing over an interval, as known over another; a subclass names the thing in `entity_fields`."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )

    objects: ClassVar[Any] = ScopedManager.from_queryset(DatedStateQuerySet, "ScopedManager")()

    class Meta(TwoTimeRow.Meta):
        abstract = True


def ends_after_it_begins(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """A thing is not gone before it is there; on the same day it never was."""
    if row["since"] and row["ended_on"] and row["ended_on"] < row["since"]:
        yield "ended_on", Refusal("registers.ends_early", "终止日期早于起始日期，请核对")


class DatedRegister(Register):
    """A register of dated things: what is written of a row opens a state from the row's day on, and corrects what was told of later days.

    `states` is the model of the states, `day_field` the day from which a row holds. A thing that `happens_once`, such as a
    delivery, has one state: another day told of it is a correction of the whole.
    """

    states: ClassVar[type[TwoTimeRow]]
    day_field: ClassVar[str] = "since"
    happens_once: ClassVar[bool] = False
    instead = _("确实有过、现在没有了的，不删除：修改这一行，填写终止日期，原来的情况保留。")

    @classmethod
    def moved_by(cls) -> Collection[str]:
        """What a state repeats of its thing."""
        return names_of_state(cls.states, cls.model)

    @classmethod
    def complete(cls, row: Any, before: Mapping[str, Any] | None, told: Collection[str]) -> frozenset[str]:
        """Since when a row stands so: the day told with it, else today where something changed."""
        day = getattr(row, cls.day_field)
        if cls.happens_once or (day is not None and (before is None or cls.day_field in told)):
            return frozenset()
        names = names_of_state(cls.states, cls.model)
        if before is not None and day is not None and all(getattr(row, n) == before[n] for n in names):
            return frozenset()
        setattr(row, cls.day_field, clock.today())
        return frozenset({cls.day_field})

    @classmethod
    def wrote(cls, told: Sequence[tuple[Any, Mapping[str, Any] | None]]) -> None:
        """Keep the states of rows just written."""
        keep_states(cls.states, told, cls.day_field, happens_once=cls.happens_once)

    @classmethod
    def corrected(cls, row: Any, before: Mapping[str, Any]) -> None:
        """Keep the states of a row just written; until a later day than was told, what held before held on."""
        super().corrected(row, before)
        was, now = before[cls.day_field], getattr(row, cls.day_field)
        if was is not None and was < now:
            cls.states.hold_on({cls.states.entity_fields[0]: row}, was, now)

    @classmethod
    def belonging(cls, row: Any) -> Sequence[models.QuerySet[Any]]:
        """Its states."""
        return (cls.states._base_manager.filter(**{cls.states.entity_fields[0]: row}),)


class StateRegister(Register):
    """What held of dated things on a day, as known at a moment; only read, a row opens the thing."""

    #: The register of the things.
    of: ClassVar[type[DatedRegister]]

    @classmethod
    def address(cls, row: Any) -> str:
        """The thing's own page."""
        key = cls.of.states._meta.get_field(cls.of.states.entity_fields[0]).attname  # type: ignore[union-attr]
        return cls.of.address(cls.of.model(pk=getattr(row, key)))

    @classmethod
    def on_day(cls, rows: models.QuerySet[Any], day: date | None) -> models.QuerySet[Any]:
        """Give each row the day it was asked for (`counted_on`), by which figures of a census date ask."""
        found: models.QuerySet[Any] = rows.annotate(
            counted_on=models.Value(day or clock.today(), output_field=models.DateField())
        )
        return found


def columns_of_states(of: type[DatedRegister]) -> tuple[Column, ...]:
    """Return the columns of a register of things that their states have too, and over which days these hold."""
    kept = {"organisation__name", *names_of_state(of.states, of.model)}
    told = tuple(column for column in of.columns if column.name in kept)
    return (
        *told,
        Column("valid_from", _("自"), ColumnKind.DATE),
        Column("valid_to", _("至（不含）"), ColumnKind.DATE),
    )
