"""Registers in the search over everything: rows within the reader's scope, persons as the reader sees them, no more than asked."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from tests.searched import part_of, searched

from gangmu.datacentre.targets.models import Target
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.time_limit import TooLong, within
from gangmu.foundation.organisations.models import Organisation, OrganisationState
from gangmu.foundation.registers import seeking
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.seeking import found_in_registers
from gangmu.procedures.ledger.models import ShownLight, Task
from gangmu.records.rolls.models import Pupil

SOUGHT = [declared for declared in registers() if declared.sought is not None]
UNITS, TASKS, TARGETS, PUPILS = "单位登记册", "台账", "目标", "学生名册"


def test_these_registers_are_looked_through_each_at_a_place_of_its_own():
    assert [declared.name for declared in sorted(SOUGHT, key=lambda one: one.sought.place)] == [
        "tasks", "targets", "papers", "units", "persons", "staff", "pupils", "places"
    ]  # fmt: skip
    assert len({declared.sought.place for declared in SOUGHT}) == len(SOUGHT)
    assert all(declared.search for declared in SOUGHT)


@pytest.mark.parametrize("declared", SOUGHT, ids=lambda declared: declared.name)
def test_what_is_told_beside_a_row_are_columns_of_its_register(declared):
    assert declared.sought.beside
    assert set(declared.sought.beside) <= {column.name for column in declared.columns}


def test_a_unit_is_found_by_the_initials_of_its_name_and_opens_on_its_page(cast):
    client, school = cast.client("小陈"), cast.own.school
    initials = school.pinyin.split()[-1]
    assert school.name in searched(client, initials)[UNITS]
    (link,) = part_of(client, school.name, UNITS).xpath(f".//a[span[text()='{school.name}']]/@href")
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("name", ["实验小学（东校区）", "ＡＢ实验学校", "“双语”小学"])
def test_a_name_is_found_as_it_is_written_and_with_narrow_letters(cast, name):
    school = cast.own.school
    OrganisationState._base_manager.filter(organisation=school).update(name=name)
    Organisation._base_manager.filter(pk=school.pk).update(name=name)
    client = cast.client("小陈")
    assert searched(client, name)[UNITS] == [name]
    assert client.get("/r/units/", {"q": name}).context["count"] == 1
    if name.startswith("Ａ"):
        OrganisationState._base_manager.filter(organisation=school).update(name="AB实验学校")
        assert searched(client, name)[UNITS] == ["AB实验学校"]


def test_nothing_of_another_county_is_found(cast):
    school = cast.foreign.school.name
    assert school != cast.own.school.name
    assert school in searched(cast.foreign.client("小陈"), school)[UNITS]
    assert UNITS not in searched(cast.client("小陈"), school)


def works(bureau, first: int, last: int) -> None:
    """Enter tasks and targets of one name that differ by their number."""
    Task._base_manager.bulk_create(
        Task(organisation=bureau, name=f"整治工程{n:02}", key=f"z{n}", year=2026, order=n, due_on=date(2026, 12, 1))
        for n in range(first, last)
    )  # fmt: skip
    Target._base_manager.bulk_create(
        Target(organisation=bureau, name=f"整治工程{n:02}", wording=f"整治工程{n:02}", year=2026, key=f"z{n}", measured_at=date(2026, 12, 31), start=n, indicator="publicity.adopted")
        for n in range(first, last)
    )  # fmt: skip


def test_more_than_is_shown_leads_to_the_list_with_the_same_question(cast):
    works(cast.own.bureau, 0, 25)
    client = cast.client("小陈")
    part = part_of(client, "整治工程", TASKS)
    assert len(part.xpath(".//li")) == 20
    assert "2026-12-01" in part.xpath(".//li//small")[0].text_content()
    (rest,) = part.xpath("./p/a/@href")
    assert client.get(rest).context["count"] == 25


def test_more_hits_need_no_more_questions_and_nothing_is_written(cast):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as sent:
            told = searched(client, "整治工程")
        assert len(told[TASKS]) == len(told[TARGETS])
        return [query["sql"] for query in sent]

    client = cast.client("小陈")
    works(cast.own.bureau, 0, 2)
    searched(client, "整治工程")
    few = asked()
    works(cast.own.bureau, 2, 20)
    many = asked()
    assert len(many) == len(few), [sql[:120] for sql in many]
    assert not ShownLight._base_manager.exists(), "lights are worked out by who shows them"


@pytest.mark.parametrize("fault", [TooLong, OperationalError("database is locked")])
def test_a_register_that_gives_up_says_so_and_the_others_answer(cast, monkeypatch, fault):
    @contextmanager
    def gives_up(seconds):
        raise fault
        yield

    limits = iter([gives_up])
    monkeypatch.setattr(seeking, "within", lambda seconds: next(limits, within)(seconds))
    with acting_as(SystemActor("测试")):
        late, *others = found_in_registers(cast.own.bureau.name, 5)
    assert (late.title, late.hits, late.late) == (TASKS, (), True)
    assert late.rest.startswith("/r/tasks/?q=")
    assert [group.title for group in others if group.hits and not group.late][0] == UNITS


def test_all_registers_together_have_one_time(cast, monkeypatch):
    given: list[float] = []

    @contextmanager
    def takes_it_all(seconds):
        given.append(seconds)
        monkeypatch.setattr(seeking.time, "monotonic", lambda: float("inf"))
        raise TooLong
        yield

    monkeypatch.setattr(seeking, "within", takes_it_all)
    with acting_as(SystemActor("测试")):
        told = list(found_in_registers("甲", 5))
    assert len(given) == 1 and given[0] <= seeking.SECONDS
    assert len(told) == len(SOUGHT)
    assert all(group.late for group in told)


def test_a_person_is_found_as_the_reader_may_see_the_name(cast):
    Pupil._base_manager.create(
        organisation=cast.own.school, roll_number="G110105201501010021", name="张三丰", pinyin="zhangsanfeng", grade="5",
    )  # fmt: skip
    own, leader = cast.client("小郑"), cast.client("王局长")
    assert searched(own, "zhangsan")[PUPILS] == ["张三丰"]
    assert PUPILS not in searched(leader, "zhangsan")
    (masked,) = searched(leader, "张三丰")[PUPILS]
    assert "三丰" not in masked


@pytest.mark.parametrize("declared", SOUGHT, ids=lambda declared: declared.name)
def test_a_row_of_each_register_can_be_called_by_its_name(cast, declared):
    works(cast.own.bureau, 0, 1)
    with acting_as(SystemActor("测试")), scoped(declared.view_permission):
        for row in declared.rows_sought()[:5]:
            assert declared.called(row).strip()
