"""Writing the audit: called by every service inside its own transaction."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import current_actor

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
        f.attname: getattr(subject, f.attname) for f in subject._meta.concrete_fields if not f.primary_key
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
        changes = _changes(subject, before)
    return record_told([(subject, changes)], verb, organisation_id=organisation_id, note=note)[0]


def record_many(
    subjects: list[tuple[models.Model, Mapping[str, Any] | None]],
    verb: str,
    *,
    organisation_id: int | None = None,
    note: str = "",
) -> list[AuditEntry]:
    """Write the audit of many things changed at once: one insert."""
    told = [(subject, _changes(subject, before)) for subject, before in subjects]
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
    entries = [
        AuditEntry(
            account_id=actor.account_id,
            actor=actor.label[:100],
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_label=str(subject)[:300],
            organisation_id=organisation_id,
            changes=changes,
            note=note,
            act=act,
        )
        for subject, changes in subjects
    ]
    return AuditEntry.objects.bulk_create(entries)


def _changes(subject: models.Model, before: Mapping[str, Any] | None) -> list[list[Any]]:
    old = before or {}
    changes = []
    for field in subject._meta.concrete_fields:
        if field.primary_key:
            continue
        was, now = old.get(field.attname), getattr(subject, field.attname)
        if was != now and not (before is None and now in (None, "", [], {})):
            hidden = field.attname in getattr(subject, "audit_hidden", ())
            changes.append(
                [
                    field.name,
                    str(field.verbose_name),
                    *(("●●●", "●●●") if hidden else (_plain(was), _plain(now))),
                ]
            )
    return changes


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
