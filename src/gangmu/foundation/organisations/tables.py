"""Tables of units as people hand them in: lines with the names of their cells, faults told by cell, units found by what is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_noop

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.models import Organisation, OrganisationState

#: What tables call a stage besides its label.
ALSO_CALLED = {
    "学前教育": Stage.KG, "高中": Stage.SEN, "普通高中": Stage.SEN, "职高": Stage.VOC, "中等职业": Stage.VOC,
    "中等职业教育": Stage.VOC, "特殊教育": Stage.SPE,
}  # fmt: skip
#: What tables call a kind besides its label: words of the bureau's own house, and types of schools. The stage is never taken from them.
KINDS_ALSO_CALLED = {
    **dict.fromkeys(("内设机构", "股室", "处室", "科", "股", "处", "室"), Kind.SECTION),
    **dict.fromkeys(("乡", "镇", "街道", "街道办事处"), Kind.TOWNSHIP),
    **dict.fromkeys(
        (
            "小学", "小学教学点", "教学点", "完全小学", "中心校", "中心小学", "初中", "初级中学", "高中", "高级中学", "普通高中",
            "完全中学", "中学", "九年一贯制学校", "十二年一贯制学校", "特殊教育学校", "专门学校", "职业高中", "中等职业学校",
        ),
        Kind.SCHOOL,
    ),
    **dict.fromkeys(("公办幼儿园", "民办幼儿园", "普惠性民办幼儿园"), Kind.KINDERGARTEN),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: the words of its cells by field, unchecked, and the cells' names as Excel shows them.

    A field that the table has no column for is absent from both.
    """

    place: Mapping[str, str]
    words: Mapping[str, str]

    def word(self, field: str) -> str:
        """Return the words of a cell; empty when the table has no such column."""
        return self.words.get(field, "").strip()

    def cell(self, field: str) -> str:
        """Return the name of a cell; that of the line's first cell when the table has no such column."""
        return self.place.get(field) or next(iter(self.place.values()), "")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell, as a sentence with parameters."""

    cell: str
    refusal: Refusal

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return words_of(self.refusal)


class TableFaults(Refusal):
    """A table that cannot be taken as it is; carries every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = "；".join(f"{fault.cell} {fault.words}" for fault in faults[:8])
        words = gettext_noop("表格有 %(count)s 处错误：%(faults)s")
        super().__init__("organisations.table", words, count=len(faults), faults=shown)
        self.faults = tuple(faults)


class Known:
    """The units that stand on a day or come later, found by key, code or name among those of a bureau."""

    def __init__(self, on: date, inside: Iterable[int]) -> None:
        wanted = set(inside)
        rows = OrganisationState.objects.touching(on).select_related("organisation").order_by("valid_from")
        self.later: dict[int, list[OrganisationState]] = defaultdict(list)
        for row in rows:
            self.later[row.organisation_id].append(row)
        self.states = {
            unit_id: held[0]
            for unit_id, held in self.later.items()
            if held[0].valid_from <= on and unit_id in wanted
        }
        self._by_key = {row.organisation.key: row for row in self.states.values()}
        self._by_code = {row.school_code: row for row in self.states.values() if row.school_code}
        self._by_name: dict[str, list[OrganisationState]] = defaultdict(list)
        for row in self.states.values():
            self._by_name[row.name].append(row)

    def stands_until(self, unit_id: int) -> date | None:
        """Return the day on which a unit closes; `None` when it stays open."""
        reached: date | None = None
        for row in self.later[unit_id]:
            if reached is not None and row.valid_from > reached:
                return reached
            reached = row.valid_to
            if reached is None:
                return None
        return reached

    def named(self, words: str) -> OrganisationState | None:
        """Return the unit that a key, a code or a name means.

        Raises
        ------
        Refusal
            When several have the name.
        """
        found = self._by_key.get(words) or self._by_code.get(words)
        if found is not None:
            return found
        same = self._by_name.get(words, [])
        if len(same) > 1:
            raise Refusal(
                "organisations.ambiguous", "有 %(count)s 个单位名为“%(name)s”，请改填单位键或学校标识码", count=len(same), name=words
            )  # fmt: skip
        return same[0] if same else None

    def has_name(self, name: str) -> bool:
        """Whether a unit has the name."""
        return bool(self._by_name.get(name))

    def under(self, name: str, parent_id: int | None) -> OrganisationState | None:
        """Return the unit of a name directly under a parent."""
        return next((row for row in self._by_name.get(name, ()) if row.parent_id == parent_id), None)


def read_moves(
    on: date, inside: Iterable[int], lines: Sequence[Line]
) -> list[tuple[Organisation, Organisation]]:
    """Return the moves of a boundary table: lines with `unit` and `parent`, each a key, a code or a name.

    Raises
    ------
    TableFaults
        Naming every cell that is empty, unknown or ambiguous.
    """
    known = Known(on, inside)
    faults: list[Fault] = []
    moves: list[tuple[Organisation, Organisation]] = []
    seen: dict[int, str] = {}
    for line in lines:
        pair = [_unit(known, line, field, faults) for field in ("unit", "parent")]
        unit, parent = pair
        if unit is not None and unit.pk in seen:
            faults.append(
                Fault(
                    line.cell("unit"),
                    Refusal("organisations.listed_twice", "与 %(cell)s 是同一个单位", cell=seen[unit.pk]),
                )
            )
        elif unit is not None and parent is not None:
            seen[unit.pk] = line.cell("unit")
            moves.append((unit, parent))
    if faults:
        raise TableFaults(faults)
    return moves


def _unit(known: Known, line: Line, field: str, faults: list[Fault]) -> Organisation | None:
    words = line.word(field)
    try:
        if not words:
            raise Refusal("organisations.empty_cell", "没有填写单位")
        row = known.named(words)
        if row is None:
            raise Refusal("organisations.unknown_unit", "单位“%(name)s”不存在", name=words)
    except Refusal as refusal:
        faults.append(Fault(line.cell(field), refusal))
        return None
    return row.organisation


def labels(choices: Any) -> dict[str, str]:
    """Return the Chinese labels of a code list and what they stand for; the code itself counts too."""
    with translation.override("zh-hans"):
        found = {_plain(str(choice.label)): choice.value for choice in choices}
    return {**found, **{choice.value: choice.value for choice in choices}}


def code_of(choices: Any, words: str) -> str | None:
    """Return the code that a label means, brackets of either width or left out; `None` when the list has no such label."""
    known = labels(choices)
    plain = _plain(words)
    also: dict[str, str] = {Stage: ALSO_CALLED, Kind: KINDS_ALSO_CALLED}.get(choices, {})  # type: ignore[assignment]
    return known.get(plain) or next(
        (code for label, code in known.items() if label.split("(")[0] == plain), also.get(plain)
    )


def unknown_word(words: str, choices: Any) -> Refusal:
    """Return the refusal of a word that no list has, with what may be written instead."""
    with translation.override("zh-hans"):
        known = "、".join(str(choice.label) for choice in choices)
    return Refusal(
        "organisations.unknown_word", "“%(word)s”不在可选项中，可填：%(choices)s", word=words, choices=known
    )


def _plain(words: str) -> str:
    return words.strip().replace("\uff08", "(").replace("\uff09", ")")
