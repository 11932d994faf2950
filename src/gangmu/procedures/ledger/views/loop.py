"""What people do with a task: sign, return, ask, decide, complete, check, reopen."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.organisations.selectors import choices_of, subtree_ids
from gangmu.foundation.ui.refusals import told_in
from gangmu.foundation.ui.versioned import kept_in, status_of
from gangmu.procedures.ledger.choices import RUNNING, CompletionState
from gangmu.procedures.ledger.loop_forms import (
    AskForm,
    CheckForm,
    CompletionForm,
    DecideForm,
    LightForm,
    ReachedForm,
    ReasonForm,
    StartForm,
)
from gangmu.procedures.ledger.models import Completion, Milestone, Request
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services import asking, closing, signing
from gangmu.procedures.ledger.views.tasks import task_page


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for a task in the name of one's unit."""
    shown = get_object_or_404(tasks(), pk=pk)
    signing.sign_for(shown, _number(request, "unit"))
    messages.success(request, _("已签收"))
    return redirect("ledger:task", pk=pk)


def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a task that was wrongly assigned."""
    shown = get_object_or_404(tasks(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with kept_in(form, shown, lambda: ReasonForm(initial={"version": tasks().get(pk=pk).version})):
            signing.return_task(shown, told["version"], told["reason"])
            messages.success(request, _("已退办，等待办公室重新交办"))
            return redirect("ledger:task", pk=pk)
    return task_page(request, pk, return_form=form)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an extension, a change, a stop, a merger or another owner."""
    shown = get_object_or_404(tasks(), pk=pk)
    asking.require_in_time(shown)
    others = tasks(shown.year).filter(organisation_id=shown.organisation_id, state__in=RUNNING)
    merged = list(others.exclude(pk=pk).filter(parent__isnull=True).values_list("pk", "name"))
    units = choices_of(subtree_ids(shown.organisation_id))
    form = AskForm(request.POST or None, others=merged, units=units)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            asking.ask(shown, form.asked())
            messages.success(request, _("申请已提交，等待分管领导批示"))
            return redirect("ledger:task", pk=pk)
    return render(
        request, "ledger/ask.html", {"task": shown, "form": form}, status=422 if form.errors else 200
    )


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a request."""
    asked = get_object_or_404(Request.objects.select_related("task"), pk=pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        asking.decide(asked, told["granted"], told["note"], told["to_unit"])
        messages.success(request, _("已批示"))
    if request.POST.get("from") == "morning":
        return redirect("ledger:morning")
    return redirect("ledger:task", pk=asked.task_id)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    asked = get_object_or_404(Request.objects.select_related("task"), pk=pk)
    asking.withdraw(asked)
    messages.success(request, _("已撤回申请"))
    return redirect("ledger:task", pk=asked.task_id)


def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a task is done, with its proof."""
    shown = get_object_or_404(tasks(), pk=pk)
    signing.require_running(shown)
    last = shown.completions.first()
    again = last if last is not None and last.state == CompletionState.SENT_BACK else None

    def opened(*sent: Any) -> CompletionForm:
        first = {"version": tasks().get(pk=pk).version}
        return CompletionForm(*(sent or (None,)), task=shown, again=again, initial=first)

    form = opened(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.keep_upload(partial(closing.keep_proof, shown)):
        told = form.cleaned_data
        with kept_in(form, shown, opened):
            closing.propose_completion(shown, told["version"], told["words"], form.proofs())
            messages.success(request, _("已提出完成认定，等待复核"))
            return redirect("ledger:task", pk=pk)
    context = {"task": shown, "form": form, "again": again}
    return render(request, "ledger/complete.html", context, status=status_of(form))


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check a completion."""
    proposed = get_object_or_404(Completion.objects.select_related("task"), pk=pk)
    form = CheckForm(request.POST)
    if form.is_valid():
        passed = form.cleaned_data["passed"]
        closing.check_completion(proposed, passed, form.cleaned_data["note"])
        messages.success(request, _("已复核") if passed else _("已退回补充"))
    return redirect("ledger:task", pk=proposed.task_id)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen a closed task with a reason."""
    shown = get_object_or_404(tasks(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with kept_in(form, shown, lambda: ReasonForm(initial={"version": tasks().get(pk=pk).version})):
            closing.reopen_task(shown, told["version"], told["reason"])
            messages.success(request, _("已重新打开"))
            return redirect("ledger:task", pk=pk)
    return task_page(request, pk, reopen_form=form)


def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the proven start of a task."""
    shown = get_object_or_404(tasks(), pk=pk)
    form = StartForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with kept_in(form, shown, lambda: StartForm(initial={"version": tasks().get(pk=pk).version})):
            closing.prove_start(shown, told["version"], told["on"], told["words"])
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    return task_page(request, pk, start_form=form)


def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell that a milestone was reached."""
    step = get_object_or_404(Milestone.objects.filter(task__in=tasks()).select_related("task"), pk=pk)
    form = ReachedForm(request.POST)
    if form.is_valid():
        closing.reach_milestone(step, form.cleaned_data["on"])
        messages.success(request, _("已保存"))
    return redirect("ledger:task", pk=step.task_id)


def light(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a light by hand."""
    shown = get_object_or_404(tasks(), pk=pk)
    form = LightForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with told_in(form):
            closing.override_light(shown, *form.chosen(), told["reason"], told["set_on"], told["until"])
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    return task_page(request, pk, light_form=form)


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, "")) or 0
