"""What a checked table would do to a register: rows created, changed, untouched, and those that are wrong."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_noop

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.importer import Importer, Rule
from gangmu.foundation.registers.importing.cells import Cell
from gangmu.foundation.registers.importing.checking import CellFault, Checked
from gangmu.foundation.sealing.sealed import Sealed

#: Keys asked for in one query.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table that would be written: its place in the sheet, the whole row by attribute, what differs from before.

    Of a new row, which has no `pk`, nothing differs. `told` names the fields that the table fills.
    """

    row: int
    values: Mapping[str, Any]
    pk: int | None = None
    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


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
        for name in sorted(set().union(*(line.values for line in self.created))):
            told.update(repr((name, _all_opened([line.values.get(name) for line in self.created]))).encode())
        for line in self.changed:
            pairs = [(n, _opened(was), _opened(now)) for n, (was, now) in sorted(line.differences.items())]
            told.update(repr((line.row, line.pk, pairs)).encode())
        told.update(repr((self.untouched, [(f.row, f.column, f.refusal.code) for f in self.faults])).encode())
        return told.hexdigest()[:32]


def _opened(value: Any) -> Any:
    return value.opened() if value.__class__ is Sealed else value


def _all_opened(values: list[Any]) -> list[Any]:
    if Sealed not in set(map(type, values)):
        return values
    return list(map(_opened, values))


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
    importer = _importer(declared)
    plan = Plan(faults=list(checked.faults))
    wrong = {fault.row for fault in checked.faults}
    own = f"{declared.organisation_field}_id"
    places = [
        _Place(cell, cell.attname, cell.name, cell.empty, cell.name in checked.mapping) for cell in cells
    ]
    empty = {place.attname: place.empty for place in places}
    names = {place.attname: place.name for place in places}
    required = [cell for cell in cells if cell.required]
    moved_by = declared.moved_by()
    day = {importer.day: bounds.told_on} if importer.day and bounds.told_on else {}
    keys = [next(cell for cell in cells if cell.name == name) for name in bounds.key or importer.key]
    fresh = _Fresh(empty, day, names)
    rows = [line for line in _rows(checked, cells, own, bounds) if line[0] not in wrong]
    rows = list(_with_key(rows, keys, checked.mapping, plan))
    held, several = _held(declared, cells, keys, [values for _row, values in rows])
    for row, values in rows:
        key = tuple([values[cell.attname] for cell in keys])
        if key in several:
            words = gettext_noop("登记册里有几行都是这样，认不出是哪一行")
            plan.faults.append(
                CellFault(row, checked.mapping.get(keys[0].name, -1), Refusal("registers.several", words))
            )
            continue
        was = held.get(key)
        if was is None:
            line = fresh.line(row, values)
        else:
            line = _line(row, values, was, places, bounds)
            if day and _moves(line, moved_by):
                line = _line(row, {**day, **_told(values)}, was, places, bounds)
        fault = _outside(line, was, own, keys, checked.mapping, bounds)
        faults = [fault] if fault else list(_broken(line, declared.rules, required, checked.mapping))
        if faults:
            plan.faults += faults
        elif was is None:
            plan.created.append(line)
        elif line.differences:
            plan.changed.append(line)
        else:
            plan.untouched += 1
    plan.faults.sort(key=lambda fault: (fault.row, fault.column))
    return plan


def _importer(declared: type[Register]) -> Importer:
    if declared.importer is None:
        raise ValueError(f"nothing is imported into {declared.name}")
    return declared.importer


