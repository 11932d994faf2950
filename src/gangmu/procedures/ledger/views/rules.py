"""The bureau's rules: when reports are due, where the thresholds of the lights lie; and a task split by month."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.ui.versioned import kept_in, status_of
from gangmu.procedures.ledger.entry_forms import LightRuleForm, MonthsForm, ReportRuleForm
from gangmu.procedures.ledger.models import LightRule, ReportRule
from gangmu.procedures.ledger.rounds import DEFAULT
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services import ruling
from gangmu.procedures.ledger.services.splitting import split_by_month
from gangmu.procedures.ledger.thresholds import task_rule
from gangmu.procedures.ledger.views.papers import bureau_for


def rules(request: HttpRequest) -> HttpResponse:
    """Show what is ruled and rule anew from a day on."""
    bureau, today = bureau_for("ledger.rule:edit"), clock.today()
    asked = request.POST.get("rule") if request.method == "POST" else None
    held = task_rule(bureau, today)
    first = {
        "near_left": held.near_left * 100, "propose_left": held.propose_left * 100,
        "at_risk_behind": held.progress.at_risk_behind * 100, "unlikely_behind": held.progress.unlikely_behind * 100,
        "valid_from": today,
    }  # fmt: skip
    reports = ReportRuleForm(request.POST if asked == "reports" else None, initial={"valid_from": today})
    lights = LightRuleForm(request.POST if asked == "lights" else None, initial=first)
    if asked == "reports" and reports.is_valid():
        ruling.rule_reports(bureau, reports.cleaned_data)
    elif asked == "lights" and lights.is_valid():
        ruling.rule_lights(bureau, lights.cleaned_data)
    else:
        return render(
            request,
            "ledger/rules.html",
            {
                "reports": reports, "lights": lights, "held": held, "default": DEFAULT,
                "report_rules": ReportRule.objects.filter(organisation_id=bureau),
                "light_rules": LightRule.objects.filter(organisation_id=bureau),
            },
        )  # fmt: skip
    messages.success(request, _("已保存"))
    return redirect("ledger:rules")


def months(request: HttpRequest, pk: int) -> HttpResponse:
    """Split a task's year by month."""
    shown = get_object_or_404(tasks(), pk=pk)

    def opened(data: QueryDict | None = None) -> MonthsForm:
        held = tasks().get(pk=pk)
        steps = held.milestones.filter(of_month=True)
        first = {"version": held.version, **{f"month_{step.due_on.month}": step.name for step in steps}}
        return MonthsForm(data, initial=first)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            split_by_month(shown, form.cleaned_data["version"], form.words())
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    return render(request, "ledger/months.html", {"task": shown, "form": form}, status=status_of(form))
