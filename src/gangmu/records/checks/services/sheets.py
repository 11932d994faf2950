"""What a school says of its figures, what its head confirms, and what the section settles."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, record_told, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.records.checks.cells import label_of
from gangmu.records.checks.choices import Verdict
from gangmu.records.checks.models import CheckCell, CheckSheet
from gangmu.records.checks.returning import SENT_BACK
from gangmu.records.checks.services.telling import tell_disputed, tell_sent_back, tell_settled
from gangmu.records.checks.sheets import Sheet, sheet_of

JUDGE, CONFIRM, SETTLE = "checks.sheet:judge", "checks.sheet:confirm", "checks.dispute:settle"
#: The longest reason and the longest words of a settlement.
LONGEST = 300


@transaction.atomic
def judge(sheet: CheckSheet, codes: Iterable[str], verdict: str, reason: str = "") -> list[CheckCell]:
    """Say of figures of an open sheet that they are right, or dispute them for a reason that is remembered.

    Raises
    ------
    Refusal
        When the sheet is confirmed, no figure of it is named, or a dispute has no reason.
    """
    require(JUDGE, sheet.organisation_id)
    held = _open(sheet)
    shown = {figure.code: figure.value for figure in sheet_of(held).figures}
    asked = [code for code in dict.fromkeys(codes) if code in shown]
    if not asked:
        raise Refusal("checks.nothing_chosen", "请先勾选要核对的数，再按按钮")
    if verdict not in Verdict.values:
        raise Refusal("checks.no_verdict", "请选择“无误”或“有异议”")
    told = reason.strip()[:LONGEST] if verdict == Verdict.DISPUTED else ""
    if verdict == Verdict.DISPUTED and not told:
        raise Refusal("checks.no_reason", "请写明异议的理由，例如应为多少、依据是什么")
    made = _keep(held, {code: shown[code] for code in asked}, verdict, told)
    if verdict == Verdict.DISPUTED:
        tell_disputed(held, len(made))
    return made


@transaction.atomic
def confirm_sheet(sheet: CheckSheet) -> CheckSheet:
    """Confirm a sheet as a whole: figures of which nothing was said are right, disputes stand until they are settled.

    Raises
    ------
    Refusal
        When it is confirmed already, holds no figure, or a disputed figure has changed since.
    """
    require(CONFIRM, sheet.organisation_id)
    held = _open(sheet)
    shown = sheet_of(held)
    if not any(figure.value is not None for figure in shown.figures):
        raise Refusal("checks.nothing_to_confirm", "统计时点没有本校的学生和教职工，请先导入名册再确认")
    stale = [figure for figure in shown.figures if figure.is_stale and figure.is_disputed]
    if stale:
        raise Refusal(
            "checks.changed", "“%(figure)s”在提出异议后已变，请重新核对这一格再确认", figure=stale[0].label
        )
    right = _unsaid(shown)
    if right:
        _keep(held, right, Verdict.CONFIRMED, "")
    before = snapshot(held)
    held.confirmed_at, held.confirmed_by = clock.now(), current_actor().label[:100]
    held.save(update_fields=["confirmed_at", "confirmed_by"])
    record(held, gettext_noop("确认了"), before=before, organisation_id=held.organisation_id)
    return held


def _unsaid(shown: Sheet) -> dict[str, int | None]:
    return {
        f.code: f.value for f in shown.figures if f.value is not None and (f.judged is None or f.is_stale)
    }


@transaction.atomic
def settle(cell: CheckCell, words: str, *, again: bool = False) -> CheckCell:
    """Settle a dispute in words; `again` sends the sheet back, so that the school checks it once more.

    Raises
    ------
    Refusal
        When it is settled already, is no dispute, or nothing is said.
    """
    sheet = CheckSheet._base_manager.select_for_update().select_related("round", "organisation").get(
        pk=cell.sheet_id
    )  # fmt: skip
    require(SETTLE, sheet.round.section_id)
    held = CheckCell._base_manager.select_for_update().get(pk=cell.pk)
    if held.verdict != Verdict.DISPUTED or held.settled_at is not None:
        raise Refusal("checks.settled", "这项异议已经裁定，或学校已经撤回")
    told = words.strip()[:LONGEST]
    if not told:
        raise Refusal("checks.no_words", "请写明裁定意见：以哪个数为准、要改哪里")
    held.settled_words, held.settled_by, held.settled_at = told, current_actor().label[:100], clock.now()
    held.save(update_fields=["settled_words", "settled_by", "settled_at"])
    with translation.override(settings.LANGUAGE_CODE):
        changes = [[held.code, label_of(held.code), held.reason, told]]
    record_told([(sheet, changes)], gettext_noop("裁定了"), organisation_id=sheet.organisation_id, note=told)
    if again:
        _send_back(sheet, told)
    else:
        tell_settled(sheet, held)
    return held


def _send_back(sheet: CheckSheet, words: str) -> None:
    """Open a sheet, or leave it open, and tell its school to check and confirm it once more."""
    before = snapshot(sheet)
    sheet.confirmed_at, sheet.confirmed_by = None, ""
    sheet.save(update_fields=["confirmed_at", "confirmed_by"])
    record(sheet, SENT_BACK, before=before, organisation_id=sheet.organisation_id, note=words)
    tell_sent_back(sheet, words)


def _open(sheet: CheckSheet) -> CheckSheet:
    held = (
        CheckSheet._base_manager.select_for_update().select_related("round", "organisation").get(pk=sheet.pk)
    )
    if held.confirmed_at is not None:
        raise Refusal("checks.confirmed", "核对单已经确认；需要改动的，请裁定科室退回后再核对")
    return held


def _keep(sheet: CheckSheet, seen: dict[str, int | None], verdict: str, reason: str) -> list[CheckCell]:
    """Write what is said of figures, instead of what was said of them before, and tell it as one act upon the sheet."""
    CheckCell._base_manager.filter(sheet=sheet, code__in=list(seen)).delete()
    by, now = current_actor().label[:100], clock.now()
    made = CheckCell._base_manager.bulk_create(
        CheckCell(
            sheet=sheet, organisation_id=sheet.organisation_id, code=code, verdict=verdict, seen=value, reason=reason, judged_by=by,
            judged_at=now,
        )
        for code, value in seen.items()
    )  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        words = str(Verdict(verdict).label)
        changes = [
            [code, label_of(code), None, words if value is None else f"{words} {value}"]
            for code, value in seen.items()
        ]
    record_told(
        [(sheet, changes)], gettext_noop("核对了"), organisation_id=sheet.organisation_id, note=reason
    )
    return made
