"""Papers: proposed, decided, drafted, signed, issued or registered; each a document to download."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.selectors import choices_of, names_of, subtree_ids
from gangmu.foundation.registers.selectors import seat_of_actor
from gangmu.foundation.ui.refusals import told_in
from gangmu.foundation.ui.versioned import kept_in, status_of
from gangmu.procedures.ledger.choices import RUNNING, PaperKind, PaperState
from gangmu.procedures.ledger.models import Paper, Task
from gangmu.procedures.ledger.paper_documents import document_of, number_words
from gangmu.procedures.ledger.paper_forms import (
    DraftForm,
    IssuedForm,
    PaperRuleForm,
    ProposeForm,
    RegisterForm,
    TalkForm,
)
from gangmu.procedures.ledger.papers import current_steps, issued_against_last_year, papers
from gangmu.procedures.ledger.services import issuing
from gangmu.procedures.ledger.services import papers as services

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(data: bytes, name: str) -> HttpResponse:
    """Answer with a docx."""
    answer = HttpResponse(data, content_type=WORD)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.docx") or "attachment"
    return answer


def file_name(*words: str) -> str:
    """Return how a file is called that a person keeps: its words, without signs that a file system refuses."""
    return " ".join(filter(None, re.sub(r'[\\/:*?"<>|\s]+', " ", " ".join(words)).split(" ")))


def bureau_for(permission: str) -> int:
    """Return the bureau in whose name the one who acts works.

    Raises
    ------
    Refusal
        When there is none within the permission.
    """
    unit = seat_of_actor(reach_of(permission), highest=True)
    if unit is None:
        raise Refusal(
            "ledger.no_bureau",
            "您在可办理这件事的单位里没有任职；请由在这些单位任职的人员办理，或联系系统管理员",
        )
    return unit.pk


def _choices(bureau: int) -> dict[str, Any]:
    rows = Task.objects.filter(organisation_id=bureau, state__in=RUNNING, parent__isnull=True)
    told = rows.order_by("-year", "order", "id").values_list("pk", "number", "name")
    units = choices_of(subtree_ids(bureau))
    return {"tasks": [(pk, f"{number} {name}".strip()) for pk, number, name in told], "units": units}


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one paper: what it says, where it stands, what one may do with it."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, **refused: Any) -> HttpResponse:
    """Answer with the page of a paper; a form of it that was `refused` stands in it by its name with what was typed."""
    shown = get_object_or_404(papers(), pk=pk)
    steps = list(shown.steps.select_related("organisation", "done_by", "done_for"))
    own, next_ = issuing.own_step(shown), current_steps(shown)
    drafting = shown.state == PaperState.DRAFTING
    context = {
        "paper": shown,
        "number": number_words(shown),
        "steps": steps,
        "own_step": own,
        "next_steps": next_ if drafting else [],
        "units": list(names_of(unit.organisation_id for unit in shown.addressed.all()).values()),
        "tasks": Task.objects.filter(papers=shown),
        "history": history_of(shown),
        "may_decide": shown.state == PaperState.PROPOSED
        and holds("ledger.paper:decide", shown.organisation_id),
        "may_edit": shown.state in services.UNDER_WAY and holds("ledger.paper:edit", shown.drafter_id),
        "may_issue": drafting and holds("ledger.paper:issue", shown.organisation_id),
        "may_withdraw": shown.state in services.UNDER_WAY
        and holds("ledger.paper:propose", shown.organisation_id),
        "may_tell": shown.state == PaperState.ISSUED
        and any(holds("ledger.task:advance", unit.organisation_id) for unit in shown.addressed.all()),
        "issued_form": IssuedForm(),
        "talk_form": _talk_form(shown),
        "may_open_scan": holds("files.attachment:view"),
        **refused,
    }
    open_to_all = ("may_tell", "talk_form")
    context["nothing_to_do"] = shown.state not in services.UNDER_WAY and not any(
        map(context.get, open_to_all)
    )
    status = max((status_of(form) for form in refused.values()), default=200)
    return render(request, "ledger/paper.html", context, status=status)


def _talk_form(shown: Paper) -> TalkForm | None:
    over = shown.state not in (PaperState.DRAFTING, PaperState.ISSUED)
    if shown.kind != PaperKind.TALK or over or not holds("ledger.paper:edit", shown.drafter_id):
        return None
    return _talk_opened(shown)


def _talk_opened(shown: Paper) -> TalkForm:
    told = {name: getattr(shown, name) for name in TalkForm.base_fields if name != "opened"}
    return TalkForm(initial={**told, "talked_on": shown.talked_on or clock.today()})


def propose(request: HttpRequest) -> HttpResponse:
    """Propose a paper; a leader decides."""
    bureau = bureau_for("ledger.paper:propose")
    asked = {"kind": request.GET.get("kind", ""), "tasks": request.GET.getlist("task")}
    form = ProposeForm(request.POST or None, initial=asked, **_choices(bureau))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = services.propose_paper(form.draft(bureau))
            messages.success(request, _("已提请局领导决定"))
            return redirect("ledger:paper", pk=made.pk)
    return _form(request, form, _("拟发文书"), _("先拟发，由局领导决定后再起草、签发。"))


def register(request: HttpRequest) -> HttpResponse:
    """Register a paper that the OA has issued."""
    bureau = bureau_for("ledger.paper:issue")
    form = RegisterForm(request.POST or None, request.FILES or None, **_choices(bureau))
    if request.method == "POST" and form.keep_upload(lambda scan: issuing.keep_scan(bureau, scan)):
        with told_in(form):
            told, (scan, _name) = form.cleaned_data, form.kept_files()[-1]
            made = issuing.register_issued(form.draft(bureau), told["number"], told["issued_on"], scan)
            messages.success(request, _("已登记"))
            return redirect("ledger:paper", pk=made.pk)
    return _form(request, form, _("登记已在 OA 印发的"), _("编号、日期和扫描件一次登记。"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text of a paper."""
    shown = get_object_or_404(papers(), pk=pk)
    units = _choices(shown.organisation_id)["units"]
    held = list(shown.addressed.values_list("organisation_id", flat=True))
    both = (shown.drafter_id, shown.organisation_id)
    cosigning = list(
        shown.steps.exclude(organisation_id__in=both).values_list("organisation_id", flat=True).distinct()
    )

    def opened(data: QueryDict | None = None) -> DraftForm:
        fresh = papers().get(pk=pk)
        first = {"version": fresh.version}
        return DraftForm(data, instance=fresh, initial=first, units=units, held=held, cosigning=cosigning)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            version, chosen = form.cleaned_data["version"], form.chosen
            services.edit_paper(shown, version, form.changes(), chosen("units"), chosen("cosigning"))
            messages.success(request, _("已保存"))
            return redirect("ledger:paper", pk=pk)
    return _form(request, form, f"{shown.get_kind_display()} · {shown.title}", "")


