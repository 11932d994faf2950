"""The first thread to its end: a target, its rows, a count with date, a light, a sentence that opens to the rows."""

from dataclasses import replace
from datetime import date

import pytest

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import Medium, PublicityItem, PublicityPoints, ReadItem
from gangmu.applications.planning.services.adopting import run_trial
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.datacentre import indicators
from gangmu.datacentre.facts import all_facts
from gangmu.datacentre.indicators import Exclusion, Question, indicator
from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.figures import figure
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.models import Target
from gangmu.datacentre.targets.proofs import sentence_of
from gangmu.datacentre.targets.selectors import evaluate
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target, report_value
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.services import close, move
from gangmu.foundation.registers.filters import rows_behind
from gangmu.foundation.registers.units import UnitsAsked
from gangmu.foundation.ui.rows import address_of
from gangmu.procedures.ledger.registry import system

PLAN = """青山县教育局2026年工作要点

一、加强宣传
1.做好信息工作。全年报送信息不少于50篇。
"""
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def rows(cast):
    """Three items of the own county in 2026, one of 2025, one of the neighbour."""
    own, foreign = cast.own, cast.foreign
    told = [
        (own.school, "开学第一课", date(2026, 3, 1), date(2026, 3, 9)),
        (own.section, "课后服务", date(2026, 5, 2), None),
        (own.bureau, "招生政策", date(2026, 12, 31), None),
        (own.school, "旧年旧事", date(2025, 12, 31), None),
        (foreign.school, "邻县", date(2026, 3, 1), None),
    ]
    for unit, title, sent, taken in told:
        PublicityItem._base_manager.create(
            organisation=unit,
            title=title,
            medium="县报",
            level=Medium.COUNTY,
            submitted_on=sent,
            adopted_on=taken,
        )
    return cast


@pytest.fixture
def target(rows):
    with acting_as(rows.actor("小陈")):
        return create_target(
            TargetDraft(
                key="t1", organisation_id=rows.own.bureau.pk, year=2026, name="报送信息", wording="报送信息不少于50篇", comparator=">=",
                unit="篇", measured_from=YEAR[0], measured_at=YEAR[1], values=(ValueDraft(2026, ValueKind.NUMBER, 50),),
            )
        )  # fmt: skip


def test_a_printed_name_is_bound_to_its_indicator_and_at_least_is_proposed(target):
    assert (target.indicator, target.met_when) == ("publicity_items_submitted", "at_least")


def test_the_figure_counts_the_units_rows_of_the_period_and_says_its_date(rows):
    told = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR)
    assert (told.value, told.is_count, told.denominator) == (3, True, None)
    assert (told.effective, told.period_from, told.known_at) == (YEAR[1], YEAR[0], None)
    assert figure("publicity_items_submitted", rows.own.school.pk, *YEAR).value == 1
    assert figure("publicity_items_submitted", rows.city.pk, *YEAR).value == 4


def test_no_rows_is_a_count_of_zero_only_because_the_register_says_so(cast):
    assert figure("publicity_items_submitted", cast.own.bureau.pk, *YEAR).value == 0


@pytest.mark.parametrize(
    ("name", "visible"),
    [("小陈", 3), ("王局长", 3), ("小周", 1), ("小郑", 1), ("卫审计", 3)],
    ids=lambda v: str(v),
)
def test_the_figure_opens_to_the_rows_within_the_readers_scope(rows, name, visible):
    told = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR)
    with acting_as(rows.actor(name)):
        address = address_of(told.rows)
    page = rows.client(name).get(address)
    assert page.status_code == 200
    assert page.context["count"] == visible


def test_the_neighbours_office_sees_none_of_the_rows(rows):
    told = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR)
    with acting_as(rows.foreign.actor("小陈")):
        address = address_of(told.rows)
    assert rows.foreign.client("小陈").get(address).context["count"] == 0


def test_who_may_not_see_the_register_gets_a_figure_without_a_way_to_it(rows):
    told = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR)
    with acting_as(rows.actor("褚老师")):
        assert address_of(told.rows) is None


