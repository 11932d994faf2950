"""What a checked table would do to a register: rows created, changed, untouched, and those that are wrong."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.importing.cells import Cell
from gangmu.foundation.registers.importing.checking import CellFault, Checked
from gangmu.foundation.registers.importing.lines import Blanks, Line, Mark, Rows, opened, right_rows
from gangmu.foundation.sealing.fields import SealedField
from gangmu.foundation.sealing.sealed import Masked

#: Keys asked for in one query: SQLite and PostgreSQL take this many, and few questions are answered sooner than many.
CHUNK = 5000
NO_COLUMN = gettext_noop("表中没有“%(title)s”这一列，新增的行必须有")


@dataclass(slots=True)
class Plan:
    """What would happen. `faults` are ordered by place; a row with a fault is in none of the other lists."""

    created: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    untouched: int = 0
    faults: list[CellFault] = field(default_factory=list)

    @property
    def wrong_rows(self) -> list[int]:
        """The places of the rows with a fault."""
        return sorted({fault.row for fault in self.faults})

    @property
    def digest(self) -> str:
        """A short mark of all that would be written: the same plan has the same, a plan over changed rows another.

        It goes through the reader's page, so it is keyed: nobody can try identity data out on it.
        """
        told = hashlib.blake2b(key=settings.SECRET_KEY.encode()[:64])
        told.update(repr([line.row for line in self.created]).encode())
        new = [line.values for line in self.created]
        for name in sorted(new[0]) if new else ():
            told.update(repr((name, opened(list(map(itemgetter(name), new))))).encode())
        for line in self.changed:
            pairs = [(name, *opened(pair)) for name, pair in sorted(line.differences.items())]
            told.update(repr((line.row, line.pk, pairs)).encode())
        told.update(repr((self.untouched, [(f.row, f.column, f.refusal.code) for f in self.faults])).encode())
        return told.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Into which units a table may write, the unit of rows that name none, and what a blank cell means to a row that is there.

    `holders` are the units of the kinds that the register is kept for; `None` where any unit may hold a row. `told_on` is the day
    from which what is new or changed holds, where the row itself tells none. `key` are the fields that identify a row in this table, where they are
    not the register's own.
    """

    reach: frozenset[int] | None
    default_unit: int | None = None
    blank_clears: bool = False
    holders: frozenset[int] | None = None
    told_on: date | None = None
    key: tuple[str, ...] = ()

    def covers(self, unit: int | None) -> bool:
        """Whether rows of a unit may be written."""
        return self.reach is None or unit in self.reach


def plan_of(declared: type[Register], cells: Sequence[Cell], checked: Checked, bounds: Bounds) -> Plan:
    """Return what a table would do to the register as it stands now."""
    importer = declared.importer
    if importer is None:
        raise ValueError(f"nothing is imported into {declared.name}")
    plan = Plan(faults=list(checked.faults))
    own = f"{declared.organisation_field}_id"
    keys = [next(cell for cell in cells if cell.name == name) for name in bounds.key or importer.key]
    rows, marks = _with_key(right_rows(checked, cells, own, bounds.default_unit), keys, checked.mapping, plan)
    held, several = _held(declared, cells, keys, rows)
    fresh: list[int] = []
    known: list[int] = []
    for number, mark in enumerate(marks):
        if mark in several:
            words = gettext_noop("登记册里有几行都是这样，认不出是哪一行")
            fault = checked.mapping.get(keys[0].name, -1), Refusal("registers.several", words)
            plan.faults.append(CellFault(rows.places[number], *fault))
        else:
            (known if mark in held else fresh).append(number)
    blanks = Blanks(
        checked.mapping, bounds.blank_clears, importer.day, bounds.told_on if importer.day else None
    )
    before = [held[marks[number]] for number in known]
    new = blanks.new(rows.only(fresh), cells)
    old = blanks.known(rows.only(known), cells, before, declared.moved_by())
    judge = _Judge(declared, cells, keys, checked.mapping, bounds, [line.values for line in (*new, *old)])
    for line in new:
        faults = judge.faults(line)
        plan.faults += faults
        if not faults:
            plan.created.append(line)
    for line, was in zip(old, before, strict=True):
        faults = judge.faults(line, was)
        plan.faults += faults
        if not faults and line.differences:
            plan.changed.append(line)
        plan.untouched += not faults and not line.differences
    plan.faults.sort(key=lambda fault: (fault.row, fault.column))
    return plan


def _with_key(
    rows: Rows, keys: Sequence[Cell], mapping: Mapping[str, int], plan: Plan
) -> tuple[Rows, list[Mark]]:
    """Return the rows that say which row they are, each once; where two say different things of one row, neither is among them."""
    keyless: set[int] = set()
    for cell in keys:
        for number, value in enumerate(opened(rows.columns.get(cell.attname, [None] * len(rows.places)))):
            is_blank = not value and (value.__class__ is Masked or value != 0)
            if is_blank and number not in keyless:
                keyless.add(number)
                words = gettext_noop("缺少“%(title)s”，无法认出是哪一行")
                refusal = Refusal("registers.no_key", words, title=cell.title)
                plan.faults.append(CellFault(rows.places[number], mapping.get(cell.name, -1), refusal))
    rows = rows.only([number for number in range(len(rows.places)) if number not in keyless])
    if not rows.places:
        return rows, []
    marks = rows.marks(keys)
    first: dict[Mark, int] = {}
    contested: set[Mark] = set()
    column = mapping.get(keys[0].name, -1)
    for number, mark in enumerate(marks):
        other = first.setdefault(mark, number)
        if other == number:
            continue
        plan.faults.append(_twice(rows.places[number], column, rows.places[other]))
        if mark not in contested and rows.row(number) != rows.row(other):
            contested.add(mark)
            plan.faults.append(_twice(rows.places[other], column, rows.places[number]))
    passed = [number for mark, number in first.items() if mark not in contested]
    return rows.only(passed), [marks[number] for number in passed]


