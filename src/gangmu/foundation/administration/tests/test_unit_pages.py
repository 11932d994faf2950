"""Pages of units and the calendar, as people of the cast use them."""

import io
import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.jobs.declaration import daily_rules, kind_named
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.two_times import known_on
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import BoundaryChange, Group, Organisation
from gangmu.foundation.organisations.selectors import count_of, members_of, states_of, successions_of, tree
from gangmu.foundation.organisations.services import close, found, merge, move, rename
from gangmu.foundation.ui.rows import address_of

DAY = date(2024, 9, 1)
#: Chinese on an English page that is data or a language's own name.
ALLOWED = {"中文", "小陈"}


def text(answer: Any) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def post(client: Client, route: str, told: dict[str, Any], /, **where: Any) -> Any:
    return client.post(reverse(route, kwargs=where), told)


@pytest.fixture
def office(cast: Any) -> Client:
    """The browser of the office."""
    return cast.client("小陈")


def test_the_tree_shows_what_stands_and_who_is_foreign_is_not_there(cast: Any, office: Client) -> None:
    page = text(office.get(reverse("organisations:units")))
    assert "青山县城关镇" in page and "碧水县" not in page
    assert "学校 1 个" in page.replace(" 个", " 个")
    below = office.get(reverse("organisations:units"), {"below": cast.own.township.pk})
    assert "青山县实验小学" in text(below) and "青山县教育局 ›" in text(below)
    assert office.get(reverse("organisations:units"), {"below": cast.foreign.township.pk}).status_code == 404
    assert office.get(reverse("organisations:unit", kwargs={"pk": cast.foreign.school.pk})).status_code == 404
    assert office.get(reverse("organisations:units"), {"below": "x"}).status_code == 404


def test_units_are_found_by_kind_stage_and_initials(office: Client) -> None:
    for asked, found_names in (
        ({"q": "qsxsyxx"}, {"青山县实验小学"}),
        ({"kind": "kindergarten"}, {"青山县机关幼儿园"}),
        ({"stage": "PRI"}, {"青山县实验小学"}),
        ({"q": "没有"}, set()),
    ):
        page = office.get(reverse("organisations:units"), asked)
        assert {row["unit"].name for row in page.context["rows"]} == found_names


def test_the_tree_is_asked_as_it_was_and_as_it_was_known(cast: Any, office: Client) -> None:
    with acting_as(SystemActor()):
        rename(cast.own.school, DAY, "青山县第一小学")
        move(cast.own.school, DAY, cast.own.bureau)
    yesterday = clock.today() - timedelta(days=1)
    address = reverse("organisations:unit", kwargs={"pk": cast.own.school.pk})
    assert "<h1>青山县第一小学" in re.sub(r"\s*\n\s*", "", office.get(address).content.decode())
    then = office.get(address, {"on": "2023-01-01"})
    assert then.context["state"].name == "青山县实验小学" and "截至 2023年1月1日 的情况" in text(then)
    assert "名称由“青山县实验小学”改为“青山县第一小学”" in text(then)
    unknown = office.get(address, {"on": "2024-10-01", "known": yesterday.isoformat()})
    assert unknown.context["state"] is None
    assert office.get(address, {"on": "gestern"}).status_code == 200


def test_a_closed_unit_is_still_there_for_those_who_kept_it(cast: Any) -> None:
    with acting_as(SystemActor()):
        close(cast.own.school, DAY, "停办")
    address = reverse("organisations:unit", kwargs={"pk": cast.own.school.pk})
    page = cast.client("小陈").get(address)
    assert page.status_code == 200 and "已撤销" in text(page)
    assert cast.foreign.client("小陈").get(address).status_code == 404
    listed = cast.client("小陈").get(reverse("organisations:units"), {"on": "2023-01-01", "kind": "school"})
    assert [row["unit"].name for row in listed.context["rows"]] == ["青山县实验小学"]
    post(cast.client("小陈"), "organisations:act", {"basis": "误录", "confirmed": "1"}, pk=cast.own.school.pk, name="withdraw-closing")  # fmt: skip
    assert Organisation.objects.get(pk=cast.own.school.pk).is_open


