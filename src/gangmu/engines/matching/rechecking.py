"""The verifier's second look where a school has more than one order: everybody chooses and proposes once more, in plain Python.

Seats kept for groups and twins on one ticket leave no line that tells who would be next, so that no ring of schools proves the answer
the best one. The rule itself is carried out again instead. Shares no line with `choosing.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rule:
    """How schools choose among those who ask.

    Parameters
    ----------
    seats
        Seats by school, the kept ones among them.
    kept, room
        Seats kept for a group and the most it may still take, by school and group.
    group, sizes
        Group (-1 for none) and seats of each ticket.
    reserves_first
        Whether the kept seats are given before the open ones.
    unfilled_open
        Whether kept seats that a group leaves free are open to all.
    """

    seats: list[int]
    kept: list[list[int]]
    room: list[list[int]]
    group: list[int]
    sizes: list[int]
    reserves_first: bool
    unfilled_open: bool

    def choose(self, school: int, asking: Sequence[int]) -> tuple[set[int], list[int]]:
        """Return whom a school takes of those who ask, who stand in its order; and what is kept of its seats after that."""
        kept = list(self.kept[school])
        room = list(self.room[school])
        closed = sum(kept)
        taken: set[int] = set()

        def take(ticket: int) -> int:
            mine = self.group[ticket]
            if ticket in taken or (mine >= 0 and room and room[mine] <= 0):
                return 0
            taken.add(ticket)
            if mine >= 0 and room:
                room[mine] -= self.sizes[ticket]
            return self.sizes[ticket]

        def take_open(count: int) -> int:
            used = 0
            for ticket in asking:
                if used >= count:
                    break
                used += take(ticket)
            return used

        def take_kept() -> int:
            used = 0
            for ticket in asking:
                mine = self.group[ticket]
                if mine >= 0 and kept and kept[mine] > 0:
                    size = take(ticket)
                    kept[mine] -= size
                    used += size
            return used

        left = self.seats[school]
        if not self.reserves_first:
            left -= take_open(left - closed)
        left -= take_kept()
        if self.unfilled_open:
            take_open(left)
        elif self.reserves_first:
            take_open(self.seats[school] - closed)
        return taken, kept


class Queues:
    """Who asks where, in which order.

    Parameters
    ----------
    choices
        Schools in order of wish, shape (tickets, length).
    counts
        Cells that count.
    ranks
        Class at the school of that cell.
    place
        Place in the common order.
    """

    def __init__(
        self,
        choices: NDArray[np.integer],
        counts: NDArray[np.bool_],
        ranks: NDArray[Any],
        place: NDArray[np.int64],
    ) -> None:
        self.choices = choices
        self.counts = counts
        self.ranks = ranks
        self.place = place

    def _lined(self, asking: NDArray[np.bool_], schools: int) -> list[list[int]]:
        """Return by school the tickets of the cells, in the order of the school."""
        who, wish = np.nonzero(asking)
        where = self.choices[who, wish]
        queue = np.lexsort((self.place[who], self.ranks[who, wish], where))
        bounds = np.searchsorted(where[queue], np.arange(schools + 1))
        lined = who[queue].tolist()
        return [lined[bounds[school] : bounds[school + 1]] for school in range(schools)]

    def wrongly_chosen(self, rule: Rule, held: NDArray[np.int64]) -> tuple[int, int] | None:
        """Return a school, and one whom it takes or leaves against the rule, among all who would rather be there and whom it holds."""
        number = np.arange(self.choices.shape[1])
        end = np.where(held >= 0, held + 1, len(number))[:, None]
        lined = self._lined(self.counts & (number < end), len(rule.seats))
        holds = self._held(rule, held)
        for school, asking in enumerate(lined):
            wrong = rule.choose(school, asking)[0] ^ set(holds[school])
            if wrong:
                return school, min(wrong)
        return None

    def kept_on(self, rule: Rule, held: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what is still kept for groups once those who are held have their seats."""
        holds = self._held(rule, held)
        left = [rule.choose(school, asking)[1] for school, asking in enumerate(holds)]
        return np.array(left, np.int64).reshape(len(left), -1)

    def _held(self, rule: Rule, held: NDArray[np.int64]) -> list[list[int]]:
        number = np.arange(self.choices.shape[1])
        return self._lined((number == held[:, None]) & (held >= 0)[:, None], len(rule.seats))

    def best_of_all(self, rule: Rule) -> NDArray[np.int64]:
        """Return the wish that everyone holds when all propose in rounds, everybody refused going on to the next wish."""
        held = np.full(len(self.choices), -1, np.int64)
        rows, wishes = np.nonzero(self.counts)
        bounds = np.searchsorted(rows, np.arange(len(self.choices) + 1)).tolist()
        cells = list(
            zip(
                self.choices[rows, wishes].tolist(),
                self.ranks[rows, wishes].tolist(),
                self.place[rows].tolist(),
                strict=True,
            )
        )
        at = bounds[:-1]
        holding: list[list[tuple[int, int, int]]] = [[] for _ in rule.seats]
        waiting = list(range(len(self.choices)))
        while waiting:
            called: set[int] = set()
            for who in waiting:
                if at[who] < bounds[who + 1]:
                    school, rank, place = cells[at[who]]
                    holding[school].append((rank, place, who))
                    called.add(school)
            waiting = []
            for school in called:
                queue = sorted(holding[school])
                taken, _ = rule.choose(school, [who for _, _, who in queue])
                holding[school] = [each for each in queue if each[2] in taken]
                waiting += [who for _, _, who in queue if who not in taken]
            for who in waiting:
                at[who] += 1
        for queue in holding:
            for _, _, who in queue:
                held[who] = wishes[at[who]]
        return held
