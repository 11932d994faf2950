"""From rows to the target: seats imported → fact → 新增小学学位 with its two dates → light → docx sentence, also after a correction; and rates per pupil by hand."""

import io
from datetime import date

import pytest
from docx import Document
from tests.brought import bring

from gangmu.datacentre.backends import duckdb
from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.figures import figure
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.proofs import sentence_of
from gangmu.datacentre.targets.selectors import evaluate
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target
from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.services import found
from gangmu.foundation.people.services import assign_role, enter_person
from gangmu.foundation.registers.asking import sums_of
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.filters import rows_behind
from gangmu.foundation.ui.rows import address_of
from gangmu.records.premises.models import SeatDelivery
from gangmu.records.premises.norms import standing_of
from gangmu.records.premises.tests.test_premises import SEAT_TITLES
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.services.standing import keep_standing

pytestmark = pytest.mark.usefixtures("november")

SEPTEMBER, NEW_YEAR, YEARS_END = date(2026, 9, 1), date(2026, 1, 1), date(2026, 12, 31)


def put(name, unit, /, **told):
    """Write a row of a register as its service does."""
    declared = register_named(name)
    row = declared.model._base_manager.create(organisation=unit, **told)
    declared.complete(row, None, frozenset(told))
    row.save()
    declared.wrote([(row, None)])
    return row


def fill(unit, grade, count, letter):
    pupils = [
        Pupil(organisation=unit, roll_number=f"{letter}11010520150101{n:04}", name="某某", grade=grade, class_number=1, since=SEPTEMBER)
        for n in range(count)
    ]  # fmt: skip
    keep_standing([(pupil, None) for pupil in Pupil._base_manager.bulk_create(pupils)])


@pytest.fixture
def county(cast):
    """A primary school of 40, a nine-year school of 55 and 50, what they have; a neighbour with its own."""
    with acting_as(SystemActor("测试")):
        nine = found(
            "nine", date(2020, 1, 1), cast.own.township, name="青山县九年一贯制学校", kind=Kind.SCHOOL, stages=[Stage.PRI, Stage.JUN]
        )  # fmt: skip
        campus = found(
            "campus", date(2020, 1, 1), cast.own.school, name="青山县实验小学东校区", kind=Kind.CAMPUS
        )
        fill(cast.own.school, "5", 40, "A")
        fill(nine, "5", 55, "B")
        fill(nine, "8", 50, "C")
        fill(cast.foreign.school, "5", 30, "D")
        day = {"since": SEPTEMBER}
        put("rooms", cast.own.school, number="1", use="classroom", area=120, multimedia=True, **day)
        put("rooms", campus, number="1", use="library", area=60, **day)
        put("rooms", cast.own.school, number="2", use="indoor_sports", area=300, **day)
        put("rooms", cast.own.school, number="3", use="office", area=50, **day)
        put("rooms", nine, number="1", use="classroom", area=200, multimedia=True, **day)
        put("rooms", cast.own.kindergarten, number="1", use="classroom", area=900, multimedia=True, **day)
        put("rooms", cast.foreign.school, number="1", use="classroom", area=700, multimedia=True, **day)
        put("grounds", cast.own.school, name="操场", kind="field", area=600, **day)
        put("grounds", cast.own.school, name="体育馆", kind="gymnasium", area=200, **day)
        put("grounds", cast.own.school, name="租用", kind="rented", area=900, **day)
        put("grounds", nine, name="操场", kind="field", area=500, **day)
        item = {"kind": "instrument", "quantity": 1, **day}
        put("equipment", cast.own.school, number="1", name="甲", value=90000, **item)
        put("equipment", cast.own.school, number="2", name="乙", value=7000, teaching=False, **item)
        put("equipment", nine, number="1", name="丙", value=100000, **item)
    cast.nine = nine
    return cast


#: Per 95 primary and 50 junior pupils; the nine-year school shares 55 : 1.1 × 50 in halves.
BY_HAND = {
    "teaching_area_primary": (120 + 60 + 100, 95, 280 / 95),
    "teaching_area_junior": (100, 50, 2.0),
    "sports_area_primary": (600 + 200 + 250, 95, 1050 / 95),
    "sports_area_junior": (250, 50, 5.0),
    "equipment_value_primary": (90000 + 50000, 95, 140000 / 95),
    "equipment_value_junior": (50000, 50, 1000.0),
    "multimedia_rooms_primary": (1.5, 95, 150 / 95),
    "multimedia_rooms_junior": (0.5, 50, 1.0),
}


def test_rates_per_pupil_come_out_as_by_hand_with_their_denominators(county):
    for code, (top, pupils, value) in BY_HAND.items():
        told = figure(code, county.own.bureau.pk, SEPTEMBER, SEPTEMBER)
        assert told.numerator == pytest.approx(top), code
        assert (told.denominator, told.value) == (pupils, pytest.approx(value)), code
        assert told.known_at is not None


#: Rate → how many rows it opens to, of primary and of junior.
OPENS_TO = {
    "teaching_area": (3, 1),
    "sports_area": (3, 1),
    "equipment_value": (2, 1),
    "multimedia_rooms": (2, 1),
}