def test_the_figure_of_a_school_opens_to_its_rows_only_also_for_who_sees_more(rows):
    told = figure("publicity_items_submitted", rows.own.school.pk, *YEAR)
    with acting_as(rows.actor("小陈")):
        address = address_of(told.rows)
    page = rows.client("小陈").get(address)
    assert [row.title for row in page.context["table"].data] == ["开学第一课"]
    assert "青山县实验小学及所属单位" in page.content.decode()


def test_the_target_stands_behind_its_plan_and_says_by_how_much(rows, target):
    told = evaluate(target, date(2026, 7, 2))
    assert told.result.value == 2
    assert told.light.light == ResultLight.UNLIKELY
    assert "实际进度 4.0%" in told.proof


def test_a_plan_just_issued_is_not_behind(rows, target):
    assert evaluate(target, date(2026, 4, 24), issued=date(2026, 4, 24)).light.light == ResultLight.REACHABLE


def test_the_sentence_carries_the_figure_as_a_result(rows, target):
    told = sentence_of(evaluate(target, YEAR[1]))
    assert [f.value for f in told.figures] == [3]
    line = system("publicity").summary_line(rows.own.bureau.pk, YEAR, None)
    assert [f.value for f in line.figures] == [3, 1]


def test_a_computed_value_is_never_typed(rows, target):
    with acting_as(rows.actor("小陈")), pytest.raises(Refusal):
        report_value(target, 60, YEAR[1], None)


def test_the_target_page_shows_value_light_and_sentence_that_opens(rows, target):
    page = rows.client("小周").get(f"/targets/{target.pk}/")
    assert page.status_code == 200
    assert "/r/publicity/?f=" in page.content.decode()
    assert rows.foreign.client("小陈").get(f"/targets/{target.pk}/").status_code == 404


def test_the_page_says_how_many_rows_count_and_how_many_the_reader_may_see(rows, target):
    page = rows.client("小郑").get(f"/targets/{target.pk}/?on=2026-12-31").content.decode()
    assert "共 3 行，您的范围内 1 行" in page
    assert "开学第一课" in page
    assert "课后服务" not in page.split("<h2>历史")[0].split("打开全部各行")[0].split("怎么算的")[1]
    assert "普通登记，只按日期询问" in page
    assert "这是计数，没有分母" in page


def test_the_rows_of_a_school_that_closed_stay_in_the_countys_year(rows):
    with acting_as(SystemActor("测试")):
        close(rows.own.school, date(2026, 6, 1))
    county = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR)
    assert county.value == 3
    with acting_as(rows.actor("小陈")), rows_behind(county.rows) as behind:
        assert behind is not None
        assert behind[1].count() == 3
    before = figure("publicity_items_submitted", rows.own.bureau.pk, date(2026, 7, 1), YEAR[1])
    assert before.value == 1


def test_the_rows_of_a_school_that_moved_count_where_it_stands_at_the_end_and_nowhere_else(rows):
    own, foreign = rows.own, rows.foreign
    with acting_as(SystemActor("测试")):
        move(own.school, date(2026, 6, 1), foreign.township)
    assert figure("publicity_items_submitted", own.bureau.pk, *YEAR).value == 2
    assert figure("publicity_items_submitted", foreign.bureau.pk, *YEAR).value == 2
    assert figure("publicity_items_submitted", own.bureau.pk, YEAR[0], date(2026, 5, 31)).value == 2


def test_a_breakdown_adds_up_and_each_part_opens_to_its_own_rows(rows):
    own = rows.own
    told = figure(
        "publicity_items_submitted", rows.city.pk, *YEAR, parts=[own.bureau.pk, rows.foreign.bureau.pk]
    )
    assert [part.value for part in told.breakdown] == [3, 1]
    assert sum(part.value for part in told.breakdown) == told.value
    with acting_as(rows.actor("小陈")), rows_behind(told.breakdown[0].rows) as behind:
        assert behind[1].count() == 3


