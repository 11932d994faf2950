"""Runs the stages of the rules one after another over those who have no place yet."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.acceptance import admit_at_once, defer, serve
from gangmu.engines.matching.choosing import defer_by_choice, still_kept
from gangmu.engines.matching.problem import Problem, Wishes
from gangmu.engines.matching.rules import REFUSED, Stage
from gangmu.engines.matching.standing import line_up


@dataclass(frozen=True, slots=True)
class Round:
    """What happened in one stage, by ticket.

    Parameters
    ----------
    stage
        The rule.
    choices, classes
        Wishes as handed in, and the classes that counted.
    taking_part
        Who had no place yet and was not left out.
    allowed
        Which cells passed the gates; absent where all did.
    place
        Place of each ticket among all, whether they take part or not, counted from 0: the one that is published (位次).
    wish
        Index of the wish that was met, -1 for none.
    seats
        Seats given in this stage, by school; for a quota by school and group.
    kept
        How many of them deferred acceptance kept for a group, by school and group.
    """

    stage: Stage
    choices: NDArray[np.integer]
    classes: NDArray[np.integer] | None
    taking_part: NDArray[np.bool_]
    allowed: NDArray[np.bool_] | None
    place: NDArray[np.int64]
    wish: NDArray[np.int16]
    seats: NDArray[np.int64]
    kept: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who got what, by ticket: school, index of the stage and of the wish, each -1 for none; and the way there."""

    school: NDArray[np.int32]
    stage: NDArray[np.int8]
    wish: NDArray[np.int16]
    rounds: tuple[Round, ...]


def assign(problem: Problem) -> Outcome:
    """Give the places.

    Properties
    ----------
    `deferred` is stable and the best stable assignment for every applicant; telling wishes as they are never hurts; more seats or
    fewer applicants hurt no applicant. The last two are not claimed where twins share a ticket. `serial` admits in strict order, is efficient,
    and telling wishes as they are never hurts within one list. `immediate` fills seats by first wishes and claims neither. `quota`
    and `pool` give at most the seats kept. Stages in a row claim what each claims; over all of them wishes may be worth bending.

    Raises
    ------
    BadInput
        When two who take part are equal in all columns of the order and the rules do not admit equals together, or the rules ask
        for twins and seats kept for groups at once.
    """
    state = _State(problem)
    for index, stage in enumerate(problem.rules.stages):
        state.give(index, stage)
    return Outcome(state.school, state.stage, state.wish, tuple(state.rounds))


