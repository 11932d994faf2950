"""What the DuckDB backend promises: the same answer as counting by hand, nothing fetched, nothing left behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.datacentre.backends import duckdb
from gangmu.datacentre.facts import Fact, FactColumn, Type, record_batch
from gangmu.datacentre.indicators import Exclusion, Question, opposite

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ITEMS = Fact(
    "toy",
    "样例",
    "一行",
    (
        FactColumn("unit", Type.INTEGER, "单位"),
        FactColumn("day", Type.DATE, "日期", nullable=True),
        FactColumn("kind", Type.TEXT, "类别", nullable=True),
        FactColumn("amount", Type.DECIMAL, "数量", nullable=True),
    ),
)
WITHDRAWN = Question("toy", "day", "unit", excluding=(Exclusion("toy.withdrawn", ("kind", "=", "x")),))


def table(rows):
    import pyarrow as pa

    schema = ITEMS.schema()
    return pa.Table.from_batches([record_batch(ITEMS, schema, rows)] if rows else [], schema=schema)


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.none() | st.dates(FIRST - timedelta(3), LAST + timedelta(3)),
        st.sampled_from([None, "x", "y"]),
        st.none() | st.decimals(0, 100, places=2),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.frozensets(st.integers(1, 4), min_size=1), st.sampled_from([None, "amount"]))
def test_an_answer_equals_counting_by_hand_and_its_parts_add_up(rows, units, sum_of):
    question = Question("toy", "day", "unit", excluding=WITHDRAWN.excluding, sum_of=sum_of)
    counted = [
        r for r in rows if r[0] in units and r[1] is not None and FIRST <= r[1] <= LAST and r[2] != "x"
    ]
    amounts = [r[3] for r in counted if r[3] is not None]
    by_hand = len(counted) if sum_of is None else float(sum(amounts)) if amounts else None
    told = duckdb.answer(question, units, FIRST, LAST, table(rows))
    assert told.total == pytest.approx(by_hand) if by_hand is not None else told.total is None
    parts = [told.of(frozenset({unit})) for unit in units]
    assert sum(part for part in parts if part is not None) == pytest.approx(told.total or 0)


def test_decimals_are_added_exactly_over_units_so_that_a_line_is_reached_by_what_reaches_it():
    question = Question("toy", "day", "unit", sum_of="amount")
    rows = [(unit, FIRST, None, Decimal("0.1")) for unit in (1, 2, 3)]
    told = duckdb.answer(question, frozenset({1, 2, 3}), FIRST, LAST, table(rows))
    assert (told.total, told.of(frozenset({1, 2, 3}))) == (0.3, 0.3)


def test_a_count_of_no_rows_is_zero_and_a_sum_over_none_has_no_value():
    counted, summed = (Question("toy", "day", "unit", sum_of=name) for name in (None, "amount"))
    assert duckdb.answer(counted, frozenset({1}), FIRST, LAST, table([])).total == 0
    assert duckdb.answer(summed, frozenset({1}), FIRST, LAST, table([])).total is None


def test_first_and_last_day_of_the_window_count():
    rows = [(1, day, None, None) for day in (FIRST, LAST, FIRST - timedelta(1), LAST + timedelta(1))]
    assert duckdb.answer(WITHDRAWN, frozenset({1}), FIRST, LAST, table(rows)).total == 2


def test_a_comparison_is_no_exclusion_because_a_missing_value_has_no_side():
    with pytest.raises(ValueError, match="no exact opposite"):
        opposite(("amount", ">=", 3))


def test_a_rate_over_nothing_has_no_value():
    class Rate:
        is_count, scale = False, 100

    assert duckdb.value_of(Rate, 3.0, 4.0) == (75.0, 4.0)
    assert duckdb.value_of(Rate, 3.0, 0.0) == (None, 0.0)
    assert duckdb.value_of(Rate, None, 4.0)[0] is None


def test_the_connection_fetches_no_extension_and_reads_no_file():
    told = dict(
        duckdb.connection()
        .execute(
            "SELECT name, value FROM duckdb_settings() WHERE name IN "
            "('autoinstall_known_extensions', 'autoload_known_extensions', 'enable_external_access')"
        )
        .fetchall()
    )
    assert set(told.values()) == {"false"}
    assert duckdb.connection() is duckdb.connection()


def test_asking_leaves_nothing_behind_even_when_it_fails():
    rows = table([(1, FIRST, None, None)])
    duckdb.answer(WITHDRAWN, frozenset({1}), FIRST, LAST, rows)
    with pytest.raises(Exception, match="no_such"):
        duckdb.answer(Question("toy", "no_such", "unit"), frozenset({1}), FIRST, LAST, rows)
    assert duckdb.connection().execute("SHOW TABLES").fetchall() == []


def test_threads_share_the_connection_and_each_gets_its_own_answer():
    def ask(number):
        rows = table([(1, FIRST, None, None)] * number)
        return duckdb.answer(WITHDRAWN, frozenset({1}), FIRST, LAST, rows).total

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(1, 40))) == list(range(1, 40))


def test_warming_leaves_nothing_behind_either():
    duckdb.warm()
    assert duckdb.connection().execute("SHOW TABLES").fetchall() == []


def test_a_question_is_said_in_sql_once_and_another_window_is_another_question(monkeypatch):
    import ibis

    question = Question("toy", "day", "unit", (("kind", "=", "said once"),))
    rows, said, say = table([(1, FIRST, "said once", None), (1, LAST, "said once", None)]), [], ibis.to_sql
    monkeypatch.setattr(ibis, "to_sql", lambda *args, **kwargs: said.append(args) or say(*args, **kwargs))
    assert duckdb.answer(question, frozenset({1}), FIRST, LAST, rows).total == 2
    assert duckdb.answer(question, frozenset({1}), FIRST, LAST, rows).total == 2
    assert len(said) == 1
    assert duckdb.answer(question, frozenset({1}), FIRST, FIRST, rows).total == 1
    assert duckdb.answer(question, frozenset({1}), FIRST, LAST, rows).by_unit == {1: 2}
    assert len(said) == 2
