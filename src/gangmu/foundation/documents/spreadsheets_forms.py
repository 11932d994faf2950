"""Workbooks that people fill in and send back: templates with code lists, a hidden mark, and the rows that were wrong."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import python_calamine
import xlsxwriter

from gangmu.foundation.documents.spreadsheets import text_of

#: Lines of a template that carry format and code list beyond the rows that stand there.
SPARE = 2000
#: Name of the hidden sheet that tells to which sending a workbook belongs.
MARK = "gangmu"
_GUIDE, _LISTS = "填写说明", "代码表"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column to fill in: its title, whether it must be filled, whether it holds text, its code list, and what to write."""

    title: str
    required: bool = False
    as_text: bool = True
    choices: tuple[str, ...] = ()
    note: str = ""


def write_form(
    columns: Sequence[FormColumn], rows: Iterable[Sequence[str]], title: str, mark: str = ""
) -> bytes:
    """Write a template: empty or with rows, every cell as text where a number would ruin it, code lists as drop-downs.

    Parameters
    ----------
    rows
        The cells of each row as words, in the order of the columns.
    mark
        What the returned workbook is known by; kept in a hidden sheet.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        heads = [_head_format(book, required) for required in (False, True)]
        text = book.add_format({"num_format": "@"})
        last = 0
        for last, row in enumerate(rows, 1):
            for number, words in enumerate(row):
                if words:
                    sheet.write_string(last, number, words, text)
        for number, column in enumerate(columns):
            sheet.write_string(0, number, _titled(column), heads[column.required])
            width = min(40, max(12, 2 * len(column.title) + 6))
            sheet.set_column(number, number, width, text if column.as_text else None)
        _validate(book, sheet, columns, last + SPARE)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, max(0, len(columns) - 1))
        _write_guide(book, columns)
        if mark:
            hidden = book.add_worksheet(MARK)
            hidden.write_string(0, 0, mark)
            hidden.very_hidden()
    return target.getvalue()


def _head_format(book: Any, required: bool) -> Any:
    colour = "#FBE5D6" if required else "#E7F0F6"
    return book.add_format(
        {"bold": True, "bg_color": colour, "border": 1, "text_wrap": True, "valign": "vcenter"}
    )


def _titled(column: FormColumn) -> str:
    return f"{column.title}*" if column.required else column.title


def _validate(book: Any, sheet: Any, columns: Sequence[FormColumn], last: int) -> None:
    """Give each column with a code list its drop-down; the lists stand in a hidden sheet, since a cell holds only short ones."""
    listed = [(number, column) for number, column in enumerate(columns) if column.choices]
    if not listed:
        return
    lists = book.add_worksheet(_LISTS)
    lists.hide()
    for place, (number, column) in enumerate(listed):
        for line, choice in enumerate(column.choices):
            lists.write_string(line, place, choice)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        sheet.data_validation(1, number, last, number, {
            "validate": "list", "source": f"='{_LISTS}'!${letter}$1:${letter}${len(column.choices)}",
            "error_title": "请从列表中选择", "error_message": f"“{column.title}”只能填代码表中的内容",
        })  # fmt: skip


def _write_guide(book: Any, columns: Sequence[FormColumn]) -> None:
    guide = book.add_worksheet(_GUIDE)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, (words, width) in enumerate((("列", 22), ("必填", 8), ("填写要求", 46), ("可选内容", 60))):
        guide.write_string(0, place, words, bold)
        guide.set_column(place, place, width, wrap)
    for line, column in enumerate(columns, 1):
        told = (
            column.title,
            "是" if column.required else "",
            column.note,
            "、".join(column.choices[:200]),
        )
        for place, words in enumerate(told):
            guide.write_string(line, place, words)


def mark_of(data: bytes) -> str:
    """Return the mark of a workbook that was sent out; empty for a workbook without one or one that cannot be read."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if MARK not in book.sheet_names:
            return ""
        rows = book.get_sheet_by_name(MARK).to_python()
    except (python_calamine.CalamineError, OSError, ValueError):
        return ""
    return text_of(rows[0][0]) if rows and rows[0] else ""


def write_wrong_rows(
    titles: Sequence[str],
    rows: Sequence[tuple[int, Sequence[Any]]],
    wrong: Mapping[tuple[int, int], str],
    title: str,
) -> bytes:
    """Write the rows to be repaired: as they came, the wrong cells coloured and explained, ready to be sent again.

    Parameters
    ----------
    rows
        Line number in the file (from 1) and cells of each row.
    wrong
        What is wrong, by line number and column; column -1 for the row as a whole.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        head, text = _head_format(book, False), book.add_format({"num_format": "@"})
        red = book.add_format({"num_format": "@", "bg_color": "#F8CBAD", "border": 1})
        for number, words in enumerate((*titles, "原行号", "错误说明")):
            sheet.write_string(0, number, words, head)
            sheet.set_column(number, number, 16, text)
        sheet.set_column(len(titles) + 1, len(titles) + 1, 70)
        for line, (place, cells) in enumerate(rows, 1):
            told = []
            for number in range(len(titles)):
                words = text_of(cells[number]) if number < len(cells) else ""
                fault = wrong.get((place, number), "")
                sheet.write_string(line, number, words, red if fault else text)
                if fault:
                    sheet.write_comment(line, number, fault)
                    told.append(_naming(titles[number], fault))
            told += [wrong[place, -1]] if (place, -1) in wrong else []
            sheet.write_number(line, len(titles), place)
            sheet.write_string(line, len(titles) + 1, "；".join(told))
        sheet.freeze_panes(1, 1)
    return target.getvalue()


def _naming(title: str, fault: str) -> str:
    """Return what is wrong with the column that it is in; a sentence that begins with the column names it already."""
    title = title.rstrip("* ")
    return fault if fault.startswith(title) else f"{title}：{fault}"
