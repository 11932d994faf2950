"""Seats that are declined go down the waiting lists; nobody who accepted a place loses it or gets a worse one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.acceptance import defer
from gangmu.engines.matching.problem import Problem
from gangmu.engines.matching.scanning import scan
from gangmu.engines.matching.staging import Outcome, Round, keeps_seats
from gangmu.engines.matching.waiting import last_rounds


@dataclass(frozen=True, slots=True)
class Refill:
    """Who holds what after seats were declined, by ticket: school and index of the wish; and how many moved or came in."""

    school: NDArray[np.int32]
    wish: NDArray[np.int16]
    moved: int
    came_in: int


def refill(problem: Problem, outcome: Outcome, declined: NDArray[np.bool_], all_move: bool) -> Refill:
    """Offer the seats that fall free, and those that fall free by that, until nobody who waits wants one.

    Each who stays is sure of the seat held: it stands before all others there and names nothing behind it. Deferred acceptance then
    gives everyone the best that can be had without taking a seat from another, whatever the order of the offers.

    Parameters
    ----------
    problem, outcome
        What was asked and what came out.
    declined
        Tickets that gave up their place or their wait.
    all_move
        Whether those who hold a place may move up; else only those without one are offered seats (一轮投档: who is placed is not
        searched again).

    Certificate
    -----------
    The scan of `scanning.py` over the same wishes: no envy, no waste, nothing overfull.

    Raises
    ------
    BadInput
        Where twins share tickets or a school keeps seats for groups under deferred acceptance: no rule says who is next.

    References
    ----------
    Y. Blum, A. Roth, U. Rothblum, Vacancy Chains and Equilibration in Senior-Level Labor Markets, doi:10.1006/jeth.1997.2307.
    """
    if problem.ticket is not None or keeps_seats(problem):
        raise BadInput("有多胞胎捆绑或为群体保留的名额时，递补次序须由人决定")
    school, wish = np.where(declined, -1, outcome.school).astype(np.int32), outcome.wish.copy()
    wish[declined] = -1
    for index, each in last_rounds(outcome):
        _offer(problem, outcome, each, index, declined, all_move, school, wish)
    before = np.where(declined, -1, outcome.school)
    moved = int(((before >= 0) & (school != before)).sum())
    return Refill(school, wish, moved, int(((before < 0) & (school >= 0)).sum()))


def _offer(
    problem: Problem,
    outcome: Outcome,
    each: Round,
    index: int,
    declined: NDArray[np.bool_],
    all_move: bool,
    school: NDArray[np.int32],
    wish: NDArray[np.int16],
) -> None:
    """Offer the free seats to those who wait in one list, and enter what they take."""
    length = each.choices.shape[1]
    here = (outcome.stage == index) & ~declined
    asking = each.taking_part & ~declined & ((outcome.school < 0) | here) & ((school < 0) | here)
    number = np.arange(length)
    last = np.where(here, each.wish, length - 1)[:, None]
    counts = (
        (number <= last if all_move else (number == last) | ~here[:, None])
        & asking[:, None]
        & (each.choices >= 0)
    )
    if each.allowed is not None:
        counts &= each.allowed
    ranks = np.zeros(each.choices.shape, np.int64)
    if each.classes is not None and each.stage.kind in ("deferred", "immediate"):
        ranks += each.classes
    if each.stage.kind == "immediate":
        ranks += number * (int(ranks.max(initial=0)) + 1)
    sure = here[:, None] & (number == last)
    ranks = np.where(sure, 0, ranks + 1)
    elsewhere = np.bincount(school[(school >= 0) & ~here], minlength=len(problem.capacity))
    seats = np.maximum(
        problem.capacity - elsewhere, np.bincount(school[here], minlength=len(problem.capacity))
    )
    order = np.argsort(each.place).astype(np.int32)
    # Cells that do not count go behind the list; `pick` remembers which wish each was.
    pick = np.argsort(~counts, axis=1, kind="stable")
    choices = np.where(np.take_along_axis(counts, pick, 1), np.take_along_axis(each.choices, pick, 1), -1)
    held = defer(choices, np.take_along_axis(ranks, pick, 1), order, seats)
    tally = scan(choices, np.take_along_axis(ranks, pick, 1), each.place, held.astype(np.int64), seats)
    if max(tally.envious, tally.wasted, tally.overfull) >= 0:
        raise ArithmeticError("the refill does not hold its certificate")
    rows = np.flatnonzero(held >= 0)
    wish[rows] = pick[rows, held[rows]]
    school[rows] = each.choices[rows, wish[rows]]
