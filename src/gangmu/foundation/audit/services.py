"""Writing the audit: called by every service inside its own transaction."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import translation

from gangmu.foundation.audit.batches import HIDDEN, LEAST, Column, packed, runs_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.many_rows import HeldValues, insert_rows

_act: ContextVar[uuid.UUID | None] = ContextVar("gangmu_act", default=None)


@contextmanager
def one_act() -> Iterator[uuid.UUID]:
    """Mark all entries written inside as one act of one person."""
    running = _act.get()
    if running is not None:
        yield running
        return
    token = _act.set(uuid.uuid4())
    try:
        yield _act.get()  # type: ignore[misc]
    finally:
        _act.reset(token)


def snapshot(subject: models.Model) -> dict[str, Any]:
    """Return the fields of a thing as plain values; take it before a change, `record` takes the one after."""
    return {
        f.attname: deepcopy(getattr(subject, f.attname))
        for f in subject._meta.concrete_fields
        if not f.primary_key
    }


def record(
    subject: models.Model,
    verb: str,
    *,
    before: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    note: str = "",
    changes: list[list[Any]] | None = None,
) -> AuditEntry:
    """Write that the one who acts did something to a thing.

    Parameters
    ----------
    subject
        The thing after the write (before it, for a deletion).
    verb
        A Chinese verb phrase marked by `gettext_noop`, the message id of its translation.
    before
        `snapshot` of the thing before the write; `None` for a creation: then every filled field is a change from nothing.
    organisation_id
        The unit to which the write belongs, for those who may read its audit.
    note
        Reason or basis given by the person.
    changes
        The differences in words, `[field, title, was, now]` each, where they do not stand in the subject's own row.
    """
    if changes is None:
        changes = _differences([(subject, before)])[0]
    return record_told([(subject, changes)], verb, organisation_id=organisation_id, note=note)[0]


def record_many(
    subjects: list[tuple[models.Model, Mapping[str, Any] | None]],
    verb: str,
    *,
    organisation_id: int | None = None,
    note: str = "",
) -> list[AuditEntry]:
    """Write the audit of many things changed at once: one insert."""
    differing = _differences(subjects)
    told = [(subject, changes) for (subject, _before), changes in zip(subjects, differing, strict=True)]
    return record_told(told, verb, organisation_id=organisation_id, note=note)


def record_told(
    subjects: list[tuple[models.Model, list[list[Any]]]],
    verb: str,
    *,
    organisation_id: int | None = None,
    note: str = "",
) -> list[AuditEntry]:
    """Write the audit of many things whose differences the caller tells in words: one insert."""
    return AuditEntry.objects.bulk_create(
        _entries(subjects, verb, note, [organisation_id] * len(subjects)),
    )


def record_rows(
    subjects: list[tuple[models.Model, Mapping[str, Any] | None]],
    verb: str,
    *,
    organisation_ids: Sequence[int | None],
    note: str = "",
) -> None:
    """Write the audit of very many things changed at once, each under its own unit, in the transaction that stands.

    The entries are those that `record` writes one by one; new things whose keys follow one another are kept together.
    """
    if not subjects:
        return
    things = [subject for subject, _before in subjects]
    of_one_kind = len(set(map(type, things))) == 1
    if of_one_kind:
        _fetch_for_labels(things)
    are_new = of_one_kind and all(before is None for _thing, before in subjects)
    runs = list(runs_of([thing.pk for thing in things], organisation_ids)) if are_new else []
    together = [run for run in runs if len(run) >= LEAST]
    alone = [place for run in runs if len(run) < LEAST for place in run] if together else range(len(things))
    if together:
        _keep_together(things, together, verb, organisation_ids, note)
    changes = _differences([subjects[place] for place in alone])
    told = [(things[place], change) for place, change in zip(alone, changes, strict=True)]
    insert_rows(AuditEntry, _entries(told, verb, note, [organisation_ids[place] for place in alone]))


def _fetch_for_labels(things: Sequence[models.Model]) -> None:
    """Fetch at once what the label of the first thing asks of the database: the labels of the others ask the same."""
    first = things[0]
    str(first)
    pointing = [field for field in _fields(first._meta.model) if field.is_relation]
    asked = [field.name for field in pointing if field.is_cached(first)]  # type: ignore[attr-defined]
    models.prefetch_related_objects(things, *asked)


def _keep_together(
    things: Sequence[models.Model], runs: Sequence[range], verb: str, units: Sequence[int | None], note: str
) -> None:
    """Write a row for each run of new things of one kind."""
    held = HeldValues(things)
    names = _names_of_new(things, held)
    columns = [
        _column_of_new(field, held.of(field.attname), names) for field in _fields(things[0]._meta.model)
    ]
    columns = [column for column in columns if column.values.count(None) < len(things)]
    with translation.override(settings.LANGUAGE_CODE):
        labels = [str(thing)[:300] for thing in things]
    actor, act, now = current_actor(), _act.get(), clock.now()
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=now, account_id=actor.account_id, actor=actor.label[:100], verb=verb, note=note, act=act,
            subject_type=things[0]._meta.label_lower, organisation_id=units[run.start],
            subject_label="\n".join(dict.fromkeys(labels[run.start : run.stop])),
            first_subject=things[run.start].pk, last_subject=things[run.stop - 1].pk, together=packed(columns, labels, run),
        )
        for run in runs
    )  # fmt: skip


def _column_of_new(field: models.Field, values: list[Any], names: Mapping[tuple[Any, Any], str]) -> Column:
    """Return what is told of a field of each new thing: each distinct value is put into words once."""
    name, title, is_relation, hidden = _titled(field)
    kinds = set(map(type, values))
    if hidden:
        return Column(name, title, [HIDDEN if _is_filled(value) else None for value in values], hidden)
    if not is_relation and kinds <= _AS_THEY_ARE:
        plain = values if "" not in values else [None if value == "" else value for value in values]
        return Column(name, title, plain, hidden)

    def told(value: Any) -> Any:
        return _told((field, None, value), names)[3] if _is_filled(value) else None

    # A number and a yes-or-no may be equal: the kind tells them apart.
    try:
        known = {key: told(key[1]) for key in {(value.__class__, value) for value in values}}
    except TypeError:
        return Column(name, title, list(map(told, values)), hidden)
    return Column(name, title, [known[value.__class__, value] for value in values], hidden)


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _is_filled(value: Any) -> bool:
    return value is not None and (bool(value) or not isinstance(value, str | list | dict))


def _names_of_new(subjects: Sequence[models.Model], held: HeldValues) -> dict[tuple[Any, Any], str]:
    """Return the names of what new things of one kind point at; one thing is asked for each of them."""
    pointing = [field for field in _fields(subjects[0]._meta.model) if field.is_relation]
    first = {
        (field, key): subject
        for field in pointing
        for key, subject in dict(zip(held.of(field.attname), subjects, strict=True)).items()
    }
    told: list[Sequence[_Changed]] = [[(field, None, key)] for field, key in first if key is not None]
    return _names(told, [subject for (_field, key), subject in first.items() if key is not None])


def _entries(
    subjects: Sequence[tuple[models.Model, list[list[Any]]]],
    verb: str,
    note: str,
    organisation_ids: Sequence[int | None],
) -> list[AuditEntry]:
    actor, act, now = current_actor(), _act.get(), clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        labels = [str(subject)[:300] for subject, _changes in subjects]
    return [
        AuditEntry(
            None, now, actor.account_id, actor.label[:100], verb, subject._meta.label_lower, str(subject.pk), label, unit, changes,
            note, act,
        )
        for (subject, changes), label, unit in zip(subjects, labels, organisation_ids, strict=True)
    ]  # fmt: skip


_Changed = tuple[models.Field, Any, Any]


def _differences(
    subjects: Sequence[tuple[models.Model, Mapping[str, Any] | None]],
) -> list[list[list[Any]]]:
    """Return for each thing its changed fields, `[name, title, was, now]`; what a key points at is named as it is now called."""
    changed = [_changed(subject, before) for subject, before in subjects]
    names = _names(changed, [subject for subject, _before in subjects])
    return [[_told(change, names) for change in changes] for changes in changed]


def _changed(subject: models.Model, before: Mapping[str, Any] | None) -> list[_Changed]:
    if before is None:
        values = ((field, getattr(subject, field.attname)) for field in _fields(subject._meta.model))
        return [(field, None, now) for field, now in values if _is_filled(now)]
    found: list[_Changed] = []
    for field in _fields(subject._meta.model):
        was, now = before.get(field.attname), getattr(subject, field.attname)
        if was != now:
            found.append((field, was, now))
    return found


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """The fields that the audit tells: all but the key."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


