"""Reading the audit as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from gangmu.foundation.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a person reads it."""

    at: datetime
    sentence: str
    note: str


def history_of(subject: models.Model, most: int = 100) -> list[Told]:
    """Return what happened to a thing, latest first."""
    rows = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))[
        :most
    ]
    return [Told(entry.at, sentence_of(entry), entry.note) for entry in rows]


def sentence_of(entry: AuditEntry) -> str:
    """Return an entry as one sentence: who did what, each field from what to what."""
    head = _("%(who)s %(verb)s“%(what)s”") % {
        "who": entry.actor,
        "verb": _(entry.verb),
        "what": entry.subject_label,
    }
    told = list(_changes(entry.changes))
    return head + (": " + "; ".join(told) if told else "")


def _changes(changes: Iterable[list[Any]]) -> Iterable[str]:
    for name, title, was, now in changes:
        if name in ("version", "pinyin", "order", "key", "last_login"):
            continue
        words = {"field": _(title), "was": _shown(was), "now": _shown(now)}
        if was in (None, "", []):
            yield _("%(field)s 为 %(now)s") % words
        elif now in (None, "", []):
            yield _("%(field)s 由 %(was)s 改为空") % words
        else:
            yield _("%(field)s 由 %(was)s 改为 %(now)s") % words


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(map(str, value))
    text = str(value)
    return text if len(text) <= 60 else text[:58] + "…"
