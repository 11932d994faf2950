"""Writing the audit: called by every service inside its own transaction."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import current_actor

#: What stands in place of a value that nobody may read.
HIDDEN = "●●●"

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
    actor = current_actor()
    act = _act.get()
    with translation.override(settings.LANGUAGE_CODE):
        labels = [str(subject)[:300] for subject, _changes in subjects]
    entries = [
        AuditEntry(
            account_id=actor.account_id,
            actor=actor.label[:100],
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_label=label,
            organisation_id=organisation_id,
            changes=changes,
            note=note,
            act=act,
        )
        for (subject, changes), label in zip(subjects, labels, strict=True)
    ]
    return AuditEntry.objects.bulk_create(entries)


_Changed = tuple[models.Field, Any, Any]


def _differences(
    subjects: Sequence[tuple[models.Model, Mapping[str, Any] | None]],
) -> list[list[list[Any]]]:
    """Return for each thing its changed fields, `[name, title, was, now]`; what a key points at is named as it is now called."""
    changed = [_changed(subject, before) for subject, before in subjects]
    names = _names(changed, [subject for subject, _before in subjects])
    with translation.override(settings.LANGUAGE_CODE):
        return [
            [_told(subject, change, names) for change in changes]
            for (subject, _before), changes in zip(subjects, changed, strict=True)
        ]


def _changed(subject: models.Model, before: Mapping[str, Any] | None) -> list[_Changed]:
    old = before or {}
    found: list[_Changed] = []
    for field in subject._meta.concrete_fields:
        was, now = old.get(field.attname), getattr(subject, field.attname)
        if field.primary_key or was == now or (before is None and now in (None, "", [], {})):
            continue
        found.append((field, was, now))
    return found


def _told(subject: models.Model, change: _Changed, names: Mapping[tuple[Any, Any], str]) -> list[Any]:
    field, was, now = change
    title = str(field.verbose_name)
    if field.attname in getattr(subject, "audit_hidden", ()):
        return [field.name, title, HIDDEN, HIDDEN]
    if field.is_relation:
        return [field.name, title, *(_pointed(field, key, names) for key in (was, now))]
    return [field.name, title, _plain(was), _plain(now)]


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
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
