"""Two clerks on one pupil: what each changed stays, only what both changed is asked, and no number leaves its mask."""

import pytest
from lxml import html

from gangmu.foundation.kernel import clock
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.foundation.sealing.masking import Kind, mask
from gangmu.records.rolls.models import Enrolment, Pupil
from gangmu.records.rolls.registers.pupils import Pupils

pytestmark = pytest.mark.usefixtures("november")


#: Numbers that the same mask hides.
PASSPORTS = ("P12345678901234", "P12345699901234", "P12345611101234")


def id_of(number: int) -> str:
    first = f"11010520150101{number:03}"
    return first + check_sign(first)


@pytest.fixture
def pupil(cast, as_system):
    row = Pupil._base_manager.create(
        organisation=cast.own.school, roll_number=f"G{id_of(3)}", name="李明", pinyin="liming", sex="male", grade="5", class_number=1,
        id_number=id_of(3), birth_date="2015-01-01", since=clock.today(),
    )  # fmt: skip
    Pupils.wrote([(row, None)])
    return row


def sent_of(page: bytes) -> dict[str, list[str]]:
    """What a browser sends of the form of a page as it stands."""
    form = next(one for one in html.fromstring(page.decode()).forms if one.xpath(".//input[@name='opened']"))
    told: dict[str, list[str]] = {}
    for name, value in form.form_values():
        told.setdefault(name, []).append(value.strip())
    told.pop("csrfmiddlewaretoken", None)
    return told


@pytest.fixture
def two(cast, pupil):
    """The address of the form, and two clerks who opened it at the same time with what their browsers hold."""
    address = f"/r/pupils/{pupil.pk}/edit/"
    clerks = [cast.client("小郑"), cast.client("小钱")]
    return address, [(clerk, sent_of(clerk.get(address).content)) for clerk in clerks]


def test_what_two_changed_in_different_fields_is_laid_together_and_saved_with_one_press(two):
    address, [(first, theirs), (second, mine)] = two
    assert first.post(address, {**theirs, "boarding": "on"}).status_code == 302
    page = second.post(address, {**mine, "class_number": "7"})
    words = page.content.decode()
    assert page.status_code == 409
    assert "与您改的不冲突" in words
    assert "以谁的为准" not in words
    differing = [(str(one.label), one.theirs) for one in page.context["form"].overtaken.differing]
    assert differing == [("寄宿", "是")]
    assert second.post(address, sent_of(page.content)).status_code == 302
    held = Pupil._base_manager.get()
    assert (held.boarding, held.class_number) == (True, 7)
    standing = Enrolment._base_manager.get(recorded_to=None)
    assert (standing.boarding, standing.school_class.number) == (True, 7)


@pytest.mark.parametrize(("whose", "status"), [("mine", "attending"), ("theirs", "suspended")])
def test_what_both_changed_is_asked_by_field_in_words(two, whose, status):
    address, [(first, theirs), (second, mine)] = two
    first.post(address, {**theirs, "status": "suspended", "residence": "county"})
    page = second.post(address, {**mine, "guardian": "李强", "status": "left", "residence": "province"})
    told = {
        str(one.label): (one.theirs, one.mine, one.contested)
        for one in page.context["form"].overtaken.differing
    }
    assert told["学籍状态"] == ("休学", "已离校", True)
    again = sent_of(page.content)
    assert again["whose-status"] == ["mine"]
    again["status"] = ["attending"]
    assert (
        second.post(address, {**again, "whose-status": whose, "whose-residence": "theirs"}).status_code == 302
    )
    held = Pupil._base_manager.get()
    assert (held.status, held.residence, held.guardian) == (status, "county", "李强")


def test_a_number_that_another_corrected_stays_and_none_is_carried_in_plain(two):
    address, [(first, theirs), (second, mine)] = two
    assert id_of(3) not in str(mine)
    assert first.post(address, {**theirs, "id_number": id_of(11)}).status_code == 302
    page = second.post(address, {**mine, "guardian": "李强"})
    assert page.status_code == 409
    assert not page.context["form"].errors
    assert second.post(address, sent_of(page.content)).status_code == 302
    assert Pupil._base_manager.get(id_number=id_of(11)).guardian == "李强"


def test_numbers_under_one_mask_are_a_clash(cast, pupil):
    Pupil._base_manager.filter(pk=pupil.pk).update(id_kind="other", id_number=PASSPORTS[0])
    address, first, second = f"/r/pupils/{pupil.pk}/edit/", cast.client("小郑"), cast.client("小钱")
    theirs, mine = (sent_of(clerk.get(address).content) for clerk in (first, second))
    assert len({mask(Kind.ID_NUMBER, number) for number in PASSPORTS}) == 1
    assert first.post(address, {**theirs, "id_number": PASSPORTS[1]}).status_code == 302
    page = second.post(address, {**mine, "id_number": PASSPORTS[2]})
    assert [one.choice for one in page.context["form"].overtaken.differing] == ["whose-id_number"]
    assert second.post(address, {**sent_of(page.content), "whose-id_number": "theirs"}).status_code == 302
    assert Pupil._base_manager.filter(id_number=PASSPORTS[1]).exists()


@pytest.mark.parametrize("permission", [Pupils.history_permission, Pupils.identity.readers])
def test_who_may_not_read_a_pupils_history_is_not_told_it_by_a_clash(two, monkeypatch, permission):
    address, [(first, theirs), (second, mine)] = two
    first.post(address, {**theirs, "guardian": "李强"})
    monkeypatch.setattr(Pupils, "history_permission", permission)
    page = second.post(address, {**mine, "class_number": "7"})
    assert page.status_code == 409
    assert bool(page.context["form"].overtaken.acts) is (permission != Pupils.identity.readers)