def test_an_act_is_shown_before_it_is_written(cast: Any, office: Client) -> None:
    school = cast.own.school
    told = {
        "on": "2024-09-01",
        "name": "青山县第一小学",
        "basis": "青教〔2024〕1号",
        "version": school.version,
    }
    form = office.get(reverse("organisations:act", kwargs={"pk": school.pk, "name": "rename"}))
    assert form.status_code == 200 and 'value="青山县实验小学"' in form.content.decode()
    seen = post(office, "organisations:act", told, pk=school.pk, name="rename")
    assert seen.status_code == 200 and "确认后将写入" in text(seen) and "第一小学" in text(seen)
    assert states_of(school.pk)[0].name == "青山县实验小学"
    done = post(office, "organisations:act", told | {"confirmed": "1"}, pk=school.pk, name="rename")
    assert done.status_code == 302 and states_of(school.pk)[0].name == "青山县第一小学"
    stale = post(office, "organisations:act", told | {"confirmed": "1"}, pk=school.pk, name="rename")
    assert stale.status_code == 422 and "刚刚被他人修改" in text(stale)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("details", {"address": "城关路1号", "stages": ["PRI"]}),
        ("split", {"names": "青山县二小\n青山县三小", "stays": "on"}),
        ("close", {}),
    ],
)
def test_every_act_on_a_school_can_be_seen_and_done(
    cast: Any, office: Client, name: str, told: dict[str, Any]
) -> None:
    school = cast.own.school
    told = {"on": "2024-09-01", "basis": "批复", "version": school.version} | told
    seen = post(office, "organisations:act", told, pk=school.pk, name=name)
    assert seen.context["sentences"], seen.context["form"].errors
    done = post(office, "organisations:act", told | {"confirmed": "1"}, pk=school.pk, name=name)
    assert done.status_code == 302
    assert states_of(school.pk)[0].address == "城关路1号" if name == "details" else True


def test_a_unit_is_founded_moved_merged_and_its_county_decided(cast: Any, office: Client) -> None:
    bureau, town = cast.own.bureau, cast.own.township
    told = {
        "on": "2024-09-01", "name": "城关二小", "kind": "school", "parent": town.pk, "stages": ["PRI"], "school_code": "2133000077",
        "confirmed": "1",
    }  # fmt: skip
    assert office.post(reverse("organisations:found"), told).status_code == 302
    second = Organisation.objects.get(key="2133000077")
    wrong = office.post(reverse("organisations:found"), told | {"name": "城关三小"})
    assert wrong.status_code == 422 and "单位键“2133000077”已被使用" in text(wrong)
    common = {"on": "2025-09-01", "basis": "批复", "confirmed": "1"}
    post(office, "organisations:act", common | {"parent": bureau.pk}, pk=second.pk, name="move")
    assert tree(date(2025, 9, 1)).units[second.pk].parent_id == bureau.pk
    post(office, "organisations:act", common | {"units": [second.pk]}, pk=cast.own.school.pk, name="merge")
    assert not Organisation.objects.get(pk=second.pk).is_open
    chosen = {"stage_boundary": "5-4", "section_word": "股室"}
    post(office, "organisations:act", common | chosen, pk=bureau.pk, name="parameters")
    assert "五四制" in text(office.get(reverse("organisations:unit", kwargs={"pk": bureau.pk})))
    assert (
        post(office, "organisations:act", common, pk=cast.own.school.pk, name="parameters").status_code == 404
    )


def test_a_record_is_corrected(cast: Any, office: Client) -> None:
    school = cast.own.school
    state = states_of(school.pk)[0]
    where = {"pk": school.pk, "state_pk": state.pk}
    assert office.get(reverse("organisations:correct", kwargs=where)).status_code == 200
    told = {"on": "2020-09-01", "name": "青山县实验学校", "kind": "school", "parent": state.parent_id, "stages": ["PRI"], "basis": "录入错误"}  # fmt: skip
    seen = post(office, "organisations:correct", told, **where)
    assert len(seen.context["sentences"]) == 2, text(seen)
    assert post(office, "organisations:correct", told | {"confirmed": "1"}, **where).status_code == 302
    (fresh,) = states_of(school.pk)
    assert (fresh.name, fresh.valid_from) == ("青山县实验学校", date(2020, 9, 1))