class _State:
    """Who has what, and how many seats are left, between two stages."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.school = np.full(problem.tickets, -1, np.int32)
        self.stage = np.full(problem.tickets, -1, np.int8)
        self.wish = np.full(problem.tickets, -1, np.int16)
        self.left = problem.capacity.copy()
        self.kept = problem.reserved.copy()
        self.rounds: list[Round] = []

    def give(self, index: int, stage: Stage) -> None:
        """Run one stage and enter what it gave."""
        problem = self.problem
        wishes = problem.lists[stage.choices]
        taking_part = (self.school < 0) & wishes.handed_in
        if stage.leave_out:
            taking_part &= ~problem.lists[stage.leave_out].handed_in
        allowed = self._allowed(stage, wishes)
        everyone, levels = self._columns(stage)
        place = np.empty(len(everyone), np.int64)
        place[everyone] = np.arange(len(everyone))
        order, level = self._order(stage, taking_part, everyone, levels)
        classes = wishes.classes
        if stage.last and stage.kind in ("deferred", "immediate"):
            behind = problem.lists[stage.last].handed_in[:, None]
            classes = (
                2
                * (np.zeros(wishes.choices.shape, np.int32) if classes is None else classes.astype(np.int32))
                + behind
            )
        seats = self._seats(stage)
        kept = self._kept_now(stage, seats)
        if stage.kind == "immediate":
            # The number of a wish decides: one that a gate closes, or an empty cell, leaves the others their numbers.
            counts = (wishes.choices >= 0) & taking_part[:, None] & (True if allowed is None else allowed)
            choices, ranks, origin = np.where(counts, wishes.choices, -1), classes, None
        else:
            choices, ranks, origin = _compacted(wishes.choices, classes, taking_part, allowed)
        held = self._run(stage, choices, ranks, order, level, seats, kept)
        if origin is not None:
            rows = np.flatnonzero(held >= 0)
            held[rows] = origin[rows, held[rows]]
        self._enter(index, stage, wishes, held)
        found = Round(stage, wishes.choices, classes, taking_part, allowed, place, held, seats, kept)
        if keeps_seats(problem):
            self._keep_on(index, found)
        self.rounds.append(found)

    def _run(
        self,
        stage: Stage,
        choices: NDArray[np.integer],
        ranks: NDArray[np.integer] | None,
        order: NDArray[np.int32],
        level: NDArray[np.int64] | None,
        seats: NDArray[np.int64],
        kept: NDArray[np.int64],
    ) -> NDArray[np.int16]:
        problem = self.problem
        if stage.kind == "quota":
            cells = choices.astype(np.int32) * len(problem.groups) + problem.group[:, None]
            return serve(np.where(choices < 0, -1, cells), order, seats.ravel(), problem.sizes, level)
        if stage.kind in ("serial", "pool"):
            return serve(choices, order, seats, problem.sizes, level)
        everyone = order if len(order) == problem.tickets else _with_others(order, problem.tickets)
        if stage.kind == "immediate":
            return admit_at_once(choices, ranks, everyone, seats, problem.sizes)
        if not keeps_seats(problem) and problem.ticket is None:
            return defer(choices, ranks, everyone, seats)
        if keeps_seats(problem) and problem.ticket is not None:
            raise BadInput("延迟录取不能同时有多胞胎捆绑（twins）和为群体保留的名额（quotas.csv）")
        return defer_by_choice(
            choices,
            np.zeros(choices.shape, np.int8) if ranks is None else ranks,
            everyone,
            seats,
            problem.sizes,
            problem.group,
            kept,
            self._room(),
            problem.rules.reserves_first,
            problem.rules.unfilled_open,
        )

    def _columns(self, stage: Stage) -> tuple[NDArray[np.int32], NDArray[np.int64] | None]:
        """Return all tickets in the order of a stage, and their level where some are equal."""
        columns = [(self.problem.numbers[key.column], key.highest_first) for key in stage.order]
        if stage.last and stage.kind not in ("deferred", "immediate"):
            columns.insert(0, (self.problem.lists[stage.last].handed_in.astype(np.int64), False))
        return line_up(columns)

    def _order(
        self,
        stage: Stage,
        taking_part: NDArray[np.bool_],
        order: NDArray[np.int32],
        level: NDArray[np.int64] | None,
    ) -> tuple[NDArray[np.int32], NDArray[np.int64] | None]:
        """Return those who take part in order, and their level where equals are admitted together."""
        if not taking_part.all():
            chosen = taking_part[order]
            order, level = order[chosen], None if level is None else level[chosen]
        if level is not None and not stage.together:
            equal = np.flatnonzero(level[1:] == level[:-1])
            if len(equal):
                self._refuse_equals(stage, order[equal[0]], order[equal[0] + 1])
            level = None
        return order, level

    def _refuse_equals(self, stage: Stage, one: int, other: int) -> None:
        problem = self.problem
        if problem.ticket is not None:
            one, other = (int(np.flatnonzero(problem.ticket == ticket)[0]) for ticket in (one, other))
        names = "、".join(problem.applicants[int(row)].as_py() for row in sorted((one, other)))
        columns = "、".join(key.column for key in stage.order)
        raise BadInput(
            f"{names} 的 {columns} 全部相同，排不出先后；请加一列 lottery（抽签号），或规定同分跟进",
            "applicants.csv",
        )

    def _allowed(self, stage: Stage, wishes: Wishes) -> NDArray[np.bool_] | None:
        """Return which cells pass all gates; nothing where there is none."""
        problem = self.problem
        allowed: NDArray[np.bool_] | None = None

        def demand(cells: NDArray[np.bool_]) -> None:
            nonlocal allowed
            allowed = (
                np.broadcast_to(cells, wishes.choices.shape).copy() if allowed is None else allowed & cells
            )

        if (
            wishes.classes is not None
            and stage.kind in ("deferred", "immediate")
            and (wishes.classes == REFUSED).any()
        ):
            demand(wishes.classes != REFUSED)
        for column, least in stage.gates:
            demand((problem.numbers[column] >= least)[:, None])
        for gate in problem.gates:
            demand((wishes.choices != gate.school) | (problem.numbers[gate.column] >= gate.least)[:, None])
        if stage.kind in ("quota", "pool"):
            has = (problem.group >= 0)[:, None] & (wishes.choices >= 0)
            if stage.kind == "quota" and problem.groups:
                has = has & (problem.reserved[wishes.choices, problem.group[:, None]] > 0)
            demand(has if problem.groups else np.zeros_like(has))
        if stage.line_of:
            demand(self._near_line(stage, wishes))
        return allowed

    def _near_line(self, stage: Stage, wishes: Wishes) -> NDArray[np.bool_]:
        """Return which cells are at most so far under the line of an earlier stage."""
        index = next(i for i, each in enumerate(self.problem.rules.stages) if each.name == stage.line_of)
        key = stage.order[0]
        values = self.problem.numbers[key.column].astype(np.float64) * (1 if key.highest_first else -1)
        line = np.full(len(self.left), np.inf)
        rows = self.stage == index
        np.minimum.at(line, self.school[rows], values[rows])
        line[np.isinf(line)] = -np.inf
        near: NDArray[np.bool_] = values[:, None] >= line[wishes.choices] - stage.below_line
        return near

    def _seats(self, stage: Stage) -> NDArray[np.int64]:
        kept: NDArray[np.int64] = self.kept.sum(axis=1)
        if stage.kind == "quota":
            return self.kept.copy()
        if stage.kind == "pool":
            return kept
        left = self.left - kept if stage.outside_quota else self.left
        return np.maximum(left, 0)

    def _kept_now(self, stage: Stage, seats: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which seats deferred acceptance keeps for groups in a stage: what was given to others before is kept no more."""
        problem = self.problem
        if not keeps_seats(problem) or stage.kind != "deferred" or stage.outside_quota:
            return np.zeros_like(self.kept)
        short = self.kept.sum(axis=1) > seats
        unclear = short & (seats > 0) & ((self.kept > 0).sum(axis=1) > 1)
        if unclear.any():
            raise BadInput(
                f"“{stage.name}”之前的阶段用掉了{problem.schools[int(unclear.argmax())].as_py()} 为几个群体保留的名额，"
                "分不清还为谁保留；请为前面的阶段写 seats 为 outside_quota",
                "rules.json",
            )
        return np.where(short[:, None], np.minimum(self.kept, seats[:, None]), self.kept)

    def _room(self) -> NDArray[np.int64]:
        """Return how many more each group may take."""
        rows = np.flatnonzero((self.school >= 0) & (self.problem.group >= 0))
        room = self.problem.most.copy()
        np.subtract.at(room, (self.school[rows], self.problem.group[rows]), self.problem.sizes[rows])
        return room

    def _keep_on(self, index: int, found: Round) -> None:
        """Enter which seats are still kept; no stage may have let a group in beyond the most it may take."""
        problem, stage = self.problem, found.stage
        over = (self._room() < 0).any(axis=1)
        if over.any():
            raise BadInput(
                f"“{stage.name}”不看群体的上限（most），{problem.schools[int(over.argmax())].as_py()} 会超出；上限只用于延迟录取",
                "quotas.csv",
            )
        if stage.kind == "deferred" and not stage.outside_quota:
            rows = np.flatnonzero(found.wish >= 0)
            ranks = np.zeros(len(rows)) if found.classes is None else found.classes[rows, found.wish[rows]]
            queue = rows[np.lexsort((found.place[rows], ranks))]
            school = np.where(self.stage == index, self.school, -1)
            self.kept = still_kept(
                school, queue, problem.group, found.seats, found.kept, problem.rules.reserves_first
            )

    def _enter(self, index: int, stage: Stage, wishes: Wishes, held: NDArray[np.int16]) -> None:
        rows = np.flatnonzero(held >= 0)
        schools = wishes.choices[rows, held[rows]].astype(np.int32)
        self.school[rows], self.stage[rows], self.wish[rows] = schools, index, held[rows]
        sizes = self.problem.sizes[rows]
        self.left -= np.bincount(schools, sizes, len(self.left)).astype(np.int64)
        if stage.kind == "quota":
            np.subtract.at(self.kept, (schools, self.problem.group[rows]), sizes)
            self.kept = np.maximum(self.kept, 0)
        elif stage.kind == "pool":
            self._shrink(np.bincount(schools, sizes, len(self.left)).astype(np.int64))

    def _shrink(self, used: NDArray[np.int64]) -> None:
        """Take seats from what is kept, group after group: after the pool nobody asks whose they were."""
        for group in range(self.kept.shape[1]):
            part = np.minimum(self.kept[:, group], used)
            self.kept[:, group] -= part
            used = used - part


