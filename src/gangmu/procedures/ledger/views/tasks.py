"""Pages of one task and the editing of its row; the list is a register."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_with
from gangmu.foundation.organisations.selectors import choices_of, subtree_ids
from gangmu.foundation.ui.versioned import kept_in, status_of
from gangmu.procedures.ledger import registry
from gangmu.procedures.ledger.choices import RUNNING, Part, RequestState, TaskState
from gangmu.procedures.ledger.forms import StepFormSet, StepsForm, TaskForm, UnitsForm
from gangmu.procedures.ledger.links import address_of
from gangmu.procedures.ledger.loop_forms import LightForm, ReasonForm, StartForm
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.proofs import proof_of_evidence, proof_of_result, proof_of_time
from gangmu.procedures.ledger.selectors import cooperating_names, lead_name, progress_of, tasks
from gangmu.procedures.ledger.services import asking
from gangmu.procedures.ledger.services import tasks as services
from gangmu.procedures.ledger.services.reporting import TYPED, lead_of
from gangmu.procedures.ledger.serving import proof_address, serving
from gangmu.procedures.ledger.standing import standings


def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one task: who holds it, how it stands and why, what it must reach, where it comes from, what happened."""
    return task_page(request, pk)


def task_page(request: HttpRequest, pk: int, **refused: Any) -> HttpResponse:
    """Answer with the page of a task; a form of it that was `refused` stands in it by its name with what was typed."""
    shown = get_object_or_404(tasks().select_related("organisation", "parent", "into", "carried_from"), pk=pk)
    status = max((status_of(form) for form in refused.values()), default=200)
    return render(request, "ledger/task.html", {**_shown(shown), **_acts(shown), **refused}, status=status)


def _shown(shown: Task) -> dict[str, Any]:
    """What the page tells of a task."""
    parts = list(tasks().filter(parent=shown))
    systems = {entry.code: entry for entry in registry.all_systems()}
    told = standings([shown])[0]
    reports = list(shown.reports.select_related("written_by", "confirmed_by")[:12])
    requests = list(shown.requests.select_related("asked_by", "decided_by", "decided_for", "to_unit", "into"))
    completions = list(
        shown.completions.select_related("proposed_by", "checked_by").prefetch_related("proofs")
    )
    return {
        "task": shown,
        "lead": lead_name(shown),
        "cooperating": cooperating_names(shown),
        "units": list(shown.units.all()),
        "sources": [(s, address_of(s.kind, s.version_id, s.start)) for s in shown.sources.all()],
        "milestones": shown.milestones.all(),
        "carried_to": tasks().filter(carried_from=shown).exclude(state=TaskState.MERGED).first(),
        "parts": [(part, lead_name(part)) for part in parts],
        "progress": progress_of(shown) if parts else None,
        "targets": shown.targets.all(),
        "systems": [systems[code] for code in shown.systems if code in systems],
        "standing": told,
        "today": told.on,
        "time_proof": proof_of_time(told),
        "evidence_proof": proof_of_evidence(told),
        "result_proof": proof_of_result(told),
        "reports": reports,
        "requests": requests,
        "completions": [
            (told, [(proof, proof_address(proof)) for proof in told.proofs.all()]) for told in completions
        ],
        "serving": serving(shown),
        "history": history_with(shown, [*reports, *requests, *completions], without={TYPED}),
    }


def _acts(shown: Task) -> dict[str, Any]:
    """What the one who looks may do with a task now."""
    unit, running = lead_of(shown), shown.state in RUNNING
    returned = shown.state == TaskState.RETURNED
    signs = [
        u
        for u in shown.units.all()
        if u.signed_on is None and holds("ledger.task:sign", u.organisation_id)
        if not (returned and u.part == Part.LEAD)
    ]
    return {
        "running": running,
        "may_edit": holds("ledger.task:edit", shown.organisation_id),
        "may_report": (running or shown.state == TaskState.TRIAL) and holds("ledger.task:advance", unit),
        "report_at": f"{reverse('ledger:month')}?unit={unit}#task-{shown.pk}",
        "may_sign": signs if running else [],
        "may_check": holds("ledger.task:check", shown.organisation_id),
        "may_decide": holds("ledger.task:decide", shown.organisation_id) and asking.is_in_charge(shown),
        "may_override": holds("ledger.light:override", shown.organisation_id),
        "open_requests": shown.requests.filter(state=RequestState.ASKED).select_related("into", "to_unit"),
        "unit_choices": choices_of(subtree_ids(shown.organisation_id)) if returned else [],
        "return_form": ReasonForm(initial={"version": shown.version}),
        "reopen_form": ReasonForm(initial={"version": shown.version}),
        "start_form": StartForm(initial={"version": shown.version})
        if running and shown.kind == "start"
        else None,
        "light_form": LightForm(),
    }


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the fields of a task."""
    shown = get_object_or_404(Task, pk=pk)

    def opened(data: QueryDict | None = None) -> TaskForm:
        held = Task.objects.get(pk=pk)
        return TaskForm(data, instance=held, initial={"version": held.version})

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            services.update_task(shown, form.cleaned_data["version"], form.typed())
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    return render(request, "ledger/edit.html", {"task": shown, "form": form}, status=status_of(form))


def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who leads and who cooperates."""
    shown = get_object_or_404(tasks(), pk=pk)
    choices = choices_of(subtree_ids(shown.organisation_id))

    def opened(data: QueryDict | None = None) -> UnitsForm:
        held = tasks().get(pk=pk)
        parts = {unit.organisation_id: unit.part for unit in held.units.all()}
        initial = {
            "version": held.version,
            "lead": next((unit for unit, part in parts.items() if part == Part.LEAD), None),
            "cooperating": [unit for unit, part in parts.items() if part == Part.COOPERATING],
        }
        return UnitsForm(data, units=choices, initial=initial)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            told = form.cleaned_data
            services.assign_units(shown, told["version"], told["lead"], told["cooperating"], told["note"])
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    return render(request, "ledger/units.html", {"task": shown, "form": form}, status=status_of(form))


def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange milestones, counted back from the end where that is fixed (倒排工期)."""
    shown = get_object_or_404(Task, pk=pk)
    initial = [
        {
            "name": s.name,
            "days_before_end": s.days_before_end,
            "due_on": None if s.days_before_end is not None else s.due_on,
        }
        for s in shown.milestones.filter(of_month=False)
    ]
    formset = StepFormSet(request.POST or None, initial=initial)

    def opened(data: QueryDict | None = None) -> StepsForm:
        return StepsForm(data, initial={"version": Task.objects.get(pk=pk).version})

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        kept = [f.cleaned_data for f in formset if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        asked = [services.Step(row["name"], row["due_on"], row["days_before_end"]) for row in kept]
        with kept_in(form, shown, opened):
            services.set_steps(shown, form.cleaned_data["version"], asked)
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    status = 422 if formset.is_bound and not formset.is_valid() else status_of(form)
    context = {"task": shown, "form": form, "formset": formset}
    return render(request, "ledger/steps.html", context, status=status)
