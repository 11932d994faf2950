"""Premises: tables in and out, what held when as known when, what is told of whom."""

from datetime import date

import pytest
from tests.brought import bring

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.records.premises.models import (
    EstateKindergarten,
    Room,
    RoomState,
    SeatDelivery,
    SeatState,
    TypedCondition,
)
from gangmu.records.premises.shares import shares_of

pytestmark = pytest.mark.usefixtures("november")

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
ROOM_TITLES = ("学校", "房间编号", "用途", "使用面积（平方米）", "网络多媒体教室", "起始日期")


def held(states, day, known_at=None):
    """The states that hold on a day as known at a moment, whosever they are."""
    with acting_as(SystemActor("测试")), scoped("premises.room:view"):
        return list(states.objects.at(day, known_at))


def change(client, register, row, field, value, **more):
    row.refresh_from_db()
    told = {"row": f"{row.pk}:{row.version}", "field": field, field: value, **more}
    return client.post(f"/r/{register}/change/", told)


@pytest.fixture
def rooms(cast):
    """Two rooms of the own school, imported."""
    school = cast.own.school.name
    lines = [
        [school, "101", "普通教室", 67.5, "是", "2026-09-01"],
        [school, "102", "音乐教室", 96, "否", "2026-09-01"],
    ]
    return bring(cast.own, "小郑", "rooms", [ROOM_TITLES, *lines])


def test_rooms_come_in_from_a_table_and_the_same_table_twice_changes_nothing(cast, rooms):
    assert (len(rooms.created), rooms.faults) == (2, [])
    states = RoomState._base_manager.order_by("room__number")
    assert [(s.use, float(s.area), s.multimedia, s.valid_from, s.valid_to) for s in states] == [
        ("classroom", 67.5, True, SEPTEMBER, None), ("music", 96, False, SEPTEMBER, None),
    ]  # fmt: skip
    school = cast.own.school.name
    again = bring(
        cast.own, "小郑", "rooms", [ROOM_TITLES, [school, "101", "普通教室", 67.5, "是", "2026-09-01"]]
    )
    assert (len(again.created), len(again.changed), again.untouched) == (0, 0, 1)
    assert RoomState._base_manager.count() == 2, "a row that the table leaves out is no deletion"


