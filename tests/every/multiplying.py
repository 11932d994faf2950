"""Making many rows of one: what a page asks of the database must not grow with what it shows.

A copy gets values of its own where a table takes a value once, neighbours of its own where it may share none, and copies of what
hangs on it. Everything else is shared, so that the copies stand in the same county.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import models

from gangmu.foundation.organisations.models import Organisation, OrganisationState

#: Neighbours that are copied with a row: a page that asks once for each task would not be seen where all rows have the same one.
TAKEN_ALONG = frozenset({"task", "pupil", "person", "school_class", "member"})
_numbers = count(1)


def copied(row: Any, given: dict[str, Any] | None = None, *, hanging: bool = True) -> Any:
    """Return a kept copy of a kept row.

    Parameters
    ----------
    given
        Neighbours by field that are copied already.
    hanging
        Whether what hangs on the row is copied too.
    """
    model = type(row)
    fresh = model(**{f.attname: getattr(row, f.attname) for f in model._meta.fields if not f.primary_key})
    own = dict(given or {})
    for field in model._meta.fields:
        shared = not (field.name in TAKEN_ALONG or frozenset({field.name}) in _once(model))
        if field.is_relation and not shared and field.name not in own and getattr(row, field.attname):
            neighbour = field.related_model._base_manager.get(pk=getattr(row, field.attname))
            stands = isinstance(neighbour, Organisation) and model is not OrganisationState
            own[field.name] = _another_unit(neighbour) if stands else copied(neighbour, hanging=False)
    for name, neighbour in own.items():
        setattr(fresh, name, neighbour)
    for fields in _once(model):
        if not fields & set(own):
            name = _telling(model, fields)
            setattr(fresh, name, _another(getattr(row, name)))
            own[name] = None
    fresh.save_base(raw=True, force_insert=True)
    if hanging:
        for child, name in _hanging_on(row):
            copied(child, {name: fresh}, hanging=False)
    return fresh


def _another_unit(unit: Organisation) -> Organisation:
    """Return a unit beside another, standing as it stands: of what a unit has one of, each copy is another unit's."""
    held = OrganisationState._base_manager.get(organisation=unit, recorded_to=None, valid_to=None)
    return copied(held, hanging=False).organisation


def _once(model: type[models.Model]) -> list[frozenset[str]]:
    """Return the sets of fields whose values together stand once in a table."""
    told = [
        frozenset(constraint.fields) | {n for e in getattr(constraint, "expressions", ()) for n in _named(e)}
        for constraint in model._meta.constraints
        if hasattr(constraint, "fields")
    ]
    return told + [frozenset({f.name}) for f in model._meta.fields if f.unique and not f.primary_key]


def _named(expression: Any) -> Iterator[str]:
    """Yield the fields that an expression of a constraint names."""
    if isinstance(expression, models.F):
        yield expression.name
    for part in getattr(expression, "get_source_expressions", list)():
        yield from _named(part)


def _telling(model: type[models.Model], fields: frozenset[str]) -> str:
    """Return the field of a set that can be varied best: words, then numbers, then days."""
    order = (models.CharField, models.TextField, models.IntegerField, models.DateField)
    free = [model._meta.get_field(name) for name in sorted(fields)]
    kinds = [kind for kind in order if any(isinstance(f, kind) and not f.choices for f in free)]
    return next(f.name for f in free if isinstance(f, kinds[0]) and not f.choices)


def _another(value: Any) -> Any:
    """Return a value beside another that stands once."""
    number = next(_numbers)
    if isinstance(value, date):
        return value + timedelta(days=number)
    return value + number if isinstance(value, int) else f"{value}{number}"


def _hanging_on(row: Any) -> Iterator[tuple[Any, str]]:
    """Yield the rows that stand and fall with a row, and the links of its own, with the field that leads to it."""
    model = type(row)
    for relation in model._meta.related_objects:
        field = relation.field
        if field.remote_field.on_delete is models.CASCADE and relation.related_model is not model:
            for child in relation.related_model._base_manager.filter(**{field.name: row}):
                yield child, field.name
    for many in model._meta.many_to_many:
        name = many.m2m_field_name()
        for link in many.remote_field.through._base_manager.filter(**{name: row}):
            yield link, name
