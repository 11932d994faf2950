"""The unit tree from a workbook: every fault told by its cell; the same file twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.foundation.documents.spreadsheets import Head, Sheet, read_sheets, text_of, write_sheet
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind, Ownership, Stage, UrbanRural
from gangmu.foundation.organisations.codes import check_school_code
from gangmu.foundation.organisations.models import Organisation, OrganisationState
from gangmu.foundation.organisations.services import change, found

#: Columns of the workbook: field → title. The first three must be filled.
COLUMNS = {
    "name": "单位名称", "kind": "类别", "parent": "上级单位", "school_code": "学校标识码", "stages": "学段",
    "ownership": "举办性质", "urban_rural": "城乡分类", "address": "地址",
}  # fmt: skip
LISTS = {"kind": Kind, "ownership": Ownership, "urban_rural": UrbanRural}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the workbook, its words still unchecked, with the sheet's cell names."""

    place: dict[str, str]
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a cell, in words."""

    cell: str
    words: str


class WorkbookFaults(Refusal):
    """A workbook that cannot be taken as it is; carries every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = "; ".join(f"{fault.cell} {fault.words}" for fault in faults[:8])
        super().__init__(
            "administration.workbook", "表格有 %(count)s 处错误: %(faults)s", count=len(faults), faults=shown
        )
        self.faults = tuple(faults)


def template() -> bytes:
    """Return the empty workbook with its code lists."""
    lists = {field: tuple(str(label) for label in choices.labels) for field, choices in LISTS.items()}
    heads = [Head(title, as_text=True, choices=lists.get(field, ())) for field, title in COLUMNS.items()]
    return write_sheet(heads, [], "单位", "上级单位填单位名称;学段可填多个,用顿号分开")


def read_unit_rows(file: BinaryIO, name: str) -> list[UnitRow]:
    """Return the lines of the first sheet whose head has the columns of the template, wherever the head stands."""
    for sheet in read_sheets(file, name):
        for number, cells in enumerate(sheet.rows[:20]):
            titles = {text_of(cell): column for column, cell in enumerate(cells)}
            if all(COLUMNS[field] in titles for field in ("name", "kind")):
                return _lines(sheet, number, titles)
    raise Refusal(
        "administration.no_head", "“%(name)s”中没有找到“单位名称”“类别”两列,请下载模板填写", name=name
    )


def _lines(sheet: Sheet, head: int, titles: dict[str, int]) -> list[UnitRow]:
    found_lines = []
    for number, cells in enumerate(sheet.rows[head + 1 :], head + 1):
        words, place = {}, {}
        for field, title in COLUMNS.items():
            column = titles.get(title)
            words[field] = text_of(cells[column]) if column is not None and column < len(cells) else ""
            place[field] = sheet.place(number, column if column is not None else 0)
        if any(words.values()):
            found_lines.append(UnitRow(place, words))
    return found_lines


@transaction.atomic
def import_units(bureau: Organisation, rows: Sequence[UnitRow], on: date) -> tuple[int, int]:
    """Make or change the units of a workbook; return how many were made and how many changed.

    Raises
    ------
    WorkbookFaults
        When a cell is wrong; nothing is written then.
    """
    faults = list(check_units(bureau, rows))
    if faults:
        raise WorkbookFaults(faults)
    held = {state.name: state for state in OrganisationState.objects.at().select_related("organisation")}
    units = {name: state.organisation for name, state in held.items()}
    made = changed = 0
    for row in _parents_first(bureau, rows):
        values = _values(row)
        parent = units.get(row.words["parent"] or bureau.name, bureau)
        if row.words["name"] in held:
            state = held[row.words["name"]]
            differing = {k: v for k, v in {**values, "parent": parent}.items() if getattr(state, k) != v}
            if differing:
                change(state.organisation, on, differing)
                changed += 1
        else:
            units[row.words["name"]] = found(_key(bureau, row, len(units)), on, parent, **values)
            made += 1
    return made, changed


def check_units(bureau: Organisation, rows: Sequence[UnitRow]) -> list[Fault]:
    """Return every fault of a workbook."""
    faults: list[Fault] = []
    names: dict[str, str] = {}
    known = {
        bureau.name,
        *OrganisationState.objects.at().values_list("name", flat=True),
        *(r.words["name"] for r in rows),
    }
    for row in rows:
        name = row.words["name"]
        if not name:
            faults.append(Fault(row.place["name"], _("没有填单位名称")))
        elif name in names:
            faults.append(Fault(row.place["name"], _("与 %(cell)s 重名") % {"cell": names[name]}))
        names.setdefault(name, row.place["name"])
        if not row.words["kind"]:
            faults.append(Fault(row.place["kind"], _("没有填类别")))
        if row.words["parent"] and row.words["parent"] not in known:
            faults.append(
                Fault(row.place["parent"], _("上级单位“%(name)s”不存在") % {"name": row.words["parent"]})
            )
        faults += _list_faults(row)
        if row.words["school_code"]:
            try:
                check_school_code(row.words["school_code"])
            except Refusal as refusal:
                faults.append(Fault(row.place["school_code"], _(refusal.message) % refusal.parameters))
    return faults


def _list_faults(row: UnitRow) -> list[Fault]:
    faults = []
    for field, choices in LISTS.items():
        word = row.words[field]
        if word and word not in [str(label) for label in choices.labels]:
            may = "、".join(map(str, choices.labels))
            faults.append(
                Fault(row.place[field], _("“%(word)s”不在可选项中(%(may)s)") % {"word": word, "may": may})
            )
    wrong = [word for word in _stage_words(row) if word not in [str(label) for label in Stage.labels]]
    if wrong:
        may = "、".join(map(str, Stage.labels))
        faults.append(
            Fault(row.place["stages"], _("“%(word)s”不在可选项中(%(may)s)") % {"word": wrong[0], "may": may})
        )
    return faults


def _stage_words(row: UnitRow) -> list[str]:
    return [word for word in row.words["stages"].replace(",", "、").replace(",", "、").split("、") if word]


def _values(row: UnitRow) -> dict[str, object]:
    values: dict[str, object] = {"name": row.words["name"]}
    for field, choices in LISTS.items():
        by_label = {str(label): value for value, label in choices.choices}
        values[field] = by_label.get(row.words[field], "")
    by_label = {str(label): value for value, label in Stage.choices}
    values["stages"] = [by_label[word] for word in _stage_words(row)]
    values["school_code"], values["address"] = row.words["school_code"], row.words["address"]
    return values


def _parents_first(bureau: Organisation, rows: Sequence[UnitRow]) -> list[UnitRow]:
    waiting, placed, ordered = list(rows), {bureau.name, ""}, []
    names = {row.words["name"] for row in rows}
    while waiting:
        ready = [row for row in waiting if row.words["parent"] in placed or row.words["parent"] not in names]
        if not ready:
            raise WorkbookFaults([Fault(waiting[0].place["parent"], _("上级单位互为上下级"))])
        ordered += ready
        placed |= {row.words["name"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return ordered


def _key(bureau: Organisation, row: UnitRow, number: int) -> str:
    return row.words["school_code"] or f"{bureau.key}-{number}"
