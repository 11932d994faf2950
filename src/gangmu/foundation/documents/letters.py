"""Official papers as docx in the form of GB/T 9704-2012 (official_documents 12.1, 12.2).

What the standard leaves to the printer (height of the red head, distances between the elements) is the project's own.
"""

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Pt

from gangmu.foundation.documents.tables import Table, append_table, width_of
from gangmu.foundation.documents.word_layout import (
    RED,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    Font,
    add_line,
    add_run,
    indent,
    new_document,
    number_pages,
    rule_below,
    set_grid,
)

#: The red head is as large as fits its line, no larger than this, in points.
LARGEST_HEAD = 46.0
#: Characters of 2号 in a line of the title.
TITLE_LINE = 19
_FIGURES = "〇一二三四五六七八九"
#: The faces of the four levels of headings.
LEVEL_FONTS = {1: Font.BLACK, 2: Font.KAI, 3: Font.BODY, 4: Font.BODY}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of one of four levels; its number is counted by the letter. Levels may be skipped."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph of the body. `level` 1 to 4 numbers it like a heading; `lead` is its bold beginning."""

    words: str
    level: int = 0
    lead: str = ""


Part = Heading | Clause


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is attached: its name as the letter lists it, and its text or its table."""

    name: str
    parts: Sequence[Part] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper: who issues it, its number, title, recipients, body, attachments, signature and date.

    `number` is printed as it is given; a paper that is not issued gives it with its place blank. `dated` stays blank likewise.
    `approver` (签发人) is printed only on papers that go upwards. `copies` are 抄送机关, `printed_by` and `printed_on` 印发机关和印发日期.
    """

    issuer: str
    title: str
    body: Sequence[Part]
    number: str = ""
    recipients: str = ""
    signed_by: str = ""
    dated: date | None = None
    year: int | None = None
    attachments: Sequence[Attachment] = ()
    approver: str = ""
    urgency: str = ""
    remark: str = ""
    copies: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    red_head: bool = True
    draft_mark: str = ""


def write_letter(letter: Letter) -> bytes:
    """Return a paper as docx."""
    document = new_document()
    set_grid(document.sections[0])
    number_pages(document)
    _write_top(document, letter)
    _write_title(document, letter.title)
    if letter.recipients:
        add_line(document, f"{letter.recipients.rstrip(':：')}：", align="left")
    write_body(document, letter.body)
    told = len(document.paragraphs)
    _write_list(document, letter.attachments)
    _write_signature(document, letter)
    _keep_together(document.paragraphs[max(0, told - 1) :])
    for place, attached in enumerate(letter.attachments, 1):
        _attach(document, attached, "附件" if len(letter.attachments) == 1 else f"附件{place}")
    _write_imprint(document, letter)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write_top(document: Any, letter: Letter) -> None:
    if letter.draft_mark:
        add_line(document, letter.draft_mark, Font.BLACK, align="left")
    if letter.urgency:
        add_line(document, letter.urgency, Font.BLACK, align="left")
    if letter.red_head:
        size = min(LARGEST_HEAD, 156 / 25.4 * 72 / max(1, len(letter.issuer)))
        add_line(document, letter.issuer, Font.TITLE, size, align="center", pitch=size * 1.6, colour=RED)
        add_line(document)
    if letter.number or letter.approver:
        line = add_line(document, letter.number, align="center")
        if letter.approver:
            _tell_approver(line, letter.approver)
        if letter.red_head:
            rule_below(line, "E60012")
        add_line(document)


