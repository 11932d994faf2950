"""What goes into a fact comes out of it exactly, or is refused with its place."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.datacentre import facts
from gangmu.datacentre.facts import Asked, Fact, FactColumn, FactFault, Type

EVERY_TYPE = Fact(
    "every_type",
    "各种类型",
    "一行",
    (
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("share", Type.NUMBER, "比率", nullable=True),
        FactColumn("money", Type.DECIMAL, "金额", "元", nullable=True),
        FactColumn("name", Type.TEXT, "名称", nullable=True),
        FactColumn("day", Type.DATE, "日期", nullable=True),
        FactColumn("moment", Type.MOMENT, "时刻", nullable=True),
        FactColumn("boards", Type.YES_NO, "寄宿", nullable=True),
    ),
)
TODAY = Asked(date(2026, 9, 1))
ZONES = [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))]


@pytest.fixture
def filled(monkeypatch):
    """A fact declared for one test, filled by what the test says."""

    def fill(rows, fact=EVERY_TYPE):
        monkeypatch.setitem(facts._facts, fact.name, fact)
        monkeypatch.setitem(facts._extracts, fact.name, rows if callable(rows) else lambda asked: iter(rows))

    return fill


ROWS = st.tuples(
    st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False),
    st.none() | st.decimals(Decimal("-99999999999999"), Decimal("99999999999999"), places=4),
    st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.none() | st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.sampled_from(ZONES)),  # noqa: DTZ001
    st.none() | st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, max_size=8))
def test_every_value_comes_out_exactly_as_it_went_in(rows):
    schema = EVERY_TYPE.schema()
    if not rows:
        return
    batch = facts.record_batch(EVERY_TYPE, schema, rows)
    assert batch.schema == schema
    assert [tuple(row.values()) for row in batch.to_pylist()] == rows


def test_a_moment_of_the_bureau_is_kept_as_the_same_moment_in_utc(filled):
    moment = datetime(2026, 9, 1, 0, 30, tzinfo=timezone(timedelta(hours=8)))
    filled([(1, None, None, None, None, moment, None)])
    told = facts.table("every_type", TODAY).column("moment").to_pylist()
    assert told == [moment]
    assert told[0].utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ((None, None, None, None, None, None, None), "every_type.id, row 1: no value"),
        ((1, None, Decimal("0.00001"), None, None, None, None), "every_type.money"),
        ((1, None, None, 7, None, None, None), "every_type.name"),
        ((1, None, None, None, "2026-09-01", None, None), "every_type.day"),
        ((1, None, None, None, None, None, "yes"), "every_type.boards"),
        ((1, 2), "has not 7 values"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_place_and_never_bent(filled, row, place):
    filled([(7, *[None] * 6), row])
    with pytest.raises(FactFault, match=place):
        facts.table("every_type", TODAY)


def test_no_rows_are_a_table_without_rows_of_the_same_schema(filled):
    filled([])
    told = facts.table("every_type", TODAY)
    assert (told.num_rows, told.schema) == (0, EVERY_TYPE.schema())


def test_many_rows_come_in_batches(filled, monkeypatch):
    monkeypatch.setattr(facts, "BATCH", 10)
    filled([(number, *[None] * 6) for number in range(25)])
    assert [batch.num_rows for batch in facts.batches("every_type", TODAY)] == [10, 10, 5]


def test_inside_one_reading_a_fact_is_read_once_and_all_see_the_same_rows(filled):
    readings = []

    def rows(asked):
        readings.append(asked)
        return [(len(readings), *[None] * 6)]

    filled(rows)
    with facts.one_reading():
        first, second = (facts.table("every_type", Asked(date(2026, 9, day))) for day in (1, 2))
    assert (len(readings), first) == (1, second)
    facts.table("every_type", TODAY)
    assert len(readings) == 2


def test_a_fact_with_two_times_is_read_for_each_asking(filled):
    readings = []
    filled(
        lambda asked: readings.append(asked) or [],
        Fact("every_type", "各种类型", "一行", EVERY_TYPE.columns, two_times=True),
    )
    with facts.one_reading():
        for day in (1, 2, 1):
            facts.table("every_type", Asked(date(2026, 9, day)))
    assert readings == [Asked(date(2026, 9, 1)), Asked(date(2026, 9, 2))]
