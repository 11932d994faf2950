"""Issuing papers: the steps of signing, the number, or a paper that the OA has issued already; and what becomes of it."""

import re
from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from gangmu.engines.reading.numbering import chinese_number
from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import holds, require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.documents.document_numbers import DocumentNumber, read_number
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.selectors import holders_of, leader_of
from gangmu.procedures.ledger.choices import Numbering, PaperKind, PaperState
from gangmu.procedures.ledger.models import Paper, PaperRule, PaperStep
from gangmu.procedures.ledger.papers import current_steps
from gangmu.procedures.ledger.services.papers import (
    PaperDraft,
    begin_steps,
    locked_paper,
    require_version,
    rule_of,
    tasks_of,
    write_draft,
)
from gangmu.procedures.ledger.services.standing_in import in_name_of, stood_in_for
from gangmu.procedures.ledger.services.telling import tell_issued, tell_turn

#: An issue of a year as it is printed: 第17期, 第十七期; not the running one over the years (总第120期).
_ISSUE = re.compile(r"(?<!总)第\s*(\d{1,4}|[一二三四五六七八九十百]{1,4})\s*期")


def own_step(paper: Paper) -> PaperStep | None:
    """Return the next step that the one who acts may take; nothing when it is another's turn."""
    if paper.state != PaperState.DRAFTING:
        return None
    return next((step for step in current_steps(paper) if _may_take(paper, step)), None)


def _may_take(paper: Paper, step: PaperStep) -> bool:
    """Whether the step is the actor's: a role of the step in its unit; among several leaders the one in charge of the drafter."""
    if not holds("ledger.paper:handle", step.organisation_id):
        return False
    actor = current_actor()
    if actor.account_id is None:
        return True
    held = {
        role
        for role in step.roles
        if holders_of(Role(role), step.organisation_id).filter(pk__in=actor.person_ids).exists()
    }
    in_charge = leader_of(paper.drafter_id)
    if held == {Role.LEADER.value} and in_charge is not None:
        return in_charge.pk in actor.person_ids
    return bool(held)


@transaction.atomic
def take_step(paper: Paper, note: str = "") -> PaperStep:
    """Take the next step of a paper.

    Raises
    ------
    Refusal
        When it is another's turn, or the paper is not on its way.
    """
    fresh, step = _turn(paper)
    in_charge = leader_of(fresh.drafter_id) if Role.LEADER.value in step.roles else None
    roles = [Role(role) for role in step.roles]
    absent = stood_in_for(step.organisation_id, in_charge.pk if in_charge else None, roles)
    step.done_by_id, step.done_on, step.note = current_actor().person_id, clock.today(), note.strip()[:300]
    step.done_for = absent
    step.save()
    fresh.version += 1
    fresh.save(update_fields=["version"])
    changes = [["step", "签发步骤", None, step.name]]
    record(
        fresh,
        gettext_noop("办理了签发步骤"),
        changes=changes,
        organisation_id=fresh.organisation_id,
        note=in_name_of(absent, note, "办理"),
    )
    if not any(following.order == step.order for following in current_steps(fresh)):
        tell_turn(fresh)
    return step


@transaction.atomic
def send_paper_back(paper: Paper, reason: str) -> Paper:
    """Send a paper back to who drafts it: every step is taken again."""
    fresh, step = _turn(paper)
    if not reason.strip():
        raise Refusal("ledger.no_reason", "请写明理由")
    cosigning = tuple(
        fresh.steps.exclude(organisation_id__in=(fresh.drafter_id, fresh.organisation_id))
        .values_list("organisation_id", flat=True)
        .distinct()
    )
    begin_steps(fresh, cosigning)
    fresh.version += 1
    fresh.save(update_fields=["version"])
    changes = [["step", "签发步骤", step.name, "拟稿"]]
    record(
        fresh, gettext_noop("退回了文书"), changes=changes, organisation_id=fresh.organisation_id, note=reason
    )
    tell_turn(fresh)
    return fresh


