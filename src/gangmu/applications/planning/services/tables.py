"""An existing 责任分解表 or ledger onto a plan: rows matched to what was read, owners and deadlines proposed, the rest listed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.applications.planning import owners
from gangmu.applications.planning.choices import FanOut, ItemKind
from gangmu.applications.planning.models import PlanVersion, ReadItem
from gangmu.applications.planning.services.reviewing import edit_item
from gangmu.engines.reading.deadlines import day_of
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act
from gangmu.foundation.documents.decoding import decode
from gangmu.foundation.documents.spreadsheets import read_sheets, text_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.selectors import tree
from gangmu.procedures.ledger import source_tables

#: Column of the table → words of its head, as the forms print them (official_documents 12.6).
HEADS = {
    **{column: source_tables.HEADS[column] for column in ("number", "lead", "due")},
    "task": re.compile(r"工作任务|任务内容|重点任务|工作内容|目标任务|主要任务|^任务"),
    "cooperating": re.compile(r"配合"),
}
#: How alike a row and a task must be to be the same.
ALIKE = 0.5
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table with its place, in words."""

    place: str
    number: str
    task: str
    lead: str
    cooperating: str
    due: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a row proposes for a task: who leads, who cooperates, until when."""

    row: TableRow
    item: ReadItem
    lead_id: int | None
    cooperating: tuple[int, ...]
    due_on: date | None
    fan_out: FanOut = FanOut.NOBODY

    @property
    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from the task's."""
        told: dict[str, Any] = {}
        if self.lead_id and self.lead_id != self.item.lead_id:
            told["lead_id"] = self.lead_id
        if self.cooperating and list(self.cooperating) != self.item.cooperating:
            told["cooperating"] = list(self.cooperating)
        if self.due_on and self.due_on != self.item.due_on:
            told["due_on"], told["due_words"] = self.due_on, self.row.due[:60]
        if self.fan_out and self.fan_out != self.item.fan_out:
            told["fan_out"] = self.fan_out.value
        return told


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The dry run: what is proposed, and the rows to which no task was found."""

    proposals: tuple[Proposal, ...]
    unmatched: tuple[TableRow, ...]


def read_table(data: bytes, name: str) -> list[TableRow]:
    """Return the rows of the first table that has a column of tasks; merged cells carry down.

    Raises
    ------
    Refusal
        When no table has such a column.
    """
    for title, lines in _tables(data, name):
        for head, cells in enumerate(lines[:20]):
            columns = {key: _column(cells, words) for key, words in HEADS.items()}
            if columns["task"] is not None and (columns["lead"] is not None or columns["due"] is not None):
                return _rows(title, lines, head, columns)
    raise Refusal(
        "planning.no_table", "“%(name)s”中没有找到含“工作任务”和“责任单位”或“完成时限”的表", name=name
    )


def plan_table(document: PlanVersion, rows: Sequence[TableRow]) -> TablePlan:
    """Match rows to the tasks of a version, by number and words; nothing is written."""
    require("planning.plan:review", document.plan.organisation_id)
    standing = tree()
    below = standing.subtree(document.plan.organisation_id)
    units = {unit.name: unit.id for unit in standing.units.values() if unit.id in below}
    kinds = (ItemKind.TASK, ItemKind.HEADING)
    read = list(ReadItem._base_manager.filter(document=document, kind__in=kinds).select_related("lead"))
    left = [item for item in read if item.kind == ItemKind.TASK]
    headings = [item for item in read if item.kind == ItemKind.HEADING]
    proposals, unmatched = [], []
    for row in rows:
        best = _best(row, left, document.text)
        items = [best] if best else _under_its_heading(row, headings, left)
        if not items:
            unmatched.append(row)
            continue
        marked = owners.from_marks([row.lead], units)
        helping = owners.from_marks([row.cooperating], units)
        others = tuple(
            dict.fromkeys([*marked.cooperating, *filter(None, [helping.lead_id]), *helping.cooperating])
        )
        due_on, addressed = day_of(row.due, document.plan.year), marked.fan_out or helping.fan_out
        for item in items:
            left.remove(item)
            proposals.append(Proposal(row, item, marked.lead_id, others, due_on, addressed))
    return TablePlan(tuple(proposals), tuple(unmatched))


@transaction.atomic
def apply_table(document: PlanVersion, rows: Sequence[TableRow]) -> int:
    """Write what the rows propose; return how many tasks changed. The same table twice changes nothing."""
    changed = 0
    with one_act():
        for proposal in plan_table(document, rows).proposals:
            if proposal.changes:
                edit_item(proposal.item, proposal.item.version, proposal.changes)
                changed += 1
    return changed


def _tables(data: bytes, name: str) -> Iterable[tuple[str, list[list[str]]]]:
    if name.lower().endswith(".docx"):
        lines = [line.split("\t") for line in decode(data, name).text.split("\n") if "\t" in line]
        yield name, lines
        return
    for sheet in read_sheets(BytesIO(data), name):
        yield sheet.name, [[text_of(cell) for cell in row] for row in sheet.rows]


def _column(cells: Sequence[str], words: re.Pattern[str]) -> int | None:
    return next((number for number, cell in enumerate(cells) if words.search(_SPACE.sub("", cell))), None)


def _rows(title: str, lines: list[list[str]], head: int, columns: dict[str, int | None]) -> list[TableRow]:
    found: list[TableRow] = []
    for number, cells in enumerate(lines[head + 1 :], head + 2):
        told = {
            key: (cells[at].strip() if at is not None and at < len(cells) else "")
            for key, at in columns.items()
        }
        if not told["task"]:
            continue
        if found and not told["lead"] and columns["lead"] is not None:
            told["lead"] = found[-1].lead
        place = _("“%(sheet)s”第 %(line)s 行") % {"sheet": title, "line": number}
        found.append(TableRow(place, **told))
    return found


def _best(row: TableRow, items: Sequence[ReadItem], text: str) -> ReadItem | None:
    words = _SPACE.sub("", row.task)
    scored = [
        (_likeness(words, _SPACE.sub("", text[item.start : item.end]), item), item.pk, item) for item in items
    ]
    scored = [entry for entry in scored if entry[0] >= ALIKE]
    if scored:
        return max(scored)[2]
    numbered = [
        item for item in items if row.number and re.search(rf"(?:^|\.){re.escape(row.number)}$", item.number)
    ]
    return numbered[0] if len(numbered) == 1 and numbered[0].name[:2] in words else None


def _under_its_heading(
    row: TableRow, headings: Sequence[ReadItem], tasks: Sequence[ReadItem]
) -> list[ReadItem]:
    """Return the tasks under the heading that a row names: a heading that is divided has no task of its own (一是…二是…)."""
    words = _SPACE.sub("", row.task)
    named = next(
        (h for h in headings if (name := _SPACE.sub("", h.name)) and (words in name or name in words)), None
    )
    return [task for task in tasks if named and named.start <= task.start and task.end <= named.end]


def _likeness(words: str, source: str, item: ReadItem) -> float:
    if words and (words in source or _SPACE.sub("", item.name) in words):
        return 1.0
    return SequenceMatcher(None, words[:300], source[:300], autojunk=False).ratio()
