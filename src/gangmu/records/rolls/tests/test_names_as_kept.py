"""A name is kept in one way by whatever door it comes: blanks that spread a Chinese name are left out, other names stay as they are."""

import json

import pytest

from gangmu.foundation.accounts.services import make_token
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.people.services import change_person, enter_person
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.tests.test_rolls import bring, line

pytestmark = pytest.mark.usefixtures("november")

#: As written → as kept.
NAMES = {
    "李 伟": "李伟",
    "测试　寅": "测试寅",
    "欧 阳  明": "欧阳明",
    "阿里木江·买买提": "阿里木江·买买提",
    "Anna Maria 李": "Anna Maria 李",
}


def form(cast, **more):
    return {
        "organisation": cast.own.school.pk, "roll_number": "L11010520150101000X", "id_kind": "other", "grade": "5",
        "class_number": "1", "status": "attending", "since": "2026-10-09", **more,
    }  # fmt: skip


def kept():
    return Pupil._base_manager.values_list("name", "guardian").get()


@pytest.mark.parametrize(("written", "name"), NAMES.items())
def test_by_form(cast, written, name):
    answer = cast.client("小郑").post("/r/pupils/new/", form(cast, name=written, guardian=written))
    assert answer.status_code == 302
    assert kept() == (name, name)


@pytest.mark.parametrize(("written", "name"), NAMES.items())
def test_by_program(cast, client, written, name):
    with acting_as(cast.actor("小郑")):
        words = make_token(cast.own.persons["小郑"].account, "统计程序", 90).words
    told = json.dumps(form(cast, name=written, guardian=written))
    answer = client.post(
        "/api/pupils/", told, "application/json", headers={"Authorization": f"Bearer {words}"}
    )
    assert answer.status_code == 201, answer.content.decode()
    assert kept() == (name, name)


def test_by_table_where_the_same_name_spread_is_no_change(cast):
    client = cast.client("小郑")
    bring(client, [line(cast.own.school, number, name=name) for number, name in enumerate(NAMES.values())])
    _run, plan = bring(
        client, [line(cast.own.school, number, name=name) for number, name in enumerate(NAMES)]
    )
    assert (plan.changed, plan.untouched) == ([], len(NAMES))
    assert set(Pupil._base_manager.values_list("name", flat=True)) == set(NAMES.values())


def test_of_who_works_at_the_bureau(cast, as_system):
    person = enter_person(cast.own.section, "李 伟")
    assert (person.name, person.pinyin) == ("李伟", enter_person(cast.own.section, "李伟").pinyin)
    assert change_person(person, person.version, {"name": "张　三"}).name == "张三"
