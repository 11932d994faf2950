"""Papers as documents: the 督办单 and the record of a 约谈 as forms of one page, 通报 and circulars as letters (official_documents 12.7)."""

import re
from collections.abc import Iterable
from typing import Any

from gangmu.foundation.access.roles import Role
from gangmu.foundation.documents.document_numbers import blank_number
from gangmu.foundation.documents.form_sheets import FormCell, FormSheet, write_form_sheet
from gangmu.foundation.documents.letters import (
    Attachment,
    Clause,
    Heading,
    Letter,
    Part,
    date_words,
    write_letter,
)
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import name_of, names_of
from gangmu.foundation.people.selectors import seat_of
from gangmu.procedures.ledger.choices import Numbering, PaperKind, PaperState
from gangmu.procedures.ledger.models import Paper
from gangmu.procedures.ledger.services.papers import rule_of, tasks_of
from gangmu.procedures.ledger.sheet_tables import post_of, responsibility_table

#: How a line of the text begins that is a heading or a numbered clause, by level.
_LEVELS = (
    (1, re.compile(r"[一二三四五六七八九十]+、\s*")), (2, re.compile(r"[（(][一二三四五六七八九十]+[）)]\s*")),
    (3, re.compile(r"\d{1,2}[．.、]\s*(?!\d)")), (4, re.compile(r"[（(]\d{1,2}[）)]\s*")),
)  # fmt: skip


def document_of(paper: Paper, public: bool = False) -> bytes:
    """Return a paper as docx.

    Parameters
    ----------
    public
        Whether persons are told by their posts, not by their names.
    """
    if paper.kind == PaperKind.SUPERVISION:
        return write_form_sheet(_supervision(paper, public))
    if paper.kind == PaperKind.TALK:
        return write_form_sheet(_talk(paper, public))
    return write_letter(_letter(paper, public))


def number_words(paper: Paper) -> str:
    """Return a paper's number as it is printed; its place stays blank until the paper is issued."""
    if paper.number:
        return paper.number
    rule = rule_of(paper.organisation_id, paper.kind)
    if rule.numbering == Numbering.ISSUE:
        return "第  期"
    return blank_number(rule.code, paper.year) if rule.code else ""


def _supervision(paper: Paper, public: bool) -> FormSheet:
    units = list(names_of(unit.organisation_id for unit in paper.addressed.all()).values())
    matters = [
        paper.title,
        *(f"{t.number} {t.name}".strip() for t in tasks_of(paper) if t.name != paper.title),
    ]
    if paper.body.strip():
        matters.append(paper.body)
    rows = [
        [FormCell("编号", number_words(paper)), FormCell("印发日期", _day(paper.issued_on))],
        [FormCell("事项", "\n".join(matters))],
        [FormCell("来源", paper.basis)],
        [FormCell("承办", _in_charge(units)), FormCell("时限", _day(paper.due_on))],
        [FormCell("批示", _instruction(paper, public), grows=1)],
        [FormCell("办理情况", paper.outcome, grows=2)],
    ]
    return FormSheet(_headed(paper, "督办单"), rows, above=_draft_mark(paper))


def _talk(paper: Paper, public: bool) -> FormSheet:
    by = _decider(paper, public)
    rows = [
        [FormCell("编号", number_words(paper)), FormCell("约谈日期", _day(paper.talked_on))],
        [FormCell("约谈人", by), FormCell("约谈对象", paper.talked_with)],
        [FormCell("事项", paper.title)],
        [FormCell("来源", paper.basis)],
        [FormCell("约谈内容", paper.body, grows=2)],
        [FormCell("承诺", paper.promise, grows=2)],
        [FormCell("承诺期限", _day(paper.promised_on)), FormCell("签字", "")],
        [FormCell("办理情况", paper.outcome, grows=1)],
    ]
    return FormSheet(_headed(paper, "约谈记录"), rows, above=_draft_mark(paper))


def _letter(paper: Paper, public: bool) -> Letter:
    rule = rule_of(paper.organisation_id, paper.kind)
    bureau = name_of(paper.organisation_id)
    attached: tuple[Attachment, ...] = ()
    if paper.with_table:
        table = responsibility_table(tasks_of(paper), paper.organisation_id, paper.year, public=public)
        attached = (Attachment(table.title, table=table),)
    fallback = f"{bureau}文件" if paper.kind == PaperKind.CIRCULAR else f"{bureau}通报"
    return Letter(
        rule.head or fallback, paper.title, parts_of(paper.body), number_words(paper),
        paper.recipients or "、".join(names_of(unit.organisation_id for unit in paper.addressed.all()).values()),
        bureau, paper.issued_on, paper.year, attached, copies=paper.copies, draft_mark=_draft_mark(paper),
        printed_by=_printer(paper.organisation_id, bureau), printed_on=paper.issued_on,
    )  # fmt: skip


def _printer(organisation_id: int, bureau: str) -> str:
    """Return who prints a bureau's papers (印发机关): its office, named behind the bureau as papers name it."""
    seat = seat_of(Role.OFFICE_HEAD, organisation_id) or seat_of(Role.OFFICE, organisation_id)
    if seat is None or seat == organisation_id:
        return bureau
    name = name_of(seat)
    return name if name[:2] == bureau[:2] else bureau + name


def parts_of(body: str) -> list[Part]:
    """Return a text as headings and clauses: a paragraph a line, those that begin with a number counted anew by the letter."""
    found: list[Part] = []
    for line in filter(None, (line.strip() for line in body.splitlines())):
        level, words = _level(line)
        if level and not re.search(r"[。；;！？]", words):
            found.append(Heading(level, words))
        else:
            found.append(Clause(words, level))
    return found


def _level(line: str) -> tuple[int, str]:
    for level, begins in _LEVELS:
        told = begins.match(line)
        if told:
            return level, line[told.end() :]
    return 0, line


def _headed(paper: Paper, form: str) -> str:
    rule = rule_of(paper.organisation_id, paper.kind)
    return rule.head or f"{name_of(paper.organisation_id)}{form}"


def _draft_mark(paper: Paper) -> str:
    return "" if paper.state == PaperState.ISSUED else f"拟稿，未印发（{date_words(clock.today())}）"


def _day(day: Any) -> str:
    return date_words(day) if day else ""


def _in_charge(units: Iterable[str]) -> str:
    """Return who undertakes a matter: the first unit leads (supervision_and_assessment 11.9)."""
    told = list(units)
    if len(told) < 2:
        return "".join(told)
    return f"{told[0]}（牵头）、{'、'.join(told[1:])}"


def _instruction(paper: Paper, public: bool) -> str:
    if not paper.instruction:
        return ""
    return "\n".join(
        filter(
            None,
            [paper.instruction, f"{_decider(paper, public)}  {_day(paper.decided_on)}".strip()],
        )
    )


def _decider(paper: Paper, public: bool) -> str:
    """Who decided, and for which absent leader."""
    by, absent = _person(paper.decided_by, public), _person(paper.decided_for, public)
    return f"{by}（代{absent}）" if absent else by


def _person(person: Any, public: bool) -> str:
    if person is None:
        return ""
    return post_of(person) if public else str(person)