def test_a_stage_narrows_figure_and_rows_alike(rows):
    units = UnitsAsked.of_filter(rows.own.bureau.pk, YEAR[0], {"stages": ["PRI"]})
    told = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR, units=units)
    assert told.value == 1
    with acting_as(rows.actor("小陈")), rows_behind(told.rows) as behind:
        assert [row.title for row in behind[1]] == ["开学第一课"]
        address = address_of(told.rows)
    assert rows.client("小陈").get(address).context["count"] == 1


def test_rows_left_out_are_counted_with_their_reason_and_open(rows, monkeypatch):
    about = indicator("publicity_items_submitted")
    left = Question(
        "publicity_items",
        "submitted_on",
        "organisation_id",
        excluding=(Exclusion("test.taken", ("adopted_on", "=", date(2026, 3, 9))),),
    )
    monkeypatch.setitem(indicators._indicators, about.code, replace(about, numerator=left))
    told = figure("publicity_items_submitted", rows.own.bureau.pk, *YEAR)
    assert (told.value, [(e.reason.code, e.count) for e in told.excluded]) == (2, [("test.taken", 1)])
    with acting_as(rows.actor("小陈")):
        with rows_behind(told.rows) as behind:
            assert {row.title for row in behind[1]} == {"课后服务", "招生政策"}
        with rows_behind(told.excluded[0].rows) as behind:
            assert [row.title for row in behind[1]] == ["开学第一课"]


def test_a_rate_over_nothing_says_why_it_has_no_value(rows, monkeypatch):
    about = indicator("publicity_items_adopted")
    rate = replace(about, unit="%", denominator=indicator("publicity_items_submitted").numerator)
    monkeypatch.setitem(indicators._indicators, about.code, rate)
    told = figure(about.code, rows.own.bureau.pk, *YEAR)
    assert (told.value, told.numerator, told.denominator) == (pytest.approx(100 / 3), 1, 3)
    empty = figure(about.code, rows.own.kindergarten.pk, *YEAR)
    assert (empty.value, empty.reason.code) == (None, "targets.no_denominator")


def test_a_condition_that_the_register_does_not_offer_shows_no_rows_rather_than_all(rows):
    page = rows.client("小陈").get("/r/publicity/?f=secret|=|1")
    assert page.context["count"] == 0


def test_the_points_table_is_kept_and_read_by_nothing(cast):
    form = {"organisation": cast.own.bureau.pk, "level": "county", "scored": "adopted", "points": "2", "valid_from": "2026-01-01",
            "basis": "量化考核细则", "in_force": "on"}  # fmt: skip
    assert cast.client("小陈").post("/r/publicity-points/new/", form).status_code == 302
    assert PublicityPoints._base_manager.get().in_force is False
    assert cast.client("小周").post("/r/publicity-points/new/", form).status_code == 403
    assert "否" in cast.client("小陈").get("/r/publicity-points/").content.decode()
    assert all("points" not in column.name for fact in all_facts() for column in fact.columns)


def test_what_is_confirmed_at_review_is_what_the_adopted_target_is_judged_by(cast):
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.ISSUED, PLAN)
    item = ReadItem._base_manager.get(document=version, kind=ItemKind.TARGET)
    client = cast.client("张主任")
    page = client.get(f"/plans/items/{item.pk}/")
    assert page.context["form"].initial["met_when"] == "at_least"
    assert page.context["form"].initial["measured_at"] == date(2026, 12, 31)
    form = {"name": "报送信息", "comparator": ">=", "value": "50", "unit": "篇", "period": "2026", "version": item.version,
            "met_when": "exactly", "measured_from": "2026-01-01", "measured_at": "2026-11-30"}  # fmt: skip
    assert client.post(f"/plans/items/{item.pk}/", form).status_code == 302
    with acting_as(cast.actor("张主任")):
        run_trial(version)
    target = Target._base_manager.get()
    assert (target.state, target.met_when, target.measured_at) == ("confirmed", "exactly", date(2026, 11, 30))
    assert target.indicator == "publicity_items_submitted"
