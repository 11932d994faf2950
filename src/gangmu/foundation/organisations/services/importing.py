"""The unit tree from a table: checked by cell, shown before it is written, and written twice without a second effect."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record_told
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import (
    PARENTS,
    Kind,
    Level,
    Ownership,
    Stage,
    UrbanRural,
    UrbanRuralDetail,
)
from gangmu.foundation.organisations.codes import faults_of, running_types
from gangmu.foundation.organisations.models import Organisation, OrganisationState
from gangmu.foundation.organisations.ordering import name_keys
from gangmu.foundation.organisations.services.units import change, free_key
from gangmu.foundation.organisations.services.writing import (
    EDIT,
    note_founded,
    told,
    writing_tree,
)
from gangmu.foundation.organisations.standing import read_tree
from gangmu.foundation.organisations.tables import Fault, Known, Line, TableFaults, code_of, unknown_word

#: Columns of the table: field → title. Name and kind must be filled; a blank cell leaves a known unit as it is.
COLUMNS = {
    "key": "单位键", "name": "单位名称", "short_name": "简称", "kind": "类别", "level": "级别", "parent": "上级单位",
    "school_code": "学校标识码", "division_code": "统计用区划代码", "running_type": "办学类型代码", "stages": "学段",
    "ownership": "举办性质", "urban_rural": "城乡分类", "urban_rural_detail": "城乡分类细类", "address": "地址",
    "longitude": "经度", "latitude": "纬度",
}  # fmt: skip
#: Columns whose words come from a list.
LISTS: dict[str, Any] = {
    "kind": Kind, "level": Level, "ownership": Ownership, "urban_rural": UrbanRural, "urban_rural_detail": UrbanRuralDetail,
}  # fmt: skip


@dataclass(slots=True)
class Planned:
    """What a line of the table asks for."""

    line: Line
    values: dict[str, Any]
    #: The unit it is about; `None` when it is to be founded.
    held: OrganisationState | None = None
    #: The unit above: one that stands, or another line of the table.
    above: "OrganisationState | Planned | None" = None
    #: What differs from what is recorded, by attribute name.
    differing: dict[str, Any] = field(default_factory=dict)
    made: Organisation | None = None
    #: Whether a unit of the name stands under another parent.
    elsewhere: bool = False

    @property
    def above_id(self) -> int | None:
        """The id of the unit above, once it stands."""
        if isinstance(self.above, Planned):
            if self.above.made is not None:
                return self.above.made.pk
            return self.above.held.organisation_id if self.above.held else None
        return self.above.organisation_id if self.above else None

    @property
    def above_kind(self) -> str | None:
        """The kind of the unit above."""
        if isinstance(self.above, Planned):
            return self.above.values.get("kind")
        return self.above.kind if self.above else None


@dataclass(slots=True)
class ImportPlan:
    """What a table would do: faults that stop it, what would be founded, changed and left, and what to look at."""

    faults: list[Fault] = field(default_factory=list)
    #: Things that are no fault but worth a look, such as codes of a list that is itself to be checked.
    notices: list[Fault] = field(default_factory=list)
    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    same: int = 0
    #: Names of standing units that the table does not list; they stay.
    unlisted: list[str] = field(default_factory=list)


def plan_units(bureau: Organisation, lines: Sequence[Line], on: date) -> ImportPlan:
    """Return what a table would do from a day on; nothing is written."""
    plan = ImportPlan()
    known = Known(on, read_tree(on).subtree(bureau.pk))
    planned = [_read(line, plan.faults) for line in lines]
    _find_places(bureau, planned, known, plan.faults)
    _find_clashes(planned, plan.faults)
    _check_new_against_known(planned, known, plan.faults)
    for row in planned:
        _sort(row, plan)
    listed = {row.held.organisation_id for row in planned if row.held}
    plan.unlisted = [
        state.name
        for unit_id, state in known.states.items()
        if unit_id not in listed and unit_id != bureau.pk
    ]
    plan.faults.sort(key=lambda fault: _reading_order(fault.cell))
    return plan


def import_units(bureau: Organisation, lines: Sequence[Line], on: date, basis: str = "") -> ImportPlan:
    """Found and change the units of a table from a day on: all of it or nothing.

    Raises
    ------
    TableFaults
        With every fault by its cell; nothing is written then.
    """
    require(EDIT, bureau.pk)
    with writing_tree(), one_act():
        plan = plan_units(bureau, lines, on)
        if plan.faults:
            raise TableFaults(plan.faults)
        _found_all(plan.new, on, basis)
        for row in plan.changed:
            try:
                changes = {**row.differing}
                if "parent_id" in changes:
                    changes["parent_id"] = row.above_id
                change(row.held.organisation, on, changes, basis)  # type: ignore[union-attr]
            except Refusal as refusal:
                raise TableFaults([Fault(row.line.cell("name"), refusal)]) from refusal
    return plan


def _read(line: Line, faults: list[Fault]) -> Planned:
    values: dict[str, Any] = {}
    for name in COLUMNS:
        words = line.word(name)
        if not words or name in ("key", "parent"):
            continue
        try:
            values[name] = _value(name, words)
        except Refusal as refusal:
            faults.append(Fault(line.cell(name), refusal))
    if not line.word("name"):
        faults.append(Fault(line.cell("name"), Refusal("organisations.no_name", "没有填写单位名称")))
    return Planned(line, values)


def _value(name: str, words: str) -> Any:
    if name in LISTS:
        code = code_of(LISTS[name], words)
        if code is None:
            raise unknown_word(words, LISTS[name])
        return code
    if name == "stages":
        return _stages(words)
    if name in ("longitude", "latitude"):
        try:
            return float(words)
        except ValueError:
            raise Refusal("organisations.not_a_number", "“%(word)s”不是数字", word=words) from None
    most = OrganisationState._meta.get_field(name).max_length  # type: ignore[union-attr]
    if name not in ("school_code", "division_code", "running_type") and most and len(words) > most:
        raise Refusal("organisations.too_long", "超过 %(most)s 个字", most=most)
    return words


def _stages(words: str) -> list[str]:
    codes = []
    for word in re.split("[、,\uff0c;\uff1b/\\s]+", words):
        code = code_of(Stage, word)
        if code is None:
            raise unknown_word(word, Stage)
        codes.append(code)
    return [code for code in Stage.values if code in codes]


def _find_places(bureau: Organisation, planned: list[Planned], known: Known, faults: list[Fault]) -> None:
    by_key = {row.line.word("key"): row for row in planned if row.line.word("key")}
    by_code = {row.values["school_code"]: row for row in planned if "school_code" in row.values}
    by_name: dict[str, list[Planned]] = {}
    for row in planned:
        by_name.setdefault(row.line.word("name"), []).append(row)
    top = known.states.get(bureau.pk)
    for row in planned:
        words = row.line.word("parent")
        try:
            listed = by_key.get(words) or by_code.get(words)
            if listed is None and len(by_name.get(words, ())) == 1:
                listed = by_name[words][0]
            row.above = (top if not words else listed) or known.named(words)
            if row.above is None:
                raise Refusal("organisations.unknown_unit", "单位“%(name)s”不存在", name=words)
            if len(by_name.get(words, ())) > 1 and listed is None:
                raise Refusal(
                    "organisations.ambiguous", "有 %(count)s 个单位名为“%(name)s”，请改填单位键或学校标识码",
                    count=len(by_name[words]), name=words,
                )  # fmt: skip
        except Refusal as refusal:
            faults.append(Fault(row.line.cell("parent"), refusal))
    _find_rings(planned, faults)
    for row in planned:
        try:
            row.held = _held(row, known)
        except Refusal as refusal:
            faults.append(Fault(row.line.cell("name"), refusal))
        if row.held is not None and row.held.organisation_id == bureau.pk:
            row.above = None


def _held(row: Planned, known: Known) -> OrganisationState | None:
    """Return the unit a line is about: by key, then code, then name under its parent; without a parent by name alone.

    A name that stands only under another parent is another unit: schools of one name are common. A move is told by key or code.
    """
    key, code, name = row.line.word("key"), row.values.get("school_code"), row.line.word("name")
    if key:
        return known.named(key)
    if code and (by_code := known.named(str(code))) is not None:
        return by_code
    above = row.above
    if isinstance(above, Planned):
        above = above.held or _held(above, known)
    under = known.under(name, above.organisation_id) if above else None
    return under or (None if row.line.word("parent") else known.named(name))


def _find_rings(planned: list[Planned], faults: list[Fault]) -> None:
    for row in planned:
        seen, here = [row], row.above
        while isinstance(here, Planned) and here not in seen:
            seen.append(here)
            here = here.above
        if here is row:
            for member in seen:
                member.above = None
            refusal = Refusal(
                "organisations.ring", "“%(name)s”与上级单位互为上下级", name=row.line.word("name")
            )
            faults.append(Fault(row.line.cell("parent"), refusal))


def _find_clashes(planned: list[Planned], faults: list[Fault]) -> None:
    """Find lines that are about one unit, or that give one code or one name under one parent twice."""
    seen: dict[tuple[Any, ...], str] = {}
    for row in planned:
        above = id(row.above) if isinstance(row.above, Planned) else row.above_id
        marks: list[tuple[str, tuple[Any, ...]]] = [
            ("key", ("key", row.line.word("key"))),
            ("school_code", ("code", row.values.get("school_code"))),
            ("name", ("name", above, row.line.word("name"))),
            ("name", ("unit", row.held.organisation_id if row.held else None)),
        ]
        for column, mark in marks:
            if not mark[-1]:
                continue
            if mark in seen:
                refusal = Refusal("organisations.listed_twice", "与 %(cell)s 是同一个单位", cell=seen[mark])
                faults.append(Fault(row.line.cell(column), refusal))
                break
            seen[mark] = row.line.cell(column)


def _check_new_against_known(planned: list[Planned], known: Known, faults: list[Fault]) -> None:
    """Check in memory what single writes check one by one: codes of strangers, places that close, kinds of places."""
    new = [row for row in planned if row.held is None]
    codes = [row.values["school_code"] for row in new if row.values.get("school_code")]
    holders = {
        row.school_code: row for row in OrganisationState.objects.known().filter(school_code__in=codes)
    }
    keys = [row.line.word("key") for row in new if row.line.word("key")]
    taken = set(Organisation.objects.filter(key__in=keys).values_list("key", flat=True))
    for row in new:
        code, key = row.values.get("school_code"), row.line.word("key")
        if code in holders:
            refusal = Refusal(
                "organisations.holds_code", "学校标识码 %(number)s 已属于“%(name)s”", number=code, name=holders[code].name
            )  # fmt: skip
            faults.append(Fault(row.line.cell("school_code"), refusal))
        if key in taken:
            faults.append(
                Fault(
                    row.line.cell("key"),
                    Refusal("organisations.key_taken", "单位键“%(key)s”已被使用", key=key),
                )
            )
        above = row.above.held if isinstance(row.above, Planned) else row.above
        beside = known.under(row.line.word("name"), above.organisation_id) if above else None
        if beside is not None:
            refusal = Refusal("organisations.same_name", "同一上级单位下已有“%(name)s”", name=beside.name)
            faults.append(Fault(row.line.cell("name"), refusal))
        row.elsewhere = known.has_name(row.line.word("name"))
        closes = known.stands_until(above.organisation_id) if above else None
        if closes is not None and above is not None:
            refusal = Refusal(
                "organisations.parent_closes", "上级单位“%(name)s”将于 %(day)s 撤销", name=above.name, day=closes.isoformat()
            )  # fmt: skip
            faults.append(Fault(row.line.cell("parent"), refusal))


def _sort(row: Planned, plan: ImportPlan) -> None:
    """Check a line by itself and put it where it belongs."""
    state = {**(row.held.state() if row.held else {}), **row.values}
    wrong = {fault.cell for fault in plan.faults}
    for name, refusal in faults_of(state):
        if row.line.cell(name) not in wrong:
            if name == "kind" and not row.line.word("kind"):
                refusal = Refusal(
                    "organisations.no_kind", "没有填写类别；如果这一行是小标题、合计或说明，请删去整行"
                )
            plan.faults.append(Fault(row.line.cell(name), refusal))
    kind = state.get("kind")
    above = row.above_kind
    if above and kind in PARENTS and above not in PARENTS[kind]:
        refusal = Refusal(
            "organisations.wrong_place", "%(kind)s不能设在%(above)s之下", kind=str(Kind(kind).label),
            above=str(Kind(above).label),
        )  # fmt: skip
        plan.faults.append(Fault(row.line.cell("parent"), refusal))
    code = row.values.get("running_type")
    if code and code not in running_types().names:
        refusal = Refusal(
            "organisations.unknown_type", "办学类型代码 %(number)s 不在常用代码表中，请核对", number=code
        )
        plan.notices.append(Fault(row.line.cell("running_type"), refusal))
    if row.held is None:
        if row.elsewhere:
            refusal = Refusal(
                "organisations.elsewhere", "另有同名单位“%(name)s”；如系划转，请填单位键或学校标识码", name=row.values["name"]
            )  # fmt: skip
            plan.notices.append(Fault(row.line.cell("name"), refusal))
        plan.new.append(row)
        return
    row.differing = {name: value for name, value in row.values.items() if getattr(row.held, name) != value}
    if row.above is not None and row.line.word("parent") and row.above_id != row.held.parent_id:
        row.differing["parent_id"] = row.above_id
    if row.differing:
        plan.changed.append(row)
    else:
        plan.same += 1


def _found_all(new: list[Planned], on: date, basis: str) -> None:
    """Found new units level by level: three inserts a level, however many they are."""
    number = int(free_key().removeprefix("unit-"))
    for level in _levels(new):
        for row in level:
            key = row.line.word("key") or row.values.get("school_code")
            if not key:
                key, number = free_key(number), number + 1
            name = row.values["name"]
            row.made = Organisation(
                key=key, name=name, kind=row.values["kind"], parent_id=row.above_id, **name_keys(name)
            )
        units = Organisation.objects.bulk_create([row.made for row in level if row.made], 500)
        note_founded(units)
        states = [
            OrganisationState(organisation=unit, parent_id=unit.parent_id, valid_from=on, **row.values)
            for unit, row in zip(units, level, strict=True)
        ]
        OrganisationState.open_states(states)
        names = dict(
            Organisation.objects.filter(pk__in={u.parent_id for u in units}).values_list("pk", "name")
        )
        record_told(
            [(unit, told(None, state.state(), on, names)) for unit, state in zip(units, states, strict=True)],
            gettext_noop("设立了单位"),
            note=basis,
        )


def _levels(new: list[Planned]) -> Iterator[list[Planned]]:
    waiting = new
    while waiting:
        left = {id(row) for row in waiting}
        yield [row for row in waiting if id(row.above) not in left]
        waiting = [row for row in waiting if id(row.above) in left]


def _reading_order(cell: str) -> tuple[int, int, str]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, cell)
