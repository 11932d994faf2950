"""The list of everything that was written, as sentences, for those who audit."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.audit.batches import latest_of, mark_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import Told, entries, sentence_of
from gangmu.foundation.organisations.forms import DayInput

#: Entries on a page.
MOST = 50


class AuditForm(forms.Form):
    """Which entries are asked for."""

    since = forms.DateField(label=_("起"), required=False, widget=DayInput())
    until = forms.DateField(label=_("止"), required=False, widget=DayInput())
    q = forms.CharField(
        label=_("搜索"), required=False, max_length=60, help_text=_("操作人、对象名称或理由中的字")
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
        "history": [Told(entry.at, sentence_of(entry), entry.note) for entry in found[:MOST]],
        "earlier": urlencode({**asked, "before": mark_of(found[MOST - 1])}) if len(found) > MOST else "",
        "latest": urlencode(asked) if before else None,
    }
    return render(request, "administration/audit.html", context, status=422 if form.errors else 200)


def _speaks_of(entry: AuditEntry, words: str) -> bool:
    """Whether words stand in an entry itself, not only in the row that keeps it with others."""
    return any(words.casefold() in text.casefold() for text in (entry.actor, entry.subject_label, entry.note))
