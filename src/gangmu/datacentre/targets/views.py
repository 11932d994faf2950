"""The page of one target: value, goal, light with proof, how it is computed, where its rows are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.datacentre.targets import selectors, services
from gangmu.datacentre.targets.forms import ReportForm
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock


def target(request: HttpRequest, pk: int) -> HttpResponse:
    """How one target stands today."""
    shown = get_object_or_404(selectors.targets(), pk=pk)
    told = selectors.evaluate(shown)
    context = {
        "target": shown,
        "told": told,
        "sentence": selectors.sentence_of(told),
        "formula": selectors.formula_of(shown.indicator),
        "reported": shown.reported.all(),
        "history": history_of(shown),
        "may_report": not shown.indicator and holds("targets.target:report", shown.organisation_id),
        "form": ReportForm(initial={"as_of": clock.today()}),
    }
    return render(request, "targets/target.html", context)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a value of a target whose rows no register holds."""
    shown = get_object_or_404(Target, pk=pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        services.report_value(shown, told["value"], told["as_of"], request.actor.person_id, told["note"])  # type: ignore[attr-defined]
        messages.success(request, _("已填报"))
    else:
        messages.error(request, _("请填写数值和截至日期"))
    return redirect("targets:target", pk=pk)
