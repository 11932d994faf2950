"""Reading the audit as sentences."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from gangmu.foundation.audit.batches import HIDDEN, entry_of, kept_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.telling import note_of, teller_of, title_of
from gangmu.foundation.kernel import clock

#: Fields that no person reads.
SILENT = frozenset({"version", "pinyin", "sort_key", "order", "key", "last_login"})
#: What a field holds that holds nothing.
EMPTY: tuple[Any, ...] = (None, "", [], {})
#: Verbs that say nothing of the kind of thing; the sentence adds it.
PLAIN = "修改了"
GENERAL = frozenset({PLAIN, "登记了", "删除了"})


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a person reads it."""

    at: datetime
    sentence: str
    note: str


def history_of(subject: models.Model, most: int = 100) -> list[Told]:
    """Return what happened to a thing, latest first."""
    rows = kept_of(subject._meta.label_lower, subject.pk)[:most]
    return _told(entry_of(row, subject.pk) for row in rows)


def hidden_changes_since(subject: models.Model, moment: datetime) -> frozenset[str]:
    """Return the names of the fields of a thing that were written since a moment and whose contents the audit does not show."""
    rows = kept_of(subject._meta.label_lower, subject.pk).filter(at__gte=moment)
    entries = (entry_of(row, subject.pk) for row in rows)
    return frozenset(
        name for entry in entries for name, _title, was, now in entry.changes if was == now == HIDDEN
    )


def history_with(
    subject: models.Model, beside: Iterable[models.Model], most: int = 100, without: Collection[str] = ()
) -> list[Told]:
    """Return what happened to a thing and to things that belong to it, latest first.

    Parameters
    ----------
    subject
        The thing.
    beside
        Things that belong to it, none of them written with so many others that their entries lie together.
    most
        Sentences at most.
    without
        Verbs of which, of the things beside, nothing is told.
    """
    asked = Q()
    for one in beside:
        asked |= Q(subject_type=one._meta.label_lower, subject_id=str(one.pk))
    told = history_of(subject, most)
    if asked:
        told += _told(AuditEntry.objects.filter(asked).exclude(verb__in=without)[:most])
    return sorted(told, key=lambda entry: entry.at, reverse=True)[:most]


def _told(rows: Iterable[AuditEntry]) -> list[Told]:
    return [Told(row.at, sentence_of(row), note_of(row.verb, row.note)) for row in rows]


def entries(
    organisation_ids: frozenset[int] | None,
    *,
    account_id: int | None = None,
    subject_type: str = "",
    since: date | None = None,
    until: date | None = None,
) -> models.QuerySet[AuditEntry]:
    """Return the rows of what was written in units, latest first, for those who may read it; `batches.latest_of` reads them as entries.

    Parameters
    ----------
    organisation_ids
        The units under the reader's permission; `None` for all, with what belongs to none.
    since, until
        First and last day, both inside.
    """
    rows = AuditEntry.objects.all()
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if subject_type:
        rows = rows.filter(subject_type=subject_type)
    if since is not None:
        rows = rows.filter(at__gte=clock.begin_of(since))
    if until is not None:
        rows = rows.filter(at__lt=clock.begin_of(until + timedelta(days=1)))
    return rows


def sentence_of(entry: AuditEntry) -> str:
    """Return an entry as one sentence: who did what, each field from what to what.

    An entry about a proxy of a model tells who looked at it, and at which fields. A plain change reads `王芳 将任务“…”的完成时限由 2026-06-30 改为 2026-07-15`, any other `王芳 签收了“…”：状态由 … 改为 …`.
    """
    model = _model(entry.subject_type)
    plain = entry.verb == PLAIN
    looked = model is not None and bool(model._meta.proxy)
    told = (_("、") if looked else _("；")).join(_changes(entry.changes, model, plain))
    words = {
        "who": entry.actor,
        "verb": _(entry.verb),
        "kind": _kind(model) if entry.verb in GENERAL else "",
        "what": entry.subject_label,
        "changes": told,
    }
    if told and plain:
        return _("%(who)s 将%(kind)s“%(what)s”的%(changes)s") % words
    head = (_("%(who)s %(verb)s%(kind)s“%(what)s”") % words).replace("  ", " ")
    return _("%(head)s：%(changes)s") % {"head": head, "changes": told} if told else head


def _model(label: str) -> type[models.Model] | None:
    """Return the model of an entry; one that is gone leaves its entries readable."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _kind(model: type[models.Model] | None) -> str:
    return str(model._meta.verbose_name) if model is not None else ""


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    if model is None:
        return None
    return next((field for field in model._meta.concrete_fields if field.name == name), None)


def _changes(changes: Sequence[list[Any]], model: type[models.Model] | None, plain: bool) -> Iterable[str]:
    beside = {name: was if now in EMPTY else now for name, _title, was, now in changes}
    for name, title, was, now in changes:
        if name in SILENT:
            continue
        field = _field(model, name)
        shown = title_of(model, field) if field is not None else _(title)
        if was == now == HIDDEN:
            looked = model is not None and model._meta.proxy
            yield shown if looked else _("%(field)s已更改（内容不显示）") % {"field": shown}
            continue
        told = [None if value in EMPTY else _in_words(model, name, value, beside) for value in (was, now)]
        words = {"field": shown, "was": told[0], "now": told[1]}
        if (was in EMPTY or told[0] is not None) and (now in EMPTY or told[1] is not None):
            yield _change(words, was in EMPTY, now in EMPTY, plain)
        elif was not in EMPTY:
            yield _("%(field)s已更改") % words


def _change(words: Mapping[str, Any], begins: bool, ends: bool, plain: bool) -> str:
    if begins:
        return (_("%(field)s填为 %(now)s") if plain else _("%(field)s为 %(now)s")) % words
    return (_("%(field)s由 %(was)s 改为空") if ends else _("%(field)s由 %(was)s 改为 %(now)s")) % words


def _in_words(
    model: type[models.Model] | None, name: str, value: Any, beside: Mapping[str, Any]
) -> str | None:
    """Return a value as a person reads it; `None` where there are no words for people."""
    teller = teller_of(model, name)
    if teller is not None:
        return teller(value, beside)
    return _shown(value, _field(model, name), getattr(model, "audit_words", {}).get(name))


def _shown(value: Any, field: models.Field | None, codes: Mapping[str, Any] | None) -> str | None:
    """Return a value in words; `codes` are the words of the codes in a list (`audit_words` of the model)."""
    if isinstance(value, dict):
        return str(value["name"] or value["id"]) if set(value) == {"id", "name"} else None
    if field is not None and field.choices and not isinstance(value, list):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value):
            return None
        return "、".join(_(str(codes[item])) if codes and item in codes else str(item) for item in value)
    if field is not None and isinstance(field, models.DateTimeField) and value:
        return _moment(str(value))
    text = str(value)
    return text if len(text) <= 60 else text[:58] + "…"


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(clock.BUREAU_ZONE).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text
