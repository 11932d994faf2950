"""A leader's day: his own duty on one screen, a decision on the spot, one printed page; an extension from asking to its light."""

import io
from datetime import date, timedelta
from typing import Any

import pdfplumber
import pytest

from gangmu.foundation.kernel import clock
from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import SECTION, assign, person

pytestmark = [pytest.mark.wide, pytest.mark.browser]


def ask_for(page: Any, task: str, until: date, reason: str) -> None:
    page.goto(task + "ask/")
    page.fill("[name=reason]", reason)
    page.fill("[name=due_on]", until.isoformat())
    page.click("main form button.primary")


def test_a_leaders_morning_ends_in_a_decision_and_one_printed_page(shared_site, new_page):
    today = clock.today()
    begun = max(date(today.year, 1, 1), today - timedelta(days=60))
    office = person(new_page, shared_site, "office")
    assign(office, shared_site, "校舍安全鉴定", begun, today - timedelta(days=1))
    running = assign(office, shared_site, "课后服务收费公示", begun, today + timedelta(days=3))
    section = person(new_page, shared_site, "jijiao")
    ask_for(section, running, today + timedelta(days=20), "两所学校的收费方案还在听证")
    section.wait_for_selector("text=申请已提交")

    leader = person(new_page, shared_site, "fujuzhang", size=PHONE)
    leader.goto(shared_site.address + "/ledger/morning/")
    assert "我的分管" in leader.inner_text("h1")
    missed = leader.locator("tr", has_text="校舍安全鉴定")
    assert SECTION in missed.inner_text()
    assert "逾期" in missed.inner_text()
    assert "已超过时限" in missed.inner_text()
    asked = leader.locator("#decide tr", has_text="课后服务收费公示")
    assert "两所学校的收费方案还在听证" in asked.inner_text()
    assert "孟立新" in asked.inner_text()
    picture(leader, "leader-morning-phone")

    before = sheet(leader, shared_site)
    for told in ("校舍安全鉴定", "课后服务收费公示", "延期", SECTION, "已超过时限", "我的分管"):
        assert told in before, told
    asked.locator("[name=note]").fill("同意，抓紧办结")
    asked.get_by_role("button", name="同意", exact=True).click()
    leader.wait_for_selector("text=已批示")
    assert leader.url.endswith("/ledger/morning/")
    assert leader.locator("#decide tr", has_text="课后服务收费公示").count() == 0
    after = sheet(leader, shared_site)
    assert "校舍安全鉴定" in after
    assert "两所学校的收费方案还在听证" not in after

    english = person(new_page, shared_site, "fujuzhang", language="en", dark=True)
    english.goto(shared_site.address + "/ledger/morning/")
    assert "In my charge" in english.inner_text("h1")
    assert "Overdue" in english.locator("tr", has_text="校舍安全鉴定").inner_text()
    picture(english, "leader-morning-en-dark")


def test_a_supervision_letter_is_decided_signed_issued_and_heard_of(shared_site, new_page):
    today = clock.today()
    office = person(new_page, shared_site, "bangongshi")
    task = assign(office, shared_site, "午休条件核查", today - timedelta(days=20), today + timedelta(days=9))
    office.goto(
        f"{shared_site.address}/ledger/papers/new/?kind=supervision&task={task.rstrip('/').rpartition('/')[2]}"
    )
    office.click("main form button.primary")
    office.wait_for_selector("text=已提请局领导决定")
    paper = office.url

    leader = person(new_page, shared_site, "juzhang", size=PHONE)
    leader.goto(shared_site.address + "/ledger/morning/")
    row = leader.locator("#decide tr", has_text="午休条件核查")
    row.locator("[name=note]").fill("一周内报整改方案")
    row.get_by_role("button", name="同意", exact=True).click()
    leader.wait_for_selector("text=已批示")

    office.goto(paper)
    for step in ("拟稿", "科室负责人", "办公室核稿"):
        assert step in office.inner_text("main")
        office.locator("form[action$='step/'] button").first.click()
        office.wait_for_selector("text=已办理")
        office.goto(paper)
    leader.goto(paper)
    for _step in ("分管领导", "局长签发"):
        leader.locator("form[action$='step/'] button").first.click()
        leader.wait_for_selector("text=已办理")
        leader.goto(paper)
    office.goto(paper)
    office.locator("form[action$='issue/'] button").first.click()
    office.wait_for_selector("text=已印发：")
    assert f"云教督〔{today.year}〕" in office.inner_text("main")
    picture(office, "paper-issued")

    section = person(new_page, shared_site, "jijiao", size=PHONE)
    section.goto(shared_site.address + "/notices/")
    assert "“午休条件核查”，请办理" in section.inner_text("main")
    picture(section, "paper-heard-of-phone")


def sheet(page: Any, site: Site) -> str:
    """Return the text of the one page that is taken to the meeting, with lines that were broken joined."""
    address = page.get_by_role("link", name="会前一页纸").get_attribute("href")
    answer = page.request.get(site.address + address)
    assert answer.headers["content-type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.body())) as document:
        assert len(document.pages) == 1
        size = document.pages[0].width, document.pages[0].height
        assert [round(side) for side in size] == [595, 842]
        return "".join("".join(cell or "" for cell in row) for table in document.pages[0].extract_tables() for row in table).replace(
            "\n", ""
        ) + document.pages[0].extract_text()  # fmt: skip


def test_an_extension_is_asked_for_granted_and_seen_in_the_light(shared_site, new_page):
    today = clock.today()
    first, until = today + timedelta(days=2), today + timedelta(days=200)
    office = person(new_page, shared_site, "office")
    task = assign(office, shared_site, "义务教育标准化学校复核", today - timedelta(days=60), first)

    section = person(new_page, shared_site, "jijiao", size=PHONE)
    section.goto(task)
    assert "临近" in section.inner_text(".lights-row")
    section.click("text=申请延期等")
    ask_for(section, task, first - timedelta(days=1), "省厅的复核标准还没有印发")
    told = section.get_by_role("alert").first
    told.wait_for()
    assert "晚于现在的时限" in told.inner_text()
    assert section.input_value("[name=reason]") == "省厅的复核标准还没有印发"
    section.fill("[name=due_on]", until.isoformat())
    section.click("main form button.primary")
    section.wait_for_selector("text=申请已提交")
    picture(section, "extension-asked-phone")

    leader = person(new_page, shared_site, "fujuzhang", size=PHONE)
    leader.goto(task)
    leader.fill("[name=note]", "同意延期")
    leader.get_by_role("button", name="同意", exact=True).click()
    leader.wait_for_selector("text=已批示")

    section.goto(task)
    assert f"已延期 1 次，最初 {first.isoformat()}" in section.inner_text("main")
    lights = section.locator(".lights-row > div").first
    assert "正常" in lights.inner_text()
    lights.locator("summary").click()
    assert until.isoformat() in lights.locator(".proof").inner_text()
    picture(section, "extension-granted-phone")

    english = person(new_page, shared_site, "bangongshi", language="en")
    english.goto(task)
    assert f"Extended 1 time, first {first.isoformat()}" in english.inner_text("main")
    assert "On time" in english.inner_text(".lights-row")
    english.goto(shared_site.address + "/r/tasks/?q=标准化学校")
    row = english.locator("table.register tbody tr", has_text="义务教育标准化学校复核")
    assert until.isoformat() in row.inner_text()
    picture(english, "extension-list-en")
    new_page.faults[:] = [fault for fault in new_page.faults if "422" not in fault]
