"""What people do to a reading: confirm, correct, merge, split, add, remove, declare 不单列任务, draw text in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.applications.planning import coverage
from gangmu.applications.planning.assistant import Assistant
from gangmu.applications.planning.choices import ClauseState, ItemKind, ItemState, ProposedBy
from gangmu.applications.planning.models import PlanClause, PlanVersion, ReadItem
from gangmu.applications.planning.services.undoing import undoable
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.organisations.selectors import tree

REVIEW = "planning.plan:review"
#: Fields of an item that a person may correct; the rest of a target stands in `data`.
FIELDS = ("name", "start", "end", "lead_id", "cooperating", "due_on", "due_words", "fan_out", "number")
TARGET_FIELDS = (
    "comparator", "value", "value_high", "unit", "period", "scope", "flags", "met_when", "measured_from", "measured_at",
)  # fmt: skip


@undoable(gettext_noop("修改了条目"))
def edit_item(item: ReadItem, version: int, changes: Mapping[str, Any]) -> ReadItem:
    """Correct an item; a corrected item is a confirmed one.

    Raises
    ------
    Conflict
        When somebody else changed it meanwhile; nothing is written.
    """
    fresh = _locked(item, version)
    before = snapshot(fresh)
    for name, value in changes.items():
        if name in FIELDS:
            setattr(fresh, name, value)
        elif name in TARGET_FIELDS:
            fresh.data = {**fresh.data, name: value}
    if not 0 <= fresh.start < fresh.end <= len(fresh.document.text):
        raise Refusal("planning.span", "“%(name)s”的原文区间不在文件内", name=fresh.name)
    return _written(fresh, before, gettext_noop("修改了条目"))


@undoable(gettext_noop("核对了条目"))
def confirm_items(document: PlanVersion, ids: Iterable[int]) -> int:
    """Confirm items as read; return how many."""
    _require_open(document)
    rows = list(
        ReadItem._base_manager.select_for_update().filter(
            document=document, pk__in=list(ids), state=ItemState.PROPOSED
        )
    )
    for row in rows:
        row.state, row.version = ItemState.CONFIRMED, row.version + 1
    ReadItem._base_manager.bulk_update(rows, ["state", "version"])
    if rows:
        coverage.recount(document)
        record(
            document,
            gettext_noop("核对了条目"),
            before=snapshot(document),
            organisation_id=_bureau(document),
            note=str(len(rows)),
        )
    return len(rows)


@undoable(gettext_noop("定了牵头单位"))
def give_lead(document: PlanVersion, ids: Iterable[int], lead_id: int) -> int:
    """Let a unit lead those of the tasks that nobody leads yet; return how many."""
    _require_open(document)
    if lead_id not in tree().subtree(_bureau(document)):
        raise Refusal("planning.foreign_lead", "牵头单位不在本教育局内，请重新选择")
    rows = list(
        ReadItem._base_manager.select_for_update().filter(
            document=document, pk__in=list(ids), kind=ItemKind.TASK, lead__isnull=True
        )
    )
    for row in rows:
        before = snapshot(row)
        row.lead_id, row.version = lead_id, row.version + 1
        row.save(update_fields=["lead", "version"])
        record(row, gettext_noop("定了牵头单位"), before=before, organisation_id=_bureau(document))
    return len(rows)


@undoable(gettext_noop("合并了条目"))
def merge_items(first: ReadItem, second: ReadItem, versions: tuple[int, int]) -> ReadItem:
    """Make one item of two of the same kind; the first one's fields stay, the second one's parts move over."""
    kept, gone = _locked(first, versions[0]), _locked(second, versions[1])
    if kept.kind != gone.kind or kept.document_id != gone.document_id or kept.pk == gone.pk:
        raise Refusal("planning.merge_kind", "只能合并同一稿件中同一类型的两个条目")
    before = snapshot(kept)
    kept.start, kept.end = min(kept.start, gone.start), max(kept.end, gone.end)
    kept.cooperating = list(dict.fromkeys([*kept.cooperating, *gone.cooperating]))
    ReadItem._base_manager.filter(parent=gone).update(parent=kept)
    record(
        gone,
        gettext_noop("并入了另一条目"),
        before=snapshot(gone),
        organisation_id=_bureau(gone.document),
        note=kept.name,
    )
    gone.delete()
    return _written(kept, before, gettext_noop("合并了条目"))


@undoable(gettext_noop("拆分了条目"))
def split_item(item: ReadItem, version: int, at: int) -> tuple[ReadItem, ReadItem]:
    """Make two items of one at a place of the source; parts go to the side on which they lie."""
    head = _locked(item, version)
    if not head.start < at < head.end:
        raise Refusal("planning.split_place", "请把光标放在“%(name)s”的原文中间再拆分", name=head.name)
    before, end = snapshot(head), head.end
    tail = ReadItem._base_manager.create(
        document=head.document, kind=head.kind, key=f"{head.kind[0]}{at}s{head.pk}", start=at, end=end, parent=head.parent,
        state=ItemState.CONFIRMED, proposed_by=ProposedBy.PERSON, number=head.number, data=head.data, lead=head.lead,
        cooperating=head.cooperating, due_on=head.due_on, due_words=head.due_words, name=_lead_words(head.document.text, at, end),
    )  # fmt: skip
    ReadItem._base_manager.filter(parent=head, start__gte=at).update(parent=tail)
    head.end = at
    record(tail, gettext_noop("拆出了条目"), organisation_id=_bureau(head.document))
    return _written(head, before, gettext_noop("拆分了条目")), tail


@undoable(gettext_noop("添加了条目"))
def add_item(
    document: PlanVersion, kind: str, start: int, end: int, fields: Mapping[str, Any] | None = None
) -> ReadItem:
    """Add an item that the reader missed, from a stretch of the source."""
    _require_open(document)
    if not 0 <= start < end <= len(document.text):
        raise Refusal("planning.span", "“%(name)s”的原文区间不在文件内", name=str(document))
    if ReadItem._base_manager.filter(document=document, kind=kind, start=start, end=end).exists():
        raise Conflict("planning.added_already", "这段原文已经添加过，没有再添加一次")
    told = dict(fields or {})
    parent = None
    if kind == ItemKind.ACTION:
        around = ReadItem._base_manager.filter(
            document=document, kind=ItemKind.TASK, start__lte=start, end__gte=end
        )
        parent = around.order_by("-start").first()
    item = ReadItem._base_manager.create(
        document=document, kind=kind, key=f"{kind[0]}{start}p{end}", start=start, end=end, parent=parent,
        state=ItemState.CONFIRMED, proposed_by=ProposedBy.PERSON, name=told.pop("name", "") or _lead_words(document.text, start, end),
        data={name: told[name] for name in TARGET_FIELDS if name in told}, lead_id=told.get("lead_id"),
    )  # fmt: skip
    coverage.recount(document)
    record(item, gettext_noop("添加了条目"), organisation_id=_bureau(document))
    return item


@undoable(gettext_noop("移除了条目"))
def remove_item(item: ReadItem, version: int) -> None:
    """Take an item away; the clauses that only it accounted for are open again."""
    fresh = _locked(item, version)
    document = fresh.document
    record(fresh, gettext_noop("移除了条目"), before=snapshot(fresh), organisation_id=_bureau(document))
    fresh.delete()
    coverage.recount(document)


@undoable(gettext_noop("确认了不单列任务的条款"))
def declare_not_listed(document: PlanVersion, clause_ids: Iterable[int], reason: str) -> int:
    """Declare clauses to need no task of their own (不单列任务), with a reason; return how many."""
    _require_open(document)
    rows = list(
        PlanClause.objects.select_for_update().filter(
            document=document,
            pk__in=list(clause_ids),
            state__in=(ClauseState.OPEN, ClauseState.NOT_LISTED),
            confirmed=False,
        )
    )
    for row in rows:
        row.state, row.confirmed, row.reason = ClauseState.NOT_LISTED, True, (row.reason or reason)[:60]
    PlanClause.objects.bulk_update(rows, ["state", "confirmed", "reason"])
    if rows:
        record(
            document, gettext_noop("确认了不单列任务的条款"), before=snapshot(document), organisation_id=_bureau(document),
            note=f"{len(rows)} {reason}",
        )  # fmt: skip
    return len(rows)


def ask_assistant(document: PlanVersion, assistant: Assistant) -> int:
    """Let the assistant propose which open clauses are actions; return how many it proposed. A person confirms or removes each."""
    _require_open(document)
    rows = list(PlanClause.objects.filter(document=document, state=ClauseState.OPEN))
    told = assistant.suggest([document.text[row.start : row.end].strip() for row in rows])
    with transaction.atomic():
        taken = set(
            ReadItem._base_manager.filter(document=document, proposed_by=ProposedBy.ASSISTANT).values_list(
                "start", flat=True
            )
        )
        asked = [rows[suggestion.number] for suggestion in told if suggestion.is_action]
        made = [_proposed(document, row) for row in asked if row.start not in taken]
        ReadItem._base_manager.bulk_create(made)
        record(
            document, gettext_noop("请助手提出了建议"), before=snapshot(document), organisation_id=_bureau(document),
            note=str(len(made)),
        )  # fmt: skip
    return len(made)


def _proposed(document: PlanVersion, row: PlanClause) -> ReadItem:
    around = ReadItem._base_manager.filter(
        document=document, kind=ItemKind.TASK, start__lte=row.start, end__gte=row.end
    )
    return ReadItem(
        document=document, kind=ItemKind.ACTION, key=f"a{row.start}q", start=row.start, end=row.end,
        parent=around.order_by("-start").first(), proposed_by=ProposedBy.ASSISTANT,
        name=_lead_words(document.text, row.start, row.end),
    )  # fmt: skip


@undoable(gettext_noop("把正文之外的文字拉入"))
def draw_in(document: PlanVersion, clause_ids: Iterable[int]) -> int:
    """Draw clauses from outside the body into the plan: they are open until accounted for."""
    _require_open(document)
    moved = PlanClause.objects.filter(
        document=document, pk__in=list(clause_ids), state=ClauseState.OUTSIDE
    ).update(state=ClauseState.OPEN, confirmed=False, reason="")
    coverage.recount(document)
    record(
        document,
        gettext_noop("把正文之外的文字拉入"),
        before=snapshot(document),
        organisation_id=_bureau(document),
        note=str(moved),
    )
    return moved


def _locked(item: ReadItem, version: int) -> ReadItem:
    fresh = ReadItem._base_manager.select_for_update().filter(pk=item.pk).first()
    if fresh is None or fresh.version != version:
        raise Conflict(
            "planning.stale_item",
            "“%(name)s”已被他人修改或移除，您的修改没有保存，请在最新内容上再改",
            name=item.name,
        )
    _require_open(fresh.document)
    return fresh


def _require_open(document: PlanVersion) -> None:
    require(REVIEW, _bureau(document))
    if document.adopted:
        raise Conflict("planning.adopted", "“%(title)s”已被采用，不能再改；请上传修订稿", title=str(document))


def _written(item: ReadItem, before: Mapping[str, Any], verb: str) -> ReadItem:
    item.state, item.version = ItemState.CONFIRMED, item.version + 1
    item.save()
    coverage.recount(item.document)
    record(item, verb, before=before, organisation_id=_bureau(item.document))
    return item


def _bureau(document: PlanVersion) -> int:
    return int(document.plan.organisation_id)


def _lead_words(text: str, start: int, end: int) -> str:
    words = text[start:end].strip().split("。")[0].split("\n")[0]
    return words[:60] or "…"
