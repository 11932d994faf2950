"""What the pages of targets show, and to whom."""

from datetime import date

import pytest

from gangmu.datacentre.targets.choices import LightWord, ValueKind
from gangmu.datacentre.targets.models import ReportedValue, Target
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target, override_light
from gangmu.foundation.kernel.actors import acting_as


@pytest.fixture
def target(cast):
    with acting_as(cast.actor("张主任")):
        return create_target(
            TargetDraft(
                key="t1", organisation_id=cast.own.bureau.pk, year=2026, name="九年义务教育巩固率", comparator="=", unit="%",
                wording="九年义务教育巩固率达到95%", measured_at=date(2026, 12, 31), values=(ValueDraft(2026, ValueKind.NUMBER, 95),),
            )
        )  # fmt: skip


def told(cast, name, address, **data):
    client = cast.client(name)
    return client.post(address, data) if data else client.get(address)


def test_the_page_of_a_target_without_a_value_says_that_nobody_reported(cast, target):
    page = told(cast, "小周", f"/targets/{target.pk}/").content.decode()
    assert "尚未填报" in page
    assert "暂无数据" in page


def test_a_section_clerk_reports_a_rate_with_its_fraction_and_sees_it_marked(cast, target):
    address = f"/targets/{target.pk}/"
    answer = told(
        cast, "小周", address + "report/", value="94.74", numerator="18", denominator="19", as_of="2024-06-30"
    )
    assert answer.status_code == 302
    row = ReportedValue._base_manager.get()
    assert (row.value, row.person.name, row.as_of) == (94.74, "小周", date(2024, 6, 30))
    page = told(cast, "小周", address).content.decode()
    assert "18 ÷ 19" in page
    assert "填报了" in page


def test_a_report_that_cannot_be_right_says_so_on_the_page_and_keeps_what_was_typed(cast, target):
    answer = told(
        cast,
        "小周",
        f"/targets/{target.pk}/report/",
        value="95",
        numerator="18",
        denominator="19",
        as_of="2024-06-30",
    )
    assert answer.status_code == 422
    assert "与填报值 95 不符" in answer.content.decode()
    assert 'value="18"' in answer.content.decode() or 'value="18.0"' in answer.content.decode()
    assert not ReportedValue._base_manager.exists()


def test_the_office_confirms_when_a_target_is_met_and_a_stale_page_loses_nothing(cast, target):
    address = f"/targets/{target.pk}/confirm/"
    form = {
        "met_when": "at_least",
        "measured_at": "2026-08-31",
        "known_from": "2026-09-20",
        "version": "1",
        "stages": ["PRI", "JUN"],
        "value": "96",
    }
    assert told(cast, "小陈", address, **form).status_code == 302
    fresh = Target._base_manager.get()
    assert (fresh.state, fresh.measured_at, fresh.scope_filter) == (
        "confirmed",
        date(2026, 8, 31),
        {"stages": ["PRI", "JUN"]},
    )
    assert [v.value for v in fresh.values.all()] == [96]
    seen = {"initial-measured_at": "2026-12-31", "initial-met_when": "at_least", "initial-value": "95"}
    late = {**form, **seen, "value": "97", "measured_at": "2026-12-31"}
    stale = told(cast, "小陈", address, **late)
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "<td>2026-08-31</td>" in page and "<td>96</td><td>97</td>" in page
    assert 'name="version" value="2"' in page
    assert 'name="value" value="97"' in page and 'name="measured_at" value="2026-08-31"' in page
    assert Target._base_manager.get().version == 2
    again = {**late, "version": "2", "measured_at": "2026-08-31"}
    assert told(cast, "小陈", address, **again).status_code == 302
    fresh = Target._base_manager.get()
    assert (fresh.measured_at, fresh.values.get().value) == (date(2026, 8, 31), 97)


def test_a_leader_sets_a_light_by_hand_and_the_page_shows_who_and_why(cast, target):
    address = f"/targets/{target.pk}/"
    form = {"light": "at_risk", "reason": "学籍核查未完", "set_on": "2024-01-01"}
    assert told(cast, "李副局长", address + "override/", **form).status_code == 302
    page = told(cast, "小周", address).content.decode()
    assert all(words in page for words in ("有风险", "学籍核查未完", "李副局长", "规则给出的是"))
    assert (
        "人工改灯"
        not in told(cast, "小郑", address).content.decode().split("<h2>历史")[0].split("人工改为")[0]
    )


def test_who_may_not_confirm_or_override_cannot(cast, target):
    assert told(cast, "小周", f"/targets/{target.pk}/confirm/").status_code == 403
    assert told(cast, "小周", f"/targets/{target.pk}/override/", light="reachable").status_code == 403


def test_the_list_shows_value_and_light_and_opens_the_target(cast, target):
    page = told(cast, "王局长", "/r/targets/").content.decode()
    assert all(
        words in page
        for words in ("九年义务教育巩固率", "待填报", "○</span> 暂无数据", "95%", f"/targets/{target.pk}/")
    )


def test_targets_of_the_neighbour_are_not_there(cast, target):
    client = cast.foreign.client("王局长")
    assert "九年义务教育巩固率" not in client.get("/r/targets/").content.decode()
    assert client.get(f"/targets/{target.pk}/").status_code == 404


def test_a_school_sees_its_bureaus_targets(cast, target):
    assert told(cast, "吴校长", f"/targets/{target.pk}/").status_code == 200


def test_a_page_asked_for_another_day_tells_how_the_target_stood_then(cast, target):
    with acting_as(cast.actor("李副局长")):
        override_light(target, LightWord.UNLIKELY, "人数流失", date(2025, 3, 1), None, date(2025, 6, 1))
    address = f"/targets/{target.pk}/"
    assert (
        "人数流失" in told(cast, "王局长", address + "?on=2025-04-01").content.decode().split("<h2>历史")[0]
    )
    assert (
        "人数流失"
        not in told(cast, "王局长", address + "?on=2025-07-01").content.decode().split("<h2>历史")[0]
    )