def _turn(paper: Paper) -> tuple[Paper, PaperStep]:
    fresh = locked_paper(paper, (PaperState.DRAFTING,))
    step = own_step(fresh)
    if step is None:
        waiting = "、".join(f"{step.organisation} {step.name}" for step in current_steps(fresh))
        if not waiting:
            raise Refusal(
                "ledger.paper_steps_done", "“%(name)s”的签发步骤已经办完，请编号印发", name=fresh.title
            )
        raise Refusal(
            "ledger.not_your_step", "“%(name)s”现在应由 %(who)s 办理", name=fresh.title, who=waiting
        )
    return fresh, step


@transaction.atomic
def issue_paper(paper: Paper) -> Paper:
    """Give a signed paper its number and date.

    Raises
    ------
    Refusal
        When a step is not taken, or the bureau has not said the letters of its numbers.
    """
    require("ledger.paper:issue", paper.organisation_id)
    fresh = locked_paper(paper, (PaperState.DRAFTING,))
    waiting = current_steps(fresh)
    if waiting:
        raise Refusal(
            "ledger.paper_unfinished",
            "“%(name)s”还有步骤没有办：%(step)s",
            name=fresh.title,
            step=waiting[0].name,
        )
    before = snapshot(fresh)
    rule = _locked_rule(fresh)
    fresh.year = clock.today().year
    if rule.numbering == Numbering.ISSUE:
        fresh.series = fresh.kind
    elif rule.code:
        fresh.series = rule.code
    else:
        raise Refusal(
            "ledger.no_code", "请先在发文规定中填写“%(kind)s”的机关代字", kind=str(fresh.get_kind_display())
        )
    last = Paper._base_manager.filter(
        organisation_id=fresh.organisation_id, series=fresh.series, year=fresh.year
    ).aggregate(last=Max("sequence"))["last"]
    fresh.sequence = (last or 0) + 1
    by_issue = rule.numbering == Numbering.ISSUE
    fresh.number = (
        f"第{fresh.sequence}期" if by_issue else str(DocumentNumber(rule.code, fresh.year, fresh.sequence))
    )
    return _issued(fresh, clock.today(), before)


def _locked_rule(paper: Paper) -> PaperRule:
    """Lock the bureau's rule, so that two papers at once get two numbers."""
    PaperRule._base_manager.get_or_create(organisation_id=paper.organisation_id, kind=paper.kind)
    rows = PaperRule._base_manager.select_for_update().filter(organisation_id=paper.organisation_id)
    return next(rule for rule in rows if rule.kind == paper.kind)


@transaction.atomic
def keep_scan(organisation_id: int, upload: UploadedFile) -> Attachment:
    """Keep the scan of a paper that the OA has issued; it is bound when the paper is registered."""
    require("ledger.paper:issue", organisation_id)
    return keep_attachment(upload, organisation_id, "文书扫描件")


@transaction.atomic
def register_in_oa(paper: Paper, number: str, issued_on: date, scan_id: int) -> Paper:
    """Register that a decided paper was issued in the OA: number, date and scan in one step.

    Raises
    ------
    Refusal
        When no leader has decided, the number is none or given already, or the day lies ahead.
    """
    require("ledger.paper:issue", paper.organisation_id)
    fresh = locked_paper(paper, (PaperState.DRAFTING,))
    return _registered(fresh, number, issued_on, scan_id, snapshot(fresh))


@transaction.atomic
def register_issued(draft: PaperDraft, number: str, issued_on: date, scan_id: int) -> Paper:
    """Register a paper of which the system did not know before: the OA has issued it, its scan shows who signed."""
    require("ledger.paper:issue", draft.organisation_id)
    paper = write_draft(draft, PaperState.DRAFTING)
    paper.decided_on = issued_on
    return _registered(paper, number, issued_on, scan_id, None)


