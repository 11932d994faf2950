"""Plans: the list, a document in, the tree, adoption, what a revision changes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.applications.planning import coverage, selectors
from gangmu.applications.planning.choices import PlanState
from gangmu.applications.planning.forms import AdoptForm, UploadForm, WithdrawForm
from gangmu.applications.planning.models import Plan, PlanVersion
from gangmu.applications.planning.services import withdrawing
from gangmu.applications.planning.services.adopting import adopt_plan, key_of_plan, run_trial
from gangmu.applications.planning.services.uploading import next_stage, paste_version, upload_version
from gangmu.datacentre import facts
from gangmu.datacentre.targets.models import Target
from gangmu.datacentre.targets.selectors import evaluate_all, with_parts
from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.kernel.results import Result, Sentence
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import bureau_of
from gangmu.procedures.ledger.registry import all_systems
from gangmu.procedures.ledger.selectors import is_overdue, lead_name, whole_tasks


def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the bureau."""
    return render(
        request,
        "planning/plans.html",
        {
            "plans": selectors.plans(),
            "may_upload": holds("planning.plan:review"),
            "withdrawn": withdrawing.withdrawn() if holds("planning.plan:review") else [],
        },
    )


def upload(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A document in: a new plan, or another version of one."""
    plan = get_object_or_404(Plan, pk=pk) if pk else None
    known = (
        [] if plan else [(one.pk, f"{one.title} · {one.get_state_display()}") for one in selectors.plans()]
    )
    # Of a plan that is known the next step is shown; one chosen in the form is known only when it is sent.
    initial = {"stage": next_stage(plan)} if plan or not known else {}
    form = UploadForm(request.POST or None, request.FILES or None, plans=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            version = _taken_in(form.cleaned_data, plan)
        except Forbidden:
            raise
        except Refusal as refusal:
            words = words_of(refusal)
            if refusal.code == "planning.same_text":
                # A second click, or a file that is here already: what is wanted is there to be opened.
                messages.warning(request, words)
                return redirect("planning:review", pk=refusal.parameters["version"])
            form.add_error(None, words)
        else:
            return redirect("planning:review", pk=version.pk)
    context = {"form": form, "plan": plan}
    return render(request, "planning/upload.html", context, status=422 if form.errors else 200)


def _taken_in(told: dict[str, Any], plan: Plan | None) -> PlanVersion:
    if plan is None and told.get("plan"):
        plan = get_object_or_404(Plan, pk=told["plan"])
    bureau = plan.organisation if plan else _own_bureau()
    stage = told["stage"] or next_stage(plan)
    if told["file"] is not None:
        return upload_version(bureau, stage, told["file"], plan)
    return paste_version(bureau, stage, told["text"], plan)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree of a plan: themes, tasks, targets with their lights, systems with their state."""
    shown = get_object_or_404(selectors.plans(), pk=pk)
    themes: dict[str, list[object]] = {}
    # A year may have another plan beside this one, and tasks from elsewhere.
    own = key_of_plan(shown.pk)
    tasks = whole_tasks(shown.organisation_id, shown.year).filter(key__startswith=own)
    for task in tasks.prefetch_related("targets__values", "targets__organisation"):
        themes.setdefault(task.theme, []).append((task, lead_name(task), is_overdue(task)))
    targets = with_parts(
        Target.objects.filter(organisation_id=shown.organisation_id, year=shown.year, key__startswith=own)
    )
    period = (date(shown.year, 1, 1), min(clock.today(), date(shown.year, 12, 31)))
    running = all_systems() if shown.state == PlanState.ADOPTED else ()
    with facts.one_reading():
        systems = [(entry, entry.state(shown.organisation_id, period, None)) for entry in running]
        lines = [entry.summary_line(shown.organisation_id, period, None) for entry, _state in systems]
    told = evaluate_all(targets, issued=shown.adopted_on)
    waiting = [one for one in told if _waits(one.result)]
    only_waiting = "to_report" in request.GET
    context = {
        "plan": shown,
        "themes": themes,
        "targets": waiting if only_waiting else told,
        "counted": {
            "all": len(told),
            "computable": sum(one.result.computable for one in told),
            "waiting": len(waiting),
        },
        "only_waiting": only_waiting,
        "systems": [pair for pair in systems if _says_something(pair[1])],
        "quiet": [pair for pair in systems if not _says_something(pair[1])],
        "lines": [line for line in lines if _says_something(line)],
        "quiet_lines": [line for line in lines if not _says_something(line)],
        "versions": shown.versions.all(),
        "history": history_of(shown),
        "may_review": holds("planning.plan:review", shown.organisation_id),
    }
    return render(request, "planning/plan.html", context)


def _waits(result: Result) -> bool:
    """Whether a figure has no value because nobody has reported one yet."""
    return result.reason is not None and result.reason.code == "targets.not_reported"


def _says_something(told: Sentence) -> bool:
    """Whether a sentence holds a figure that tells of something: none that cannot be computed, no count of nothing."""
    return not told.figures or any(figure.computable and figure.value for figure in told.figures)


def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt a version, once its two bars are full."""
    document = _version(pk)
    items = selectors.items_of(document)
    form = AdoptForm(request.POST or None, initial={"adopted_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        adopted = adopt_plan(document, form.cleaned_data["meeting"], form.cleaned_data["adopted_on"])
        messages.success(request, _("已采用。台账已经开始运行。"))
        return redirect("planning:plan", pk=adopted.pk)
    context = {
        "document": document,
        "form": form,
        "clauses": coverage.clause_bar(list(document.clauses.all())),
        "owners": coverage.owner_bar(items),
        "is_empty": coverage.is_empty(items),
    }
    return render(request, "planning/adopt.html", context, status=422 if form.errors else 200)


def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a draft run on trial."""
    document = _version(pk)
    count = run_trial(document)
    messages.success(request, _("%(count)s 项任务开始试运行") % {"count": count})
    return redirect("planning:plan", pk=document.plan_id)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrongly uploaded text out, with a reason."""
    document = _version(pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        left = withdrawing.withdraw(document, form.cleaned_data["reason"])
        messages.success(request, _("已撤回“%(title)s”。操作记录中仍可查到。") % {"title": document})
        return redirect("planning:plan", pk=left.pk) if left else redirect("planning:plans")
    context = {
        "document": document,
        "form": form,
        "may": withdrawing.may_withdraw(document),
        "loss": withdrawing.loss_of(document),
    }
    return render(request, "planning/withdraw.html", context, status=422 if form.errors else 200)


def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version changes against the one before it."""
    document = _version(pk)
    earlier = (
        PlanVersion.objects.filter(plan=document.plan, uploaded_at__lt=document.uploaded_at)
        .order_by("-uploaded_at")
        .first()
    )
    told = selectors.changes_between(earlier, document) if earlier else None
    context = {
        "document": document,
        "earlier": earlier,
        "told": told,
        "changed": [
            (now, *selectors.differing(before, after)) for _was, now, before, after in told["changed"]
        ]
        if told
        else [],
    }
    return render(request, "planning/changes.html", context)


def _version(pk: int) -> PlanVersion:
    document = selectors.version_in_scope(pk)
    if document is None:
        raise Http404
    return document


def _own_bureau() -> Organisation:
    reach = reach_of("planning.plan:review") or ()
    bureaus = {bureau for unit in reach if (bureau := bureau_of(unit)) is not None and bureau in reach}
    if not bureaus:
        raise Forbidden(
            "planning.no_bureau", "您的角色不在教育局任职，不能上传全局的工作要点，请联系系统管理员"
        )
    return Organisation.objects.get(pk=min(bureaus))
