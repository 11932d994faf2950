"""A pupil entered wrongly and one who changed: the form asks which, takes no mask for a number and no day to come; many at once on a day."""

from datetime import date

import pytest
from tests.brought import bring

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.accounts.services import make_token
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.rolls.models import Enrolment, Pupil, RollChange
from gangmu.records.rolls.registers.pupils import Pupils

pytestmark = pytest.mark.usefixtures("november")

MAY, SEPTEMBER, TODAY = date(2026, 5, 1), date(2026, 9, 1), date(2026, 11, 16)
MASKED = "打了码的内容"


def id_of(number: int) -> str:
    first = f"1101052015010{number % 9 + 1}0{number:02}"
    return first + check_sign(first)


def enter(school, number=1, **told):
    """A pupil of a school who stands so since September."""
    values = {
        "name": f"学生{number}", "pinyin": f"xuesheng{number}", "grade": "5", "class_number": 6, "since": SEPTEMBER, "sex": "male" if number % 2 else "female",
        "roll_number": f"G{id_of(number)}", "id_number": id_of(number), "birth_date": f"2015-01-0{number % 9 + 1}", **told,
    }  # fmt: skip
    with acting_as(SystemActor("测试")):
        row = Pupil._base_manager.create(organisation=school, **values)
        row.refresh_from_db()
        Pupils.wrote([(row, None)])
    return row


def move(pupil, **told):
    """The pupil changes as from a table, on a day."""
    before = {field.attname: getattr(pupil, field.attname) for field in Pupil._meta.concrete_fields}
    for name, value in told.items():
        setattr(pupil, name, value)
    with acting_as(SystemActor("测试")):
        pupil.save()
        Pupils.wrote([(pupil, before)])


@pytest.fixture
def pupil(cast):
    return enter(cast.own.school)


def sent(client, pupil, **told):
    """Open the form of a pupil, fill some fields otherwise, send it."""
    address = f"/r/pupils/{pupil.pk}/edit/"
    form = client.get(address).context["form"]
    shown = {bound.name: bound.value() for bound in form}
    posted = {name: value for name, value in shown.items() if value not in (None, False)}
    return client.post(address, {**posted, **told})


def on(day, known_at=None):
    """The classes in which pupils sat on a day, as known at a moment."""
    with acting_as(SystemActor("测试")), scoped("rolls.pupil:view"):
        return [row.school_class.number for row in Enrolment.objects.at(day, known_at).order_by("pk")]


def test_what_was_entered_wrongly_is_corrected_from_its_first_day_and_what_was_known_stays(pupil, cast):
    before = clock.now()
    client = cast.client("小郑")
    answer = sent(client, pupil, class_number="7", telling="correction")
    assert answer.status_code == 302, answer.context["form"].errors
    assert "已保存，自 2026-09-01 起更正" in client.get(answer.url).content.decode()
    assert (on(SEPTEMBER), on(SEPTEMBER, before)) == ([7], [6])
    assert Pupil._base_manager.get().since == SEPTEMBER


@pytest.mark.parametrize(("told", "begun"), [({}, TODAY), ({"since": "2026-10-12"}, date(2026, 10, 12))])
def test_what_has_changed_leaves_the_days_before_as_they_were(pupil, cast, told, begun):
    assert sent(cast.client("小郑"), pupil, class_number="7", telling="change", **told).status_code == 302
    assert (on(SEPTEMBER), on(begun)) == ([6], [7])
    assert Pupil._base_manager.get().since == begun


def test_the_form_asks_which_of_the_two_it_is_and_only_where_it_matters(pupil, cast):
    client = cast.client("小郑")
    answer = sent(client, pupil, class_number="7")
    assert answer.status_code == 422
    assert "改了班号：请选更正还是变化" in answer.content.decode()
    assert 'type="radio"' in answer.content.decode()
    assert "checked" not in answer.content.decode().split('name="telling"', 1)[1].split("since", 1)[0]
    assert on(TODAY) == [6]
    assert sent(client, pupil, guardian="李强").status_code == 302
    assert 'name="telling"' not in client.get("/r/pupils/new/").content.decode()


