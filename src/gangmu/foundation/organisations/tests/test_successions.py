"""As it was, as it is: mergers, splits, boundary changes, and what can be compared."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.results import Reason
from gangmu.foundation.kernel.two_times import known_on
from gangmu.foundation.organisations.choices import GroupKind, Kind, Stage
from gangmu.foundation.organisations.models import BoundaryChange, Organisation, OrganisationState, Succession
from gangmu.foundation.organisations.selectors import (
    as_is_of,
    as_was,
    by_line,
    carry,
    count_of,
    counts_of,
    members_of,
    tree,
    units,
    units_as_is,
)
from gangmu.foundation.organisations.services import (
    change_boundary,
    close,
    found,
    join_group,
    leave_group,
    make_group,
    merge,
    move,
    reconciliation_of,
    split,
    withdraw_closing,
)

THEN, DAY = date(2022, 9, 1), date(2024, 9, 1)


def refusal(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda error: error.code == f"organisations.{code}")


def test_a_merger_is_counted_as_it_was_and_as_it_is(county: SimpleNamespace) -> None:
    merge([county.first, county.second], county.first, DAY, "校网调整")
    was = count_of(county.north.pk, Kind.SCHOOL, THEN)
    now = count_of(county.north.pk, Kind.SCHOOL, THEN, as_is=True)
    assert (was.value, now.value) == (2, 1)
    assert was.is_count and was.effective == THEN and was.known_at is not None
    assert as_is_of([county.second.pk], THEN).to == {county.second.pk: frozenset({county.first.pk})}


def test_successors_are_followed_through_a_chain_and_only_from_the_date_asked(
    county: SimpleNamespace,
) -> None:
    merge([county.second], county.first, DAY)
    merge([county.first], county.junior, date(2025, 9, 1))
    assert as_is_of([county.second.pk], THEN).ids == {county.junior.pk}
    assert as_is_of([county.second.pk], THEN, to=date(2025, 1, 1)).ids == {county.first.pk}


def test_across_a_split_a_count_says_that_it_is_not_comparable_and_why(county: SimpleNamespace) -> None:
    parts = [found(f"p{n}", DAY, county.north, name=f"北山{n}小", kind=Kind.SCHOOL) for n in (1, 2)]
    split(county.first, parts, DAY, "分立批复")
    told = count_of(county.north.pk, Kind.SCHOOL, THEN, as_is=True)
    assert told.value is None and told.reason == Reason(
        "organisations.not_comparable_across_split", {"units": "北山小学"}
    )
    assert count_of(county.north.pk, Kind.SCHOOL, THEN).value == 2
    assert count_of(county.south.pk, Kind.SCHOOL, THEN, as_is=True).value == 1
    assert not county.first.is_open


def test_a_unit_that_stays_after_a_split_is_followed_across_it_and_not_after_it(
    county: SimpleNamespace,
) -> None:
    branch = found("branch", DAY, county.north, name="北山二小", kind=Kind.SCHOOL)
    split(county.first, [county.first, branch], DAY)
    assert county.first.is_open
    across = as_is_of([county.first.pk], THEN)
    assert across.split == (county.first.pk,) and across.ids == {county.first.pk, branch.pk}
    after = as_is_of([county.first.pk], date(2025, 1, 1))
    assert after.split == () and after.ids == {county.first.pk}


def test_figures_cross_a_split_when_rows_tell_the_parts_or_the_parts_stand_together(
    county: SimpleNamespace,
) -> None:
    branch = found("branch", DAY, county.south, name="北山二小", kind=Kind.SCHOOL)
    split(county.first, [county.first, branch], DAY)
    pupils = {county.first.pk: 800.0, county.second.pk: 300.0}
    followed = as_is_of(pupils, THEN)
    assert isinstance(carry(pupils, followed), Reason)
    rows = {county.first.pk: {county.first.pk: 500.0, branch.pk: 300.0}}
    assert carry(pupils, followed, rows) == {county.first.pk: 500, branch.pk: 300, county.second.pk: 300}
    assert isinstance(carry(pupils, followed, {county.first.pk: {branch.pk: 300.0}}), Reason)
    bureau = {unit: tree().bureau_of(unit) or 0 for unit in followed.ids}
    assert carry(pupils, followed, group=bureau) == {county.bureau.pk: 1100}


def test_a_moved_unit_is_counted_where_it_stands_today(county: SimpleNamespace) -> None:
    move(county.second, DAY, county.south)
    assert count_of(county.north.pk, Kind.SCHOOL, THEN).value == 2
    assert count_of(county.north.pk, Kind.SCHOOL, THEN, as_is=True).value == 1
    assert count_of(county.south.pk, Kind.SCHOOL, THEN, as_is=True).value == 2


def test_a_unit_closed_without_a_successor_is_left_out_and_named(county: SimpleNamespace) -> None:
    close(county.second, DAY)
    told = count_of(county.north.pk, Kind.SCHOOL, THEN, as_is=True)
    assert told.value == 1
    assert [(out.count, out.reason.parameters) for out in told.excluded] == [(1, {"units": "石桥小学"})]


def test_a_merger_not_yet_known_or_not_yet_come_is_not_followed(county: SimpleNamespace) -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        merge([county.second], county.first, date(2026, 9, 1))
        assert as_is_of([county.second.pk], THEN).ids == {county.second.pk}
    with time_machine.travel(datetime(2026, 9, 2, tzinfo=UTC), tick=False):
        assert as_is_of([county.second.pk], THEN).ids == {county.first.pk}
        early = known_on(date(2026, 5, 1))
        assert as_is_of([county.second.pk], THEN, known_at=early).ids == {county.second.pk}
        withdraw_closing(county.second, "合并未实施")
        assert as_is_of([county.second.pk], THEN).ids == {county.second.pk}
        assert Succession.objects.count() == 1


def test_what_stands_below_goes_with_the_merged(county: SimpleNamespace) -> None:
    move(county.junior, date(2026, 3, 1), county.north)
    merge([county.north], county.south, DAY)
    assert {u.id for u in units(as_was(date(2026, 6, 1)), county.south.pk, [Kind.SCHOOL])} == {
        county.first.pk, county.second.pk, county.junior.pk,
    }  # fmt: skip
    assert count_of(county.north.pk, Kind.SCHOOL, THEN, as_is=True).value == 3
    assert count_of(county.north.pk, Kind.SCHOOL, date(2026, 6, 1)).reason is not None


def test_a_merger_or_split_that_cannot_be_is_refused(county: SimpleNamespace) -> None:
    with refusal("nothing_to_merge"):
        merge([county.first], county.first, DAY)
    with refusal("one_part"):
        split(county.first, [county.second], DAY)
    with refusal("not_a_part"):
        split(county.first, [county.first, county.second], DAY, children={county.junior: county.junior})
    young = found("young", date(2025, 9, 1), county.north, name="新校", kind=Kind.SCHOOL)
    with refusal("before_founding"):
        merge([county.first], young, DAY)
    assert Succession.objects.count() == 0 and Organisation.objects.get(pk=county.first.pk).is_open


def test_lists_are_asked_by_kind_stage_and_line(county: SimpleNamespace) -> None:
    assert by_line(county.bureau.pk, [Kind.KINDERGARTEN], [Stage.KG]) == {county.garden.pk}
    assert by_line(county.bureau.pk, stages=[Stage.PRI]) == {county.first.pk, county.second.pk}
    assert {r.name: r.value for r in counts_of(county.bureau.pk)} == {
        "教育局": 1, "科室": 1, "乡镇（街道）": 2, "学校": 3, "幼儿园": 1,
    }  # fmt: skip
    assert {r.name: r.value for r in counts_of(county.bureau.pk, "stage")} == {
        "学前单位": 1, "小学单位": 2, "初中单位": 1,
    }  # fmt: skip
    merge([county.second], county.first, DAY)
    shown, followed = units_as_is(as_was(THEN), county.bureau.pk, [Kind.SCHOOL])
    assert {unit.id for unit in shown} == {county.first.pk, county.junior.pk}
    assert followed.to[county.second.pk] == {county.first.pk}


def test_group_members_are_dated(county: SimpleNamespace) -> None:
    group = make_group(county.bureau, GroupKind.SUPERVISION_AREA, "第一责任区")
    join_group(group, county.first, date(2021, 9, 1), is_core=True)
    join_group(group, county.second, date(2022, 9, 1))
    leave_group(group, county.first, date(2023, 9, 1))
    assert members_of(group.pk, date(2021, 10, 1)) == {county.first.pk}
    assert members_of(group.pk, date(2022, 10, 1)) == {county.first.pk, county.second.pk}
    assert members_of(group.pk) == {county.second.pk}
    with refusal("no_member"):
        leave_group(group, county.first, date(2024, 9, 1))
    with refusal("before_founding"):
        join_group(group, county.junior, date(2019, 9, 1))
    with refusal("same_group"):
        make_group(county.bureau, GroupKind.SUPERVISION_AREA, "第一责任区")


def test_a_boundary_change_balances_before_and_after(county: SimpleNamespace) -> None:
    tried = change_boundary(county.city, [(county.north, county.other)], DAY, "区划批复", dry_run=True)
    assert BoundaryChange.objects.count() == 0 and tree(DAY).bureau_of(county.first.pk) == county.bureau.pk
    told = change_boundary(county.city, [(county.north, county.other)], DAY, "区划批复")
    assert told == tried and told.balanced
    by_bureau = {
        (line.unit_name, line.code): (line.before, line.after)
        for line in told.lines
        if line.under == "bureau" and line.by == "kind"
    }
    assert by_bureau[("云溪县教育局", "school")] == (3, 1)
    assert by_bureau[("平湖县教育局", "school")] == (0, 2)
    assert [(m.unit_name, m.from_name, m.to_name, m.size) for m in told.moved] == [
        ("北山镇", "云溪县教育局", "平湖县教育局", 4)
    ]
    kept = BoundaryChange.objects.get()
    assert reconciliation_of(kept) == told
    assert count_of(county.other.pk, Kind.SCHOOL, DAY).value == 2
    assert count_of(county.other.pk, Kind.SCHOOL, THEN, as_is=True).value == 2


def test_thirty_units_move_in_one_operation_whose_books_balance(county: SimpleNamespace) -> None:
    kinds = ([Kind.SCHOOL] * 20) + ([Kind.KINDERGARTEN] * 10)
    moving = [
        found(
            f"moving-{number}",
            date(2020, 9, 1),
            county.south,
            name=f"第{number + 1}{Kind(kind).label}",
            kind=kind,
            stages=[Stage.PRI if kind == Kind.SCHOOL else Stage.KG],
        )
        for number, kind in enumerate(kinds)
    ]
    written = AuditEntry.objects.count()
    told = change_boundary(county.city, [(unit, county.other) for unit in moving], DAY, "区划批复")
    assert told.balanced and len(told.moved) == 30 and sum(one.size for one in told.moved) == 30
    by_bureau = {
        (line.unit_name, line.code): (line.before, line.after)
        for line in told.lines
        if line.under == "bureau" and line.by == "kind"
    }
    assert by_bureau["云溪县教育局", "school"] == (23, 3)
    assert by_bureau["平湖县教育局", "school"] == (0, 20)
    assert by_bureau["云溪县教育局", "kindergarten"] == (11, 1)
    assert by_bureau["平湖县教育局", "kindergarten"] == (0, 10)
    entries = AuditEntry.objects.order_by("id")[written:]
    assert len({entry.act for entry in entries}) == 1 and len(entries) >= 31
    yesterday = DAY - timedelta(days=1)
    assert {tree(yesterday).bureau_of(unit.pk) for unit in moving} == {county.bureau.pk}
    assert {tree(DAY).bureau_of(unit.pk) for unit in moving} == {county.other.pk}
    assert reconciliation_of(BoundaryChange.objects.get()) == told


def test_a_boundary_change_is_all_or_nothing(county: SimpleNamespace) -> None:
    before = list(OrganisationState.objects.order_by("pk").values())
    with refusal("wrong_parent"):
        change_boundary(
            county.city, [(county.first, county.south), (county.second, county.section)], DAY, "批复"
        )
    with refusal("moved_twice"):
        change_boundary(
            county.city, [(county.first, county.south), (county.first, county.north)], DAY, "批复"
        )
    with refusal("no_moves"):
        change_boundary(county.city, [], DAY, "批复")
    assert list(OrganisationState.objects.order_by("pk").values()) == before


def test_the_order_of_a_boundary_table_does_not_matter(county: SimpleNamespace) -> None:
    """A chain turned upside down passes through a cycle when moved one by one; judged at its end it is a tree."""
    move(county.second, date(2021, 9, 1), county.first)
    table = [(county.first, county.second), (county.second, county.south)]
    assert change_boundary(county.city, table, DAY, "批复").balanced
    assert tree(DAY).ancestors(county.first.pk)[:2] == (county.second.pk, county.south.pk)
    again = change_boundary(county.city, table, DAY, "批复")
    assert again.unmoved and not again.differences


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.tuples(
            some.sampled_from(["move", "merge", "close", "split"]),
            some.integers(0, 3),
            some.integers(0, 3),
            some.integers(0, 4),
        ),
        max_size=6,
    )
)
def test_whatever_is_done_every_day_has_a_tree(
    county: SimpleNamespace, plan: list[tuple[str, int, int, int]]
) -> None:
    """On every day each standing unit hangs on a top that stands, and as-is loses nobody who has a successor."""
    with transaction.atomic():
        _do_and_look(county, plan)
        transaction.set_rollback(True)


def _do_and_look(county: SimpleNamespace, plan: list[tuple[str, int, int, int]]) -> None:
    movable = [county.first, county.second, county.junior, county.garden]
    places = [county.north, county.south, county.bureau, county.other]
    days = [date(2022 + n, 9, 1) for n in range(5)]
    for number, (verb, one, other, when) in enumerate(plan):
        unit, day = movable[one], days[when]
        try:
            match verb:
                case "move":
                    move(unit, day, places[other])
                case "merge":
                    merge([unit], movable[other], day)
                case "close":
                    close(unit, day)
                case _:
                    key = f"s{number}-{Organisation.objects.count()}"
                    part = found(key, day, places[other], name=key, kind=Kind.SCHOOL)
                    split(unit, [unit, part], day)
        except Refusal:
            continue
    for day in days:
        standing = tree(day)
        assert all(standing.ancestors(u)[-1:] in ((), (county.city.pk,)) for u in standing.units)
        assert all(u.parent_id in standing.units for u in standing.units.values() if u.parent_id)
        assert len(standing.below(None)) == len(standing.units)
        followed = as_is_of(standing.units, day)
        assert followed.to.keys() | set(followed.closed) == standing.units.keys()