def keeps_seats(problem: Problem) -> bool:
    """Whether deferred acceptance has to look at seats kept for groups."""
    return bool(problem.groups) and all(stage.kind not in ("quota", "pool") for stage in problem.rules.stages)


def _with_others(order: NDArray[np.int32], tickets: int) -> NDArray[np.int32]:
    """Append those who take no part, so that the order is a permutation."""
    absent = np.ones(tickets, bool)
    absent[order] = False
    return np.concatenate((order, np.flatnonzero(absent).astype(np.int32)))


def _compacted(
    choices: NDArray[np.integer],
    classes: NDArray[np.integer] | None,
    taking_part: NDArray[np.bool_],
    allowed: NDArray[np.bool_] | None,
) -> tuple[NDArray[np.integer], NDArray[np.integer] | None, NDArray[Any] | None]:
    """Close the gaps of cells that do not count; also return which wish each cell was, nothing where no cell moved."""
    gaps = (choices[:, :-1] < 0) & (choices[:, 1:] >= 0)
    if allowed is None and taking_part.all() and not gaps.any():
        return choices, classes, None
    counts = (choices >= 0) & taking_part[:, None]
    if allowed is not None:
        counts &= allowed
    ranks = np.zeros((1, 1), np.int8) if classes is None else classes
    moved, moved_ranks, origin = _close_gaps(choices, ranks, counts)
    return moved, None if classes is None else moved_ranks, origin


@njit(cache=True, nogil=True)
def _close_gaps(choices, classes, counts):  # type: ignore[no-untyped-def]
    moved = np.full(choices.shape, -1, choices.dtype)
    ranks = np.zeros(classes.shape, classes.dtype)
    origin = np.zeros(choices.shape, np.int16)
    classed = classes.shape == choices.shape
    for row in range(choices.shape[0]):
        place = 0
        for wish in range(choices.shape[1]):
            if counts[row, wish]:
                moved[row, place] = choices[row, wish]
                origin[row, place] = wish
                if classed:
                    ranks[row, place] = classes[row, wish]
                place += 1
    return moved, ranks, origin
