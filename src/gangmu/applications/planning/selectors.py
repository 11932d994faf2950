"""Reads of planning that pages share."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.db.models import QuerySet

from gangmu.applications.planning.choices import AnswerState, ClauseState, ItemKind
from gangmu.applications.planning.models import DraftAnswer, Plan, PlanClause, PlanVersion, ReadItem
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.selectors import Evaluation, evaluate_all, targets
from gangmu.foundation.access.scope import reach_of, scoped
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.kernel import clock
from gangmu.foundation.people.selectors import sections_of as sections_under
from gangmu.procedures.ledger.choices import RUNNING, Part
from gangmu.procedures.ledger.models import TaskUnit

#: Figures that the own page shows; the list of targets shows all.
MOST = 8
#: The worst first; what has no figure yet comes last.
ORDER = tuple(light.value for light in (ResultLight.UNLIKELY, ResultLight.AT_RISK, ResultLight.REACHABLE))


@dataclass(slots=True)
class Piece:
    """A stretch of the source: a clause, and the items that it stands for."""

    text: str
    clause: PlanClause | None
    item_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A heading with the items under it, as the reading side shows them."""

    heading: ReadItem | None
    items: list[ReadItem] = field(default_factory=list)
    open_ids: list[int] = field(default_factory=list)

    @property
    def unled(self) -> list[ReadItem]:
        """The tasks that nobody leads yet."""
        return [item for item in self.items if item.kind == ItemKind.TASK and item.lead_id is None]


def plans() -> QuerySet[Plan, Plan]:
    """Return the plans within the reader's scope."""
    rows: QuerySet[Plan, Plan] = Plan.objects.select_related("organisation").prefetch_related("versions")
    return rows


def version_in_scope(pk: int) -> PlanVersion | None:
    """Return a version within the reader's scope."""
    found: PlanVersion | None = (
        PlanVersion.objects.select_related("plan__organisation", "attachment").filter(pk=pk).first()
    )
    return found


def items_of(document: PlanVersion) -> list[ReadItem]:
    """Return the items of a version in the order of the text."""
    return list(ReadItem._base_manager.filter(document=document).select_related("lead"))


def pieces_of(document: PlanVersion, clauses: Sequence[PlanClause], items: Sequence[ReadItem]) -> list[Piece]:
    """Return the whole source as pieces: every character once, each clause tied to the items that touch it."""
    shown = [item for item in items if item.kind != ItemKind.TASK]
    tasks = [item for item in items if item.kind == ItemKind.TASK]
    pieces: list[Piece] = []
    at = 0
    for clause in clauses:
        if clause.start > at:
            pieces.append(Piece(document.text[at : clause.start], None))
        touching = [
            i.pk for i in shown if i.start < clause.end and clause.start < i.data.get("title_end", i.end)
        ]
        around = [task.pk for task in tasks if task.start < clause.end and clause.start < task.end]
        pieces.append(Piece(document.text[clause.start : clause.end], clause, touching or around))
        at = max(at, clause.end)
    if at < len(document.text):
        pieces.append(Piece(document.text[at:], None))
    return pieces


def sections_of(clauses: Sequence[PlanClause], items: Sequence[ReadItem]) -> list[Section]:
    """Return the items grouped under the headings of the first two levels, with the clauses still to be dealt with."""
    heads = [item for item in items if item.kind == ItemKind.HEADING and item.level <= 2]
    sections = [Section(None), *(Section(head) for head in heads)]
    starts = [0, *(head.start for head in heads)]

    def under(place: int) -> Section:
        number = 0
        while number + 1 < len(starts) and starts[number + 1] <= place:
            number += 1
        return sections[number]

    for item in items:
        if item.kind not in (ItemKind.HEADING,):
            under(item.start).items.append(item)
    for clause in clauses:
        if clause.state == ClauseState.OPEN or (
            clause.state == ClauseState.NOT_LISTED and not clause.confirmed
        ):
            under(clause.start).open_ids.append(clause.pk)
    return [section for section in sections if section.heading or section.items or section.open_ids]


def changes_between(old: PlanVersion, new: PlanVersion) -> dict[str, list[Any]]:
    """Return what a revision changes: tasks added, gone, and changed with their words before and after."""
    kinds = (ItemKind.TASK, ItemKind.TARGET)
    before = {i.key: i for i in ReadItem._base_manager.filter(document=old, kind__in=kinds)}
    after = {i.key: i for i in ReadItem._base_manager.filter(document=new, kind__in=kinds)}
    changed = [
        (was, now, old.text[was.start : was.end].strip(), new.text[now.start : now.end].strip())
        for key, now in after.items()
        if (was := before.get(key)) is not None
        and old.text[was.start : was.end].strip() != new.text[now.start : now.end].strip()
    ]
    return {
        "added": [item for key, item in after.items() if key not in before],
        "gone": [item for key, item in before.items() if key not in after],
        "changed": changed,
    }


def differing(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return both wordings as pieces, each with whether it differs from the other."""
    was: list[tuple[str, bool]] = []
    now: list[tuple[str, bool]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was.append((before[i:j], kind != "equal"))
        now.append((after[k:m], kind != "equal"))
    return [piece for piece in was if piece[0]], [piece for piece in now if piece[0]]


def latest_drafts() -> list[PlanVersion]:
    """Return each plan's latest text while it is a draft: what came before an adopted text waits for nobody any more."""
    texts = PlanVersion.objects.select_related("plan").order_by("uploaded_at", "pk")
    latest = {text.plan_id: text for text in texts.defer("text", "places")}
    return [text for text in latest.values() if not text.adopted]


def drafts_to_answer() -> int:
    """Return how many rows of running drafts are proposed to the reader's sections and have no answer of theirs."""
    mine = reach_of("planning.draft:answer") or frozenset()
    with scoped("planning.plan:view"):
        drafts = latest_drafts()
    rows = ReadItem._base_manager.filter(document__in=drafts, kind=ItemKind.TASK, lead_id__in=mine)
    return rows.exclude(answers__section_id__in=mine).count()


def has_plans() -> bool:
    """Whether there is a plan already that the one who acts may review."""
    with scoped("planning.plan:review"):
        return bool(Plan.objects.exists())


def drafts_to_settle() -> list[tuple[PlanVersion, int]]:
    """Return the drafts that the office has in hand, with the number of answers that wait to be settled."""
    with scoped("planning.plan:review"):
        drafts = latest_drafts()
    open_answers = Counter(
        DraftAnswer._base_manager.filter(item__document__in=drafts, state=AnswerState.OPEN).values_list(
            "item__document_id", flat=True
        )
    )
    return [(draft, open_answers[draft.pk]) for draft in drafts]


def figures_of(actor: SignedInActor) -> list[Evaluation]:
    """Return how this year's targets of a person's units stand, within the reader's scope."""
    units = {held.organisation_id for held in actor.assignments} | sections_under(actor.person_id)
    led = TaskUnit.objects.filter(
        organisation_id__in=units, part=Part.LEAD, task__state__in=RUNNING, task__targets__isnull=False
    )
    ids = set(led.values_list("task__targets", flat=True))
    if not ids:
        return []
    told = evaluate_all(targets(clock.today().year).filter(pk__in=ids))
    place = {light: number for number, light in enumerate(ORDER)}
    return sorted(told, key=lambda one: (place.get(one.shown, len(place)), one.target.pk))[:MOST]