def test_who_may_not_edit_finds_no_way_to(cast: Any) -> None:
    head = cast.client("吴校长")
    school = cast.own.school
    page = head.get(reverse("organisations:unit", kwargs={"pk": school.pk}))
    assert page.status_code == 200 and page.context["acts"] == []
    for address in (
        reverse("organisations:act", kwargs={"pk": school.pk, "name": "rename"}),
        reverse("organisations:found"),
        reverse("administration:unit-import"),
        reverse("administration:boundary"),
    ):
        assert head.get(address).status_code == 403
    foreign = reverse("organisations:act", kwargs={"pk": cast.foreign.school.pk, "name": "rename"})
    assert cast.client("小陈").get(foreign).status_code == 404


def test_members_join_and_leave_a_group(cast: Any, office: Client) -> None:
    office.post(
        reverse("organisations:group-new"),
        {"bureau": cast.own.bureau.pk, "kind": "education_group", "name": "青山教育集团", "confirmed": "1"},
    )
    group = Group.objects.get(name="青山教育集团")
    post(office, "organisations:group-join", {"unit": cast.own.school.pk, "on": "2023-09-01", "is_core": "on"}, pk=group.pk)  # fmt: skip
    assert members_of(group.pk) == {cast.own.school.pk}
    page = office.get(reverse("organisations:group", kwargs={"pk": group.pk}))
    assert "青山县实验小学" in text(page) and "核心校" in text(page)
    post(office, "organisations:group-leave", {"on": "2024-09-01"}, pk=group.pk, unit_pk=cast.own.school.pk)
    assert members_of(group.pk) == frozenset()
    assert "青山教育集团" in text(office.get(reverse("organisations:groups")))
    foreign = Group.objects.get(name="碧水县第一责任区")
    assert office.get(reverse("organisations:group", kwargs={"pk": foreign.pk})).status_code == 404


def test_a_workbook_of_units_is_checked_shown_and_taken(cast: Any, office: Client) -> None:
    def sent(*rows: tuple[str, ...]) -> Any:
        heads = [Head(title, as_text=True) for title in ("单位名称", "类别", "上级单位", "学段")]
        book = io.BytesIO(write_sheet(heads, rows, "单位"))
        book.name = "单位.xlsx"
        told = {"bureau": cast.own.bureau.pk, "on": "2024-09-01", "basis": "首次导入", "file": book}
        return office.post(reverse("administration:unit-import"), told)

    wrong = sent(("东岭小学", "城堡", "青山县城关镇", "小学"))
    assert wrong.context["token"] == "" and "B2" in text(wrong) and "“城堡”不在可选项中" in text(wrong)
    right = sent(("东岭小学", "学校", "青山县城关镇", "小学"))
    assert (
        "设立 1 个单位，变更 0 个" in text(right)
        and not Organisation.objects.filter(name="东岭小学").exists()
    )
    done = office.post(reverse("administration:unit-import"), {"token": right.context["token"]})
    assert "已设立 1 个单位" in text(done) and Organisation.objects.filter(name="东岭小学").exists()
    other = cast.client("张主任").post(
        reverse("administration:unit-import"), {"token": right.context["token"]}
    )
    assert other.status_code == 422 and "检查结果已过期" in text(other)