def _twice(row: int, column: int, other: int) -> CellFault:
    return CellFault(
        row, column, Refusal("registers.twice", gettext_noop("与第 %(row)s 行重复"), row=other + 1)
    )


def _held(
    declared: type[Register], cells: Sequence[Cell], keys: Sequence[Cell], rows: Rows
) -> tuple[dict[Mark, dict[str, Any]], set[Mark]]:
    """Return the rows of the register that have the keys of the table, wherever they belong, by key; and keys of several rows."""
    if not rows.places:
        return {}, set()
    own = f"{declared.organisation_field}_id"
    narrow = next((cell for cell in keys if cell.attname == own), keys[0])
    asked = rows.columns[narrow.attname]
    wanted = list(dict(zip(opened(asked), asked, strict=True)).values())
    names = ["pk", own, *(cell.attname for cell in cells)]
    found: dict[Mark, dict[str, Any]] = {}
    several: set[Mark] = set()
    for start in range(0, len(wanted), CHUNK):
        some = declared.model._base_manager.filter(**{f"{narrow.attname}__in": wanted[start : start + CHUNK]})
        for values in some.values(*dict.fromkeys(names)).iterator(chunk_size=2000):
            mark = tuple(opened([values[cell.attname] for cell in keys]))
            if mark in found:
                several.add(mark)
            found[mark] = values
    return found, several


class _Judge:
    """Says what is wrong with a row as it would stand: where it belongs, what it lacks, what the rules between its fields find."""

    def __init__(
        self,
        declared: type[Register],
        cells: Sequence[Cell],
        keys: Sequence[Cell],
        mapping: Mapping[str, int],
        bounds: Bounds,
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        self._own, self._mapping, self._bounds = f"{declared.organisation_field}_id", mapping, bounds
        self._key_column = mapping.get(keys[0].name, -1)
        self._unit_column = next(
            (mapping.get(cell.name, -1) for cell in keys if cell.attname == self._own), -1
        )
        # A blank cell of a required column is a fault of the cell.
        self._lacking = [cell for cell in cells if cell.required and cell.name not in mapping]
        self._sealed = [
            cell for cell in cells if isinstance(cell.field, SealedField) and cell.name in mapping
        ]
        self._rules = declared.rules_for(rows)
        self._of_unit: dict[int | None, Refusal | None] = {}

    def faults(self, line: Line, was: Mapping[str, Any] | None = None) -> list[CellFault]:
        """Return the faults of a row; `was` is what the register holds of it."""
        if was is not None and not self._bounds.covers(was[self._own]):
            words = gettext_noop("这一行已登记在您范围以外的单位，不能修改")
            return [CellFault(line.row, self._key_column, Refusal("registers.elsewhere", words))]
        if self._own in line.values:
            unit = line.values[self._own]
            if unit not in self._of_unit:
                self._of_unit[unit] = self._refused(unit)
            if (refusal := self._of_unit[unit]) is not None:
                return [CellFault(line.row, self._unit_column, refusal)]
        if was is not None and (masked := list(self._of_others(line, was))):
            return masked
        if was is not None and not line.differences:
            return []
        faults = [
            CellFault(line.row, -1, Refusal("registers.no_column", NO_COLUMN, title=cell.title))
            for cell in self._lacking
            if line.values[cell.attname] in (None, "")
        ]
        values = line.values if was is None else self._with_held(line, was)
        for rule in self._rules:
            for name, refusal in rule(values):
                faults.append(CellFault(line.row, self._mapping.get(name, -1), refusal))
        return faults

    def _of_others(self, line: Line, was: Mapping[str, Any]) -> Iterator[CellFault]:
        """Yield the masked cells that are no mask of what the register holds: who wrote them meant to change something."""
        for cell in self._sealed:
            told = line.values[cell.attname]
            if told.__class__ is Masked and was[cell.attname] and not told.may_be_of(was[cell.attname]):
                words = gettext_noop("含有 * 号，像是打了码的内容；要修改请写完整")
                yield CellFault(line.row, self._mapping[cell.name], Refusal("registers.other_mask", words))

    def _with_held(self, line: Line, was: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the whole row with what is held in place of masks."""
        names = [cell.attname for cell in self._sealed if line.values[cell.attname].__class__ is Masked]
        return {**line.values, **{name: was[name] for name in names}} if names else line.values

    def _refused(self, unit: int | None) -> Refusal | None:
        """Return why no row of a unit is written, if none is."""
        if not self._bounds.covers(unit):
            return Refusal("registers.outside", gettext_noop("这个单位不在您的范围内"))
        if self._bounds.holders is not None and unit not in self._bounds.holders:
            return Refusal("registers.other_kind", gettext_noop("这类单位不登记在本表"))
        return None
