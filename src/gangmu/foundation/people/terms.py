"""Terms of office as intervals of days: what of one is left where others cover parts of it."""

from collections.abc import Iterable, Iterator
from datetime import date

#: First day and the day after the last; without an end it stands open.
Term = tuple[date, date | None]


def uncovered(term: Term, held: Iterable[Term]) -> Iterator[Term]:
    """Yield, in order, the parts of a term on whose days none of the held ones lies."""
    at, ends = term
    for begins, until in sorted(held, key=lambda one: one[0]):
        if ends is not None and begins >= ends:
            break
        if begins > at:
            yield at, begins
        if until is None:
            return
        at = max(at, until)
    if ends is None or at < ends:
        yield at, ends
