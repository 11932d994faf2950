"""Sections answer on their own rows before adoption; the office takes an answer or declines it."""

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.applications.planning.choices import AnswerKind, AnswerState, ItemKind
from gangmu.applications.planning.models import DraftAnswer, ReadItem
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Conflict, Refusal


@transaction.atomic
def answer_row(
    item: ReadItem, section_id: int, kind: AnswerKind, words: str = "", proposed_lead_id: int | None = None
) -> DraftAnswer:
    """Say what a section has to say to a row: 认领, 改牵头, 修改建议.

    Raises
    ------
    Refusal
        When another lead is wanted and none is named, or a suggestion has no words.
    Conflict
        When the text was adopted meanwhile.
    """
    require("planning.draft:answer", section_id)
    if item.document.adopted:
        raise Conflict(
            "planning.adopted", "“%(title)s”已被采用，不能再改；请上传修订稿", title=str(item.document)
        )
    if kind == AnswerKind.CHANGE_LEAD and not proposed_lead_id:
        raise Refusal("planning.no_lead_named", "请选择建议的牵头单位")
    if kind == AnswerKind.SUGGEST and not words.strip():
        raise Refusal("planning.no_words", "请写明修改建议")
    DraftAnswer._base_manager.filter(item=item, section_id=section_id, state=AnswerState.OPEN).delete()
    answer = DraftAnswer._base_manager.create(
        item=item,
        section_id=section_id,
        kind=kind,
        words=words.strip()[:500],
        proposed_lead_id=proposed_lead_id,
    )
    record(answer, gettext_noop("答复了草案"), organisation_id=section_id)
    return answer


@transaction.atomic
def settle_answer(answer: DraftAnswer, accept: bool) -> DraftAnswer:
    """Take an answer or decline it; a taken claim or change of lead is written to the row.

    Raises
    ------
    Conflict
        When it is settled already, or its text was adopted meanwhile and the ledger would not follow.
    """
    bureau = answer.item.document.plan.organisation_id
    require("planning.plan:review", bureau)
    fresh = DraftAnswer._base_manager.select_for_update().get(pk=answer.pk)
    if fresh.state != AnswerState.OPEN:
        raise Conflict("planning.answer_settled", "这条答复已经处理过")
    if accept and fresh.kind != AnswerKind.SUGGEST and fresh.item.document.adopted:
        raise Conflict(
            "planning.answer_late", "“%(title)s”已被采用，采纳答复不会改动台账；请在台账的任务里修改牵头单位，这条答复可以不采纳",
            title=str(fresh.item.document),
        )  # fmt: skip
    before = snapshot(fresh)
    fresh.state = AnswerState.ACCEPTED if accept else AnswerState.DECLINED
    fresh.save(update_fields=["state"])
    if accept and fresh.kind != AnswerKind.SUGGEST:
        item = ReadItem._base_manager.select_for_update().get(pk=fresh.item_id, kind=ItemKind.TASK)
        item_before = snapshot(item)
        item.lead_id = fresh.section_id if fresh.kind == AnswerKind.CLAIM else fresh.proposed_lead_id
        item.version += 1
        item.save(update_fields=["lead", "version"])
        record(item, gettext_noop("落实了牵头单位"), before=item_before, organisation_id=bureau)
    verb = gettext_noop("采纳了答复") if accept else gettext_noop("未采纳答复")
    record(fresh, verb, before=before, organisation_id=bureau)
    return fresh
