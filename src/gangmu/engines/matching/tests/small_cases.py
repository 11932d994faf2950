"""Small cases of admission drawn by a seed, and what is right on them by trying every assignment: no line of the engine's own code."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np


@dataclass(frozen=True, slots=True)
class Case:
    """Wishes, classes, order and seats of a few applicants at a few schools."""

    choices: np.ndarray
    classes: np.ndarray
    order: np.ndarray
    capacity: np.ndarray

    def key(self, who: int, wish: int) -> tuple[int, int]:
        return int(self.classes[who, wish]), int(np.flatnonzero(self.order == who)[0])


def draw_case(random: np.random.Generator, most: int = 6, schools: int = 4) -> Case:
    """Draw up to `most` applicants at up to `schools` schools; a school's order is any order in half of the cases."""
    count, places = int(random.integers(1, most + 1)), int(random.integers(1, schools + 1))
    choices = np.full((count, places), -1, np.int16)
    for row in choices:
        length = places if random.random() < 0.6 else int(random.integers(0, places + 1))
        row[:length] = random.permutation(places)[:length]
    classes = random.integers(0, 3, choices.shape).astype(np.int32)
    if random.random() < 0.5:
        strict = np.array([random.permutation(count) for _ in range(places)])
        classes = strict[choices, np.arange(count)[:, None]].astype(np.int32)
    order = random.permutation(count).astype(np.int32)
    return Case(choices, classes, order, random.choice([0, 1, 1, 1, 2], places).astype(np.int64))


def all_wishes(case: Case) -> np.ndarray:
    """Return every way to give each applicant one of its wishes or none, whatever the seats."""
    options = [np.arange(-1, int((row >= 0).sum())) for row in case.choices]
    return np.stack(np.meshgrid(*options, indexing="ij"), axis=-1).reshape(-1, len(case.choices))


def all_assignments(case: Case) -> np.ndarray:
    """Return every assignment by index of wish (-1 for none) that keeps to the seats, shape (assignments, applicants)."""
    wishes = all_wishes(case)
    schools = np.where(wishes < 0, -1, case.choices[np.arange(len(case.choices)), wishes])
    fits = np.ones(len(wishes), bool)
    for school, seats in enumerate(case.capacity):
        fits &= (schools == school).sum(axis=1) <= seats
    return wishes[fits]


def stable_among(case: Case, wishes: np.ndarray) -> np.ndarray:
    """Return those assignments in which nobody wants an empty seat or one held by somebody who stands behind."""
    count = len(case.choices)
    keys = np.array([[case.key(who, wish) for wish in range(case.choices.shape[1])] for who in range(count)])
    keys = keys[..., 0] * 1000 + keys[..., 1]
    people = np.arange(count)
    schools = np.where(wishes < 0, -1, case.choices[people, wishes])
    held = np.where(wishes < 0, -1, keys[people, wishes])
    stable = np.ones(len(wishes), bool)
    for school, seats in enumerate(case.capacity):
        there = schools == school
        full = there.sum(axis=1) >= seats
        worst = np.where(there, held, -1).max(axis=1)
        for who, wish in zip(*np.nonzero(case.choices == school), strict=True):
            wants = (wishes[:, who] < 0) | (wishes[:, who] > wish)
            stable &= ~(wants & (~full | (keys[who, wish] < worst)))
    return wishes[stable]


def best_for_all(case: Case, wishes: np.ndarray) -> np.ndarray:
    """Return the assignment that everyone likes at least as much as each of the others; fails where there is none."""
    rank = np.where(wishes < 0, case.choices.shape[1], wishes)
    best = wishes[(rank == rank.min(axis=0)).all(axis=1)]
    assert len(best) == 1
    return best[0]


def lists_of(schools: int) -> Iterator[list[int]]:
    """Yield every list of wishes over so many schools."""
    for length in range(schools + 1):
        yield from (list(each) for each in permutations(range(schools), length))


def rank_of(true: np.ndarray, school: int) -> int:
    """Return how far down its true list an applicant ends; schools not on it are worse than none."""
    if school < 0:
        return len(true)
    found = np.flatnonzero(true == school)
    return int(found[0]) if len(found) else len(true) + 1


def misreports_that_pay(case: Case, mechanism) -> int:
    """Return in how many ways somebody gets a better school by another list, all lists tried."""

    def school_of(choices: np.ndarray, who: int) -> int:
        wish = mechanism(
            Case(choices, full[choices, np.arange(len(choices))[:, None]], case.order, case.capacity)
        )[who]
        return -1 if wish < 0 else int(choices[who, wish])

    count, places = case.choices.shape
    full = np.zeros((places, count), np.int32)
    for who, wish in np.ndindex(*case.choices.shape):
        full[case.choices[who, wish], who] = case.classes[who, wish]
    found = 0
    for who in range(count):
        honest = rank_of(case.choices[who], school_of(case.choices, who))
        for told in lists_of(places):
            bent = case.choices.copy()
            bent[who] = told + [-1] * (places - len(told))
            found += rank_of(case.choices[who], school_of(bent, who)) < honest
    return found


def draw_full_case(random: np.random.Generator) -> Case:
    """Draw four applicants at three schools, each school with an order over all, so that any list has its classes."""
    case = draw_case(random, 4, 3)
    places = len(case.capacity)
    choices = np.array([random.permutation(places) for _ in case.order], np.int16)
    strict = np.array([random.permutation(len(case.order)) for _ in range(places)])
    classes = strict[choices, np.arange(len(case.order))[:, None]].astype(np.int32)
    return Case(choices, classes, case.order, case.capacity)