def test_a_change_is_not_told_from_a_day_before_what_it_changes(pupil, cast):
    answer = sent(cast.client("小郑"), pupil, class_number="7", telling="change", since="2026-08-01")
    assert "变化不能早于这一天" in str(answer.context["form"].errors["since"])


def test_until_a_later_first_day_than_was_told_a_pupil_stood_as_before(cast):
    pupil = enter(cast.own.school, since=MAY, class_number=3)
    move(pupil, class_number=6, since=SEPTEMBER)
    answer = sent(cast.client("小郑"), pupil, telling="correction", since="2026-09-14")
    assert answer.status_code == 302, answer.context["form"].errors
    assert [on(date(2026, *day)) for day in ((5, 2), (9, 1), (9, 13), (9, 14))] == [[3], [3], [3], [6]]


def test_a_suspension_that_never_was_leaves_no_change_of_the_roll(cast):
    pupil = enter(cast.own.school, since=MAY)
    move(pupil, status="suspended", since=SEPTEMBER)
    assert [row.kind for row in RollChange._base_manager.all()] == ["suspended"]
    assert sent(cast.client("小郑"), pupil, status="attending", telling="correction").status_code == 302
    assert not RollChange._base_manager.exists(), "neither the suspension nor a resumption"
    assert AuditEntry.objects.filter(subject_type="rolls.rollchange", verb="删除了").count() == 1


def patch(client, cast, pupil, **told):
    """Change a pupil as a program does."""
    with acting_as(cast.actor("小郑")):
        words = make_token(cast.own.persons["小郑"].account, "程序", 90).words
    sent = {"version": 1, **told}
    return client.patch(
        f"/api/pupils/{pupil.pk}/", sent, "application/json", headers={"Authorization": f"Bearer {words}"}
    )


@pytest.mark.parametrize(("told", "since"), [({"since": "2026-09-01"}, SEPTEMBER), ({}, TODAY)])
def test_a_day_that_a_program_sends_is_the_day_even_where_it_is_the_one_of_before(
    pupil, cast, client, told, since
):
    answer = patch(client, cast, pupil, class_number=2, **told)
    assert (answer.status_code, answer.json()["fields"]["since"]) == (200, since.isoformat())
    assert "telling" not in answer.json()["fields"]


@pytest.mark.parametrize("told", [{"birth_date": "1980-01-01"}, {"id_number": "339900********0099"}])
def test_a_program_is_held_to_what_stands_behind_a_mask(pupil, cast, client, told):
    answer = patch(client, cast, pupil, **told)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, list(told))


def test_nobody_stands_on_the_roll_from_a_day_to_come(pupil, cast):
    answer = sent(cast.client("小郑"), pupil, class_number="7", telling="change", since="2030-01-01")
    assert "晚于今天" in str(answer.context["form"].errors["since"])
    titles = ("就读学校", "学籍号", "班号", "就读状态起始日期")
    line = [cast.own.school.name, f"G{id_of(1)}", 7, "2030-01-01"]
    [fault] = bring(cast.own, "小郑", "pupils", [titles, line]).faults
    assert (fault.column, "晚于今天" in fault.words) == (3, True)


def test_the_form_holds_a_birthday_to_the_number_that_it_shows_masked(pupil, cast):
    answer = sent(cast.client("小郑"), pupil, birth_date="1980-01-01")
    assert "与身份证件号中的 2015-01-02 不符" in str(answer.context["form"].errors["birth_date"])
    line = [cast.own.school.name, f"G{id_of(1)}", str(pupil.id_number), "1980-01-01"]
    [fault] = bring(
        cast.own, "小郑", "pupils", [("就读学校", "学籍号", "身份证件号", "出生日期"), line]
    ).faults
    assert (fault.column, "2015-01-02" in fault.words) == (3, True)