def test_rates_open_to_the_rows_whose_parts_make_them(county):
    reader, neighbour = county.client("小陈"), county.foreign.client("小陈")
    for code in BY_HAND:
        told = figure(code, county.own.bureau.pk, SEPTEMBER, SEPTEMBER)
        with acting_as(county.actor("小陈")):
            rows, below = address_of(told.rows), address_of(told.denominator_rows)
        kind, _line, stage = code.rpartition("_")
        of_junior = stage == "junior"
        assert reader.get(rows).context["count"] == OPENS_TO[kind][of_junior], code
        assert reader.get(below).context["count"] == (1 if of_junior else 2)
        assert neighbour.get(rows).context["count"] == 0
        with acting_as(county.actor("小陈")), rows_behind(told.rows) as (declared, found):
            column = f"{stage}_share" if kind == "multimedia_rooms" else f"{stage}_part"
            parts = [getattr(row, column) for row in found]
            summed = sums_of(declared, found).get(column)
        assert sum(parts) == pytest.approx(told.numerator), "the rows add up to what was counted"
        assert summed is None or summed == pytest.approx(told.numerator)


def test_a_room_of_a_campus_has_the_same_share_whoever_looks(county):
    with acting_as(SystemActor("测试")):
        campus = found(
            "seniors", date(2020, 1, 1), county.nine, name="九年一贯制学校初中部", kind=Kind.CAMPUS
        )
        fill(campus, "8", 55, "E")
        put("rooms", campus, number="9", use="classroom", area=100, since=SEPTEMBER)
        clerk = enter_person(campus, "校区经办")
        assign_role(clerk, Role.SCHOOL_CLERK, campus, date(2026, 9, 1))
    declared = register_named("room-states")

    def told(actor):
        with acting_as(actor), scoped("premises.room:view"):
            return list(declared.rows().filter(room__number="9").values_list("primary_share", "junior_share"))

    whole = told(county.actor("小陈"))
    assert whole == [(pytest.approx(55 / (55 + 1.1 * 105)), pytest.approx(1.1 * 105 / (55 + 1.1 * 105)))]
    assert told(SignedInActor(None, clerk.pk, clerk.name)) == whole


def test_a_rate_stands_to_its_line_before_it_is_rounded():
    """Lines and 85 % floors of balanced_development 2.1.1: 4.5 and 3.825, 10.2 and 8.67."""
    told = [standing_of("PRI", "teaching_area", value) for value in (4.5, 4.4999, 3.825, 3.8249, None)]
    assert told == ["reached", "near", "near", "below", "unknown"]
    assert [standing_of("JUN", "sports_area", value) for value in (10.2, 8.67, 8.66)] == [
        "reached",
        "near",
        "below",
    ]
    assert [standing_of("PRI", "equipment_value", v) for v in (2000, 1700, 1699.99)] == [
        "reached",
        "near",
        "below",
    ]
    assert [standing_of("JUN", "multimedia_rooms", v) for v in (2.4, 2.04, 2.03)] == [
        "reached",
        "near",
        "below",
    ]


def test_the_page_shows_each_school_against_the_lines_of_its_stage(county):
    page = county.client("小陈").get("/premises/conditions/?as_of=2026-09-01")
    primary, junior = page.context["shown"]
    told = {line.school: [result.value for result, _least, _words in line.rates] for line in primary.lines}
    assert told["青山县实验小学"] == pytest.approx([180 / 40, 800 / 40, 90000 / 40, 100 / 40])
    assert told["青山县九年一贯制学校"] == pytest.approx([100 / 55, 250 / 55, 50000 / 55, 50 / 55])
    assert (primary.reached, junior.reached) == (1, 0)
    assert "小学生均教学及辅助用房面积 ≥ 4.5 平方米/人" in page.content.decode(), (
        "a card on a phone tells its line too"
    )
    assert [line.school for line in junior.lines] == ["青山县九年一贯制学校"]
    own = county.client("小郑").get("/premises/conditions/?as_of=2026-09-01")
    assert [[line.school for line in part.lines] for part in own.context["shown"]] == [["青山县实验小学"]]


def test_the_page_asks_each_stock_once_and_the_pupils_of_a_stage_once(county, monkeypatch):
    asked, run = [], duckdb.run
    monkeypatch.setattr(duckdb, "run", lambda name, *rest: asked.append(name) or run(name, *rest))
    county.client("小陈").get("/premises/conditions/?as_of=2026-09-01")
    assert len(asked) == len(set(asked)) == 2 * (4 + 1), (
        "four stocks and one number of pupils in each of two stages"
    )


def test_a_school_without_pupils_adds_no_area_and_a_county_without_them_has_no_rate(county):
    told = figure("teaching_area_primary", county.own.kindergarten.pk, SEPTEMBER, SEPTEMBER)
    assert (told.value, told.reason.code) == (None, "targets.no_rows")