def test_rooms_go_out_as_they_stand(cast, rooms):
    answer = cast.client("小陈").get("/r/rooms/export/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_a_room_that_changes_its_use_keeps_what_it_was(cast, rooms):
    room = Room._base_manager.get(number="101")
    assert change(cast.client("小郑"), "rooms", room, "use", "laboratory").status_code == 302
    states = RoomState._base_manager.filter(room=room, recorded_to__isnull=True).order_by("valid_from")
    assert [(s.use, s.valid_from, s.valid_to) for s in states] == [
        ("classroom", SEPTEMBER, date(2026, 11, 16)), ("laboratory", date(2026, 11, 16), None),
    ]  # fmt: skip
    lists = [
        cast.client("小陈").get(f"/r/room-states/?use=classroom&as_of={day}").context["count"]
        for day in ("2026-10-01", "2026-11-16", "2026-08-31")
    ]
    assert lists == [1, 0, 0]


def test_a_correction_from_the_first_day_leaves_what_was_known_before(cast, rooms):
    before = clock.now()
    school = cast.own.school.name
    lines = [[school, "101", "普通教室", 60, "是", "2026-09-01"]]
    assert len(bring(cast.own, "小郑", "rooms", [ROOM_TITLES, *lines]).changed) == 1
    assert {float(state.area) for state in held(RoomState, OCTOBER)} == {60, 96}
    assert {float(state.area) for state in held(RoomState, OCTOBER, before)} == {67.5, 96}


def test_a_room_that_is_pulled_down_is_there_until_that_day(cast, rooms):
    room = Room._base_manager.get(number="101")
    assert change(cast.client("小郑"), "rooms", room, "ended_on", "2026-11-01").status_code == 302
    days = (date(2026, 10, 31), date(2026, 11, 1))
    assert [len(held(RoomState, day)) for day in days] == [2, 1]


def test_a_room_told_by_mistake_never_was(cast, rooms):
    room = Room._base_manager.get(number="101")
    assert change(cast.client("小郑"), "rooms", room, "ended_on", "2026-09-01").status_code == 302
    assert RoomState._base_manager.filter(room=room, recorded_to__isnull=True).count() == 0
    assert RoomState._base_manager.filter(room=room).count() == 1, "what was known stays"


def test_a_room_does_not_end_before_it_begins(cast, rooms):
    room = Room._base_manager.get(number="101")
    answer = change(cast.client("小郑"), "rooms", room, "ended_on", "2026-08-31")
    assert "终止日期早于起始日期" in answer.content.decode()
    assert Room._base_manager.get(number="101").ended_on is None


def test_a_school_sees_and_writes_its_own_rooms_only(cast, rooms):
    assert cast.foreign.client("小郑").get("/r/rooms/").context["count"] == 0
    assert cast.foreign.client("小郑").get("/r/room-states/").context["count"] == 0
    lines = [[cast.own.school.name, "103", "普通教室", 60, "是", "2026-09-01"]]
    plan = bring(cast.foreign, "小郑", "rooms", [ROOM_TITLES, *lines])
    assert "不在您的范围内" in plan.faults[0].words
    assert Room._base_manager.count() == 2


def test_every_change_of_a_room_is_audited(cast, rooms):
    room = Room._base_manager.get(number="101")
    change(cast.client("小郑"), "rooms", room, "use", "laboratory")
    told = AuditEntry.objects.filter(subject_type="premises.room", subject_id=str(room.pk)).order_by("id")
    assert [entry.verb for entry in told][-1] == "修改了"


SEAT_TITLES = ("单位", "项目", "学段", "建设方式", "学位数", "交付使用日期", "交付依据")


def test_seats_moved_to_another_day_are_corrected_as_a_whole(cast):
    unit = cast.own.school.name
    line = [unit, "二期", "小学", "新建", 540, "2026-08-20", "验收〔2026〕1 号"]
    assert len(bring(cast.own, "小陈", "seat-deliveries", [SEAT_TITLES, line]).created) == 1
    before = clock.now()
    line[5] = "2026-12-20"
    assert len(bring(cast.own, "小陈", "seat-deliveries", [SEAT_TITLES, line]).changed) == 1
    assert SeatState._base_manager.filter(recorded_to__isnull=True).count() == 1
    assert [s.delivered_on for s in held(SeatState, date(2026, 12, 31))] == [date(2026, 12, 20)]
    assert held(SeatState, SEPTEMBER) == [], "nothing was delivered in August"
    assert [s.delivered_on for s in held(SeatState, SEPTEMBER, before)] == [date(2026, 8, 20)]


def test_a_school_reads_its_seats_and_does_not_tell_them(cast):
    assert cast.client("小郑").get("/r/seat-deliveries/").status_code == 200
    assert cast.client("小郑").get("/r/seat-deliveries/new/").status_code == 403
    assert SeatDelivery._base_manager.count() == 0


def estate(cast, **more):
    return {
        "organisation": cast.own.township.pk, "estate": "滨江花园", "kindergarten": "滨江花园幼儿园", "due_on": "2026-06-30", **more,
    }  # fmt: skip


def test_an_estates_kindergarten_is_handed_over_then_opened_as_something(cast):
    client = cast.client("小陈")
    early = estate(cast, handed_over_on="2026-08-01", opened_on="2026-07-01", opened_as="public")
    assert "早于移交日期" in client.post("/r/estate-kindergartens/new/", early).content.decode()
    half = estate(cast, opened_on="2026-09-01")
    assert "须同时填写" in client.post("/r/estate-kindergartens/new/", half).content.decode()
    done = estate(
        cast, handed_over_on="2026-07-01", opened_on="2026-09-01", opened_as="public", unit=cast.own.kindergarten.pk
    )  # fmt: skip
    assert client.post("/r/estate-kindergartens/new/", done).status_code == 302
    assert EstateKindergarten._base_manager.get().unit == cast.own.kindergarten
    school = {**done, "estate": "二期", "unit": cast.own.school.pk}
    assert client.post("/r/estate-kindergartens/new/", school).status_code == 422


def condition(unit, item, value):
    return {"organisation": unit.pk, "item": item, "on": "2026-09-01", "value": value, "document": "台账"}


def test_conditions_are_told_of_the_unit_that_they_are_of(cast):
    client = cast.client("小陈")
    page = "/r/typed-conditions/new/"
    assert client.post(page, condition(cast.own.school, "inclusive_study", "3")).status_code == 302, (
        "a school's own"
    )
    assert client.post(page, condition(cast.own.bureau, "servants_pay", "98000.5")).status_code == 302
    refused = client.post(page, condition(cast.own.school, "servants_pay", "98000"))
    assert "按“县级”填报" in refused.content.decode()
    assert TypedCondition._base_manager.count() == 2


@pytest.mark.parametrize(
    ("item", "value"), [("inclusive_study", "2.5"), ("dense_centre", "2"), ("deaths", "-1")]
)
def test_a_condition_that_cannot_be_is_refused(cast, item, value):
    answer = cast.client("小郑").post("/r/typed-conditions/new/", condition(cast.own.school, item, value))
    assert answer.status_code == 422
    assert TypedCondition._base_manager.count() == 0


def test_what_a_combined_school_shares_follows_the_weights_of_its_pupils():
    """Ratios of balanced_development 2.1.3 by hand."""
    assert shares_of({"PRI": 300}) == {"PRI": 1.0}
    nine = shares_of({"PRI": 300, "JUN": 300})
    assert nine["JUN"] / nine["PRI"] == pytest.approx(1.1)
    complete = shares_of({"JUN": 200, "SEN": 200})
    assert complete["SEN"] / complete["JUN"] == pytest.approx(1.2)
    twelve = shares_of({"PRI": 100, "JUN": 100, "SEN": 100})
    assert twelve["PRI"] == pytest.approx(1 / 3.42)
    assert sum(twelve.values()) == pytest.approx(1)
    assert shares_of({"KG": 90, "PRI": 0}) == {}


def sent(client, register, row, **told):
    """Open the form of a row, fill some fields otherwise, send it."""
    address = f"/r/{register}/{row.pk}/edit/"
    form = client.get(address).context["form"]
    shown = {bound.name: bound.value() for bound in form}
    return client.post(
        address, {**{name: value for name, value in shown.items() if value not in (None, False)}, **told}
    )


def test_an_area_told_wrongly_is_corrected_from_its_first_day_in_the_form(cast, rooms):
    before = clock.now()
    room = Room._base_manager.get(number="101")
    client = cast.client("小郑")
    asked = sent(client, "rooms", room, area="60")
    assert (asked.status_code, "请选更正还是变化" in asked.content.decode()) == (422, True)
    answer = sent(client, "rooms", room, area="60", telling="correction")
    assert answer.status_code == 302, answer.context["form"].errors
    assert {float(state.area) for state in held(RoomState, SEPTEMBER)} == {60, 96}
    assert {float(state.area) for state in held(RoomState, SEPTEMBER, before)} == {67.5, 96}


def test_a_room_that_began_later_than_was_told_was_not_there_before(cast, rooms):
    room = Room._base_manager.get(number="101")
    answer = sent(cast.client("小郑"), "rooms", room, since="2026-10-01", telling="correction")
    assert answer.status_code == 302, answer.context["form"].errors
    assert [len(held(RoomState, day)) for day in (SEPTEMBER, OCTOBER)] == [1, 2]


def test_a_room_changes_its_use_for_many_from_a_day(cast, rooms):
    room = Room._base_manager.get(number="101")
    answer = change(cast.client("小郑"), "rooms", room, "use", "laboratory", from_day="2026-10-01")
    assert answer.status_code == 302
    assert [{state.use for state in held(RoomState, day)} for day in (SEPTEMBER, OCTOBER)] == [
        {"classroom", "music"}, {"laboratory", "music"},
    ]  # fmt: skip
