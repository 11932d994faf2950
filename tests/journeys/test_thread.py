"""The thread: articles are registered, the target's figure follows, then its light, and a sentence whose figure opens to the rows."""

import re
from datetime import date
from typing import Any

import pytest

from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import choose, person

pytestmark = [pytest.mark.wide, pytest.mark.browser]
#: The demo county's plan of 2026 asks for 50 articles.
DAY, GOAL = date(2026, 6, 15), 50


def test_articles_registered_move_the_figure_the_light_and_the_sentence(shared_site, new_page):
    leader = person(new_page, shared_site, "juzhang", size=PHONE)
    leader.goto(shared_site.address + "/r/targets/?q=信息")
    leader.click("tbody a")
    before = figure(leader)
    assert before < GOAL
    assert "可达" not in leader.inner_text("details.light")

    clerk = person(new_page, shared_site, "office")
    register_one(clerk, shared_site, "乡村少年宫里的读书声")
    leader.reload()
    assert figure(leader) == before + 1
    paste(clerk, shared_site, [f"校园里的一天（{n}）" for n in range(GOAL - before - 1)])
    leader.reload()
    assert figure(leader) == GOAL
    assert "可达" in leader.inner_text("details.light")
    picture(leader, "thread-target-phone")
    said = leader.locator("main p", has=leader.locator("a", has_text=str(GOAL))).last
    said.locator("a", has_text=str(GOAL)).first.click()
    leader.wait_for_selector("table.register")
    assert f"共 {GOAL:,} 条" in leader.inner_text("main")
    assert "乡村少年宫里的读书声" in leader.inner_text("main")
    picture(leader, "thread-rows-phone")

    english = person(new_page, shared_site, "juzhang", language="en")
    english.goto(shared_site.address + "/plans/")
    english.locator("tbody tr", has_text="2026年工作要点").locator("a").first.click()
    sentence = english.locator(
        "main :is(li, p)", has=english.locator("a", has_text=re.compile(f"^{GOAL}$"))
    ).first
    assert "article" in sentence.inner_text()
    sentence.locator("a", has_text=re.compile(f"^{GOAL}$")).first.click()
    english.wait_for_selector("table.register")
    assert f"{GOAL} rows" in english.inner_text("main")
    picture(english, "thread-rows-en")


def figure(page: Any) -> int:
    """Return the target's figure as its page shows it."""
    return int(re.sub(r"\D", "", page.inner_text(".figure.large b")))


def register_one(clerk: Any, site: Site, title: str) -> None:
    """Register an article by its form; one that is taken before it was sent is told at its field."""
    clerk.goto(site.address + "/r/publicity/")
    clerk.get_by_role("link", name="新增", exact=True).click()
    choose(clerk.locator("main form [name=organisation]"), "办公室")
    clerk.fill("[name=title]", title)
    clerk.fill("[name=medium]", "县教育信息")
    choose(clerk.locator("main form [name=level]"), "县级")
    clerk.fill("[name=submitted_on]", DAY.isoformat())
    clerk.click("main form button.primary")
    clerk.wait_for_selector("text=已保存")


def paste(clerk: Any, site: Site, titles: list[str]) -> None:
    """Paste articles as a block copied in Excel; look at what will be entered, and confirm."""
    clerk.goto(site.address + "/r/publicity/paste/")
    heads = [head.strip(" *") for head in clerk.locator("[data-grid] thead th").all_inner_texts()[1:]]
    told = {"报送单位": "办公室", "媒体": "县教育信息", "级别": "县级", "报送日期": DAY.isoformat()}
    block = "\n".join("\t".join({**told, "标题": title}.get(head, "") for head in heads) for title in titles)
    clerk.locator("[data-grid] tbody input").first.focus()
    clerk.evaluate(
        """block => { const data = new DataTransfer(); data.setData("text/plain", block + "\\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        block,
    )
    clerk.get_by_role("button", name="检查").click()
    clerk.wait_for_selector("#import-counts")
    assert f"{len(titles)}行新增" in re.sub(r"\s", "", clerk.inner_text("#import-counts"))
    clerk.get_by_role("button", name="全部入库").click()
    clerk.wait_for_selector("text=再导入一个文件")