def _tell_approver(line: Any, name: str) -> None:
    """Print who signs beside the number, as papers that go upwards do: the number left, the name right."""
    line.alignment = None
    indent(line, left=1, right=1)
    line.paragraph_format.tab_stops.add_tab_stop(line.part.document.sections[0].page_width // 2)
    add_run(line, "\t签发人：")
    add_run(line, name, Font.KAI)


def _write_title(document: Any, title: str) -> None:
    for line in title_lines(title):
        add_line(document, line, Font.TITLE, SIZE_2, align="center", pitch=34)
    add_line(document)


def title_lines(title: str, most: int = TITLE_LINE) -> list[str]:
    """Return a title in lines of growing or shrinking length (梯形): broken behind words that end a phrase, never inside 《》 or a number."""
    if width_of(title) <= most:
        return [title]
    count = math.ceil(width_of(title) / most)
    lines, left = [], title
    for place in range(count, 1, -1):
        ideal = width_of(left) / place + (1 if place == count else 0)
        fits = [
            at
            for at in range(1, len(left))
            if width_of(left[:at]) <= most and width_of(left[at:]) <= most * (place - 1)
        ]
        cut = min(fits, key=lambda at: (abs(width_of(left[:at]) - ideal) + _bad_break(left, at), at))
        lines.append(left[:cut])
        left = left[cut:]
    return [*lines, left]


def _bad_break(words: str, at: int) -> float:
    """Return how ill a title is broken at a place; less than nothing where it is broken well."""
    before, after = words[:at], words[at:]
    if before.count("《") > before.count("》") or before.count("〔") > before.count("〕"):
        return 50
    if re.search(r"\d$", before) and re.match(r"[\d年月日号]", after):
        return 50
    if after[0] in "的、，》）〕和与及":
        return 20
    return -3 if before[-1] in "的》、和与及" or before.endswith("关于") or after[0] == "《" else 0


def write_body(document: Any, parts: Sequence[Part]) -> None:
    """Write headings and clauses, each two characters in, headings and numbered clauses counted by level."""
    counts = [0, 0, 0, 0]
    for part in parts:
        level = part.level
        number = ""
        if level:
            counts[level - 1] += 1
            counts[level:] = [0] * (4 - level)
            number = level_number(level, counts[level - 1])
        if isinstance(part, Heading):
            line = add_line(document, number + part.words.rstrip("：:"), LEVEL_FONTS[level])
            line.paragraph_format.keep_with_next = True
        else:
            line = add_line(document)
            told = ((number, LEVEL_FONTS.get(level, Font.BODY), False), (part.lead, Font.BODY, True))
            for words, font, bold in (*told, (part.words, Font.BODY, False)):
                if words:
                    add_run(line, words, font, bold=bold)
        indent(line, first=2)


def level_number(level: int, count: int) -> str:
    """Return the number of a heading: 一、 （一） 1． （1）."""
    return {1: f"{chinese(count)}、", 2: f"（{chinese(count)}）", 3: f"{count}．", 4: f"（{count}）"}[level]


def chinese(count: int) -> str:
    """Return a number below a hundred in Chinese."""
    tens, ones = divmod(count, 10)
    if not tens:
        return _FIGURES[ones]
    return ("" if tens == 1 else _FIGURES[tens]) + "十" + (_FIGURES[ones] if ones else "")


def date_words(day: date) -> str:
    """Return a date as papers print it: Arabic figures without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def _write_list(document: Any, attachments: Sequence[Attachment]) -> None:
    """List what is attached, two characters in, each name below the other and without a last sign."""
    if not attachments:
        return
    add_line(document)
    for place, attached in enumerate(attachments, 1):
        name = attached.name.rstrip("。；;，,、")
        number = f"{place}．" if len(attachments) > 1 else ""
        line = add_line(document, f"{'附件：' if place == 1 else ''}{number}{name}", align="left")
        indent(line, left=2 if place == 1 else 5)


def _write_signature(document: Any, letter: Letter) -> None:
    """Write who issues the paper, centred over the date, which stands four characters from the right."""
    if not letter.signed_by and letter.dated is None:
        return
    day = date_words(letter.dated) if letter.dated else f"{letter.year or ''}年  月  日"
    right = 4 + (width_of(day) - width_of(letter.signed_by)) / 2
    add_line(document)
    add_line(document)
    signed = add_line(document, letter.signed_by, align="right")
    indent(signed, right=max(0.5, right))
    indent(add_line(document, day, align="right"), right=4)
    if letter.remark:
        indent(add_line(document, f"（{letter.remark.strip('（）()')}）"), first=2)


def _keep_together(lines: Sequence[Any]) -> None:
    """Keep the end of the text, what is attached and the signature on one page: a date never stands alone on its page."""
    for line in lines[:-1]:
        line.paragraph_format.keep_with_next = True


def _write_imprint(document: Any, letter: Letter) -> None:
    """Write 抄送机关 and 印发机关和印发日期 between lines, 4号, one character in, at the end of all; never alone on a page."""
    if not letter.copies and not letter.printed_by:
        return
    last = len(document.paragraphs) - 1
    rule_below(add_line(document))
    if letter.copies:
        line = add_line(document, f"　抄送：{letter.copies.rstrip('。')}。", size=SIZE_4, align="left")
        rule_below(line, eighths=6)
    if letter.printed_by:
        day = f"{date_words(letter.printed_on)}印发" if letter.printed_on else "    年  月  日印发"
        line = add_line(document, f"　{letter.printed_by}", size=SIZE_4, align="left")
        section = document.sections[-1]
        width = section.page_width - section.left_margin - section.right_margin
        line.paragraph_format.tab_stops.add_tab_stop(width - Pt(SIZE_3), WD_TAB_ALIGNMENT.RIGHT)
        add_run(line, f"\t{day}", size=SIZE_4)
        rule_below(line)
    _keep_together(document.paragraphs[last:])


def _attach(document: Any, attached: Attachment, label: str) -> None:
    if attached.table is not None:
        append_table(document, attached.table, label)
        return
    line = add_line(document, align="left")
    line.add_run().add_break(WD_BREAK.PAGE)
    add_run(line, label, Font.BLACK)
    add_line(document)
    _write_title(document, attached.name)
    write_body(document, attached.parts)
