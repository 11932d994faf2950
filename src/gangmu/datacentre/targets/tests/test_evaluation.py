"""How a target stands: kinds of values, several years, shares, each unit, changes, overrides, what was known when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gangmu.datacentre.targets.choices import Certainty, ChangeUnit, LightWord, ValueKind
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.models import ReportedValue
from gangmu.datacentre.targets.proofs import sentence_of
from gangmu.datacentre.targets.selectors import evaluate, matches, targets
from gangmu.datacentre.targets.services import (
    Span,
    TargetDraft,
    ValueDraft,
    bind_indicator,
    confirm_target,
    create_target,
    end_override,
    override_light,
    place_target,
    report_value,
    set_values,
)
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.kernel.results import Origin

YEAR_END = date(2026, 12, 31)
JULY = date(2026, 7, 2)
#: A day on which reports of the tests lie in the past whatever the machine's clock says.
PAST = date(2024, 6, 30)


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("张主任")):
        yield cast


def make(cast, *values, **fields):
    told = {
        "key": "t1", "organisation_id": cast.own.bureau.pk, "year": 2026, "name": "新增托位", "wording": "新增托位8000个",
        "comparator": "increase", "unit": "个", "measured_from": date(2026, 1, 1), "measured_at": YEAR_END,
        "values": values or (ValueDraft(2026, ValueKind.NUMBER, 8000),),
    }  # fmt: skip
    return create_target(TargetDraft(**{**told, **fields}))


def tell(target, value, as_of=JULY, **fields):
    return ReportedValue._base_manager.create(target=target, value=value, as_of=as_of, **fields)


def test_8050_reaches_8000(office):
    target = make(office)
    tell(target, 8050)
    told = evaluate(target, YEAR_END)
    assert (told.met, told.shown, told.result.origin) == (True, "reachable", Origin.REPORTED)


def test_a_large_figure_is_printed_in_digits_and_a_long_one_in_those_of_its_rate(office):
    target = make(office, ValueDraft(2026, ValueKind.NUMBER, 23_130_000), unit="元")
    tell(target, 12_345_678.5)
    assert "值 12,345,678.50元，目标 23,130,000元" in evaluate(target, JULY).proof
    goal = make(office, ValueDraft(2026, ValueKind.NUMBER, 99.85), key="t2", unit="%")
    tell(goal, 6.827311)
    assert "6.83%" in evaluate(goal, JULY).proof and "99.85%" in evaluate(goal, JULY).proof


def test_what_nobody_reported_is_absent_and_not_zero(office):
    told = evaluate(make(office), JULY)
    assert (told.result.value, told.result.reason.code, told.met) == (None, "targets.not_reported", None)
    assert told.shown == "no_data"


def test_the_last_report_of_a_day_counts_and_a_later_one_only_from_its_day(office):
    target = make(office)
    tell(target, 3000, date(2026, 3, 31))
    tell(target, 5000, date(2026, 6, 30))
    tell(target, 5100, date(2026, 6, 30))
    assert evaluate(target, date(2026, 5, 1)).result.value == 3000
    assert evaluate(target, JULY).result.value == 5100


def test_a_correction_changes_what_is_known_now_and_not_what_was_known_then(office):
    target = make(office)
    then, now = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 5, tzinfo=UTC)
    tell(target, 5000, date(2026, 6, 30), recorded_at=then)
    tell(target, 4200, date(2026, 6, 30), recorded_at=now)
    assert evaluate(target, JULY, known_at=then + timedelta(hours=1)).result.value == 5000
    assert evaluate(target, JULY).result.value == 4200


def test_several_years_are_each_judged_by_their_own_value_and_day(office):
    values = [ValueDraft(y, ValueKind.NUMBER, v) for y, v in ((2025, 90), (2026, 93), (2027, 95))]
    target = make(
        office, *values, name="巩固率", unit="%", measured_at=date(2025, 12, 31), measured_from=None
    )
    tell(target, 94, date(2025, 6, 1))
    stand = {y: evaluate(target, date(y, 8, 1)) for y in (2025, 2026, 2027, 2028)}
    assert {y: t.inputs.goal for y, t in stand.items()} == {2025: 90, 2026: 93, 2027: 95, 2028: 95}
    assert stand[2026].inputs.decides == YEAR_END
    assert [stand[y].shown for y in stand] == ["reachable", "reachable", "at_risk", "unlikely"]


def test_the_sure_value_is_judged_and_the_stretch_is_told_beside_it(office):
    values = (
        ValueDraft(2026, ValueKind.NUMBER, 8000),
        ValueDraft(2026, ValueKind.NUMBER, 9000, certainty=Certainty.STRETCH),
    )
    target = make(office, *values)
    tell(target, 8500)
    told = evaluate(target, YEAR_END)
    assert (told.met, told.stretch_met, told.stretch.value) == (True, False, 9000)


@pytest.mark.parametrize(
    ("kind", "value", "high", "reported", "met"),
    [
        (ValueKind.RANGE, 2, 3, 3, True),
        (ValueKind.RANGE, 2, 3, 4, False),
        (ValueKind.ALL, None, None, 100, True),
        (ValueKind.ALL, None, None, 99.9, False),
        (ValueKind.RANK, 3, None, 1, True),
        (ValueKind.RANK, 3, None, 4, False),
        (ValueKind.BLANK, None, None, 4, None),
        (ValueKind.REFERENCE, None, None, 4, None),
        (ValueKind.REFERENCE, 3.5, None, 4, True),
    ],
)
def test_every_kind_of_value_is_judged_in_its_own_way(office, kind, value, high, reported, met):
    target = make(office, ValueDraft(2026, kind, value, high, reference_scope="全省", reference_indicator="平均水平"), comparator="=",
                  wording="达到")  # fmt: skip
    tell(target, reported)
    told = evaluate(target, YEAR_END)
    assert told.met is met
    if kind is ValueKind.REFERENCE and value is None:
        assert "全省 平均水平" in told.proof


@pytest.mark.parametrize(
    ("unit", "comparator", "base", "asked", "now", "met"),
    [
        (ChangeUnit.POINTS, "increase", 94.0, 1.5, 95.5, True),
        (ChangeUnit.POINTS, "increase", 94.0, 1.5, 95.4, False),
        (ChangeUnit.PERCENT, "increase", 200.0, 10, 220, True),
        (ChangeUnit.PERCENT, "increase", 200.0, 10, 210, False),
        (ChangeUnit.ABSOLUTE, "decrease", 500.0, 253, 240, True),
        (ChangeUnit.ABSOLUTE, "decrease", 500.0, 253, 260, False),
        (ChangeUnit.ABSOLUTE, "increase", None, 8000, 8050, True),
    ],
)
def test_a_change_is_held_against_its_stated_base(office, unit, comparator, base, asked, now, met):
    value = ValueDraft(2026, ValueKind.CHANGE, asked, base="上年", base_value=base, change_unit=unit)
    target = make(office, value, comparator=comparator, wording="较上年变化", measured_from=None)
    tell(target, now)
    assert evaluate(target, YEAR_END).met is met


def test_a_split_target_shows_each_share_and_is_judged_as_a_whole(office):
    own = office.own
    values = (
        ValueDraft(2026, ValueKind.NUMBER, 100),
        ValueDraft(2026, ValueKind.NUMBER, 60, organisation_id=own.school.pk),
        ValueDraft(2026, ValueKind.NUMBER, 40, organisation_id=own.kindergarten.pk),
    )
    target = make(office, *values)
    tell(target, 101, YEAR_END)
    tell(target, 70, YEAR_END, organisation=own.school)
    told = evaluate(target, YEAR_END)
    assert told.met is True
    assert {p.organisation_id: (p.inputs.goal, p.result.value, p.met) for p in told.parts} == {
        own.school.pk: (60, 70, True),
        own.kindergarten.pk: (40, None, None),
    }


def test_where_each_must_reach_it_one_that_fails_fails_the_target(office):
    own = office.own
    target = make(
        office,
        ValueDraft(2026, ValueKind.NUMBER, 2),
        each=True,
        scope_filter={"kinds": ["school", "kindergarten"]},
    )
    tell(target, 2, YEAR_END, organisation=own.school)
    told = evaluate(target, YEAR_END)
    assert (told.met, told.shown) == (None, "no_data")
    tell(target, 1, YEAR_END, organisation=own.kindergarten)
    told = evaluate(target, date(2027, 1, 1))
    assert (told.met, told.shown, told.light.rule) == (False, "unlikely", "parts")
    assert "2 个单位中 1 个达到" in told.proof
    assert "机关幼儿园" in told.proof


def test_each_without_a_known_unit_has_no_data_and_says_what_to_do(office):
    target = make(office, each=True)
    tell(target, 9000)
    told = evaluate(target, JULY)
    assert told.shown == "no_data"
    assert "选择单位类别" in told.proof


def test_an_override_is_dated_signed_and_shown_beside_the_rules_own_light(office):
    target = make(office)
    tell(target, 100)
    with acting_as(office.actor("李副局长")):
        row = override_light(target, LightWord.AT_RISK, "两所新建学校十月竣工", date(2026, 7, 1), None)
    told = evaluate(target, JULY)
    assert (told.shown, told.light.light) == ("at_risk", ResultLight.UNLIKELY)
    assert all(
        words in told.proof for words in ("李副局长", "两所新建学校十月竣工", "2026-07-01", "实际进度")
    )
    assert evaluate(target, date(2026, 6, 30)).override is None
    with acting_as(office.actor("李副局长")):
        end_override(row, date(2026, 8, 1))
    assert evaluate(target, date(2026, 8, 1)).override is None
    assert evaluate(target, JULY).override == row


def test_an_override_needs_a_reason_and_the_right(office):
    target = make(office)
    with acting_as(office.actor("李副局长")), pytest.raises(Refusal) as refused:
        override_light(target, LightWord.AT_RISK, " ", JULY, None)
    assert refused.value.code == "targets.no_reason"
    with acting_as(office.actor("小周")), pytest.raises(Forbidden):
        override_light(target, LightWord.AT_RISK, "想", JULY, None)


@pytest.mark.parametrize(
    ("value", "as_of", "fraction", "code"),
    [
        (float("nan"), PAST, (None, None), "targets.no_number"),
        (50, date(2999, 1, 1), (None, None), "targets.not_yet"),
        (95, PAST, (94, 100), "targets.fraction"),
        (95, PAST, (95, 0), "targets.zero_denominator"),
    ],
)
def test_a_report_that_cannot_be_right_is_refused_and_nothing_is_written(
    office, value, as_of, fraction, code
):
    target = make(office, unit="%", name="巩固率")
    with pytest.raises(Refusal) as refused:
        report_value(target, value, as_of, None, numerator=fraction[0], denominator=fraction[1])
    assert refused.value.code == code
    assert not ReportedValue._base_manager.exists()


def test_a_reported_rate_carries_its_fraction(office):
    target = make(office, ValueDraft(2026, ValueKind.NUMBER, 95), unit="%", name="巩固率", comparator="=")
    report_value(target, 94.74, PAST, None, numerator=18, denominator=19)
    told = evaluate(target, JULY).result
    assert (told.numerator, told.denominator, told.is_count) == (18, 19, False)


def test_a_result_of_a_summary_keeps_its_sentence_and_place_and_does_not_look_computed(office):
    target = make(office)
    report_value(target, 8050, YEAR_END, None, span=Span(7, 10, 24, "全年新增托位8050个"))
    row = ReportedValue._base_manager.get()
    assert (row.version_id, row.start, row.end, row.sentence) == (7, 10, 24, "全年新增托位8050个")
    told = sentence_of(evaluate(target, YEAR_END))
    assert "填报" in told.parts[0]
    assert [figure.origin for figure in told.figures] == [Origin.REPORTED]


def test_results_find_the_target_of_their_year(office):
    target = make(office)
    make(office, key="t2", name="新增小学学位")
    (first, similar), *_rest = matches(office.own.bureau.pk, 2026, "全市新增托位", "个")
    assert (first, similar.certain) == (target, True)
    assert matches(office.own.bureau.pk, 2024, "新增托位", "个") == []
    assert matches(office.foreign.bureau.pk, 2026, "新增托位", "个") == []


def test_a_target_is_proposed_until_a_person_confirms_and_two_do_not_overwrite_each_other(office):
    target = make(office)
    assert target.state == "proposed"
    fresh = confirm_target(target, 1, {"met_when": "exactly"})
    assert (fresh.state, fresh.met_when, fresh.version) == ("confirmed", "exactly", 2)
    with pytest.raises(Conflict):
        confirm_target(target, 1, {"met_when": "at_most"})
    with pytest.raises(Refusal):
        bind_indicator(fresh, 2, "no_such_indicator")
    with pytest.raises(Refusal):
        confirm_target(fresh, 2, {"measured_from": date(2027, 1, 1)})


def test_the_same_words_again_change_nothing_but_where_they_stand(office):
    draft = TargetDraft(
        key="k", organisation_id=office.own.bureau.pk, year=2026, name="新增托位", wording="新增托位8000个", comparator="increase",
        unit="个", measured_at=YEAR_END, values=(ValueDraft(2026, ValueKind.NUMBER, 8000),), version_id=1, start=5, end=14,
    )  # fmt: skip
    first = place_target(draft)
    confirm_target(first, 1, {"met_when": "exactly"})
    again = place_target(replace(draft, version_id=2, start=8, end=17, issued_on=date(2026, 3, 1)))
    assert (again.pk, again.met_when, again.state, again.start) == (first.pk, "exactly", "confirmed", 8)
    assert again.issued_on == date(2026, 3, 1)


def test_other_words_of_a_revision_make_it_a_proposal_again_and_keep_what_was_reported(office):
    draft = TargetDraft(
        key="k", organisation_id=office.own.bureau.pk, year=2026, name="新增托位", wording="新增托位8000个", comparator="increase",
        unit="个", measured_at=YEAR_END, values=(ValueDraft(2026, ValueKind.NUMBER, 8000),), version_id=1,
    )  # fmt: skip
    first = place_target(draft)
    confirm_target(first, 1)
    tell(first, 100)
    revised = replace(
        draft, wording="新增托位9000个", values=(ValueDraft(2026, ValueKind.NUMBER, 9000),), version_id=2
    )
    again = place_target(revised)
    assert (again.pk, again.state, [v.value for v in again.values.all()]) == (first.pk, "proposed", [9000])
    assert evaluate(again, JULY).result.value == 100


def test_a_reference_that_was_published_is_filled_in(office):
    target = make(office, ValueDraft(2026, ValueKind.REFERENCE, None, reference_scope="全省"), comparator="=")
    tell(target, 96)
    set_values(target, 1, [ValueDraft(2026, ValueKind.REFERENCE, 95.4, reference_scope="全省")])
    target.refresh_from_db()
    assert evaluate(type(target)._base_manager.get(), YEAR_END).met is True


def test_a_list_of_targets_is_evaluated_in_a_fixed_number_of_queries(office, django_assert_max_num_queries):
    for number in range(12):
        tell(make(office, key=f"t{number}"), number)
    with django_assert_max_num_queries(5), scoped("targets.target:view"):
        assert len([evaluate(target, JULY) for target in targets()]) == 12


def test_a_level_without_a_base_tells_no_change_in_points(office):
    value = ValueDraft(2026, ValueKind.CHANGE, 2, change_unit=ChangeUnit.POINTS)
    target = make(office, value, indicator="publicity_items_submitted", unit="个百分点", name="优良率")
    told = evaluate(target, JULY)
    assert (told.result.value, told.met, told.shown) == (0, None, "no_data")
    assert "没有基数值" in told.proof