def test_who_enters_somebody_who_may_be_there_is_told(pupil, cast):
    client = cast.client("小郑")
    told = {"organisation": cast.own.school.pk, "roll_number": f"L{id_of(2)}", "name": "学生1", "id_kind": "citizen", "grade": "5",
            "birth_date": "2015-01-02", "status": "attending"}  # fmt: skip
    page = client.post("/r/pupils/new/", told, follow=True).content.decode()
    assert "请到“疑似重复”核对" in page
    assert 'href="/r/pupils/duplicates/"' in page
    other = {**told, "roll_number": f"L{id_of(3)}", "name": "学生3"}
    assert "请到“疑似重复”核对" not in client.post("/r/pupils/new/", other, follow=True).content.decode()


@pytest.mark.parametrize(("field", "typed"), [("address", "云溪县实验小**路5号"), ("id_number", "339900********0099"), ("second_guardian_phone", "138****0000")])  # fmt: skip
def test_a_mask_of_something_else_is_refused_and_that_of_what_is_held_changes_nothing(cast, field, typed):
    pupil = enter(cast.own.school, address="云溪县实验小学路5号")
    client = cast.client("小郑")
    answer = sent(client, pupil, **{field: typed})
    assert (answer.status_code, MASKED in str(answer.context["form"].errors[field])) == (422, True)
    assert sent(client, pupil, guardian="李强").status_code == 302
    held = Pupil._base_manager.get()
    assert (held.address.opened(), held.id_number.opened()) == ("云溪县实验小学路5号", id_of(1))


def test_a_table_with_the_mask_of_something_else_is_refused_at_the_cell(cast):
    enter(cast.own.school, address="云溪县实验小学路5号")
    titles = ("就读学校", "学籍号", "身份证件号", "家庭住址")

    def faults(number, address):
        line = [cast.own.school.name, f"G{id_of(1)}", number, address]
        return [
            (fault.column, MASKED in fault.words)
            for fault in bring(cast.own, "小郑", "pupils", [titles, line]).faults
        ]

    shown = f"{id_of(1)[:6]}********{id_of(1)[-4:]}"
    assert faults(shown, "云溪县实验小****") == []
    assert faults(f"{id_of(1)[:4]}**********{id_of(1)[-4:]}", "") == [], "another system hides more"
    assert faults(shown, "云溪县新城路1****") == [(3, True)]
    assert faults(f"339900********{id_of(1)[-4:]}", "") == [(2, True)]


def change(client, pupil, field, value, **told):
    pupil.refresh_from_db()
    return client.post(
        "/r/pupils/change/", {"row": f"{pupil.pk}:{pupil.version}", "field": field, field: value, **told}
    )


def test_in_a_change_for_many_nothing_is_chosen_beforehand(pupil, cast):
    client = cast.client("小郑")
    page = client.post("/r/pupils/change/", {"row": f"{pupil.pk}:1"}).content.decode()
    assert "selected" not in page.replace('value="" selected', "")
    assert 'type="checkbox" name="boarding"' not in page
    assert 'value="2026-11-16"' in page
    for field in ("status", "boarding"):
        assert "请选择" in change(client, pupil, field, "").context["fault"]
    assert change(client, pupil, "boarding", "True").status_code == 302
    assert change(client, pupil, "residence", "county").status_code == 302
    assert change(client, pupil, "residence", "-").status_code == 302
    held = Pupil._base_manager.get()
    assert (held.boarding, held.residence, held.status) == (True, "", "attending")


@pytest.mark.parametrize(("told", "begun"), [({}, TODAY), ({"from_day": "2026-10-12"}, date(2026, 10, 12))])
def test_a_change_for_many_holds_from_the_day_told_with_it(pupil, cast, told, begun):
    assert change(cast.client("小郑"), pupil, "class_number", "7", **told).status_code == 302
    assert (on(SEPTEMBER), on(begun)) == ([6], [7])
    assert Pupil._base_manager.get().since == begun


@pytest.mark.parametrize(
    ("day", "why"), [("2026-08-01", "变化不能早于这一天"), ("2030-01-01", "晚于今天"), ("昨天", "没有这一天")]
)
def test_a_change_for_many_takes_no_day_that_cannot_be(pupil, cast, day, why):
    answer = change(cast.client("小郑"), pupil, "class_number", "7", from_day=day)
    assert why in answer.context["fault"]
    assert on(TODAY) == [6]
