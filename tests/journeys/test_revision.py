"""A plan is revised: what changes is seen before it is adopted, and the ledger follows it, without taking back what the year decided."""

import pytest

from gangmu.foundation.kernel import clock
from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import adopt, person, read_plan, settle

pytestmark = [pytest.mark.wide, pytest.mark.browser]
FIRST = """云溪县教育局{year}年工作要点

一、重点工作
1.规范校外供餐。完善准入和退出机制。(责任科室:基础教育科)
2.建设数字资源库。汇集优质课例。(责任科室:基础教育科)
"""
REVISED = """云溪县教育局{year}年工作要点

一、重点工作
1.规范校外供餐。完善准入和退出机制,9月底前完成。(责任科室:基础教育科)
2.推进校园足球。组织校际联赛。(责任科室:基础教育科)
"""


def test_a_revision_is_seen_before_it_is_adopted_and_the_ledger_follows_it(shared_site, new_page):
    #: Years ahead, so that no other journey's plan is revised.
    year = clock.today().year + 3
    office = person(new_page, shared_site, "bangongshi")
    office.goto(shared_site.address + "/plans/upload/")
    adopt(office, FIRST.format(year=year))
    office.goto(shared_site.address + "/plans/")
    office.locator("tr", has_text=f"{year}年工作要点").locator("a").first.click()
    plan = office.url
    office.click("text=上传新稿")
    read_plan(office, REVISED.format(year=year))
    review = office.url
    office.goto(review + "changes/")
    told = {
        head: office.locator("section.panel", has_text=head).first.inner_text() for head in ("新增", "删去")
    }
    assert "推进校园足球" in told["新增"]
    assert "建设数字资源库" in told["删去"]
    assert "9月底前" in office.inner_text(".compare .after")
    picture(office, "revision-changes")
    office.goto(review)
    settle(office)
    office.goto(review + "adopt/")
    office.fill("[name=meeting]", "局党组会第二次会议")
    office.click("main form button.primary")
    office.wait_for_selector("text=台账已经开始运行")
    office.goto(plan)
    assert "推进校园足球" in office.inner_text("main")

    section = person(new_page, shared_site, "jijiao", size=PHONE, language="en")
    for name, state, due in (
        ("规范校外供餐", "Under way", f"30 September {year}"), ("建设数字资源库", "Stopped", ""), ("推进校园足球", "Under way", ""),
    ):  # fmt: skip
        section.goto(shared_site.address + f"/r/tasks/?year={year}&q={name}")
        section.locator("table.register tbody a").first.click()
        facts = section.inner_text("dl.facts")
        assert state in facts, facts
        assert due in facts
    picture(section, "revision-task-en-phone")