def _rows(
    checked: Checked, cells: Sequence[Cell], own: str, bounds: Bounds
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the values of each row by attribute, the importer's own unit where the table has no column for it."""
    names = list(checked.values)
    fill = {} if own in names or own not in {cell.attname for cell in cells} else {own: bounds.default_unit}
    lines = zip(*checked.values.values(), strict=True) if names else repeat(())
    for (row, _cells), line in zip(checked.source.body, lines, strict=False):
        yield row, {**fill, **dict(zip(names, line, strict=True))}


def _with_key(
    rows: Sequence[tuple[int, dict[str, Any]]], keys: Sequence[Cell], mapping: Mapping[str, int], plan: Plan
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Pass on the rows that say which row they are, each once; where two say different things of one row, neither is passed on."""
    seen: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    contested: dict[tuple[Any, ...], int] = {}
    column = mapping.get(keys[0].name, -1)
    for row, values in rows:
        absent = [cell for cell in keys if not values.get(cell.attname) and values.get(cell.attname) != 0]
        if absent:
            missing = absent[0]
            words = gettext_noop("缺少“%(title)s”，无法认出是哪一行")
            refusal = Refusal("registers.no_key", words, title=missing.title)
            plan.faults.append(CellFault(row, mapping.get(missing.name, -1), refusal))
            continue
        key = tuple([values[cell.attname] for cell in keys])
        first = seen.setdefault(key, (row, values))
        if first[0] == row:
            continue
        plan.faults.append(_twice(row, column, first[0]))
        if values != first[1] and key not in contested:
            contested[key] = row
            plan.faults.append(_twice(first[0], column, row))
    yield from (line for key, line in seen.items() if key not in contested)


def _twice(row: int, column: int, other: int) -> CellFault:
    return CellFault(
        row, column, Refusal("registers.twice", gettext_noop("与第 %(row)s 行重复"), row=other + 1)
    )


def _held(
    declared: type[Register], cells: Sequence[Cell], keys: Sequence[Cell], rows: Sequence[Mapping[str, Any]]
) -> tuple[dict[tuple[Any, ...], dict[str, Any]], set[tuple[Any, ...]]]:
    """Return the rows of the register that have the keys of the table, wherever they belong, by key; and keys of several rows."""
    own = f"{declared.organisation_field}_id"
    narrow = next((cell for cell in keys if cell.attname == own), keys[0])
    wanted = list({values[narrow.attname] for values in rows})
    names = ["pk", own, *(cell.attname for cell in cells)]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    several: set[tuple[Any, ...]] = set()
    for start in range(0, len(wanted), CHUNK):
        some = declared.model._base_manager.filter(**{f"{narrow.attname}__in": wanted[start : start + CHUNK]})
        for values in some.values(*dict.fromkeys(names)).iterator(chunk_size=2000):
            key = tuple(values[cell.attname] for cell in keys)
            if key in found:
                several.add(key)
            found[key] = values
    return found, several


def _moves(line: Line, by: Collection[str] | None) -> bool:
    """Whether what differs of a row holds from a day on."""
    return bool(line.differences) if by is None else not line.differences.keys().isdisjoint(by)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row of the table tells, without its blank cells."""
    return {name: value for name, value in values.items() if value is not None}


class _Place(NamedTuple):
    """What is asked of a column for every row: looked up once."""

    cell: Cell
    attname: str
    name: str
    empty: Any
    mapped: bool


class _Fresh:
    """Makes rows that are not there yet: a blank cell holds what the field holds by itself, or the day of the whole table."""

    def __init__(self, empty: Mapping[str, Any], day: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self._by_itself, self._day, self._names = {**empty, **day}, day, names
        self._told: dict[tuple[str, ...], frozenset[str]] = {}

    def line(self, row: int, values: Mapping[str, Any]) -> Line:
        """Return a new row. The rows that fill the same cells share what says which."""
        blank = tuple([name for name, value in values.items() if value is None])
        whole = {**self._by_itself, **values}
        for name in blank:
            if name in self._by_itself:
                whole[name] = self._by_itself[name]
            else:
                del whole[name]
        if blank not in self._told:
            filled = {*self._day, *(name for name in values if name not in blank)}
            self._told[blank] = frozenset(self._names[name] for name in filled if name in self._names)
        return Line(row, whole, told=self._told[blank])


def _line(
    row: int,
    values: Mapping[str, Any],
    was: Mapping[str, Any],
    places: Sequence[_Place],
    bounds: Bounds,
) -> Line:
    """Return a row as it would be: blank cells keep what is there unless they are to clear it."""
    whole: dict[str, Any] = {}
    differences: dict[str, tuple[Any, Any]] = {}
    told = set()
    for place in places:
        name = place.attname
        value = values.get(name)
        if value is None:
            value = place.empty if bounds.blank_clears and place.mapped else was[name]
        else:
            told.add(place.name)
        whole[name] = value
        if value != was[name]:
            differences[name] = was[name], value
    return Line(row, whole, was["pk"], differences, frozenset(told))


def _outside(
    line: Line,
    was: Mapping[str, Any] | None,
    own: str,
    keys: Sequence[Cell],
    mapping: Mapping[str, int],
    bounds: Bounds,
) -> CellFault | None:
    """Return the fault of a row that belongs, or would belong, to a unit into which the importer may not write."""
    if was is not None and not bounds.covers(was[own]):
        words = gettext_noop("这一行已登记在您范围以外的单位，不能修改")
        return CellFault(line.row, mapping.get(keys[0].name, -1), Refusal("registers.elsewhere", words))
    if own in line.values and not bounds.covers(line.values[own]):
        words = gettext_noop("这个单位不在您的范围内")
        column = next((mapping.get(cell.name, -1) for cell in keys if cell.attname == own), -1)
        return CellFault(line.row, column, Refusal("registers.outside", words))
    if own in line.values and bounds.holders is not None and line.values[own] not in bounds.holders:
        words = gettext_noop("这类单位不登记在本表")
        column = next((mapping.get(cell.name, -1) for cell in keys if cell.attname == own), -1)
        return CellFault(line.row, column, Refusal("registers.other_kind", words))
    return None


def _broken(
    line: Line, rules: Sequence[Rule], required: Sequence[Cell], mapping: Mapping[str, int]
) -> Iterator[CellFault]:
    """Yield what the rules between the fields of a row find wrong with a row that would be written."""
    if line.pk is not None and not line.differences:
        return
    for cell in required:
        if line.values[cell.attname] in (None, ""):
            words = gettext_noop("表中没有“%(title)s”这一列，新增的行必须有")
            yield CellFault(line.row, -1, Refusal("registers.no_column", words, title=cell.title))
    for rule in rules:
        for name, refusal in rule(line.values):
            yield CellFault(line.row, mapping.get(name, -1), refusal)
