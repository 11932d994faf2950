"""Tables of those who ask: where the table of a workbook stands, how its columns are headed, which column holds what.

Heads are printed in one line or in two, the upper cells joined over the lower ones (责任单位 over 牵头单位 and 配合单位).
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.foundation.documents.foreign_documents import read_tables
from gangmu.foundation.documents.spreadsheets import Sheet, read_sheets, text_of
from gangmu.foundation.kernel.errors import Refusal

#: What a column of such a table holds → words of its head, as the forms print them (official_documents 12.6; 11.5).
HEADS: dict[str, re.Pattern[str]] = {
    "number": re.compile(r"^序号$|^编号$"),
    "task": re.compile(
        r"^(?!.*(?:情况|进展|来源|类型|类别|编号|时限|期限|下步|下一步)).*(?:任务|工作内容|重点工作|事项|举措|措施)|^问题(?!.*情况)"
    ),
    "lead": re.compile(r"牵头(?:[科股处]室|单位|部门)|责任(?:[科股处]室|单位|部门)|承办"),
    "due": re.compile(r"时限|期限|完成时间"),
    "words": re.compile(r"进展|推进情况|落实情况|办理情况|工作情况"),
    "problems": re.compile(r"存在(?:的)?(?:问题|困难)|难点"),
    "next_steps": re.compile(r"下(?:一)?步"),
    "state": re.compile(r"完成情况|是否完成|完成状态"),
    "value": re.compile(r"完成(?:数|值|量)|实际值|填报值"),
}
#: Columns that are filled in; the others are the asker's own and never written.
FILLED = ("words", "problems", "next_steps", "state", "value")
HEAD_WITHIN = 20


@dataclass(frozen=True, slots=True)
class TableFound:
    """The table of a workbook: its sheet, the upper line of its head, the titles of its columns, which column holds what."""

    sheet: Sheet
    head: int
    titles: tuple[str, ...]
    columns: dict[str, int]


def table_in(data: bytes, name: str) -> TableFound:
    """Return the table that is meant: the line that names most columns, a column of tasks among them.

    A table whose column of tasks goes by another name is taken with its widest column of words; people say which it is.

    Raises
    ------
    Refusal
        When no line names two columns.
    """
    best: TableFound | None = None
    for sheet in sheets_in(data, name):
        for number in range(min(HEAD_WITHIN, len(sheet.rows))):
            found = _found(sheet, number)
            if found is not None and (best is None or _weight(found) > _weight(best)):
                best = found
    if best is None:
        raise Refusal("ledger.workbook_table", "“%(name)s”中没有找到含“工作任务”一列的表", name=name)
    if "task" not in best.columns:
        best.columns["task"] = _widest(best)
    return best


def titles_at(sheet: Sheet, head: int) -> tuple[str, ...]:
    """Return the titles of the columns under a line of heads: those of a second line follow what is joined over them."""
    upper = [_title(cell) for cell in sheet.rows[head]]
    lower = _second_line(sheet, head)
    titles, above = [], ""
    for place in range(max(len(upper), len(lower))):
        own = upper[place] if place < len(upper) else ""
        under = lower[place] if place < len(lower) else ""
        above = own or above
        titles.append((f"{above}·{under}" if above else under) if under else own)
    return tuple(titles)


def sheets_in(data: bytes, name: str) -> list[Sheet]:
    """Return the tables of a workbook or of a text document."""
    return read_tables(data, name) if is_document(name) else read_sheets(io.BytesIO(data), name)


def is_document(name: str) -> bool:
    """Whether a file of such a name is a text document, whose tables are filled."""
    return name.lower().endswith(".docx")


def _found(sheet: Sheet, head: int) -> TableFound | None:
    titles = titles_at(sheet, head)
    columns = _columns(titles, sheet, head)
    return TableFound(sheet, head, titles, columns) if len(columns) > 1 else None


def _weight(found: TableFound) -> tuple[bool, int]:
    return "task" in found.columns, len(found.columns)


def _title(cell: object) -> str:
    return re.sub(r"\s", "", text_of(cell))


def _second_line(sheet: Sheet, head: int) -> list[str]:
    """Return the second line of a head; empty where the head has one.

    It is known by what only a joined head leaves: titles under empty places of the upper line, and nothing under most of its own.
    """
    upper = [_title(cell) for cell in sheet.rows[head]]
    lower = [_title(cell) for cell in sheet.rows[head + 1]] if head + 1 < len(sheet.rows) else []
    told = [place for place, words in enumerate(lower) if words]
    joined = [place for place in told if place > 0 and (place >= len(upper) or not upper[place])]
    alone = [place for place, words in enumerate(upper) if words and place not in told]
    named = any(words.search(lower[place]) for place in told for words in HEADS.values())
    return lower if joined and len(alone) > 1 and len(told) > 1 and named else []


def _columns(titles: Sequence[str], sheet: Sheet, head: int) -> dict[str, int]:
    """Return which column holds what; of several that could be the tasks', the one with most cells filled."""
    found: dict[str, int] = {}
    tasks: list[int] = []
    for place, title in enumerate(titles):
        if HEADS["task"].search(title):
            tasks.append(place)
            continue
        own = title.rpartition("·")[2]
        field = next(
            (
                field
                for words in (own, title)
                for field, head_words in HEADS.items()
                if words and field not in found and field != "task" and head_words.search(words)
            ),
            None,
        )
        if field is not None:
            found[field] = place
    if tasks:
        found["task"] = max(tasks, key=lambda place: len(_below(sheet, head, place)))
    return found


def _below(sheet: Sheet, head: int, place: int) -> list[str]:
    """Return the words that stand in a column under its head."""
    first = head + (2 if _second_line(sheet, head) else 1)
    return [
        words for line in sheet.rows[first:] if place < len(line) and (words := text_of(line[place]).strip())
    ]


def _widest(found: TableFound) -> int:
    """Return the column with most words among those that hold nothing known."""
    free = [place for place in range(len(found.titles)) if place not in found.columns.values()]
    weights = {place: sum(map(len, _below(found.sheet, found.head, place))) for place in free}
    return max(free, key=lambda place: weights[place], default=0)