def _form(request: HttpRequest, form: Any, heading: str, hint: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "hint": hint}
    return render(request, "ledger/paper_form.html", context, status=status_of(form))


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether a paper is issued."""
    shown = get_object_or_404(papers(), pk=pk)
    services.decide_paper(shown, request.POST.get("agreed") == "yes", request.POST.get("note", ""))
    messages.success(request, _("已批示"))
    return (
        redirect("ledger:morning")
        if request.POST.get("from") == "morning"
        else redirect("ledger:paper", pk=pk)
    )


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the next step of a paper, or send it back."""
    shown = get_object_or_404(papers(), pk=pk)
    note = request.POST.get("note", "")
    if request.POST.get("act") == "back":
        issuing.send_paper_back(shown, note)
        messages.success(request, _("已退回"))
    else:
        issuing.take_step(shown, note)
        messages.success(request, _("已办理"))
    return redirect("ledger:paper", pk=pk)


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a signed paper its number."""
    done = issuing.issue_paper(get_object_or_404(papers(), pk=pk))
    messages.success(request, _("已印发：%(number)s") % {"number": done.number})
    return redirect("ledger:paper", pk=pk)


def in_oa(request: HttpRequest, pk: int) -> HttpResponse:
    """Register that the OA has issued a paper that was decided here."""
    shown = get_object_or_404(papers(), pk=pk)
    form = IssuedForm(request.POST, request.FILES)
    if form.keep_upload(lambda scan: issuing.keep_scan(shown.organisation_id, scan)):
        with told_in(form):
            told, (scan, _name) = form.cleaned_data, form.kept_files()[-1]
            issuing.register_in_oa(shown, told["number"], told["issued_on"], scan)
            messages.success(request, _("已登记"))
            return redirect("ledger:paper", pk=pk)
    return _page(request, pk, issued_form=form)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper up."""
    services.withdraw_paper(get_object_or_404(papers(), pk=pk), request.POST.get("reason", ""))
    messages.success(request, _("已撤销"))
    return redirect("ledger:paper", pk=pk)


def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was promised."""
    shown = get_object_or_404(papers(), pk=pk)
    form = TalkForm(request.POST)
    if form.is_valid():
        with kept_in(form, shown, lambda: _talk_opened(papers().get(pk=pk))):
            told = form.cleaned_data
            words = (told["talked_on"], told["talked_with"], told["promise"], told["promised_on"])
            issuing.record_talk(shown, told["version"], *words)
            messages.success(request, _("已保存"))
            return redirect("ledger:paper", pk=pk)
    return _page(request, pk, talk_form=form)


def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell what was done about a paper."""
    issuing.tell_outcome(get_object_or_404(papers(), pk=pk), request.POST.get("words", ""))
    messages.success(request, _("已保存"))
    return redirect("ledger:paper", pk=pk)


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper as docx; `public` shows posts instead of names."""
    shown = get_object_or_404(papers(), pk=pk)
    public = "public" in request.GET
    name = file_name(str(shown.get_kind_display()), shown.title[:40], _("（公开版）") if public else "")
    return word_file(document_of(shown, public), name)


def rules(request: HttpRequest) -> HttpResponse:
    """How each kind of paper is issued, and how many were issued against last year."""
    bureau = bureau_for("ledger.rule:edit")
    asked = request.POST.get("kind", "")
    forms = {
        kind: PaperRuleForm(request.POST if kind == asked else None, instance=services.rule_of(bureau, kind))
        for kind in PaperKind
    }
    if request.method == "POST" and asked in PaperKind.values and forms[PaperKind(asked)].is_valid():
        services.set_paper_rule(bureau, PaperKind(asked), forms[PaperKind(asked)].changes())
        messages.success(request, _("已保存"))
        return redirect("ledger:paper-rules")
    context = {
        "forms": list(forms.items()),
        "counts": issued_against_last_year(bureau),
        "year": clock.today().year,
    }
    return render(request, "ledger/paper_rules.html", context)