class _Titled(NamedTuple):
    """What the audit writes of a field beside its values."""

    name: str
    title: str
    is_relation: bool
    hidden: bool


@cache
def _titled(field: models.Field) -> _Titled:
    """Return it in the bureau's language: the audit is written in it, whatever the reader speaks."""
    with translation.override(settings.LANGUAGE_CODE):
        hidden = field.attname in getattr(field.model, "audit_hidden", ())
        return _Titled(field.name, str(field.verbose_name), field.is_relation, hidden)


def _told(change: _Changed, names: Mapping[tuple[Any, Any], str]) -> list[Any]:
    field, was, now = change
    name, title, is_relation, hidden = _titled(field)
    if hidden:
        return [name, title, HIDDEN, HIDDEN]
    if is_relation:
        return [name, title, *(_pointed(field, key, names) for key in (was, now))]
    return [name, title, _plain(was), _plain(now)]


def _pointed(field: models.Field, key: Any, names: Mapping[tuple[Any, Any], str]) -> Any:
    return None if key is None else {"id": _plain(key), "name": names.get((field.related_model, key), "")}


def _names(
    changed: Sequence[Sequence[_Changed]], subjects: Sequence[models.Model]
) -> dict[tuple[Any, Any], str]:
    """Return the names of what changed keys point at: those at hand, and one query a model for the rest."""
    found: dict[tuple[Any, Any], str] = {}
    wanted: dict[Any, tuple[models.Field, set[Any]]] = {}
    with translation.override(settings.LANGUAGE_CODE):
        for subject, changes in zip(subjects, changed, strict=True):
            for field, was, now in changes:
                if not field.is_relation:
                    continue
                if now is not None and field.is_cached(subject):  # type: ignore[attr-defined]
                    found[field.related_model, now] = str(getattr(subject, field.name))[:200]
                _field, keys = wanted.setdefault(field.related_model, (field, set()))
                keys.update(key for key in (was, now) if key is not None)
        for model, (field, keys) in wanted.items():
            target = field.target_field.attname  # type: ignore[attr-defined]
            missing = [key for key in keys if (model, key) not in found]
            for start in range(0, len(missing), 500):
                some = {f"{target}__in": missing[start : start + 500]}
                for row in model._base_manager.filter(**some):
                    found[model, getattr(row, target)] = str(row)[:200]
    return found


def _plain(value: Any) -> Any:
    if value is None or value.__class__ in (str, int, bool):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
