"""The states of dated things, written with their rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.two_times import TwoTimeRow


def names_of_state(states: type[TwoTimeRow], model: type[models.Model]) -> tuple[str, ...]:
    """Return the attributes that a state repeats of its thing."""
    own = {field.attname for field in model._meta.concrete_fields}
    return tuple(name for name in states.state_fields() if name in own)


def keep_states(
    states: type[TwoTimeRow],
    told: Sequence[tuple[Any, Mapping[str, Any] | None]],
    day_field: str = "since",
    *,
    happens_once: bool = False,
) -> None:
    """Record the states of rows just written, each from its day on and until it ends; what was recorded of those days is corrected.

    The rows are audited by who wrote them; this is part of that act.

    Parameters
    ----------
    told
        Rows with what was there before, by attribute, `None` for a new one.
    day_field
        The field with the day from which a row holds; today where it is empty.
    happens_once
        Whether a thing has one state only, so that another day replaces it as a whole.
    """
    names = names_of_state(states, type(told[0][0])) if told else ()
    owner = states.entity_fields[0]
    cleared, fresh = {}, []
    for row, before in told:
        if before and all(getattr(row, n) == before[n] for n in (*names, day_field, "ended_on")):
            continue
        day = getattr(row, day_field) or clock.today()
        was = before[day_field] if before and happens_once else None
        if row.ended_on is not None or was is not None:
            cleared[row.pk] = min(day, was or day)
        if row.ended_on is None or row.ended_on > day:
            state = {name: getattr(row, name) for name in names}
            fresh.append(states(**{owner: row}, **state, valid_from=day, valid_to=row.ended_on))
    states.end_states(cleared)
    states.set_states(fresh)
