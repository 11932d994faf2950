"""Registers in the search over everything: rows within the reader's scope, persons as the reader sees them, no more than asked."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.time_limit import TooLong, within
from gangmu.foundation.registers import seeking
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.seeking import found_in_registers
from gangmu.procedures.ledger.models import Task
from gangmu.records.rolls.models import Pupil

SOUGHT = [declared for declared in registers() if declared.sought is not None]


def found(client, asked: str) -> dict[str, list[str]]:
    """Titles of what was found, with the words of each hit."""
    page = html.fromstring(client.get("/search/", {"q": asked}).content.decode())
    return {
        part.xpath("h2")[0].text_content(): [one.text_content() for one in part.xpath(".//li/a/span")]
        for part in page.xpath("//section[contains(@class, 'found')]")
    }


def test_these_registers_are_looked_through_each_at_a_place_of_its_own():
    assert [r.name for r in sorted(SOUGHT, key=lambda r: r.sought)] == [
        "tasks", "targets", "papers", "units", "persons", "staff", "pupils", "places"
    ]  # fmt: skip
    assert len({declared.sought for declared in SOUGHT}) == len(SOUGHT)
    assert all(declared.search for declared in SOUGHT)


def test_a_unit_is_found_by_the_initials_of_its_name_and_opens_on_its_page(cast):
    client, school = cast.client("小陈"), cast.own.school
    initials = school.pinyin.split()[-1]
    assert school.name in found(client, initials)["单位登记册"]
    page = html.fromstring(client.get("/search/", {"q": school.name}).content.decode())
    (link,) = {a.get("href") for a in page.xpath(f"//a[span[text()='{school.name}']]")}
    assert client.get(link).status_code == 200


def test_nothing_of_another_county_is_found(cast):
    school = cast.foreign.school
    assert school.name in found(cast.foreign.client("小陈"), school.name)["单位登记册"]
    if school.name != cast.own.school.name:
        assert "单位登记册" not in found(cast.client("小陈"), school.name)


def works(bureau, first: int, last: int) -> None:
    """Enter tasks of one name that differ by their number."""
    Task._base_manager.bulk_create(
        Task(
            organisation=bureau,
            name=f"整治工程{n:02}",
            key=f"z{n}",
            year=2026,
            order=n,
            due_on=date(2026, 12, 1),
        )
        for n in range(first, last)
    )


def test_more_than_is_shown_leads_to_the_list_with_the_same_question(cast):
    works(cast.own.bureau, 0, 25)
    client = cast.client("小陈")
    page = html.fromstring(client.get("/search/", {"q": "整治工程"}).content.decode())
    (part,) = page.xpath("//section[contains(@class, 'found')][h2[text()='台账']]")
    assert len(part.xpath(".//li")) == 20
    assert "2026-12-01" in part.xpath(".//li//small")[0].text_content()
    (rest,) = part.xpath("./p/a/@href")
    assert client.get(rest).context["count"] == 25


def test_more_hits_need_no_more_questions_to_the_database(cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as sent:
            assert client.get("/search/", {"q": "整治工程"}).status_code == 200
        return len(sent)

    client = cast.client("小陈")
    works(cast.own.bureau, 0, 2)
    asked()
    few = asked()
    works(cast.own.bureau, 2, 20)
    asked()
    assert asked() == few


def test_a_register_that_takes_too_long_says_so_and_the_others_answer(cast, monkeypatch):
    limits = iter([gives_up])
    monkeypatch.setattr(seeking, "within", lambda seconds: next(limits, within)(seconds))
    with acting_as(SystemActor("测试")):
        late, *others = found_in_registers(cast.own.bureau.name, 5)
    assert (late.title, late.hits, late.late) == ("台账", (), True)
    assert late.rest.startswith("/r/tasks/?q=")
    assert [group.title for group in others if group.hits and not group.late][0] == "单位登记册"


@contextmanager
def gives_up(seconds):
    raise TooLong
    yield


@pytest.mark.parametrize("declared", SOUGHT, ids=lambda declared: declared.name)
def test_a_row_of_each_register_can_be_called_by_its_name(cast, declared):
    with acting_as(SystemActor("测试")), scoped(declared.view_permission):
        for row in declared.rows_at()[:5]:
            assert declared.called(row).strip()


def test_a_person_is_found_as_the_reader_may_see_the_name(cast):
    Pupil._base_manager.create(
        organisation=cast.own.school,
        roll_number="G110105201501010021",
        name="张三丰",
        pinyin="zhangsanfeng",
        grade="5",
    )
    assert found(cast.client("小郑"), "zhangsan")["学生名册"] == ["张三丰"]
    leader = cast.client("王局长")
    assert "学生名册" not in found(leader, "zhangsan")
    (masked,) = found(leader, "张三丰")["学生名册"]
    assert "三丰" not in masked