def test_a_boundary_change_is_reconciled_shown_and_written(cast: Any, office: Client) -> None:
    with acting_as(SystemActor()):
        town = found("new-town", DAY, cast.own.bureau, name="溪口镇", kind=Kind.TOWNSHIP)
    told = {
        "bureau": cast.own.bureau.pk, "on": "2025-09-01", "basis": "青政〔2025〕3号",
        "pasted": "单位\t新上级单位\n青山县实验小学\t溪口镇\n青山县机关幼儿园\t溪口镇\n",
    }  # fmt: skip
    wrong = office.post(reverse("administration:boundary"), told | {"pasted": "无名小学\t溪口镇"})
    assert "A1" in text(wrong) and "单位“无名小学”不存在" in text(wrong)
    seen = office.post(reverse("administration:boundary"), told)
    assert "各类别、各学段的总数前后一致" in text(seen) and BoundaryChange.objects.count() == 0
    assert (
        office.post(reverse("administration:boundary"), {"token": seen.context["token"]}).status_code == 302
    )
    change = BoundaryChange.objects.get()
    page = office.get(reverse("organisations:boundary-change", kwargs={"pk": change.pk}))
    assert "溪口镇（直接下级）" in text(page) and tree(date(2025, 9, 1)).children[town.pk]
    assert "青政〔2025〕3号" in text(office.get(reverse("organisations:boundary-changes")))
    assert office.get(reverse("administration:move-template")).status_code == 200


def test_the_office_keeps_the_countys_calendar(cast: Any, office: Client) -> None:
    address, bureau = reverse("calendars:calendar"), cast.own.bureau.pk
    term = {"year": "2026", "organisation": bureau, "number": "1", "first_day": "2026-09-01", "last_day": "2027-01-22"}  # fmt: skip
    office.post(reverse("calendars:term"), term)
    page = office.get(address, {"year": "2026", "bureau": bureau})
    assert "2026—2027学年" in text(page) and len(page.context["terms"][0][1]) == 21
    days = {"year": "2026", "organisation": bureau, "basis": "县办通知", "lines": "2027-03-01 2027-03-03 节假日 山花节\n2027-03-06 调休上班"}  # fmt: skip
    office.post(reverse("calendars:days"), days)
    page = office.get(address, {"year": "2026", "bureau": bureau})
    assert [rule.name for rule in page.context["rules"]] == ["山花节"] * 3 + [""]
    bad = office.post(reverse("calendars:days"), days | {"lines": "三月一日 休"}, follow=True)
    assert "第 1 行“三月一日 休”无法识别" in text(bad)
    refused = office.post(reverse("calendars:days"), days | {"organisation": ""}, follow=True)
    assert "通用校历由最上级教育局维护" in text(refused)
    rule = page.context["rules"][0]
    office.post(reverse("calendars:day-remove", kwargs={"pk": rule.pk}), {"year": "2026"})
    office.post(reverse("calendars:term-remove", kwargs={"pk": page.context["terms"][0][0].pk}))
    page = office.get(address, {"year": "2026", "bureau": bureau})
    assert page.context["terms"] == [] and len(page.context["rules"]) == 3
    head = cast.client("吴校长")
    assert head.get(address).status_code == 200
    assert head.post(reverse("calendars:term"), term).status_code == 403


def test_a_count_opens_to_its_rows(cast: Any, office: Client) -> None:
    with acting_as(SystemActor()):
        second = found("", DAY, cast.own.township, name="城关二小", kind=Kind.SCHOOL)
        merge([second], cast.own.school, date(2025, 9, 1))
    for result in (
        count_of(cast.own.bureau.pk, Kind.SCHOOL, DAY),
        count_of(cast.own.bureau.pk, Kind.SCHOOL),
        count_of(cast.own.bureau.pk, Kind.SCHOOL, DAY, as_is=True),
        count_of(cast.own.bureau.pk, Kind.SCHOOL, DAY, known_on(date(2020, 1, 1))),
    ):
        if result.rows is not None:
            listed = office.get(address_of(result.rows)).context["rows"]
            assert len(listed) == result.value, result
    assert count_of(cast.own.bureau.pk, Kind.SCHOOL, DAY).value == 2