def test_a_room_that_changes_its_use_changes_the_rate_from_that_day_on(county):
    client = county.client("小郑")
    room = register_named("rooms").model._base_manager.get(organisation=county.own.school, number="1")
    told = {"row": f"{room.pk}:{room.version}", "field": "use", "use": "office"}
    assert client.post("/r/rooms/change/", told).status_code == 302
    today = date(2026, 11, 16)
    assert figure("teaching_area_primary", county.own.bureau.pk, today, today).numerator == 160
    assert figure("teaching_area_primary", county.own.bureau.pk, SEPTEMBER, SEPTEMBER).numerator == 280


def deliver(county):
    """Seats as a table brings them in: two primary, one junior, one conversion, one of the year before."""
    own, garden = county.own.school.name, county.own.kindergarten.name
    lines = [
        [own, "二期教学楼", "小学", "改扩建", 540, "2026-08-20", "验收〔2026〕1 号"],
        [county.own.township.name, "城东小学", "小学", "新建", 1080, "2026-08-31", "验收〔2026〕2 号"],
        [own, "初中部", "初中", "新建", 300, "2026-08-20", "验收〔2026〕3 号"],
        [garden, "转公办", "学前", "民办转公办", 180, "2026-09-01", "批复〔2026〕4 号"],
        [own, "一期教学楼", "小学", "新建", 810, "2025-08-20", "验收〔2025〕9 号"],
    ]
    return bring(county.own, "小陈", "seat-deliveries", [SEAT_TITLES, *lines])


def seats(county, code="added_primary_seats", known_at=None):
    return figure(code, county.own.bureau.pk, NEW_YEAR, YEARS_END, known_at=known_at)


def test_seats_count_in_the_year_of_their_delivery(county):
    assert len(deliver(county).created) == 5
    told = seats(county)
    assert (told.value, told.is_count, told.period_from, told.effective) == (1620, True, NEW_YEAR, YEARS_END)
    assert seats(county, "added_junior_seats").value == 300
    assert figure("added_primary_seats", county.foreign.bureau.pk, NEW_YEAR, YEARS_END).value is None
    before = figure("added_primary_seats", county.own.bureau.pk, date(2025, 1, 1), date(2025, 12, 31))
    assert before.value == 810


def test_a_conversion_adds_no_seat_and_is_told_as_left_out(county):
    deliver(county)
    told = seats(county, "added_seats")
    assert told.value == 1920
    (left_out,) = told.excluded
    assert (left_out.reason.code, left_out.count) == ("premises.converted", 1)
    with acting_as(county.actor("小陈")):
        assert county.client("小陈").get(address_of(left_out.rows)).context["count"] == 1
    assert seats(county, "added_kindergarten_seats").value is None


def test_the_target_gets_its_value_its_light_and_a_sentence_that_opens_also_after_a_correction(county):
    deliver(county)
    with acting_as(county.actor("小陈")):
        target = create_target(
            TargetDraft(
                key="t1", organisation_id=county.own.bureau.pk, year=2026, name="新增小学学位", wording="新增小学学位1600个", comparator=">=",
                unit="个", measured_from=NEW_YEAR, measured_at=YEARS_END, values=(ValueDraft(2026, ValueKind.NUMBER, 1600),),
            )
        )  # fmt: skip
    assert target.indicator == "added_primary_seats"
    told = evaluate(target, YEARS_END)
    assert (told.result.value, told.met, told.light.light) == (1620, True, ResultLight.REACHABLE)
    (shown,) = sentence_of(told).figures
    assert shown.value == 1620
    page = county.client("小陈")
    (behind,) = [part for part in page.get(f"/targets/{target.pk}/").context["rows"] if part.visible == 2]
    assert behind.counted is None, "1620 seats are no number of rows"
    with acting_as(county.actor("小陈")):
        address = address_of(shown.rows)
    listed = page.get(address)
    assert listed.context["count"] == 2
    before = clock.now()
    row = SeatDelivery._base_manager.get(project="二期教学楼")
    mark = {"row": f"{row.pk}:{row.version}"}
    form = {
        "organisation": row.organisation_id, "project": row.project, "site": "", "stage": "PRI", "kind": "extended", "seats": "450",
        "delivered_on": "2026-08-20", "document": row.document, "ended_on": "", "version": row.version, **mark,
    }  # fmt: skip
    assert page.post(f"/r/seat-deliveries/{row.pk}/edit/", form).status_code == 302
    corrected = evaluate(target, YEARS_END)
    assert (corrected.result.value, corrected.met) == (1530, False)
    assert seats(county, known_at=before).value == 1620, "what was known then stays"
    paper = page.get(f"/targets/{target.pk}/sentence/?on=2026-12-31")
    line, foot = Document(io.BytesIO(paper.content)).paragraphs
    assert line.text == "青山县教育局新增小学学位 1,530个，目标 1,600个。"
    assert foot.text == "数据截至 2026年12月31日"
    (link,) = line.hyperlinks
    assert link.text == "1,530个"
    rows = page.get(link.url.removeprefix("http://testserver"))
    assert sorted(line.record.seats for line in rows.context["table"].page) == [450, 1080]
