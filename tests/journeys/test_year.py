"""A year is closed: done, partly done and undone with their reasons, carried over, and taken up by the next year's plan."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gangmu.foundation.kernel import clock
from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import SECTION, adopt, assign, person, write_progress

pytestmark = [pytest.mark.wide, pytest.mark.browser]
DONE, PARTLY, UNDONE = "校园阅读空间建设", "新建城东第二幼儿园", "教师公寓分配方案"
PLAN = """云溪县教育局{year}年工作要点

一、重点工作
1.新建城东第二幼儿园。加快建设进度,8月底前竣工。(责任科室:基础教育科)
2.深化课程改革。开展教学节活动。(责任科室:基础教育科)
"""


def test_a_year_is_closed_and_what_is_left_goes_on_in_the_next_years_plan(shared_site, new_page):
    today = clock.today()
    office, section = person(new_page, shared_site, "bangongshi"), person(new_page, shared_site, "jijiao")
    begun, due = today - timedelta(days=today.timetuple().tm_yday - 1), today + timedelta(days=30)
    done, partly, undone = (assign(office, shared_site, name, begun, due) for name in (DONE, PARTLY, UNDONE))
    plan_steps(office, partly, ("开工", "竣工"))
    finish(section, office, done)
    section.goto(partly)
    section.locator("tr", has_text="开工").locator("[name=on]").fill(today.isoformat())
    section.locator("tr", has_text="开工").locator("button").click()
    write_progress(section, shared_site, UNDONE, "完成需求摸底", "住建部门的房源没有移交")

    office.goto(shared_site.address + "/ledger/year/")
    office.click("text=年终清账")
    assert ended(office, "已完成", DONE)
    assert "1 / 2" in ended(office, "部分完成", PARTLY)
    assert "住建部门的房源没有移交" in ended(office, "未完成", UNDONE)
    told = book(office)
    assert (told[DONE]["年终情况"], told[PARTLY]["年终情况"]) == ("已完成", "部分完成")
    assert told[UNDONE]["原因"] == "住建部门的房源没有移交"
    picture(office, "year-end")
    office.get_by_role("button", name="全选可结转的").click()
    assert all(office.get_by_label(f"结转 {name}").is_checked() for name in (PARTLY, UNDONE))
    office.get_by_role("button", name="全选可结转的").click()
    assert office.locator("[name=task]:checked").count() == 0
    for name in (PARTLY, UNDONE):
        office.get_by_label(f"结转 {name}").check()
    office.get_by_text("已选 2 项").wait_for()
    office.get_by_role("button", name=f"把选中的结转到 {today.year + 1} 年").click()
    office.wait_for_selector("text=已结转 2 项")
    assert office.get_by_label(f"结转 {PARTLY}").count() == 0

    office.goto(shared_site.address + "/plans/upload/")
    adopt(office, PLAN.format(year=today.year + 1))
    english = person(new_page, shared_site, "bangongshi", language="en", size=PHONE)
    office.goto(partly)
    office.locator("dt", has_text="结转至").wait_for()
    english.goto(shared_site.address + f"/ledger/year/end/?year={today.year}")
    picture(english, "year-end-en-phone")
    for name, state in ((PARTLY, "Under way"), (UNDONE, "Trial run")):
        english.goto(shared_site.address + f"/ledger/year/end/?year={today.year}")
        english.locator("tr", has_text=name).get_by_role(
            "link", name=f"carried over to {today.year + 1}"
        ).click()
        facts = english.inner_text("dl.facts")
        assert state in facts
        assert SECTION in facts
        english.locator("dl.facts").get_by_role("link", name=name).click()
        assert english.url == (partly if name == PARTLY else undone)


def plan_steps(office: Any, task: str, names: tuple[str, str]) -> None:
    """Set two milestones, counted back from the end of the task."""
    office.goto(task)
    office.get_by_role("link", name="节点").click()
    for number, (name, days) in enumerate(zip(names, (20, 0), strict=True)):
        office.fill(f"[name=form-{number}-name]", name)
        office.fill(f"[name=form-{number}-days_before_end]", str(days))
    office.click("main form button.primary")
    office.wait_for_selector("text=已保存")


def finish(section: Any, office: Any, task: str) -> None:
    """A section proposes that its task is done, with the number of a document; the office checks it."""
    section.goto(task)
    section.get_by_role("link", name="提出完成认定").click()
    section.fill("[name=words]", "十二所学校的阅读空间全部启用")
    section.fill("[name=document]", "云教〔2026〕18号")
    section.click("main form button.primary")
    section.wait_for_selector("text=等待复核")
    office.goto(task)
    office.get_by_role("button", name="复核通过").click()
    office.wait_for_selector("text=已复核")


def ended(office: Any, outcome: str, name: str) -> str:
    """Return the row of a task under the heading of its outcome."""
    part = office.locator("section.panel", has=office.get_by_role("heading", name=re.compile(f"^{outcome}")))
    return str(part.locator("tr", has_text=name).inner_text())


def book(office: Any) -> dict[str, dict[str, Any]]:
    """Return the year's end as it is taken out: task → title of column → cell."""
    with office.expect_download() as taken:
        office.get_by_role("link", name="导出 Excel").click()
    data = Path(taken.value.path()).read_bytes()
    lines = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    heads = next(n for n, line in enumerate(lines) if "任务" in line)
    rows = [dict(zip(lines[heads], line, strict=True)) for line in lines[heads + 1 :]]
    return {row["任务"]: row for row in rows}
