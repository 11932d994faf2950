"""The page of the ladder: what went out, the text to copy, what waits for a leader; the bureau's rules."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import current_scope, holds
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.procedures.ledger.ladder import LadderRules
from gangmu.procedures.ledger.ladder_forms import LadderForm, as_words
from gangmu.procedures.ledger.models import LadderStep
from gangmu.procedures.ledger.reminding import reminded_on, rules_of, urging_text, waiting_steps
from gangmu.procedures.ledger.services import reminding as services

DECIDE, RULES = "ledger.paper:decide", "ledger.rule:edit"


def reminding(request: HttpRequest) -> HttpResponse:
    """What went out on a day by unit, with the text to copy, and what waits for a leader."""
    day = _day(request)
    rows = list(reminded_on(day))
    told = {
        "day": day, "rows": rows, "text": urging_text(rows, day) if rows else "", "waiting": list(waiting_steps()),
        "may_decide": holds(DECIDE), "may_rule": holds(RULES),
    }  # fmt: skip
    return render(request, "ledger/reminding.html", told)


def decide_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether a unit is named at a meeting."""
    step = get_object_or_404(LadderStep.objects.select_related("task"), pk=pk)
    agreed = request.POST.get("agreed") == "1"
    try:
        services.decide_step(step, agreed, request.POST.get("note", ""))
        messages.success(request, _("已批示"))
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
    return redirect("ledger:morning" if request.POST.get("from") == "morning" else "ledger:reminding")


def rules(request: HttpRequest) -> HttpResponse:
    """How the bureau reminds and urges."""
    bureau = _bureau(request)
    held: LadderRules = rules_of(bureau.pk, clock.today())
    first = {"wait": held.wait, "lagging_only": held.lagging_only, "valid_from": clock.today()}
    form = LadderForm(request.POST or None, initial=first)
    lines = request.POST.getlist("reminder") if request.method == "POST" else as_words(held)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_ladder_rule(bureau.pk, form.changes(lines), form.cleaned_data["valid_from"])
            messages.success(request, _("已保存"))
            return redirect("ledger:reminding")
        except Refusal as refusal:
            messages.error(request, words_of(refusal))
    told = {"form": form, "lines": form.rows(lines), "bureau": bureau}
    return render(request, "ledger/reminding_rules.html", told)


def _day(request: HttpRequest) -> date:
    try:
        return DateField(required=False).clean(request.GET.get("on")) or clock.today()
    except ValidationError:
        return clock.today()


def _bureau(request: HttpRequest) -> Organisation:
    """Return the bureau whose rules are shown: the one asked for, or the first within reach."""
    reach = current_scope().organisation_ids
    rows = Organisation.objects.filter(kind=Kind.BUREAU, is_open=True).order_by("pk")
    within = list(rows if reach is None else rows.filter(pk__in=reach))
    asked = request.POST.get("bureau") or request.GET.get("bureau", "")
    chosen = next((bureau for bureau in within if str(bureau.pk) == asked), None)
    if chosen is None and not within:
        raise Refusal("ledger.no_bureau", "您的范围内没有教育局，不能设置催办规定")
    return chosen or within[0]
