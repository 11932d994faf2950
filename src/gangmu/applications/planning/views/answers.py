"""The sections' side of a draft, and the office's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.applications.planning.choices import AnswerKind, AnswerState, ItemKind
from gangmu.applications.planning.item_forms import own_choices
from gangmu.applications.planning.models import DraftAnswer, PlanVersion, ReadItem
from gangmu.applications.planning.selectors import latest_drafts
from gangmu.applications.planning.services.answering import answer_row, settle_answer
from gangmu.foundation.access.roles import OFFICE
from gangmu.foundation.access.scope import holds, reach_of, scoped
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import names_of
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import holding
from gangmu.foundation.ui.refusals import fault_of


def answers(request: HttpRequest) -> HttpResponse:
    """The rows of running drafts that my section is to lead, those in which it is to cooperate, and all others to claim."""
    return _page(request)


def _page(request: HttpRequest, refused: int = 0, why: str = "") -> HttpResponse:
    """The page; with a refused answer in its own row, where what was typed still stands."""
    mine = reach_of("planning.draft:answer") or frozenset()
    sections = names_of(mine)
    with scoped("planning.plan:view"):
        rows = list(
            ReadItem.objects.filter(document__in=latest_drafts(), kind=ItemKind.TASK).select_related(
                "lead", "document__plan"
            )
        )
        given = {
            a.item_id: a
            for a in DraftAnswer.objects.filter(item__in=rows, section_id__in=mine)
            .select_related("proposed_lead")
            .order_by("given_at")
        }
    own = [(row, given.get(row.pk)) for row in rows if row.lead_id in mine]
    rest = [(row, given.get(row.pk)) for row in rows if row.lead_id not in mine]
    shared = [(row, told) for row, told in rest if not mine.isdisjoint(row.cooperating)]
    others = [(row, told) for row, told in rest if mine.isdisjoint(row.cooperating)]
    context = {
        "own": own, "shared": shared, "others": others, "sections": sections, "units": _units(rows),
        "refused": refused, "why": why, "typed": request.POST, "in_others": any(row.pk == refused for row, _told in others),
    }  # fmt: skip
    return render(request, "planning/answers.html", context, status=422 if refused else 200)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer on one row."""
    with scoped("planning.plan:view"):
        row = get_object_or_404(ReadItem.objects.select_related("document__plan"), pk=pk, kind=ItemKind.TASK)
    mine = sorted(reach_of("planning.draft:answer") or ())
    section, lead = (whole_number(request.POST.get(name, "")) for name in ("section", "proposed_lead"))
    kind = request.POST.get("kind", "")
    if kind in AnswerKind.values:
        try:
            answer_row(
                row,
                mine[0] if section is None else section,
                AnswerKind(kind),
                request.POST.get("words", ""),
                lead,
            )
        except Refusal as refusal:
            return _page(request, row.pk, fault_of(refusal))
        messages.success(request, _("已答复：%(name)s") % {"name": row.name})
    return redirect(f"{reverse('planning:answers')}#row-{row.pk}")


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer or decline it."""
    given = get_object_or_404(DraftAnswer.objects.select_related("item__document__plan"), pk=pk)
    settle_answer(given, request.POST.get("decision") == "accept")
    messages.success(request, _("已处理"))
    return redirect("planning:given-answers", pk=given.item.document_id)


def given_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers to a draft, the open ones first."""
    document = get_object_or_404(PlanVersion.objects.select_related("plan"), pk=pk)
    rows = DraftAnswer.objects.filter(item__document=document).select_related(
        "item", "section", "proposed_lead"
    )
    told = sorted(rows, key=lambda a: (a.state != AnswerState.OPEN, a.item.start))
    waiting = set(
        ReadItem.objects.filter(document=document, kind=ItemKind.TASK, lead__isnull=False).values_list(
            "lead_id", flat=True
        )
    )
    offices = RoleAssignment.objects.filter(holding(), role__in=OFFICE, organisation_id__in=waiting)
    silent = (
        waiting - {row.section_id for row in rows} - set(offices.values_list("organisation_id", flat=True))
    )
    context = {
        "document": document,
        "answers": told,
        "silent": Organisation.objects.filter(pk__in=silent),
        "may_review": holds("planning.plan:review", document.plan.organisation_id),
    }
    return render(request, "planning/given_answers.html", context)


def _units(rows: list[ReadItem]) -> list[tuple[int, str]]:
    return own_choices(rows[0].document.plan.organisation_id) if rows else []
