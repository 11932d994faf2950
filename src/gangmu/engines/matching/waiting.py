"""Who waits where: the order in which a seat that falls free is offered."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from gangmu.engines.matching.problem import Problem
from gangmu.engines.matching.staging import Outcome, Round

#: Up to so many pairs of school and rank are sorted by counting.
_COUNTED = 1 << 24


def waiting_lists(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    """Return columns school, position, applicant: who would rather be there, in the last stage of each list of wishes.

    Twins stand there by the first of them. Seats of quotas have no list of their own: what is left of them has gone on to others.

    Parameters
    ----------
    problem, outcome
        What was asked and what came out.
    """
    parts = [_of_round(problem, outcome, index, each) for index, each in last_rounds(outcome)]
    where, who = (
        np.concatenate([part[side] for part in parts] or [np.empty(0, np.int64)]) for side in (0, 1)
    )
    if len(parts) > 1:
        order = np.argsort(where, kind="stable")
        where, who = where[order], who[order]
    applicant = who if problem.ticket is None else _leaders(problem)[who]
    first = np.searchsorted(where, np.arange(len(problem.schools)))
    return {
        "school": problem.schools.take(pa.array(where)),
        "position": pa.array(np.arange(len(where)) - first[where] + 1),
        "applicant": problem.applicants.take(pa.array(applicant)),
    }


def _of_round(
    problem: Problem, outcome: Outcome, index: int, each: Round
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return school and ticket of all who wait in one stage, by school, rank, place."""
    concerned = each.taking_part & ((outcome.school < 0) | (outcome.stage == index))
    gates = np.ones((1, 1), bool) if each.allowed is None else each.allowed
    ranks: NDArray[Any] = np.zeros((1, 1), np.int8)
    if each.classes is not None and each.stage.kind in ("deferred", "immediate"):
        ranks = each.classes
    if each.stage.kind == "immediate":
        wish = np.arange(each.choices.shape[1])
        ranks = np.zeros(each.choices.shape, np.int64) + ranks + wish * (int(ranks.max(initial=0)) + 1)
    span = int(ranks.max(initial=0)) + 1
    counted = len(problem.schools) * span <= _COUNTED
    queue = np.argsort(each.place)
    where, who, rank = _wait(
        each.choices, ranks, gates, each.wish, concerned, queue, len(problem.schools), span if counted else 1
    )
    if not counted and span > 1:
        order = np.lexsort((each.place[who], rank, where))
        where, who = where[order], who[order]
    return where, who


@njit(cache=True, nogil=True)
def _wait(choices, ranks, gates, wish, concerned, queue, schools, span):  # type: ignore[no-untyped-def]
    """Return school, ticket and rank of everyone who waits: by school, by rank where `span` counts ranks, then by place."""
    length = choices.shape[1]
    gated = gates.shape == choices.shape
    ranked = ranks.shape == choices.shape
    start = np.zeros(schools * span + 1, np.int64)
    for who in range(len(choices)):
        if concerned[who]:
            for number in range(wish[who] if wish[who] >= 0 else length):
                if choices[who, number] >= 0 and (not gated or gates[who, number]):
                    rank = ranks[who, number] if ranked and span > 1 else 0
                    start[choices[who, number] * span + rank + 1] += 1
    at = np.cumsum(start)
    total = at[-1]
    where, tickets = np.empty(total, np.int32), np.empty(total, np.int32)
    keys = np.empty(0 if span > 1 else total, np.int64)
    for who in queue:
        if concerned[who]:
            for number in range(wish[who] if wish[who] >= 0 else length):
                school = np.int64(choices[who, number])
                if school >= 0 and (not gated or gates[who, number]):
                    rank = ranks[who, number] if ranked else 0
                    bucket = school * span + (rank if span > 1 else 0)
                    where[at[bucket]] = school
                    tickets[at[bucket]] = who
                    if span == 1:
                        keys[at[bucket]] = rank
                    at[bucket] += 1
    return where, tickets, keys


def last_rounds(outcome: Outcome) -> Iterator[tuple[int, Round]]:
    """Yield the last round of each list of wishes, but those of quotas, whose seats have gone on to others."""
    last = {
        each.stage.choices: index
        for index, each in enumerate(outcome.rounds)
        if each.stage.kind not in ("quota", "pool")
    }
    for index in sorted(last.values()):
        yield index, outcome.rounds[index]


def _leaders(problem: Problem) -> NDArray[np.int64]:
    assert problem.ticket is not None  # noqa: S101
    leaders = np.zeros(problem.tickets, np.int64)
    leaders[problem.ticket[::-1]] = np.arange(len(problem.ticket))[::-1]
    return leaders
