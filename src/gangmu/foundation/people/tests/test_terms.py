"""What of a term is left where others cover parts of it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gangmu.foundation.people.terms import Term, uncovered

FIRST, LAST = date(2026, 1, 1), 40

days = st.integers(0, LAST).map(lambda n: FIRST + timedelta(n))
terms = st.tuples(days, st.none() | days).filter(lambda term: term[1] is None or term[0] <= term[1])


def holds(term: Term, day: date) -> bool:
    return term[0] <= day and (term[1] is None or day < term[1])


@given(terms, st.lists(terms, max_size=5))
def test_each_day_of_a_term_is_covered_once_by_what_is_held_or_by_what_is_left(term, held):
    left = list(uncovered(term, held))
    for n in range(LAST + 2):
        day = FIRST + timedelta(n)
        missing = holds(term, day) and not any(holds(one, day) for one in held)
        assert sum(holds(part, day) for part in left) == missing
    assert all(ends is None or begins < ends for begins, ends in left)
