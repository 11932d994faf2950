"""Checks an assignment that somebody states against the rules, by cut-offs; shares no code with what made it.

An assignment that gives every school's seats to the first of those who want them is *stable*; it is the *best stable one for the
applicants* when no ring of schools exists in which each would take, as its next, one whom the next school of the ring holds. Both
together single out one assignment, so that the certificate proves the answer and not only its soundness. Serving in one order is
the same with one class; immediate acceptance the same with the number of the wish before the class.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.matching.problem import Problem
from gangmu.engines.matching.rechecking import Queues, Rule
from gangmu.engines.matching.rules import REFUSED, Stage
from gangmu.engines.matching.scanning import scan


@dataclass(slots=True)
class Verdict:
    """What the check found: faults as sentences, and the counts that were checked."""

    faults: list[str] = field(default_factory=list)
    wishes_checked: int = 0
    best_for_applicants: bool = True

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def verify(
    problem: Problem, school: NDArray[np.int32], stage: NDArray[np.int32], wish: NDArray[np.int64]
) -> Verdict:
    """Check an assignment.

    Parameters
    ----------
    problem
        What was asked.
    school, stage, wish
        What is stated, by applicant; -1 for none.

    Certificate
    -----------
    No applicant envies one who stands behind, no wanted seat is empty, no school and no quota is overfull, gates hold, and the
    applicants have the best of all such assignments. Where seats are kept for groups each school's choice is made again.

    References
    ----------
    Rings: the rotations of R. W. Irving, P. Leather, The Complexity of Counting Stable Marriages, doi:10.1137/0215048.
    """
    verdict = Verdict()
    school, stage, wish = _of_tickets(problem, verdict, school, stage, wish)
    if verdict.faults:
        return verdict
    state = _Standing(problem, school, stage, wish, verdict)
    for index, each in enumerate(problem.rules.stages):
        if not verdict.faults:
            state.check(index, each)
    if not verdict.faults:
        state.check_limits()
    placed = np.bincount(school[school >= 0], problem.sizes[school >= 0], len(problem.capacity))
    exact = problem.ticket is None and not any(each.together for each in problem.rules.stages)
    if exact and (placed > problem.capacity).any():
        name = problem.schools[int((placed > problem.capacity).argmax())].as_py()
        verdict.faults.append(f"{name} 录取人数多于计划")
    return verdict


def _of_tickets(problem: Problem, verdict: Verdict, *values: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Return the values by ticket; twins who were parted are a fault."""
    if problem.ticket is None:
        return values
    answer = []
    for each in values:
        by_ticket = np.full(problem.tickets, -1, each.dtype)
        by_ticket[problem.ticket] = each
        parted = by_ticket[problem.ticket] != each
        if parted.any():
            verdict.faults.append(
                f"{problem.applicants[int(parted.argmax())].as_py()} 与同一张签的另一人被分开"
            )
        answer.append(by_ticket)
    return tuple(answer)


