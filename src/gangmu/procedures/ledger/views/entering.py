"""How tasks enter the ledger beside the plan: by hand, from pasted text, by a further source, by a new instruction."""

import hashlib
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gangmu.engines.reading.assigned import Assigned, read_assigned
from gangmu.engines.reading.deadlines import day_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.selectors import choices_of, subtree_ids
from gangmu.foundation.ui.refusals import told_in
from gangmu.foundation.ui.versioned import kept_in, status_of
from gangmu.procedures.ledger.choices import RUNNING, SourceKind
from gangmu.procedures.ledger.entry_forms import (
    AgainForm,
    Choices,
    EntryForm,
    FurtherSourceForm,
    PasteForm,
    ProposedFormSet,
)
from gangmu.procedures.ledger.loop_forms import ReachedForm
from gangmu.procedures.ledger.models import TaskSource
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services import entering, instructing
from gangmu.procedures.ledger.services.tasks import TaskDraft
from gangmu.procedures.ledger.unit_names import names_under, units_named
from gangmu.procedures.ledger.views.papers import bureau_for

EDIT = "ledger.task:edit"


def enter(request: HttpRequest) -> HttpResponse:
    """Enter one task of a ledger with its source."""
    bureau = bureau_for(EDIT)
    asked = request.GET.get("ledger", "")
    first = {
        "ledger": asked if asked in SourceKind.values else SourceKind.COUNTY_TABLE,
        "key": secrets.token_hex(8),
        "parent": request.GET.get("parent") or None,
    }
    form = EntryForm(request.POST or None, units=_units(bureau), rounds=_rounds(bureau), initial=first)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            above = form.cleaned_data["parent"]
            parent = tasks().filter(pk=above).first() if above else None
            made = entering.enter(form.draft(bureau), form.source(), parent)
            messages.success(request, _("已交办"))
            return redirect("ledger:task", pk=made.pk)
    return render(
        request, "ledger/enter.html", {"form": form, "kinds": SourceKind}, status=422 if form.errors else 200
    )


def paste(request: HttpRequest) -> HttpResponse:
    """Read a pasted text into proposed tasks, and enter those that a person accepts."""
    bureau = bureau_for(EDIT)
    units = _units(bureau)
    form = PasteForm(request.POST or None, initial={"ledger": SourceKind.MEETING, "said_on": clock.today()})
    told: dict[str, Any] = {"form": form, "kinds": SourceKind}
    if request.method == "POST" and form.is_valid():
        if "proposed-TOTAL_FORMS" in request.POST:
            proposed = ProposedFormSet(request.POST, prefix="proposed", form_kwargs={"units": units})
            if proposed.is_valid():
                with told_in(form):
                    return _accept(request, bureau, form, proposed)
        else:
            first = _proposals(form, bureau)
            proposed = ProposedFormSet(initial=first, prefix="proposed", form_kwargs={"units": units})
            if not first:
                messages.warning(request, _("没有读出要办的事项；可以逐项录入"))
        told["proposed"] = proposed
    return render(request, "ledger/paste.html", told, status=422 if form.errors else 200)


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a further paper asks for a task."""
    shown = get_object_or_404(tasks(), pk=pk)

    def opened(data: QueryDict | None = None) -> FurtherSourceForm:
        return FurtherSourceForm(data, initial={"version": tasks().get(pk=pk).version})

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            entering.add_source(shown, form.cleaned_data["version"], form.source())
            messages.success(request, _("已保存"))
            return redirect("ledger:task", pk=pk)
    return render(request, "ledger/source.html", {"task": shown, "form": form}, status=status_of(form))


def present(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell that the result of an instruction was presented (呈阅), and what was said to it."""
    held = get_object_or_404(TaskSource.objects.filter(task__in=tasks()).select_related("task"), pk=pk)
    if "answer" in request.POST:
        entering.answer_result(held, request.POST["answer"])
    else:
        form = ReachedForm(request.POST)
        if not form.is_valid():
            raise Refusal("ledger.presented_day", "请填写呈阅日期")
        entering.present_result(held, form.cleaned_data["on"] or clock.today())
    messages.success(request, _("已保存"))
    return redirect("ledger:task", pk=held.task_id)


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a task once more by a new instruction (再次交办)."""
    shown = get_object_or_404(tasks(), pk=pk)

    def opened(data: QueryDict | None = None) -> AgainForm:
        return AgainForm(data, initial={"version": tasks().get(pk=pk).version})

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            told = form.cleaned_data
            instructing.instruct_again(
                shown, told["version"], told["person"], told["said_on"], told["wording"], told["due_on"]
            )
            messages.success(request, _("已再次交办"))
            return redirect("ledger:task", pk=pk)
    return render(request, "ledger/again.html", {"task": shown, "form": form}, status=status_of(form))


def _accept(request: HttpRequest, bureau: int, form: PasteForm, proposed: Any) -> HttpResponse:
    given = form.source()
    year = (given.said_on or clock.today()).year
    # The same text accepted twice makes the same tasks: their keys are made of the paper and the item's own words.
    stamp = hashlib.sha256(f"{given.title}\n{form.cleaned_data['text']}".encode()).hexdigest()[:16]
    drafts = []
    for place, one in enumerate(proposed.forms):
        told = one.cleaned_data
        if told.get("accepted"):
            drafts.append(
                TaskDraft(
                    key=f"paste/{stamp}/{place}", name=told["name"], organisation_id=bureau, year=year, ledger=given.kind,
                    number=told["number"], theme=told["theme"], content=told["content"], requirement=told["requirement"],
                    lead_id=told["lead"], cooperating_ids=tuple(told["cooperating"]), due_on=told["due_on"],
                    due_words=told["due_words"],
                )
            )  # fmt: skip
    made = entering.enter_many(drafts, given)
    words = ngettext("已交办 %(count)s 项", "已交办 %(count)s 项", len(made)) % {"count": len(made)}
    messages.success(request, words)
    return redirect("registers:tasks-list")


def _proposals(form: PasteForm, bureau: int) -> list[dict[str, Any]]:
    text, names = form.cleaned_data["text"], names_under(bureau)
    year = (form.cleaned_data["said_on"] or clock.today()).year
    return [_proposal(told, text, names, year) for told in read_assigned(text)][:500]


def _proposal(told: Assigned, text: str, names: dict[str, int], year: int) -> dict[str, Any]:
    leading = units_named(told.leading, names)
    helping = [*leading[1:], *units_named(told.cooperating, names)]
    return {
        "accepted": True, "name": told.name, "lead": leading[0] if leading else None, "cooperating": helping,
        "due_on": day_of(told.deadline, year), "due_words": told.deadline, "number": told.number, "theme": told.theme,
        "requirement": told.measure, "content": text[told.start : told.end].strip(),
    }  # fmt: skip


def _units(bureau: int) -> Choices:
    return choices_of(subtree_ids(bureau))


def _rounds(bureau: int) -> Choices:
    """The supervision rounds and problems under which found problems are kept."""
    rows = tasks().filter(
        organisation_id=bureau,
        state__in=RUNNING,
        parent__isnull=True,
        ledger__in=(SourceKind.SUPERVISION, SourceKind.PROBLEM),
    )
    return list(rows.values_list("pk", "name"))
