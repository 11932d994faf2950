"""The list of everything that was written, as sentences, for those who audit."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.audit.batches import latest_of, mark_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import Told, entries, sentence_of
from gangmu.foundation.audit.telling import note_of
from gangmu.foundation.organisations.forms import DayInput
from gangmu.foundation.registers.declaration import registers

#: Entries on a page.
MOST = 50


class AuditForm(forms.Form):
    """Which entries are asked for."""

    since = forms.DateField(label=_lazy("起"), required=False, widget=DayInput())
    until = forms.DateField(label=_lazy("止"), required=False, widget=DayInput())
    q = forms.CharField(
        label=_lazy("搜索"), required=False, max_length=60, help_text=_lazy("操作人、对象名称或理由中的字")
    )


def audit(request: HttpRequest) -> HttpResponse:
    """What was written in the reader's units, latest first, a page at a time."""
    form = AuditForm(request.GET or None)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = entries(reach_of("administration.audit:view"), since=told.get("since"), until=told.get("until"))
    if words := told.get("q"):
        rows = rows.filter(
            Q(actor__icontains=words) | Q(subject_label__icontains=words) | Q(note__icontains=words)
        )
    before = request.GET.get("before", "")
    found = latest_of(rows, MOST + 1, before, lambda entry: _speaks_of(entry, told.get("q", "")))
    asked = {name: str(value) for name, value in told.items() if value}
    context = {
        "form": form,
        "history": [_told(entry) for entry in found[:MOST]],
        "earlier": urlencode({**asked, "before": mark_of(found[MOST - 1])}) if len(found) > MOST else "",
        "latest": urlencode(asked) if before else None,
    }
    return render(request, "administration/audit.html", context, status=422 if form.errors else 200)


def _told(entry: AuditEntry) -> Told:
    """Return an entry as a sentence; what was changed in it for those alone who read it on the thing's own page."""
    if not entry.changes or _may_know(entry):
        return Told(entry.at, sentence_of(entry), note_of(entry.verb, entry.note))
    entry.changes = []
    words = {"sentence": sentence_of(entry)}
    hidden = _("%(sentence)s（内容含个人信息，您没有查看的权限，这里不显示）") % words
    return Told(entry.at, hidden, note_of(entry.verb, entry.note))


def _may_know(entry: AuditEntry) -> bool:
    """Whether the reader may read what was changed in a thing: the registers of its kind say under which permissions."""
    needed = {
        declared.history_permission
        for declared in registers()
        if declared.history_permission and declared.model._meta.label_lower == entry.subject_type
    }
    reaches = [reach_of(permission) for permission in needed]
    return all(reach is None or entry.organisation_id in reach for reach in reaches)


def _speaks_of(entry: AuditEntry, words: str) -> bool:
    """Whether words stand in an entry itself, not only in the row that keeps it with others."""
    return any(words.casefold() in text.casefold() for text in (entry.actor, entry.subject_label, entry.note))
