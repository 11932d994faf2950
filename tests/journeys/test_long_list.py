"""A long list: a worker makes the table of it, for who asked alone; its totals are asked for beside the page, and may be stopped."""

import re

import pytest

from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import person
from tests.journeys.tables import bring, citizen, downloaded, how_many, pupil, read, written

pytestmark = [pytest.mark.wide, pytest.mark.browser]
BOYS = "/r/pupils/?sex=male&sort=-class_number"
#: With these the county has more pupils than a list counts by itself.
MORE, SCHOOL = 2_400, "云溪县实验小学"
TOTALS = re.compile(r"/r/pupils/totals/")


def names(page):
    """Return the names that a page of the list shows, in order."""
    return [words.strip() for words in page.locator("main table tbody tr[data-row] a").all_inner_texts()]


def kept(site):
    """Return the files that the site keeps."""
    return {path.name for path in (site.home / "attachments").rglob("*") if path.is_file()}


def test_a_long_list_is_made_by_a_worker_exactly_as_it_was_filtered_for_who_asked_alone(demo_site, new_page):
    clerk = person(new_page, demo_site, "xueji")
    count, first = how_many(clerk, demo_site, BOYS), names(clerk)
    assert count > 2_000 and len(first) == 50
    clerk.goto(f"{demo_site.address}{BOYS}&page={-(-count // 50)}")
    last = names(clerk)
    before = kept(demo_site)

    clerk.goto(demo_site.address + BOYS)
    clerk.get_by_role("link", name="导出 Excel").click()
    clerk.get_by_text("表格由后台生成").wait_for()
    clerk.get_by_role("button", name="取消任务").click()
    clerk.locator("#state").get_by_text("已取消").wait_for()
    assert clerk.get_by_role("link", name="下载表格").count() == 0
    assert kept(demo_site) == before, "of what was cancelled nothing is left"

    clerk.goto(demo_site.address + BOYS)
    clerk.get_by_role("link", name="导出 Excel").click()
    clerk.locator("#state progress").wait_for()
    picture(clerk, "long-list-made")
    clerk.locator("#state").get_by_text(f"共 {count:,} 行").wait_for()
    assert len(kept(demo_site) - before) == 1
    clerk.goto(demo_site.address + "/jobs/?whose=mine")
    done = clerk.locator("main tbody tr", has_text="导出列表")
    assert [state.strip() for state in done.locator("td:nth-child(2)").all_inner_texts()] == [
        "完成",
        "已取消",
    ]
    picture(clerk, "long-list-own")
    done.filter(has_text="完成").get_by_role("link").click()
    file = clerk.get_by_role("link", name="下载表格").get_attribute("href")
    rows = read(downloaded(clerk, "下载表格"))
    assert len(rows) == count
    assert {row["性别"] for row in rows} == {"男"}
    told = [row["姓名"] for row in rows]
    assert (told[:50], told[-len(last) :]) == (first, last)
    numbers = [int(row["班号"]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)

    for other in ("xuexiao", "office", "shenji", "admin"):
        answer = person(new_page, demo_site, other).request.get(demo_site.address + file)
        assert answer.status in (403, 404), other


def test_totals_of_a_long_list_end_when_the_reader_stops_filters_or_leaves(demo_site, new_page, tmp_path):
    clerk = person(new_page, demo_site, "xueji")
    there = how_many(clerk, demo_site, "/r/pupils/") + MORE
    rows = [
        {**pupil(number, "司徒", SCHOOL, "三年级", 1), "学籍号": f"G{identity}", "身份证件号": identity}
        for number in range(MORE)
        for identity in (citizen(number % 800 + 1, f"2016{number // 800 + 1:02}15"),)
    ]
    assert bring(clerk, demo_site, "pupils", written(tmp_path / "多.xlsx", rows))[0] == MORE
    held = []
    clerk.route(TOTALS, lambda route: held.append(route))

    def given_up():
        """Wait until the page waits for the totals no longer; the browser tells of it a moment after the page does."""
        return clerk.expect_event("requestfailed", lambda request: bool(TOTALS.search(request.url)))

    clerk.goto(demo_site.address + "/r/pupils/")
    clerk.get_by_text("正在合计").wait_for()
    picture(clerk, "totals-asked")
    with given_up():
        clerk.get_by_role("button", name="停止").click()
    clerk.get_by_text("没有合计").wait_for()
    clerk.get_by_role("button", name="重新合计").click()
    clerk.get_by_text("正在合计").wait_for()
    late = '统计用时过长，已停止。<button type="button" class="button" data-ask>重新合计</button>'
    held[-1].fulfill(body=late, content_type="text/html; charset=utf-8")
    clerk.get_by_text("统计用时过长").wait_for()
    clerk.get_by_role("button", name="重新合计").click()
    clerk.get_by_text("正在合计").wait_for()
    clerk.locator("main form [name=sex]").select_option("male")
    with given_up():
        clerk.get_by_role("button", name="筛选").click()
    clerk.wait_for_url("**sex=male*")
    clerk.goto(demo_site.address + "/r/pupils/")
    clerk.get_by_text("正在合计").wait_for()
    with given_up():
        clerk.goto(demo_site.address + "/r/school-classes/")

    clerk.unroute(TOTALS)
    clerk.goto(demo_site.address + "/r/pupils/")
    clerk.get_by_text(f"共 {there:,} 条").wait_for()
    english = person(new_page, demo_site, "xueji", language="en", size=PHONE, dark=True)
    english.route(TOTALS, lambda _route: None)
    english.goto(demo_site.address + "/r/pupils/")
    english.get_by_role("button", name="Stop").wait_for()
    picture(english, "totals-asked-en-phone-dark")
