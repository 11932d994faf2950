"""A section's month in the browser: paste, the key of no news, two people in one grid, a session that is lost while somebody types."""

import os
import subprocess
import sys
from typing import Any

import pytest

from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.test_first_start import sign_in
from tests.plugins.needs import ROOT

pytestmark = [pytest.mark.wide, pytest.mark.browser]
PASSWORD = "a-long-password-7"
PREPARE = "import django; django.setup(); from tests.faults.clerks import prepare; prepare(1, 3)"


@pytest.fixture
def site(empty_site: Site) -> Site:
    """A bureau with one section of two clerks that leads three tasks."""
    environment = {
        **os.environ,
        "GANGMU_HOME": str(empty_site.home),
        "DJANGO_SETTINGS_MODULE": "gangmu.project.settings",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, cwd=ROOT, check=True, timeout=240)
    return empty_site


def grid_of(page: Any, site: Site, who: str) -> Any:
    sign_in(page, site, f"{who}-0", PASSWORD)
    page.goto(site.address + "/ledger/month/")
    return page.locator("#month tbody tr")


def told(row: Any) -> Any:
    return row.locator(".told")


def test_two_people_in_one_grid_keep_both_their_cells_and_see_their_conflict(site, new_page):
    one, other = new_page(), new_page(size=PHONE)
    mine, theirs = grid_of(one, site, "words"), grid_of(other, site, "problems")
    for row, cell, words in ((mine, "words", "甲写的进展"), (theirs, "problems", "乙写的问题")):
        row.nth(0).locator(f"[name={cell}]").fill(words)
        row.nth(0).locator(f"[name={cell}]").blur()
        told(row.nth(0)).get_by_text("已保存").wait_for()
    assert theirs.nth(0).locator("[name=words]").input_value() == "甲写的进展"
    mine.nth(0).locator("[name=words]").fill("甲改后的进展")
    mine.nth(0).locator("[name=words]").blur()
    one.wait_for_selector("#month [name=words][data-before='甲改后的进展']")
    theirs.nth(0).locator("[name=words]").fill("乙写的进展")
    theirs.nth(0).locator("[name=words]").blur()
    told(theirs.nth(0)).get_by_text("甲改后的进展").wait_for()
    assert theirs.nth(0).locator("[name=words]").input_value() == "乙写的进展"
    picture(other, "month-conflict-phone")
    one.reload()
    assert mine.nth(0).locator("[name=words]").input_value() == "甲改后的进展"
    assert mine.nth(0).locator("[name=problems]").input_value() == "乙写的问题"
    new_page.faults[:] = [fault for fault in new_page.faults if "409" not in fault]


def test_a_block_is_pasted_and_a_month_without_news_takes_one_key(site, new_page):
    page = new_page()
    rows = grid_of(page, site, "words")
    first = rows.nth(0).locator("[name=words]")
    first.focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "已选址\\t征地慢\\n已开工\\t缺资金");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    for place in (0, 1):
        told(rows.nth(place)).get_by_text("已保存").wait_for()
    rows.nth(2).locator("[name=words]").focus()
    page.keyboard.press("Alt+0")
    rows.nth(2).locator(".state").get_by_text("待确认").wait_for()
    page.reload()
    held = [
        (
            rows.nth(n).locator("[name=words]").input_value(),
            rows.nth(n).locator("[name=problems]").input_value(),
        )
        for n in (0, 1)
    ]
    assert held == [("已选址", "征地慢"), ("已开工", "缺资金")]
    picture(page, "month")


def test_nothing_typed_is_lost_when_the_session_is_lost(site, new_page):
    page = new_page()
    rows = grid_of(page, site, "words")
    page.context.clear_cookies()
    rows.nth(0).locator("[name=words]").fill("写了很久的一段进展")
    rows.nth(0).locator("[name=words]").blur()
    told(rows.nth(0)).get_by_text("内容已留在本机").wait_for()
    rows = grid_of(page, site, "words")
    assert rows.nth(0).locator("[name=words]").input_value() == "写了很久的一段进展"
    rows.nth(0).locator("button[data-act=hand-in]").click()
    rows.nth(0).locator(".state").get_by_text("待确认").wait_for()
    page.reload()
    assert rows.nth(0).locator("[name=words]").input_value() == "写了很久的一段进展"
    new_page.faults[:] = [fault for fault in new_page.faults if "403" not in fault]
