"""Our own form: GeoJSON, or the same fields as a CSV.

A feature (a row) is a `unit`, a `school` or a `setting`; docs/engines/zoning.md lists the fields. What the form can say and the search
does not know is said in its terms by `shaping.py`: whole estates become one unit, schools that share a zone one site.
"""

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.shaping import Asked, School, Unit, shape
from gangmu.engines.zoning.tables import read_edges, rows_of, text_of

#: Settings and what they are without being given.
SETTINGS: dict[str, float | str] = {
    "max_distance_km": math.inf, "fill_at_most": 1.0, "stability_km": 1e-6, "equity": "total", "spread_weight": 1.0,
    "contiguous": "yes", "opening": "all",
}  # fmt: skip
WORDS = {"equity": ("total", "largest", "spread"), "contiguous": ("yes", "no"), "opening": ("all", "choose")}


#: What is counted in GeoJSON to name a place.
FEATURE = "个要素"


@dataclass(frozen=True, slots=True)
class Row:
    """A feature or a row, with where it stands."""

    cells: dict[str, Any]
    source: str
    number: int
    point: tuple[float, float] | None = None
    counted: str = "行"

    def fail(self, message: str) -> BadInput:
        """Return an error that names this row."""
        return BadInput(message, self.source, self.number, self.counted)

    def text(self, name: str) -> str:
        """Return a cell's text, empty where there is none."""
        value = self.cells.get(name)
        return "" if value is None else str(value).strip()

    def number_of(self, name: str, value: Any, least: float = -math.inf) -> float:
        """Return a finite number not below `least`."""
        try:
            found = float(value)
        except (TypeError, ValueError):
            raise self.fail(f"{name} 应为数字，现为“{value}”") from None
        if not math.isfinite(found) or abs(found) > 1e15:
            raise self.fail(f"{name} 应为有限数，现为“{value}”")
        if found < least:
            raise self.fail(f"{name} 不能小于 {least:g}，现为“{value}”")
        return found

    def numbers(self, name: str) -> list[float]:
        """Return a list of numbers not below 0: a list in GeoJSON, separated by semicolons in CSV."""
        value = self.cells.get(name)
        if value in (None, ""):
            raise self.fail(f"缺少 {name}")
        parts = value if isinstance(value, list) else str(value).split(";")
        return [self.number_of(name, part, 0) for part in parts]

    def names(self, name: str) -> list[str]:
        """Return a list of ids."""
        value = self.cells.get(name)
        if value in (None, ""):
            return []
        parts = value if isinstance(value, list) else str(value).split(";")
        return [str(part).strip() for part in parts if str(part).strip()]

    def place(self) -> tuple[float, float]:
        """Return x and y in metres."""
        if self.text("x") or self.text("y"):
            return self.number_of("x", self.cells.get("x")), self.number_of("y", self.cells.get("y"))
        if self.point is None:
            raise self.fail("缺少坐标 x、y")
        x, y = self.point
        return self.number_of("x", x), self.number_of("y", y)


@dataclass
class _Read:
    """What has been read so far."""

    units: dict[str, Unit] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    settings: dict[str, float | str] = field(default_factory=lambda: dict(SETTINGS))
    edges: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)


def read_gangmu(path: Path, connectivity: Path | None, open_exactly: int | None) -> Instance:
    """Read our own form.

    Parameters
    ----------
    path
        GeoJSON (`.json`, `.geojson`) or CSV.
    connectivity
        Pairs of neighbouring units, beside the `neighbours` that units name.
    open_exactly
        How many sites are open; then sites are chosen.

    Raises
    ------
    BadInput
        Naming the row (the feature, counted from 1).
    """
    geojson = path.suffix.lower() in (".json", ".geojson")
    read = _Read()
    for row in _features(path) if geojson else _rows(path):
        kind = row.text("kind")
        if kind == "unit":
            _unit(row, read)
        elif kind == "school":
            _school(row, read)
        elif kind == "setting":
            _setting(row, read)
        else:
            raise row.fail(f"kind 应为 unit、school 或 setting，现为“{kind}”")
    if not read.units:
        raise BadInput("没有单元", path.name)
    if not read.schools:
        raise BadInput("没有学校", path.name)
    _cross(read)
    extra = _pairs(connectivity, read) if connectivity is not None else []
    edges = [*read.edges, *extra]
    asked = Asked(
        path.name, list(read.units.values()), list(read.schools.values()), read.settings,
        edges if edges or connectivity is not None else None, open_exactly, FEATURE if geojson else "行",
    )  # fmt: skip
    return shape(asked)


def _rows(path: Path) -> list[Row]:
    lines = rows_of(path)
    if not lines or "kind" not in lines[0]:
        raise BadInput("首行应为列名，含 kind、id", path.name, 1)
    head = [cell.strip() for cell in lines[0]]
    if len(set(head)) < len(head):
        raise BadInput("列名重复", path.name, 1)
    found = []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(head):
            raise BadInput(f"有 {len(cells)} 列，多于列名", path.name, number)
        found.append(Row(dict(zip(head, cells, strict=False)), path.name, number))
    return found


