"""A year of admission as arrays: who asks for a place, where, in which class; how many seats there are and for whom they are kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gangmu.engines.matching.rules import Rules


@dataclass(frozen=True, slots=True)
class Wishes:
    """One list of wishes of all tickets.

    Parameters
    ----------
    choices
        Schools in order of wish, shape (tickets, length); -1 where there is none.
    classes
        Priority class at the school of that cell, same shape; `rules.REFUSED` where the school does not admit; absent where
        nothing tells applicants apart but the common order.
    handed_in
        Whether the ticket handed in this list at all.
    """

    choices: NDArray[np.integer]
    classes: NDArray[np.integer] | None
    handed_in: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gate:
    """The least value of a column that a school asks for."""

    school: int
    column: str
    least: float


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the rules look at. A ticket is one applicant, or twins who are placed together.

    Parameters
    ----------
    rules
        The rules.
    schools, applicants
        Ids as printed, as Arrow text.
    capacity
        Seats by school.
    ticket
        Ticket of each applicant; absent where each applicant is one.
    sizes
        Seats that a ticket takes.
    numbers
        Columns of `applicants.csv` that the rules name, by ticket.
    lists
        Lists of wishes by name; the main one is named "".
    groups
        Names of groups (junior schools, categories with seats of their own).
    group
        Group of each ticket, -1 for none.
    reserved, most
        Seats kept for a group and the most a group may take, shape (schools, groups).
    gates
        What single schools ask for.
    unused
        Files of the folder, and keys of `rules.json`, that these rules do not look at.
    """

    rules: Rules
    schools: Any
    applicants: Any
    capacity: NDArray[np.int64]
    ticket: NDArray[np.int32] | None
    sizes: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64] | NDArray[np.int64]]
    lists: dict[str, Wishes]
    groups: list[str]
    group: NDArray[np.int32]
    reserved: NDArray[np.int64]
    most: NDArray[np.int64]
    gates: tuple[Gate, ...]
    unused: tuple[str, ...]

    @property
    def tickets(self) -> int:
        """How many tickets there are."""
        return len(self.sizes)

    def by_applicant(self, values: NDArray[Any]) -> NDArray[Any]:
        """Spread values of tickets to the applicants who share them."""
        return values if self.ticket is None else values[self.ticket]
