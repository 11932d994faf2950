"""Reads a folder of CSV files into a problem; every fault is told with its file and line. The files are told in docs/engines."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.problem import Gate, Problem, Wishes
from gangmu.engines.matching.rules import Rules, read_rules
from gangmu.engines.matching.standing import Priorities, classes_of
from gangmu.engines.matching.tables import Table, read_table

#: More seats than this in a school is a slip of the keyboard.
LARGEST_SCHOOL = 10_000_000
#: No limit on a group.
NO_LIMIT = np.iinfo(np.int64).max
_CHOICE = re.compile(r"choice(\d+)")


def read_problem(folder: Path, mechanism: str | None = None) -> Problem:
    """Read a folder.

    Parameters
    ----------
    folder
        Where the files lie.
    mechanism
        Overrules what `rules.json` says.

    Raises
    ------
    BadInput
        Naming file and line of the first fault found.
    """
    people = read_table(folder / "applicants.csv", ["applicant"], None)
    rules = read_rules(folder / "rules.json", mechanism, list(people.columns))
    schools = read_table(folder / "schools.csv", ["school", "capacity"])
    reader = _Reader(folder, rules, people, schools)
    return reader.problem()


class _Reader:
    """Reads the files of one folder, in the order in which they need one another."""

    def __init__(self, folder: Path, rules: Rules, people: Table, schools: Table) -> None:
        self.folder = folder
        self.rules = rules
        self.people = people
        self.school_table = schools
        self.schools = schools.keys("school")
        self.applicants = people.keys("applicant")
        self.used = {"applicants.csv", "schools.csv", "rules.json"}
        self.ticket, self.leaders = self._tickets()

    def problem(self) -> Problem:
        """Return the problem."""
        capacity = self.school_table.whole("capacity", most=LARGEST_SCHOOL)
        groups, group, reserved, most = self._quotas(capacity)
        lists = {name: self._wishes(name) for name in self.rules.lists()}
        leaders = self.leaders
        sizes = np.ones(len(self.applicants), np.int64)
        if self.ticket is not None:
            sizes = np.bincount(self.ticket).astype(np.int64)
        numbers = {name: self._take(self._number(name)) for name in self.rules.columns()}
        problem = Problem(
            rules=self.rules,
            schools=self.schools,
            applicants=self.applicants,
            capacity=capacity,
            ticket=self.ticket,
            sizes=sizes,
            numbers=numbers,
            lists=lists,
            groups=groups,
            group=group if leaders is None else group[leaders],
            reserved=reserved,
            most=most,
            gates=self._gates(numbers),
            unused=(),
        )
        return _with_unused(problem, self.folder, self.used)

    def _open(self, name: str, needed: list[str], optional: list[str] | None = None) -> Table | None:
        """Read a file that may be absent."""
        path = self.folder / name
        if not path.exists():
            return None
        self.used.add(name)
        return read_table(path, needed, optional if optional is not None else ())

    def _take(self, values: NDArray[Any]) -> NDArray[Any]:
        return values if self.leaders is None else values[self.leaders]

    def _tickets(self) -> tuple[NDArray[np.int32] | None, NDArray[np.int64] | None]:
        """Bind applicants of one `twins` cell to one ticket; the first of them in the file leads it."""
        if "twins" not in self.people:
            return None, None
        cells = self.people.columns["twins"]
        alone = pc.equal(cells, "")
        own = pc.binary_join_element_wise("alone", self.applicants, "\0")
        bound = pc.binary_join_element_wise("bound", cells, "\0")
        codes = pc.if_else(alone, own, bound).dictionary_encode()
        ticket = codes.indices.to_numpy(zero_copy_only=False).astype(np.int32)
        leaders = np.full(len(codes.dictionary), -1, np.int64)
        leaders[ticket[::-1]] = np.arange(len(ticket))[::-1]
        return ticket, leaders

    def _number(self, column: str) -> NDArray[np.float64] | NDArray[np.int64]:
        if column == "lottery" and "lottery" not in self.people:
            table = self._open("lottery.csv", ["applicant", "lottery"])
            if table is not None:
                return self._joined(table, column)
        if column not in self.people:
            raise BadInput(f"缺少规则所用的列 {column}", self.people.source, 1)
        return self.people.numbers(column)

    def _joined(self, table: Table, column: str) -> NDArray[np.float64] | NDArray[np.int64]:
        """Return a column of another file in the order of the applicants."""
        table.keys("applicant")
        owners = table.places("applicant", self.applicants, self.people.source)
        values = table.numbers(column)
        if len(owners) != len(self.applicants):
            absent = np.ones(len(self.applicants), bool)
            absent[owners] = False
            missing = self.applicants[int(absent.argmax())].as_py()
            raise BadInput(f"没有“{missing}”的 {column}", table.source)
        joined = np.empty_like(values)
        joined[owners] = values
        return joined

    def _quotas(
        self, capacity: NDArray[np.int64]
    ) -> tuple[list[str], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        table = self._open("quotas.csv", ["school", "group", "seats"], ["most"])
        count = len(self.schools)
        looked_at = any(
            stage.kind in ("deferred", "quota", "pool") or stage.outside_quota for stage in self.rules.stages
        )
        if table is None and any(stage.kind in ("quota", "pool") for stage in self.rules.stages):
            raise BadInput("指标到校需要这个文件；没有指标的，只写列名 school,group,seats", "quotas.csv")
        if table is None or not looked_at:
            self.used.discard("quotas.csv")
            nobody = np.full(len(self.applicants), -1, np.int32)
            return [], nobody, np.zeros((count, 0), np.int64), np.zeros((count, 0), np.int64)
        names = table.text("group").unique()
        schools = table.places("school", self.schools, self.school_table.source)
        groups = table.places("group", names, table.source)
        seats = table.whole("seats", most=LARGEST_SCHOOL)
        cells = schools.astype(np.int64) * len(names) + groups
        _refuse_twice(table, cells, "同一学校、同一群体的指标")
        reserved = np.zeros((count, len(names)), np.int64)
        reserved.flat[cells] = seats
        over = reserved.sum(axis=1) > capacity
        if over.any():
            row = int(np.flatnonzero(schools == over.argmax())[-1])
            total = reserved.sum(axis=1)[over.argmax()]
            table.fail(f"该校指标合计 {total}，多于计划 {capacity[over.argmax()]}", row)
        most = np.full((count, len(names)), NO_LIMIT, np.int64)
        if "most" in table:
            limits = _limits(table)
            most.flat[cells] = limits
            if (limits < seats).any():
                table.fail("most 小于 seats", int((limits < seats).argmax()))
            if (limits < NO_LIMIT).any() and any(s.kind in ("quota", "pool") for s in self.rules.stages):
                table.fail(
                    "most（群体的上限）只用于延迟录取，这里的办法不看它", int((limits < NO_LIMIT).argmax())
                )
        if "group" not in self.people:
            raise BadInput("有 quotas.csv，却缺少列 group", self.people.source, 1)
        found = pc.fill_null(pc.index_in(self.people.columns["group"], value_set=names), -1)
        group = found.to_numpy(zero_copy_only=False).astype(np.int32)
        return names.to_pylist(), group, reserved, most

    def _wishes(self, name: str) -> Wishes:
        file = f"choices-{name}.csv" if name else "choices.csv"
        path = self.folder / file
        if name == "nearby" and not path.exists():
            return self._nearby()
        self.used.add(file)
        table = read_table(path, ["applicant"], None)
        choices = self._cells(table)
        owners = table.places("applicant", self.applicants, self.people.source)
        _refuse_twice(table, owners.astype(np.int64), "同一学生")
        handed_in = np.zeros(len(self.applicants), bool)
        handed_in[owners] = True
        if not np.array_equal(owners, np.arange(len(self.applicants))):
            spread = np.full((len(self.applicants), choices.shape[1]), -1, choices.dtype)
            spread[owners] = choices
            choices = spread
        if self.ticket is not None and self.leaders is not None:
            differing = (choices != choices[self.leaders[self.ticket]]).any(axis=1)
            if differing.any():
                one = int(differing.argmax())
                other = int(self.leaders[self.ticket[one]])
                names = "、".join(self.applicants[row].as_py() for row in (other, one))
                rows = np.flatnonzero(np.isin(owners, (one, other)))
                table.fail(f"{names} 同一张签（twins），志愿应相同", int(rows[-1]))
        return self._classed(choices, handed_in)

    def _classed(self, choices: NDArray[np.integer], handed_in: NDArray[np.bool_]) -> Wishes:
        """Add the classes where a stage looks at them."""
        classes = None
        if any(stage.kind in ("deferred", "immediate") for stage in self.rules.stages):
            classes = classes_of(choices, self._priorities())
        choices = self._take(choices)
        return Wishes(choices, None if classes is None else self._take(classes), self._take(handed_in))

    def _cells(self, table: Table) -> NDArray[np.integer]:
        """Return the wishes of each line of a file."""
        named = [(int(found[1]), column) for column in table.columns if (found := _CHOICE.fullmatch(column))]
        if not named:
            raise BadInput("缺少列 choice1、choice2……", table.source, 1)
        kind = np.int16 if len(self.schools) < 2**15 else np.int32
        choices = np.empty((table.rows, len(named)), kind)
        for place, (_, column) in enumerate(sorted(named)):
            choices[:, place] = table.places(column, self.schools, self.school_table.source, blank=True)
        ordered = np.sort(choices, axis=1)
        twice = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
        if twice.any():
            table.fail("同一学校填了两次", int(twice.argmax()))
        return choices

    def _nearby(self) -> Wishes:
        """统筹: each applicant has the schools in the order of nearness of the zone."""
        table = self._open("nearby.csv", ["zone"], None)
        if table is None:
            raise BadInput("统筹安置需要这个文件，或 choices-nearby.csv", "nearby.csv")
        table = read_table(table.path, ["zone"], None)
        choices = self._cells(table)
        zones = self._zone().places("zone", table.keys("zone"), table.source, blank=True)
        spread = np.full((len(zones), choices.shape[1]), -1, choices.dtype)
        spread[zones >= 0] = choices[zones[zones >= 0]]
        return self._classed(spread, np.ones(len(zones), bool))

    def _zone(self) -> Table:
        if "zone" not in self.people:
            raise BadInput("缺少列 zone", self.people.source, 1)
        return self.people

    def _priorities(self) -> Priorities:
        """Read who stands in which class where: by name, and by zone and category."""
        people, schools = len(self.applicants), len(self.schools)
        found = Priorities(schools, self.rules.default_class)
        table = self._open("priorities.csv", ["applicant", "school", "class"])
        if table is not None:
            owners = table.places("applicant", self.applicants, self.people.source)
            where = table.places("school", self.schools, self.school_table.source)
            _refuse_twice(table, owners.astype(np.int64) * schools + where, "同一学生、同一学校的优先类别")
            found.named = (owners, where, table.whole("class"))
        table = self._open("zones.csv", ["zone", "school", "class"], ["category"])
        if table is not None:
            zones = table.text("zone").unique()
            kinds = pa.chunked_array([table.columns.get("category", pa.array([""])), pa.array([""])]).unique()
            found.kinds = len(kinds)
            rows = len(table.columns["zone"])
            kind = np.zeros(rows, np.int64) + pc.index_in(pa.scalar(""), value_set=kinds).as_py()
            found.any_kind = int(kind[0]) if rows else 0
            if "category" in table:
                kind = table.places("category", kinds, table.source).astype(np.int64)
            where = table.places("school", self.schools, self.school_table.source)
            zone = table.places("zone", zones, table.source).astype(np.int64)
            cells = (zone * found.kinds + kind) * schools + where
            _refuse_twice(table, cells, "同一片区、类别、学校")
            found.zoned = (cells, table.whole("class"))
            own_zone = pc.fill_null(pc.index_in(self._zone().columns["zone"], value_set=zones), -1)
            found.zone = own_zone.to_numpy(zero_copy_only=False).astype(np.int64)
            found.kind = np.full(people, -1, np.int64)
            if "category" in self.people:
                own = pc.fill_null(pc.index_in(self.people.columns["category"], value_set=kinds), -1)
                found.kind = own.to_numpy(zero_copy_only=False).astype(np.int64)
        return found

    def _gates(self, numbers: dict[str, Any]) -> tuple[Gate, ...]:
        table = self._open("gates.csv", ["school", "column", "least"])
        if table is None:
            return ()
        schools = table.places("school", self.schools, self.school_table.source)
        least = table.numbers("least")
        gates = []
        for row, column in enumerate(table.text("column").to_pylist()):
            if column.lower() not in numbers:
                if column.lower() not in self.people:
                    table.fail(f"applicants.csv 没有列“{column}”", row)
                numbers[column.lower()] = self._take(self.people.numbers(column.lower()))
            gates.append(Gate(int(schools[row]), column.lower(), float(least[row])))
        return tuple(gates)


def _limits(table: Table) -> NDArray[np.int64]:
    """Return the column `most`, empty cells being no limit."""
    cells = table.columns["most"]
    blank = pc.equal(cells, "")
    filled = Table(table.path, {"most": pc.if_else(blank, "0", cells)}, table.rows)
    return np.where(blank.to_numpy(zero_copy_only=False), NO_LIMIT, filled.whole("most", most=LARGEST_SCHOOL))


def _refuse_twice(table: Table, cells: NDArray[np.int64], what: str) -> None:
    """Refuse a line that names again what an earlier line named."""
    if len(cells) < 2 or (np.diff(cells) > 0).all():
        return
    order = np.argsort(cells, kind="stable")
    again = cells[order][1:] == cells[order][:-1]
    if again.any():
        row = int(order[1:][again].min())
        first = int(np.flatnonzero(cells == cells[row])[0])
        table.fail(f"{what}重复，第 {table.line(first)} 行已有", row)


def _with_unused(problem: Problem, folder: Path, used: set[str]) -> Problem:
    """Name the tables that these rules do not look at, so that nobody believes they counted."""
    known = {"priorities.csv", "quotas.csv", "zones.csv", "nearby.csv", "lottery.csv", "gates.csv"}
    there = {path.name for path in folder.glob("*.csv")}
    unused = sorted(there & known - used) + sorted(n for n in there - used if n.startswith("choices-"))
    unused += [f"rules.json {key}" for key in problem.rules.unused]
    return replace(problem, unused=tuple(unused))
