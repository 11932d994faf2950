"""What changed since a person last looked: rooms say which of their things are followed, the audit says what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.urls import reverse

from gangmu.foundation.access.scope import holds, scoped
from gangmu.foundation.audit.batches import latest_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import sentence_of

#: Entries that are looked through at most: who was away long sees the latest of them.
LOOKED_THROUGH = 500


@dataclass(frozen=True, slots=True)
class Followed:
    """Things whose changes are told: who may see a row, and the page that shows it."""

    model: type[models.Model]
    permission: str
    route: str


@dataclass(frozen=True, slots=True)
class Change:
    """What last happened to a thing, and how many more writes there were."""

    at: datetime
    sentence: str
    address: str
    more: int


_followed: dict[str, Followed] = {}


def follow(model: type[models.Model], permission: str, route: str) -> None:
    """Tell of changes to the rows of a scoped model, to whoever may see the row under a permission."""
    _followed[model._meta.label_lower] = Followed(model, permission, route)


def changes_since(since: datetime, account_id: int | None, most: int) -> list[Change]:
    """Return what others did since a moment to things that the one who acts may see, latest first, one line a thing."""
    rows = AuditEntry.objects.filter(at__gt=since, subject_type__in=_followed)
    if account_id is not None:
        rows = rows.exclude(account_id=account_id)
    by_thing: dict[tuple[str, str], list[AuditEntry]] = {}
    for entry in latest_of(rows, LOOKED_THROUGH):
        by_thing.setdefault((entry.subject_type, entry.subject_id), []).append(entry)
    seen = {label: _visible(label, [pk for kind, pk in by_thing if kind == label]) for label in _followed}
    told = [
        Change(
            found[0].at,
            sentence_of(found[0]),
            reverse(_followed[label].route, kwargs={"pk": int(pk)}),
            len(found) - 1,
        )
        for (label, pk), found in by_thing.items()
        if pk in seen[label]
    ]
    return told[:most]


def _visible(label: str, pks: Iterable[str]) -> frozenset[str]:
    followed, asked = _followed[label], list(pks)
    if not asked or not holds(followed.permission):
        return frozenset()
    with scoped(followed.permission):
        rows = followed.model._default_manager.filter(pk__in=asked).values_list("pk", flat=True)
        return frozenset(str(pk) for pk in rows)
