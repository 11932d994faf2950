"""A boundary change (区划调整): many units move on one day, all or none, with the books balanced before and after."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.events import publish
from gangmu.foundation.organisations.events import UnitMoved
from gangmu.foundation.organisations.models import BoundaryChange, Organisation, OrganisationState
from gangmu.foundation.organisations.services.checks import check_written, held_on
from gangmu.foundation.organisations.services.writing import (
    EDIT,
    locked,
    may_edit,
    repeat_today,
    tell,
    writing_tree,
)
from gangmu.foundation.organisations.standing import Tree, read_tree

Move = tuple[Organisation, Organisation]


@dataclass(frozen=True, slots=True)
class Line:
    """A count before and after: how many units of a kind or stage stand directly under a unit, or anywhere in a bureau."""

    #: `parent`: directly below; `bureau`: nearest bureau above; `all`: the whole tree.
    under: str
    unit_id: int | None
    unit_name: str
    #: `kind`, `stage`, or `all`.
    by: str
    code: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit that changed its place."""

    unit_id: int
    unit_name: str
    from_id: int | None
    from_name: str
    to_id: int
    to_name: str
    #: How many units went with it, itself counted.
    size: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a boundary change does to the counts; the whole tree holds as many of each kind and stage after as before."""

    lines: tuple[Line, ...]
    moved: tuple[Moved, ...]
    #: Names of units that already stood where the table puts them.
    unmoved: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether the totals agree."""
        return all(line.difference == 0 for line in self.lines if line.under == "all")

    @property
    def differences(self) -> tuple[Line, ...]:
        """The counts that change."""
        return tuple(line for line in self.lines if line.difference)


def change_boundary(
    bureau: Organisation, moves: Iterable[Move], on: date, basis: str, dry_run: bool = False
) -> Reconciliation:
    """Move many units at once from a day on: all or none, with the counts before and after kept.

    Parameters
    ----------
    bureau
        The bureau whose operation it is; it keeps the record.
    moves
        Pairs of unit and the unit it comes under. The order does not matter: the tree is judged when all have moved.
    dry_run
        Reckon only; nothing is written.

    Raises
    ------
    Refusal
        When the table is empty or names a unit twice, when a move is impossible, or when the totals would differ.
    """
    require(EDIT, bureau.pk)
    asked = _checked_table(list(moves), basis)
    with writing_tree(), one_act():
        point = transaction.savepoint()
        before = read_tree(on)
        unmoved = _move_all(asked, on, basis)
        told = _reconcile(before, read_tree(on), asked, unmoved)
        if not told.balanced:
            raise Refusal("organisations.unbalanced", "调整前后单位总数不一致，未作任何改动")
        if dry_run:
            transaction.savepoint_rollback(point)
        else:
            _keep(bureau, on, basis, told)
    return told


def _checked_table(asked: list[Move], basis: str) -> list[Move]:
    if not asked:
        raise Refusal("organisations.no_moves", "划转表没有内容")
    if not basis.strip():
        raise Refusal("organisations.no_basis", "请填写区划调整的依据，例如批复的名称和文号")
    twice = [unit.name for unit, times in Counter(unit for unit, _to in asked).items() if times > 1]
    if twice:
        raise Refusal("organisations.moved_twice", "“%(name)s”在划转表中出现不止一次", name="、".join(twice))
    for unit, parent in asked:
        may_edit(unit)
        may_edit(parent)
    return asked


def _move_all(asked: Sequence[Move], on: date, basis: str) -> tuple[str, ...]:
    written: list[OrganisationState] = []
    unmoved: list[str] = []
    done: list[tuple[Organisation, OrganisationState, Organisation]] = []
    for unit, parent in sorted(asked, key=lambda pair: pair[0].pk):
        held = locked(unit)
        state = held_on(held, on)
        if state.parent_id == parent.pk:
            unmoved.append(state.name)
            continue
        written += OrganisationState.change_state({"organisation": held}, {"parent_id": parent.pk}, on)
        done.append((held, state, parent))
    check_written(written)
    for held, state, parent in done:
        repeat_today(held)
        after = {**state.state(), "parent_id": parent.pk}
        tell(held, gettext_noop("划转了单位"), on, after, state.state(), basis)
        publish(UnitMoved(held.pk, state.parent_id, parent.pk, on))
    return tuple(unmoved)


def _reconcile(before: Tree, after: Tree, asked: Sequence[Move], unmoved: tuple[str, ...]) -> Reconciliation:
    moved = tuple(
        Moved(
            unit.pk,
            after.units[unit.pk].name,
            before.units[unit.pk].parent_id,
            before.names([before.units[unit.pk].parent_id or 0]),
            parent.pk,
            after.names([parent.pk]),
            len(after.subtree(unit.pk)),
        )
        for unit, parent in asked
        if before.units[unit.pk].parent_id != parent.pk
    )
    touched = {move.from_id for move in moved} | {move.to_id for move in moved}
    bureaus = {tree.bureau_of(unit or 0) for tree in (before, after) for unit in touched}
    was, now = _counts(before), _counts(after)
    lines = []
    for key in sorted({*was, *now}, key=lambda k: (k[0], k[1] or 0, k[2], k[3])):
        under, unit_id, by, code = key
        if under == "all" or unit_id in (touched if under == "parent" else bureaus):
            name = (after.names([unit_id]) or before.names([unit_id])) if unit_id else ""
            lines.append(Line(under, unit_id, name, by, code, was[key], now[key]))
    return Reconciliation(tuple(lines), moved, unmoved)


def _counts(standing: Tree) -> Counter[tuple[str, int | None, str, str]]:
    counted: Counter[tuple[str, int | None, str, str]] = Counter()
    for unit in standing.units.values():
        places: list[tuple[str, int | None]] = [("parent", unit.parent_id), ("all", None)]
        above = standing.bureau_of(unit.parent_id) if unit.parent_id else None
        if above is not None:
            places.append(("bureau", above))
        marks = [("all", ""), ("kind", unit.kind), *(("stage", stage) for stage in unit.stages)]
        counted.update((*place, *mark) for place in places for mark in marks)
    return counted


def _keep(bureau: Organisation, on: date, basis: str, told: Reconciliation) -> None:
    def plain(row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in row.__slots__}

    kept = BoundaryChange.objects.create(
        organisation=bureau,
        on=on,
        basis=basis[:300],
        recorded_at=clock.now(),
        moves=[plain(move) for move in told.moved],
        reconciliation=[plain(line) for line in told.lines],
    )
    record(
        kept, gettext_noop("完成了区划调整"), organisation_id=bureau.pk, note=basis,
        changes=[
            ["on", "生效日期", None, on.isoformat()],
            ["moves", "划转单位", None, "、".join(move.unit_name for move in told.moved)],
        ],
    )  # fmt: skip


def reconciliation_of(kept: BoundaryChange) -> Reconciliation:
    """Return the stored reconciliation of a boundary change."""
    return Reconciliation(
        tuple(Line(**row) for row in kept.reconciliation), tuple(Moved(**row) for row in kept.moves)
    )