class _Standing:
    """Goes through the stages once more, from the stated assignment alone."""

    def __init__(
        self,
        problem: Problem,
        school: NDArray[np.int32],
        stage: NDArray[np.int32],
        wish: NDArray[np.int64],
        verdict: Verdict,
    ) -> None:
        self.problem = problem
        self.school = school
        self.stage = stage
        self.wish = wish
        self.verdict = verdict
        self.full = problem.capacity.astype(np.int64)
        self.kept = problem.reserved.astype(np.int64)
        self.given = np.zeros(problem.tickets, bool)

    def check(self, index: int, stage: Stage) -> None:
        """Check one stage, and take the seats that it gave."""
        problem, faults = self.problem, self.verdict.faults
        wishes = problem.lists[stage.choices]
        mine = self.stage == index
        held = np.where(mine, self.wish, -1)
        length = wishes.choices.shape[1]
        lawful = (held < length) & (held >= -1) & (~mine | (self.wish >= 0))
        if not lawful.all():
            faults.append(f"{stage.name}：{self._name(~lawful)} 的志愿序号不存在")
            return
        given = wishes.choices[np.arange(len(held)), np.maximum(held, 0)]
        lawful = ~mine | (given == self.school)
        if not lawful.all():
            faults.append(f"{stage.name}：{self._name(~lawful)} 所录学校不是其第 {held[~lawful][0] + 1} 志愿")
            return
        self._judge(index, stage, held)
        if faults:
            # What a stage gave against the rules says nothing about the seats of those after it.
            return
        rows = np.flatnonzero(mine)
        self.given[rows] = True
        np.subtract.at(self.full, self.school[rows], problem.sizes[rows])
        self._release(stage, rows)

    def _judge(self, index: int, stage: Stage, held: NDArray[np.int64]) -> None:
        problem, faults = self.problem, self.verdict.faults
        wishes = problem.lists[stage.choices]
        waiting = ((self.stage < 0) | (self.stage >= index)) & wishes.handed_in
        if stage.leave_out:
            waiting &= ~problem.lists[stage.leave_out].handed_in
        if (held >= 0)[~waiting].any():
            faults.append(f"{stage.name}：{self._name((held >= 0) & ~waiting)} 不应参加本轮")
            return
        place = _places(problem, stage, waiting)
        counts = self._cells(index, stage)
        if counts is not None:
            rows = np.flatnonzero(held >= 0)
            barred = rows[~counts[rows, held[rows]]]
            if len(barred):
                faults.append(f"{stage.name}：{self._name_of(int(barred[0]))} 不符合所录学校的条件")
                return
        choices, ranks, seats = self._view(stage)
        classed = stage.kind in ("deferred", "immediate")
        if stage.kind == "deferred" and self._keeps_seats():
            self._choose_again(stage, place, held, counts, ranks)
            self.verdict.wishes_checked += int(_unmet(choices, place, held, counts).sum())
            return
        tally = scan(
            choices,
            ranks if classed else None,
            place,
            held,
            seats,
            problem.sizes if problem.ticket is not None else None,
            counts,
            stage.together,
        )
        self.verdict.wishes_checked += tally.wishes
        if tally.overfull >= 0:
            school = tally.overfull // len(problem.groups) if stage.kind == "quota" else tally.overfull
            faults.append(f"{stage.name}：{problem.schools[school].as_py()} 录取人数多于名额")
        if tally.envious >= 0:
            faults.append(
                f"{stage.name}：{self._name_of(tally.envious)} 排在所愿学校（第 {tally.wish + 1} 志愿）的末位之前，却没有录到那里"
            )
        if tally.wasted >= 0:
            faults.append(
                f"{stage.name}：{self._name_of(tally.wasted)} 所愿学校（第 {tally.wish + 1} 志愿）尚有空额，却没有录到那里"
            )
        if stage.kind == "deferred" and problem.ticket is not None and not faults:
            # Twins leave no line that tells who would be next, so that a ring says nothing.
            self._choose_again(stage, place, held, counts, ranks)
        if tally.ring >= 0 and problem.ticket is None and not stage.together:
            self.verdict.best_for_applicants = False
            faults.append(
                f"{stage.name}：{problem.schools[tally.ring].as_py()} 等校的几名学生互换后人人更合意，且无人受损"
            )

    def _view(self, stage: Stage) -> tuple[NDArray[Any], NDArray[Any] | None, NDArray[np.int64]]:
        """Return schools, classes and seats as this stage sees them; the seats of a quota are a school of their own."""
        problem = self.problem
        wishes = problem.lists[stage.choices]
        choices, ranks = wishes.choices, wishes.classes
        kept = self.kept.sum(axis=1)
        if stage.kind == "quota":
            groups = max(len(problem.groups), 1)
            cells = choices.astype(np.int64) * groups + problem.group[:, None]
            return (
                np.where((choices < 0) | (problem.group < 0)[:, None], -1, cells),
                None,
                self.kept.ravel().copy(),
            )
        if stage.kind == "pool":
            return choices, None, kept
        seats = np.maximum(self.full - (kept if stage.outside_quota else 0), 0)
        if stage.last and stage.kind in ("deferred", "immediate"):
            base = np.zeros(choices.shape, np.int64) if ranks is None else ranks.astype(np.int64)
            ranks = base * 2 + problem.lists[stage.last].handed_in.astype(np.int64)[:, None]
        if stage.kind == "immediate":
            base = np.zeros(choices.shape, np.int64) if ranks is None else ranks.astype(np.int64)
            ranks = base + np.arange(choices.shape[1]) * (base.max(initial=0) + 1)
        return choices, ranks, seats

    def _cells(self, index: int, stage: Stage) -> NDArray[np.bool_] | None:
        """Return which cells count by gates and lines; nothing where all do."""
        problem = self.problem
        wishes = problem.lists[stage.choices]
        demands: list[NDArray[np.bool_]] = []
        if (
            wishes.classes is not None
            and stage.kind in ("deferred", "immediate")
            and wishes.classes.min(initial=0) == REFUSED
        ):
            demands.append(wishes.classes != REFUSED)
        demands.extend((problem.numbers[column] >= least)[:, None] for column, least in stage.gates)
        demands.extend(
            ~((wishes.choices == gate.school) & (problem.numbers[gate.column] < gate.least)[:, None])
            for gate in problem.gates
        )
        if stage.kind in ("quota", "pool"):
            demands.append((problem.group >= 0)[:, None])
        if stage.kind == "quota" and problem.groups:
            demands.append(problem.reserved[wishes.choices, problem.group[:, None]] > 0)
        if stage.line_of:
            earlier = [each.name for each in problem.rules.stages].index(stage.line_of)
            first = stage.order[0]
            sign = 1.0 if first.highest_first else -1.0
            values = sign * problem.numbers[first.column]
            least = [
                values[(self.stage == earlier) & (self.school == school)].min(initial=np.inf)
                for school in range(len(self.full))
            ]
            line = np.array([-np.inf if np.isinf(value) else value - stage.below_line for value in least])
            demands.append(values[:, None] >= line[wishes.choices])
        if not demands:
            return None
        every = np.ones(wishes.choices.shape, bool)
        for demand in demands:
            every &= demand
        return every

    def _release(self, stage: Stage, rows: NDArray[np.int64]) -> None:
        """Take what a stage gave from the seats kept for groups."""
        if stage.kind == "quota":
            np.subtract.at(self.kept, (self.school[rows], self.problem.group[rows]), self.problem.sizes[rows])
            np.maximum(self.kept, 0, out=self.kept)
        elif stage.kind == "pool":
            for row in rows:
                school, need = self.school[row], int(self.problem.sizes[row])
                for group in np.flatnonzero(self.kept[school])[:need]:
                    part = min(need, int(self.kept[school, group]))
                    self.kept[school, group] -= part
                    need -= part

    def _choose_again(
        self,
        stage: Stage,
        place: NDArray[np.int64],
        held: NDArray[np.int64],
        counts: NDArray[np.bool_] | None,
        ranks: NDArray[Any] | None,
    ) -> None:
        """Let each school choose by the rule among all who would rather be there and whom it holds, then everyone propose again."""
        problem = self.problem
        rule = self._rule(stage)
        choices = problem.lists[stage.choices].choices
        asking = (choices >= 0) & (place >= 0)[:, None]
        if counts is not None:
            asking &= counts
        queues = Queues(choices, asking, np.zeros(choices.shape, np.int8) if ranks is None else ranks, place)
        wrong = queues.wrongly_chosen(rule, held)
        if wrong is not None:
            school, ticket = wrong
            self.verdict.faults.append(
                f"{stage.name}：{problem.schools[school].as_py()} 按规则应录取和实际录取的不是同一批人，如 {self._name_of(ticket)}"
            )
            return
        worse = queues.best_of_all(rule) != held
        if worse.any():
            self.verdict.best_for_applicants = False
            self.verdict.faults.append(
                f"{stage.name}：{self._name(worse)} 等几名学生互换后人人更合意，且无人受损"
            )
        elif self._keeps_seats() and not stage.outside_quota:
            self.kept = queues.kept_on(rule, held)

    def _rule(self, stage: Stage) -> Rule:
        """Return how the schools choose in a stage, after what the stages before have given."""
        problem = self.problem
        closed = self.kept.sum(axis=1) if stage.outside_quota else 0
        seats = np.maximum(self.full - closed, 0)
        kept, room = np.zeros((len(seats), 0), np.int64), np.zeros((len(seats), 0), np.int64)
        if self._keeps_seats():
            # Kept seats that others were given before are kept no more.
            short = (self.kept.sum(axis=1) > seats)[:, None]
            kept = np.where(short, np.minimum(self.kept, seats[:, None]), self.kept)
            kept = np.zeros_like(kept) if stage.outside_quota else kept
            room = problem.most.astype(np.int64)
            rows = np.flatnonzero(self.given & (problem.group >= 0))
            np.subtract.at(room, (self.school[rows], problem.group[rows]), 1)
        return Rule(
            seats.tolist(),
            kept.tolist(),
            room.tolist(),
            problem.group.tolist(),
            problem.sizes.tolist(),
            problem.rules.reserves_first,
            problem.rules.unfilled_open,
        )

    def _keeps_seats(self) -> bool:
        """Whether groups have seats that no stage of their own gives."""
        return bool(self.problem.groups) and not any(
            each.kind in ("quota", "pool") for each in self.problem.rules.stages
        )

    def check_limits(self) -> None:
        """Find a group that has more than the most it may take."""
        problem = self.problem
        if not self._keeps_seats():
            return
        rows = np.flatnonzero((self.school >= 0) & (problem.group >= 0))
        count = np.zeros(problem.most.shape, np.int64)
        np.add.at(count, (self.school[rows], problem.group[rows]), problem.sizes[rows])
        for school, group in zip(*np.nonzero(count > problem.most), strict=True):
            self.verdict.faults.append(
                f"{problem.schools[int(school)].as_py()} 录取的“{problem.groups[group]}”多于其上限"
            )
            return

    def _name(self, wrong: NDArray[np.bool_]) -> str:
        return self._name_of(int(wrong.argmax()))

    def _name_of(self, ticket: int) -> str:
        problem = self.problem
        row = ticket if problem.ticket is None else int(np.flatnonzero(problem.ticket == ticket)[0])
        return str(problem.applicants[row].as_py())