def test_pages_of_units_ask_few_questions(cast: Any, office: Client) -> None:
    """However many units there are, a page of the tree asks the same number of questions."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert (
                office.get(reverse("organisations:units"), {"below": cast.own.township.pk}).status_code == 200
            )
        return len(caught)

    asked()
    before = asked()
    with acting_as(SystemActor()):
        for number in range(20):
            found("", DAY, cast.own.township, name=f"第{number}小学", kind=Kind.SCHOOL)
    asked()
    assert asked() == before <= 45, before


def test_pages_speak_english_too(cast: Any, office: Client) -> None:
    office.cookies["django_language"] = "en"
    for address in (
        reverse("organisations:units"),
        reverse("organisations:unit", kwargs={"pk": cast.own.school.pk}),
        reverse("organisations:act", kwargs={"pk": cast.own.school.pk, "name": "details"}),
        reverse("organisations:groups"),
        reverse("organisations:boundary-changes"),
        reverse("administration:unit-import"),
        reverse("administration:boundary"),
        reverse("calendars:calendar"),
    ):
        with translation.override("en"):
            page = office.get(address)
        assert page.status_code == 200 and "Units" in text(page)
        words = re.sub(
            r"<(option|dd|h1|li|td|q)[ >].*?</\1>|<title>.*?</title>", "", page.content.decode(), flags=re.S
        )
        left = set(re.findall("[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", " ", words)))
        assert not {word for word in left if not {"县", "市"} & set(word)} - ALLOWED, (address, left)


def test_a_unit_takes_its_place_and_a_succession_recorded_by_mistake_is_taken_back(
    cast: Any, office: Client
) -> None:
    school = cast.own.school
    post(office, "organisations:act", {"order": "7", "confirmed": "1"}, pk=school.pk, name="order")
    assert Organisation.objects.get(pk=school.pk).order == 7
    where = {"pk": school.pk, "name": "withdraw-succession"}
    assert office.get(reverse("organisations:act", kwargs=where)).status_code == 404
    told = {"names": "青山县新校", "stays": "on", "on": "2024-09-01", "basis": "批复", "confirmed": "1"}
    post(office, "organisations:act", told, pk=school.pk, name="split")
    followed = {row.successor.name: row.pk for row in successions_of(school.pk)}
    assert set(followed) == {school.name, "青山县新校"}
    told = {"succession": followed["青山县新校"], "basis": "录入错误", "confirmed": "1"}
    assert post(office, "organisations:act", told, **where).status_code == 302
    assert [row.successor.name for row in successions_of(school.pk)] == [school.name]


def test_a_group_is_renamed_and_ended_with_its_history_kept(cast: Any, office: Client) -> None:
    area = cast.own.area
    assert post(office, "organisations:group-rename", {"name": "东片责任区"}, pk=area.pk).status_code == 302
    page = reverse("organisations:group", kwargs={"pk": area.pk})
    assert "东片责任区" in text(office.get(page))
    assert "请填写生效日期" in text(
        office.post(reverse("organisations:group-end", kwargs={"pk": area.pk}), {}, follow=True)
    )
    post(office, "organisations:group-end", {"on": "2025-09-01"}, pk=area.pk)
    assert not members_of(area.pk, date(2025, 9, 1))
    assert members_of(area.pk, date(2025, 8, 31))


def test_what_was_entered_ahead_of_its_day_shows_in_lists_when_the_night_has_passed(
    cast: Any, office: Client
) -> None:
    school = cast.own.school
    tomorrow = clock.today() + timedelta(days=1)
    told = {"on": tomorrow.isoformat(), "name": "青山县第九小学", "basis": "批复", "version": school.version}
    post(office, "organisations:act", told | {"confirmed": "1"}, pk=school.pk, name="rename")
    assert Organisation.objects.get(pk=school.pk).name != "青山县第九小学"
    rule = next(rule for rule in daily_rules() if rule.name == "administration.units_today")
    assert list(rule.organisations()) and not rule.working_days
    with time_machine.travel(datetime.combine(tomorrow, time(1), tzinfo=clock.now().tzinfo), tick=False):
        assert kind_named(rule.name).work(organisation_id=cast.own.bureau.pk) == 1
    assert Organisation.objects.get(pk=school.pk).name == "青山县第九小学"
