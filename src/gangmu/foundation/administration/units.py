"""Tables of units as workbooks: templates with their code lists, and lines with the names of their cells."""

from collections.abc import Mapping
from typing import BinaryIO

from django.utils import translation

from gangmu.foundation.documents.spreadsheets import Head, Sheet, read_sheets, text_of, write_sheet
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.services import COLUMNS, LISTS
from gangmu.foundation.organisations.tables import Line

#: Columns of the table of a boundary change: field → title.
MOVES = {"unit": "单位", "parent": "新上级单位"}
#: How many lines from the top the head may stand.
HEAD_WITHIN = 20


def unit_template() -> bytes:
    """Return the empty workbook of units with its code lists."""
    with translation.override("zh-hans"):
        lists = {field: tuple(str(label) for label in choices.labels) for field, choices in LISTS.items()}
    heads = [Head(title, as_text=True, choices=lists.get(field, ())) for field, title in COLUMNS.items()]
    note = "单位名称和类别必填；上级单位填名称、单位键或学校标识码，空白表示教育局；学段可填多个，用顿号分开；已有单位的空白格不改"
    return write_sheet(heads, [], "单位", note)


def move_template() -> bytes:
    """Return the empty workbook of a boundary change."""
    heads = [Head(title, as_text=True, width=30) for title in MOVES.values()]
    return write_sheet(heads, [], "划转表", "单位填名称、单位键或学校标识码")


def read_unit_rows(file: BinaryIO, name: str) -> list[Line]:
    """Return the lines of a workbook of units."""
    return read_lines(file, name, COLUMNS, ("name", "kind"))


def read_move_rows(file: BinaryIO, name: str) -> list[Line]:
    """Return the lines of a workbook of a boundary change."""
    return read_lines(file, name, MOVES, ("unit", "parent"))


def read_lines(file: BinaryIO, name: str, columns: Mapping[str, str], needed: tuple[str, ...]) -> list[Line]:
    """Return the lines of the first sheet whose head has the needed columns, wherever the head stands.

    Raises
    ------
    Refusal
        When no sheet has such a head.
    """
    for sheet in read_sheets(file, name):
        for number, cells in enumerate(sheet.rows[:HEAD_WITHIN]):
            titles = {text_of(cell): column for column, cell in enumerate(cells)}
            if all(columns[field] in titles for field in needed):
                return _lines(sheet, number, titles, columns)
    raise Refusal(
        "administration.no_head",
        "“%(name)s”中没有找到“%(titles)s”这些列，请下载模板填写",
        name=name,
        titles="、".join(columns[field] for field in needed),
    )


def _lines(sheet: Sheet, head: int, titles: Mapping[str, int], columns: Mapping[str, str]) -> list[Line]:
    present = {field: titles[title] for field, title in columns.items() if title in titles}
    lines = []
    for number, cells in enumerate(sheet.rows[head + 1 :], head + 1):
        words = {
            field: text_of(cells[column]) if column < len(cells) else "" for field, column in present.items()
        }
        if any(words.values()):
            lines.append(Line({field: sheet.place(number, c) for field, c in present.items()}, words))
    return lines