def _unmet(
    choices: NDArray[np.integer],
    place: NDArray[np.int64],
    held: NDArray[np.int64],
    counts: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """Return the cells before the one that is held."""
    number = np.arange(choices.shape[1])
    end = np.where(held >= 0, held, len(number))[:, None]
    cells = (number < end) & (choices >= 0) & (place >= 0)[:, None]
    return cells if counts is None else cells & counts


def _places(problem: Problem, stage: Stage, waiting: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the place (the level, where equals go together) of those who take part, -1 for others."""
    rows = np.flatnonzero(waiting)
    columns = [problem.numbers[key.column][rows] * (-1 if key.highest_first else 1) for key in stage.order]
    if stage.last and stage.kind not in ("deferred", "immediate"):
        columns.insert(0, problem.lists[stage.last].handed_in[rows].astype(np.int64))
    if len(columns) == 1:
        _, level = np.unique(columns[0], return_inverse=True)
    else:
        queue = np.lexsort(columns[::-1])
        steps = np.zeros(len(rows), bool)
        for column in columns:
            steps[1:] |= column[queue][1:] != column[queue][:-1]
        level = np.empty(len(rows), np.int64)
        level[queue] = np.cumsum(steps)
    place = np.full(problem.tickets, -1, np.int64)
    place[rows] = level
    return place
