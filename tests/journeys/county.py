"""What people of the demo county do in several journeys: sign in, give a section an item, write a month's progress."""

from datetime import date
from typing import Any

from tests.journeys.conftest import Site
from tests.journeys.test_first_start import sign_in

PASSWORD = "yunxi-demo-2026"
#: The section of `jijiao`; `fujuzhang` is its leader in charge.
SECTION = "基础教育科"


def person(new_page: Any, site: Site, username: str, **how: Any) -> Any:
    """Sign somebody in on a device of his own; return the page."""
    page = new_page(**how)
    sign_in(page, site, username, PASSWORD)
    return page


def assign(office: Any, site: Site, name: str, given_on: date, due_on: date) -> str:
    """Give the section an item of the county's table; return the address of its task."""
    office.goto(site.address + "/ledger/enter/?ledger=county_table")
    office.fill("[name=name]", name)
    office.fill("[name=title]", "县政府重点任务分解表")
    choose(office.locator("[name=lead]"), SECTION)
    office.fill("[name=said_on]", given_on.isoformat())
    office.fill("[name=due_on]", due_on.isoformat())
    office.click("main form button.primary")
    office.wait_for_selector("text=已交办")
    return str(office.url)


def choose(field: Any, words: str) -> None:
    """Choose the option of these words in a list, whether or not it is searched."""
    field.evaluate(
        "(field, words) => { field.value = [...field.options].find(one => one.text.trim() === words).value;"
        " field.tomselect?.sync(); }",
        words,
    )


def write_progress(section: Any, site: Site, name: str, words: str, problems: str = "") -> None:
    """Write this month's progress of a task, hand it in and confirm it."""
    section.goto(site.address + "/ledger/month/")
    row = section.locator("#month tbody tr", has_text=name)
    for cell, told in (("words", words), ("problems", problems)):
        row.locator(f"[name={cell}]").fill(told)
        row.locator(f"[name={cell}]").blur()
        row.locator(".told").get_by_text("已保存").wait_for()
    row.locator("button[data-act=hand-in]").click()
    row.locator(".state").get_by_text("待确认").wait_for()
    section.reload()
    row.get_by_role("button", name="确认", exact=True).click()
    row.locator(".state").get_by_text("已确认").wait_for()


def adopt(office: Any, text: str) -> None:
    """On the page of uploading: paste a plan, settle every clause, confirm every item by key, and adopt."""
    read_plan(office, text)
    settle(office)
    office.goto(office.url + "adopt/")
    office.fill("[name=meeting]", "局党组会")
    office.click("main form button.primary")
    office.wait_for_selector("text=台账已经开始运行")


def read_plan(office: Any, text: str) -> None:
    """Paste a plan and wait for its reading, with its style: an item is there before the page has its style sheet."""
    office.fill("[name=text]", text)
    office.click("main form button.primary")
    office.wait_for_selector("#review .item")
    office.wait_for_load_state()


def settle(office: Any) -> None:
    """Say of every clause left that it is no task of its own, and confirm every item by its key."""
    while left := office.locator("[data-not-listed]").count():
        office.locator("[data-not-listed] button").first.click()
        office.locator("[data-not-listed]").nth(left - 1).wait_for(state="detached")
    while left := office.locator("#review .item:not(.confirmed)").count():
        office.locator("#review .item:not(.confirmed)").first.focus()
        office.keyboard.press("x")
        office.locator("#review .item:not(.confirmed)").nth(left - 1).wait_for(state="detached")