def _registered(paper: Paper, number: str, issued_on: date, scan_id: int, before: object) -> Paper:
    if issued_on > clock.today():
        raise Refusal("ledger.issued_ahead", "印发日期 %(day)s 还没有到", day=issued_on.isoformat())
    issue = _issue_of(paper, number)
    if issue is not None:
        paper.number, paper.year = number.strip()[:40], issued_on.year
        paper.series, paper.sequence = paper.kind, issue
    else:
        told = read_number(number)
        if told.year not in (issued_on.year - 1, issued_on.year):
            raise Refusal(
                "ledger.number_year", "编号“%(number)s”的年份与印发日期 %(day)s 不符，请核对", number=str(told), day=issued_on.isoformat()
            )  # fmt: skip
        paper.number, paper.series, paper.year, paper.sequence = (
            str(told),
            told.code,
            told.year,
            told.sequence,
        )
    paper.in_oa, paper.scan_id = True, scan_id
    return _issued(paper, issued_on, before)


def _issue_of(paper: Paper, words: str) -> int | None:
    """Return the issue that a paper's number names (督察通报第十七期); nothing where papers of its kind have none or none is named."""
    by_issue = rule_of(paper.organisation_id, paper.kind).numbering == Numbering.ISSUE
    found = _ISSUE.search(words)
    if found is None or not (by_issue or paper.kind == PaperKind.NOTICE):
        return None
    told = found.group(1)
    return int(told) if told.isdecimal() else chinese_number(told)


def _issued(paper: Paper, on: date, before: object) -> Paper:
    paper.state, paper.issued_on, paper.version = PaperState.ISSUED, on, paper.version + 1
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:
        raise Refusal(
            "ledger.number_taken", "编号“%(number)s”已经用过，请核对", number=paper.number
        ) from None
    record(paper, gettext_noop("印发了文书"), before=before, organisation_id=paper.organisation_id)  # type: ignore[arg-type]
    for task in tasks_of(paper):
        changes = [["papers", "文书", None, str(paper)]]
        record(task, gettext_noop("印发了文书"), changes=changes, organisation_id=task.organisation_id)
    tell_issued(paper)
    return paper


@transaction.atomic
def record_talk(
    paper: Paper, version: int, talked_on: date, talked_with: str, promise: str, promised_on: date | None
) -> Paper:
    """Write what was promised in a 约谈, and by which day.

    Raises
    ------
    Conflict
        When somebody changed it since `version`.
    Refusal
        For another kind of paper, a day ahead, or a promise without a day or of one before the talk.
    """
    require("ledger.paper:edit", paper.drafter_id)
    fresh = locked_paper(paper, (PaperState.DRAFTING, PaperState.ISSUED))
    require_version(fresh, version)
    if fresh.kind != PaperKind.TALK:
        raise Refusal("ledger.no_talk", "“%(name)s”不是约谈记录", name=fresh.title)
    if talked_on > clock.today():
        raise Refusal("ledger.talk_ahead", "约谈日期 %(day)s 还没有到", day=talked_on.isoformat())
    if promise.strip() and promised_on is None:
        raise Refusal("ledger.promise_day", "请填写承诺完成的日期")
    if promised_on is not None and promised_on < talked_on:
        raise Refusal("ledger.promise_before_talk", "承诺完成日期不早于约谈日期")
    before = snapshot(fresh)
    fresh.talked_on, fresh.talked_with, fresh.promise = talked_on, talked_with.strip()[:200], promise.strip()
    fresh.promised_on, fresh.version = promised_on, fresh.version + 1
    fresh.save()
    record(fresh, gettext_noop("记录了约谈"), before=before, organisation_id=fresh.organisation_id)
    return fresh


@transaction.atomic
def tell_outcome(paper: Paper, words: str) -> Paper:
    """Tell what a unit did about a paper addressed to it (办理情况).

    Raises
    ------
    Refusal
        When the paper is not issued, or nothing is told.
    """
    units: Sequence[int] = list(paper.addressed.values_list("organisation_id", flat=True))
    if not any(holds("ledger.task:advance", unit) for unit in units):
        require("ledger.paper:issue", paper.organisation_id)
    fresh = locked_paper(paper, (PaperState.ISSUED,))
    if not words.strip():
        raise Refusal("ledger.no_outcome", "请写明办理情况")
    before = snapshot(fresh)
    fresh.outcome, fresh.version = words.strip(), fresh.version + 1
    fresh.save()
    record(fresh, gettext_noop("填写了办理情况"), before=before, organisation_id=fresh.organisation_id)
    return fresh
