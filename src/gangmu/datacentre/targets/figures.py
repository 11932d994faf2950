"""Making result objects: an indicator asked of a unit and a period."""

from datetime import date

from gangmu.datacentre import facts
from gangmu.datacentre.backends import duckdb
from gangmu.datacentre.indicators import Indicator, Question, Window, indicator
from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Reason, Result, RowsPath
from gangmu.foundation.organisations.selectors import name_of, subtree_ids


def figure(code: str, organisation_id: int, first_day: date, last_day: date) -> Result:
    """Return the figure of a unit and all below it over a period; the same for every reader, its rows open per reader.

    Ordinary rows are asked by date alone: `known_at` is absent and says so.
    """
    asked = indicator(code)
    first = last_day if asked.window is Window.CENSUS else first_day
    units = subtree_ids(organisation_id, last_day)
    with unscoped(
        "a unit's figure is one and the same for every reader; its rows open inside the reader's scope"
    ):
        top, top_rows = _answer(asked.numerator, units, first, last_day)
        bottom, bottom_rows = (
            _answer(asked.denominator, units, first, last_day) if asked.denominator else (None, None)
        )
    value, reason = _value(asked, top, bottom)
    return Result(
        indicator=asked.code, name=asked.name, unit=asked.unit, organisation_id=organisation_id,
        organisation_name=name_of(organisation_id, last_day), effective=last_day, period_from=first_day, value=value,
        is_count=asked.is_count, numerator=None if asked.is_count else top, denominator=bottom, reason=reason,
        rows=top_rows, denominator_rows=bottom_rows, computed_at=clock.now(), definition=f"{asked.code}@{asked.version}",
        decimals=asked.decimals,
    )  # fmt: skip


def _answer(
    question: Question, units: frozenset[int], first: date, last: date
) -> tuple[float | None, RowsPath]:
    conditions = question.asked(units, first, last)
    told = duckdb.compute(question, conditions, facts.table(question.fact))
    shown = tuple(condition for condition in conditions if condition[0] != question.organisation_column)
    source = facts.fact(question.fact).register
    return told, RowsPath(f"register:{source}" if source else f"fact:{question.fact}", shown, last)


def _value(asked: Indicator, top: float | None, bottom: float | None) -> tuple[float | None, Reason | None]:
    if top is None:
        return None, Reason("targets.no_rows", {"name": asked.name})
    if asked.is_count:
        return top, None
    if not bottom:
        return None, Reason("targets.no_denominator", {"name": asked.name})
    return top / bottom * (100 if asked.unit == "%" else 1), None
