"""Making result objects: an indicator asked of units and a period, at what was known at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from gangmu.datacentre import facts
from gangmu.datacentre.backends import duckdb
from gangmu.datacentre.indicators import Condition, Indicator, Question, Window, indicator
from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Excluded, Reason, Result, RowsPath
from gangmu.foundation.organisations.selectors import name_of, names_of
from gangmu.foundation.registers.units import UnitsAsked


@dataclass(frozen=True, slots=True)
class _Asking:
    """One asking of an indicator: whose units, over which window, known when."""

    about: Indicator
    units: UnitsAsked
    first: date
    last: date
    known_at: datetime | None

    def answer(self, question: Question, ids: frozenset[int]) -> duckdb.Answer:
        """Return the answer to a question; rates over one denominator ask for it once inside one reading."""
        read = facts.reading(question.fact, facts.Asked(self.last, self.known_at))
        told: duckdb.Answer = facts.once(
            ("answer", read, repr(question), ids, self.first, self.last),
            lambda: duckdb.answer(question, ids, self.first, self.last, self.rows_of(question)),
        )
        return told

    def rows_of(self, question: Question) -> Any:
        return facts.table(question.fact, facts.Asked(self.last, self.known_at))

    def path(
        self, question: Question, units: UnitsAsked | None = None, more: tuple[Condition, ...] | None = None
    ) -> RowsPath:
        """Return the way to the rows of a question; `more` instead of what leaves excluded rows out."""
        source = facts.fact(question.fact).register
        filters = (
            *(units or self.units).conditions(question.organisation_column),
            *question.inside(self.first, self.last),
            *(question.kept() if more is None else more),
        )
        known_at = self.known_at if facts.fact(question.fact).two_times else None
        return RowsPath(
            f"register:{source}" if source else f"fact:{question.fact}", filters, self.last, known_at
        )

    def excluded(self, question: Question, ids: frozenset[int]) -> tuple[Excluded, ...]:
        """Return the rows that a question leaves out, by reason."""
        found = []
        for exclusion in question.excluding:
            conditions = (*question.inside(self.first, self.last), exclusion.condition)
            counted = Question(question.fact, question.date_column, question.organisation_column)
            count = sum(duckdb.compute_by_unit(counted, conditions, ids, self.rows_of(question)).values())
            if count:
                rows = self.path(question, None, (exclusion.condition,))
                found.append(Excluded(Reason(exclusion.reason), count, rows))
        return tuple(found)


def figure(
    code: str,
    organisation_id: int,
    first_day: date,
    last_day: date,
    *,
    known_at: datetime | None = None,
    units: UnitsAsked | None = None,
    parts: Iterable[int] = (),
) -> Result:
    """Return the figure of a unit and all below it over a period; the same for every reader, its rows open per reader.

    A figure over ordinary rows is asked by date alone: its `known_at` is absent and says so.

    Parameters
    ----------
    known_at
        The moment whose knowledge counts, for facts with two times (now).
    units
        Narrower units than all below the organisation: a stage, a group.
    parts
        Ids of units for which the breakdown gives a figure of their own, each with all below it.
    """
    about = indicator(code)
    first = last_day if about.window is Window.CENSUS else first_day
    asked = units or UnitsAsked(organisation_id, first)
    asking = _Asking(about, asked, first, last_day, known_at)
    shares = tuple(parts)
    with (
        unscoped("a unit's figure is the same for every reader; its rows open inside the reader's scope"),
        facts.one_reading(),
    ):
        ids = asked.ids(last_day, known_at)
        top = asking.answer(about.numerator, ids)
        bottom = asking.answer(about.denominator, ids) if about.denominator else None
        excluded = asking.excluded(about.numerator, ids)
    whole = _result(
        asking,
        organisation_id,
        name_of(organisation_id, last_day, known_at),
        top.total,
        bottom.total if bottom else None,
    )
    breakdown = _breakdown(asking, shares, top, bottom) if shares else ()
    return replace(whole, breakdown=breakdown, excluded=excluded)


def _breakdown(
    asking: _Asking, shares: tuple[int, ...], top: duckdb.Answer, bottom: duckdb.Answer | None
) -> tuple[Result, ...]:
    names = names_of(shares, asking.last, asking.known_at)
    told = []
    for unit in shares:
        units = replace(asking.units, below=unit)
        below = units.ids(asking.last, asking.known_at)
        value = top.of(below)
        if value is None and asking.about.numerator.sum_of is None:
            value = 0.0
        told.append(_result(asking, unit, names[unit], value, bottom.of(below) if bottom else None, units))
    return tuple(told)


def _result(
    asking: _Asking,
    organisation_id: int,
    name: str,
    top: float | None,
    bottom: float | None,
    units: UnitsAsked | None = None,
) -> Result:
    about = asking.about
    value, denominator = duckdb.value_of(about, top, bottom)
    reason = None
    if value is None:
        code = "targets.no_rows" if top is None else "targets.no_denominator"
        reason = Reason(code, {"name": _(about.name)})
    two_times = facts.fact(about.numerator.fact).two_times
    return Result(
        indicator=about.code, name=_(about.name), unit=_(about.unit), organisation_id=organisation_id, organisation_name=name,
        effective=asking.last, period_from=None if about.window is Window.CENSUS else asking.first, value=value,
        is_count=about.is_count, numerator=None if about.is_count else top, denominator=denominator, reason=reason,
        known_at=(asking.known_at or clock.now()) if two_times else None, computed_at=clock.now(),
        rows=asking.path(about.numerator, units),
        denominator_rows=asking.path(about.denominator, units) if about.denominator else None,
        definition=f"{about.code}@{about.version}", decimals=about.decimals,
    )  # fmt: skip
