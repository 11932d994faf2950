"""Says what our own form asks in the terms of the search.

Whole estates become one unit; schools that share a zone (多校划片) one site, whose distance is the mean over its schools by seats, as
in a draw among them; today's zone is dearer to leave by `stability_km` for each pupil (a millionth by default, so that among equal
maps the one nearest to today's is taken); `fill_at_most` keeps every school below a share of its seats; `equity = spread` adds the
square of the distance, `equity = largest` first makes the largest distance as small as it can be.
"""

from dataclasses import dataclass

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.instance import Floats, Instance, Ints

#: Decimals of a kilometre. What is equally far must be so to the last digit, also where one distance is a mean: a limit is kept by
#: all that lie at it, and a largest distance shared by several pairs forbids none of them.
DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Unit:
    """A residential unit: place in metres, pupils by layer, estate, today's zone, zone it is bound to, row."""

    key: str
    x: float
    y: float
    pupils: list[float]
    estate: str
    today: str
    bound: str
    row: int


@dataclass(frozen=True, slots=True)
class School:
    """A school or a place for one: unit it stands on, place, seats by layer, cost when open, zone it shares, row, cost of closing, school enlarged."""

    key: str
    unit: str
    place: tuple[float, float] | None
    seats: list[float]
    cost: float
    group: str
    candidate: bool
    row: int
    closing: float = 0.0
    enlarges: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file in our own form asks."""

    name: str
    units: list[Unit]
    schools: list[School]
    settings: dict[str, float | str]
    edges: list[tuple[str, str]] | None
    open_exactly: int | None
    counted: str = "行"

    def fail(self, message: str, row: int) -> BadInput:
        """Return an error that names a row."""
        return BadInput(message, self.name, row, self.counted)


def shape(asked: Asked) -> Instance:
    """Return the instance.

    Raises
    ------
    BadInput
        When a contiguous zone would have a school that stands on no unit, or an estate would lie in two zones at once.
    """
    members = _estates(asked)
    at = {unit.key: i for i, units in enumerate(members) for unit in units}
    zones = _zones(asked)
    names = tuple(zones)
    zone_at = {name: j for j, name in enumerate(names)} | {
        s.key: j for j, ss in enumerate(zones.values()) for s in ss
    }
    contiguous = asked.edges is not None and asked.settings["contiguous"] == "yes"
    pupils = np.array([np.sum([u.pupils for u in units], axis=0) for units in members], float)
    seats = np.array([np.sum([s.seats for s in schools], axis=0) for schools in zones.values()], float)
    fill = asked.settings["fill_at_most"]
    seats = seats * float(fill)
    tightest = int(np.argmax(pupils.sum(axis=0) / np.maximum(seats.sum(axis=0), 1e-9)))
    distance = np.round(_distances(asked, members, zones), DECIMALS)
    weight = pupils.mean(axis=1)
    cost = weight[:, None] * distance
    if asked.settings["equity"] == "spread":
        cost = weight[:, None] * (distance + float(asked.settings["spread_weight"]) * distance**2)
    bound, today = _bound(asked, members, zone_at), _today(members, zone_at)
    away = (today[:, None] >= 0) & (today[:, None] != np.arange(len(names))[None, :])
    cost = cost + away * weight[:, None] * float(asked.settings["stability_km"])
    root = np.array([next((at[s.unit] for s in ss if s.unit), -1) for ss in zones.values()], np.int64)
    if contiguous:
        for j, schools in enumerate(zones.values()):
            if root[j] < 0:
                raise asked.fail(
                    f"学校“{schools[0].key}”须以 unit 指明所在单元，学区才能连片", schools[0].row
                )
            for school in schools[1:]:
                if school.unit and not school.candidate:
                    _bind(bound, at[school.unit], j, asked, school)
    choose = asked.open_exactly is not None or asked.settings["opening"] == "choose"
    if not choose:
        _nothing_to_choose(asked)
        if contiguous:
            _one_school_a_unit(zones, root, asked)
    opening, fixed = _opening(asked, zones, contiguous)
    limit = float(asked.settings["max_distance_km"])
    cost = np.where(distance <= limit, cost, np.inf)
    return Instance(
        name=asked.name, units=tuple(units[0].key for units in members), sites=names, demand=pupils[:, tightest],
        capacity=seats[:, tightest], cost=cost, opening=opening, fixed=fixed,
        root=root, edges=_edges(asked, at) if contiguous else None, choose=choose, open_exactly=asked.open_exactly,
        own=contiguous, bound_to=bound, today=today, layers=pupils, seats=seats,
        members=tuple(tuple(u.key for u in units) for units in members),
        site_members=tuple(tuple(s.key for s in ss) for ss in zones.values()), distance=distance,
        fairest=asked.settings["equity"] == "largest", fill=float(fill),
    )  # fmt: skip


def _nothing_to_choose(asked: Asked) -> None:
    """Where every school is open there is none that may open, close or be enlarged."""
    for school in asked.schools:
        if school.candidate or school.closing:
            raise asked.fail(
                f"学校“{school.key}”可开可不开，须有设置 opening=choose（或 --open）；现在所有学校都开办",
                school.row,
            )


def _opening(asked: Asked, zones: dict[str, list[School]], contiguous: bool) -> tuple[Floats, float]:
    """Return what each zone costs when it is open, and what every answer costs.

    Closing is charged for all that can be closed, and given back to each that is open: as it is, or enlarged.
    """
    closing = {school.key: school.closing for school in asked.schools}
    opening = np.zeros(len(zones))
    for j, schools in enumerate(zones.values()):
        for school in schools:
            if school.enlarges and not contiguous:
                raise asked.fail(
                    f"学校“{school.key}”是扩建：须给出单元的相邻关系，每校只取一种规模；否则请写成同一地点的候选学校，只填增加的学位",
                    school.row,
                )
            opening[j] += school.cost - closing[school.enlarges or school.key]
    return opening, sum(closing.values())


def _estates(asked: Asked) -> list[list[Unit]]:
    found: dict[tuple[bool, str], list[Unit]] = {}
    for unit in asked.units:
        found.setdefault((True, unit.estate) if unit.estate else (False, unit.key), []).append(unit)
    return list(found.values())


def _zones(asked: Asked) -> dict[str, list[School]]:
    found: dict[str, list[School]] = {}
    for school in asked.schools:
        found.setdefault(school.group or school.key, []).append(school)
    return found


def _distances(asked: Asked, members: list[list[Unit]], zones: dict[str, list[School]]) -> Floats:
    """Return kilometres: of an estate the mean by pupils, of a shared zone the mean by seats; n × m."""
    place = {unit.key: (unit.x, unit.y) for unit in asked.units}
    units = [unit for group in members for unit in group]
    schools = [school for group in zones.values() for school in group]
    here = np.array([[u.x, u.y] for u in units])
    there = np.array([s.place or place[s.unit] for s in schools])
    away = np.hypot(here[:, None, 0] - there[None, :, 0], here[:, None, 1] - there[None, :, 1]) / 1000
    away = _mean(
        away.T, np.array([sum(s.seats) for s in schools]), [len(group) for group in zones.values()]
    ).T
    return _mean(away, np.array([sum(u.pupils) for u in units]), [len(group) for group in members])


def _mean(rows: Floats, weight: Floats, sizes: list[int]) -> Floats:
    """Return the weighted means of groups of successive rows."""
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    weight = weight + 1e-9
    total: Floats = np.add.reduceat(rows * weight[:, None], first, axis=0)
    return total / np.add.reduceat(weight, first)[:, None]


def _bound(asked: Asked, members: list[list[Unit]], zone_at: dict[str, int]) -> Ints:
    bound = np.full(len(members), -1, np.int64)
    for i, units in enumerate(members):
        for unit in units:
            if unit.bound:
                if bound[i] not in (-1, zone_at[unit.bound]):
                    raise asked.fail(f"小区“{unit.estate}”的单元指定了不同学校", unit.row)
                bound[i] = zone_at[unit.bound]
    return bound


def _one_school_a_unit(zones: dict[str, list[School]], root: Ints, asked: Asked) -> None:
    """Refuse two zones that would both have to hold the unit on which their schools stand."""
    standing: dict[int, School] = {}
    for schools, unit in zip(zones.values(), root.tolist(), strict=True):
        other = standing.setdefault(unit, schools[0])
        if other is not schools[0]:
            raise asked.fail(
                f"学校“{schools[0].key}”与“{other.key}”在同一单元或小区，各自的学区不能都含该单元；请给两校同一个 group",
                schools[0].row,
            )


def _bind(bound: Ints, i: int, j: int, asked: Asked, school: School) -> None:
    if bound[i] not in (-1, j):
        raise asked.fail(f"学校“{school.key}”所在单元指定给了别的学区", school.row)
    bound[i] = j


def _today(members: list[list[Unit]], zone_at: dict[str, int]) -> Ints:
    """Return today's zone, of an estate that of most pupils."""
    found = np.full(len(members), -1, np.int64)
    for i, units in enumerate(members):
        votes: dict[int, float] = {}
        for unit in units:
            if unit.today:
                j = zone_at[unit.today]
                votes[j] = votes.get(j, 0.0) + sum(unit.pupils)
        if votes:
            found[i] = max(sorted(votes), key=lambda j: votes[j])
    return found


def _edges(asked: Asked, at: dict[str, int]) -> Ints:
    pairs = {(min(at[a], at[b]), max(at[a], at[b])) for a, b in asked.edges or [] if at[a] != at[b]}
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)