def _features(path: Path) -> list[Row]:
    try:
        whole = json.loads(text_of(path))
    except ValueError as error:
        raise BadInput(f"不是 JSON：{error}", path.name) from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise BadInput("应为 GeoJSON FeatureCollection", path.name)
    found: list[Row] = []
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise BadInput("应为带 properties 的 Feature", path.name, number, FEATURE)
        found.append(Row(feature["properties"], path.name, number, _middle(feature.get("geometry")), FEATURE))
    placed = [row for row in found if row.point is not None and not row.text("x")]
    if placed and all(_in_degrees(row.point) for row in placed):
        raise placed[0].fail("坐标像是经纬度；距离以米计，请先投影为平面坐标（米）")
    return found


def _in_degrees(point: tuple[float, float] | None) -> bool:
    """Whether a point lies where longitude and latitude of a place in China would."""
    return point is not None and 73 <= point[0] <= 136 and 3 <= point[1] <= 54


def _middle(geometry: Any) -> tuple[float, float] | None:
    """Return a point of a geometry: its own, or the mean of an area's outer ring."""
    try:
        ring = geometry["coordinates"]
        while isinstance(ring[0], list) and isinstance(ring[0][0], list):
            ring = ring[0]
        if not isinstance(ring[0], list):
            return float(ring[0]), float(ring[1])
        points = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
        return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    except (TypeError, KeyError, IndexError, ValueError):
        return None


def _key(row: Row, known: dict[str, Any], what: str) -> str:
    key = row.text("id")
    if not key:
        raise row.fail("缺少 id")
    if key in known:
        raise row.fail(f"{what}“{key}”重复")
    return key


def _unit(row: Row, read: _Read) -> None:
    key = _key(row, read.units, "单元")
    x, y = row.place()
    read.units[key] = Unit(
        key, x, y, row.numbers("pupils"), row.text("estate"), row.text("today"), row.text("bound"), row.number
    )
    read.edges += [(key, other) for other in row.names("neighbours")]
    read.rows[key] = row


def _school(row: Row, read: _Read) -> None:
    key = _key(row, read.schools, "学校")
    unit = row.text("unit")
    place = row.place() if row.text("x") or row.point is not None else None
    cost, closing = (row.number_of(name, row.cells.get(name) or 0, 0) for name in ("cost", "closing_cost"))
    state, enlarges = (
        row.text("state") or ("candidate" if row.text("enlarges") else "open"),
        row.text("enlarges"),
    )
    if state not in ("open", "candidate"):
        raise row.fail(f"state 应为 open 或 candidate，现为“{state}”")
    if state == "candidate" and closing:
        raise row.fail("closing_cost 是关停现有学校的费用，候选学校（candidate）没有")
    if enlarges and (state == "open" or row.text("group")):
        raise row.fail("扩建（enlarges）是候选学校（candidate），不能与别校同用一个 group")
    if place is None and not unit:
        raise row.fail("学校须有坐标或所在单元 unit")
    read.schools[key] = School(
        key, unit, place, row.numbers("seats"), cost, row.text("group"), state == "candidate", row.number, closing, enlarges
    )  # fmt: skip
    read.rows["school " + key] = row


def _setting(row: Row, read: _Read) -> None:
    name, value = row.text("id"), row.cells.get("value")
    if name not in SETTINGS:
        raise row.fail(f"不认识的设置“{name}”，应为 {'、'.join(SETTINGS)}")
    if "setting " + name in read.rows:
        raise row.fail(f"设置“{name}”重复")
    read.rows["setting " + name] = row
    if name in WORDS:
        if str(value).strip() not in WORDS[name]:
            raise row.fail(f"{name} 应为 {'、'.join(WORDS[name])}，现为“{value}”")
        read.settings[name] = str(value).strip()
    else:
        read.settings[name] = row.number_of(name, value, 0)


def _cross(read: _Read) -> None:
    """Names must lead somewhere and lists be of one length."""
    layers = len(next(iter(read.units.values())).pupils)
    zones = set(read.schools) | {s.group for s in read.schools.values() if s.group}
    for key, unit in read.units.items():
        if len(unit.pupils) != layers:
            raise read.rows[key].fail(f"pupils 有 {len(unit.pupils)} 项，应为 {layers} 项")
        for what, name in (("today", unit.today), ("bound", unit.bound)):
            if name and name not in zones:
                raise read.rows[key].fail(f"{what} 指向的学校“{name}”不存在")
    for key, school in read.schools.items():
        if len(school.seats) != layers:
            raise read.rows["school " + key].fail(f"seats 有 {len(school.seats)} 项，应为 {layers} 项")
        if school.unit and school.unit not in read.units:
            raise read.rows["school " + key].fail(f"所在单元“{school.unit}”不存在")
        if school.enlarges:
            _same_place(key, school, read)
    for a, b in read.edges:
        if b not in read.units:
            raise read.rows[a].fail(f"相邻单元“{b}”不存在")


def _same_place(key: str, school: School, read: _Read) -> None:
    """A school that is enlarged must be one of today's, on the unit of the enlarged one: so at most one of the two opens."""
    before = read.schools.get(school.enlarges)
    if before is None or before.candidate or before.group:
        raise read.rows["school " + key].fail(
            f"enlarges 应为一所现有的、不与别校同用 group 的学校，现为“{school.enlarges}”"
        )
    if not school.unit or school.unit != before.unit:
        raise read.rows["school " + key].fail(f"扩建后的学校须与“{before.key}”在同一单元 unit")


def _pairs(path: Path, read: _Read) -> list[tuple[str, str]]:
    names = list(read.units)
    found = read_edges(path, {key: i for i, key in enumerate(names)})
    return [(names[a], names[b]) for a, b in found.tolist()]
