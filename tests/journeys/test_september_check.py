"""A September check: the bureau imports one export of the county, a school checks its sheet, disputes, confirms, prints; the bureau sees who has not."""

import re
from typing import Any

import pypdfium2
import pytest

from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import person
from tests.journeys.tables import bring, pupil, written

pytestmark = [pytest.mark.wide, pytest.mark.browser]
OWN, OTHERS = "云溪县实验小学", ("云溪县城东小学", "云溪县枫林乡中心小学")
CENSUS = "2026-09-01"
REASON = "1 名学生 8 月底随父母去了外省，对方学校还没有接收，应为少 1 人"
WORDS = "以转出地办结日期为准，九月不减"


def test_an_export_of_the_county_becomes_a_sheet_that_is_checked_confirmed_and_signed(
    shared_site, new_page, tmp_path
):
    school, keeper = person(new_page, shared_site, "xuexiao"), person(new_page, shared_site, "xueji")
    sheet = own_sheet(school, shared_site)
    before = figure(school, "grade.1")
    rows = [pupil(501 + n, "端木", OWN, "一年级", 2) for n in range(3)]
    rows += [pupil(511 + n, "端木", OTHERS[n % 2], "二年级", 1) for n in range(4)]
    assert bring(keeper, shared_site, "pupils", written(tmp_path / "全县学籍导出.xlsx", rows), CENSUS)[0] == 7
    school.reload()
    assert figure(school, "grade.1") == before + 3, "the sheet follows the registers, nobody fills it in"
    picture(school, "check-sheet")

    school.locator("[name=code][value='grade.1']").check()
    school.get_by_role("button", name="有异议").click()
    assert "请写明异议的理由" in school.inner_text("[role=alert]")
    new_page.faults[:] = [fault for fault in new_page.faults if "422" not in fault]
    assert school.locator("[name=code][value='grade.1']").is_checked()
    school.fill("[name=reason]", REASON)
    school.get_by_role("button", name="有异议").click()
    school.get_by_text("已提出异议 1 格").wait_for()
    school.locator("[name=code][value='grade.2']").check()
    school.get_by_role("button", name="无误").click()
    school.get_by_text("已核对 1 格").wait_for()
    assert REASON in school.inner_text("#c-grade1")
    assert school.get_by_role("button", name="确认整张核对单").count() == 0, "the head of the school confirms"

    bureau = person(new_page, shared_site, "jijiao")
    stands = round_of(bureau, shared_site)
    assert "正在核对" in standing(bureau, OWN)
    assert OTHERS[0] in bureau.locator("details", has_text="还没有确认的学校").text_content()
    head = person(new_page, shared_site, "xiaozhang", size=PHONE, dark=True)
    head.goto(sheet)
    picture(head, "check-sheet-phone-dark")
    head.get_by_role("button", name="确认整张核对单").click()
    head.get_by_text("已确认，可以打印签字盖章").wait_for()
    told = printed(school, sheet)
    for words in (
        OWN,
        "经办人（签字）",
        "校（园）长（签字）",
        "学校（公章）",
        "高远",
        re.sub(r"\s", "", REASON)[:12],
        f"{before + 3}人",
    ):
        assert words in told, words

    bureau.goto(stands)
    assert "已确认" in standing(bureau, OWN)
    row = bureau.locator("tr", has_text=REASON).first
    row.locator("[name=words]").fill(WORDS)
    row.get_by_role("button", name="裁定").click()
    bureau.get_by_text("已裁定").wait_for()
    picture(bureau, "check-round")
    school.goto(sheet)
    assert WORDS in school.inner_text("#c-grade1"), "what was settled is remembered at the figure"
    english = person(new_page, shared_site, "xiaozhang", language="en")
    english.goto(sheet)
    assert "Confirmed" in english.inner_text("main")
    picture(english, "check-sheet-en")


def own_sheet(page: Any, site: Site) -> str:
    """Open the sheet of one's own school; return its address."""
    round_of(page, site)
    page.locator("tbody a", has_text=OWN).last.click()
    page.wait_for_url("**/sheets/**")
    return str(page.url)


def round_of(page: Any, site: Site) -> str:
    """Open the check of this school year; return its address."""
    page.goto(site.address + "/checks/")
    page.locator("tbody a", has_text="2026").first.click()
    page.wait_for_url(re.compile(r"/checks/\d+/"))
    return str(page.url)


def figure(page: Any, code: str) -> int:
    """Return a figure of the sheet."""
    words = page.locator(".check", has=page.locator(f"[name=code][value='{code}']")).inner_text()
    return int(re.search(r"\d+", words)[0])


def standing(page: Any, school: str) -> str:
    """Return how a school stands in the round."""
    part = page.locator("section.panel", has=page.get_by_role("heading", name="各校核对情况"))
    return str(part.locator("tr", has_text=school).inner_text())


def printed(page: Any, sheet: str) -> str:
    """Return the words of the sheet as it is printed; it is one page."""
    page.goto(sheet)
    address = page.get_by_role("link", name="打印核对单").get_attribute("href")
    answer = page.request.get(page.url.split("/checks/")[0] + address)
    assert answer.headers["content-type"] == "application/pdf"
    paper = pypdfium2.PdfDocument(answer.body())
    assert len(paper) == 1
    words = paper[0].get_textpage().get_text_range()
    paper.close()
    return re.sub(r"\s", "", words)
