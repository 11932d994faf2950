"""From rows to a sentence: rows are imported, a target's figure and light follow, and the figure of a docx sentence opens to the rows, also after a correction."""

import io
import re
from typing import Any

import pytest
from docx import Document

from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import person
from tests.journeys.tables import bring, downloaded, pupil, written

pytestmark = [pytest.mark.wide, pytest.mark.browser]
#: The day on which the stock of 2026 is counted, and a school of the demo county with classes of its own.
CENSUS, SCHOOL = "2026-09-01", "云溪县文澜中学"
LARGE = 56


def test_the_share_of_large_classes_follows_from_class_rows_to_a_sentence_that_opens(
    shared_site, new_page, tmp_path
):
    leader, keeper = person(new_page, shared_site, "juzhang"), person(new_page, shared_site, "xueji")
    large, classes = parts(target(leader, shared_site, "大班额比例"))
    rows = [pupil(201 + n, "公孙", SCHOOL, "七年级", 19) for n in range(LARGE)]
    assert bring(keeper, shared_site, "pupils", written(tmp_path / "七年级.xlsx", rows), CENSUS)[0] == LARGE
    leader.reload()
    assert parts(leader) == (large + 1, classes + 1)
    assert_dates(leader, "数据截至 2026年9月1日")
    assert "预计难以完成" in leader.inner_text("details.light")
    text, address = sentence(leader)
    assert f"大班额比例 {share(large + 1, classes + 1)}，目标 2%" in text
    picture(leader, "large-classes")
    leader.goto(address)
    leader.wait_for_selector("table.register")
    assert f"共 {large + 1:,} 条" in leader.inner_text("main")
    assert SCHOOL in leader.inner_text("main table")

    moved = [{**row, "班号": 20} for row in rows[:2]]
    table = written(tmp_path / "七年级更正.xlsx", [*moved, *rows[2:]])
    assert bring(keeper, shared_site, "pupils", table, CENSUS)[:3] == (0, 2, LARGE - 2)
    page = target(leader, shared_site, "大班额比例")
    assert parts(page) == (large, classes + 2), "a correction holds from the census on"
    text, address = sentence(leader)
    assert share(large, classes + 2) in text
    leader.goto(address)
    leader.wait_for_selector("table.register")
    assert f"共 {large:,} 条" in leader.inner_text("main")


def test_added_primary_seats_follow_from_rows_to_the_light_and_a_sentence_that_opens(
    shared_site, new_page, tmp_path
):
    leader, keeper = (
        person(new_page, shared_site, "juzhang", size=PHONE),
        person(new_page, shared_site, "xueji"),
    )
    before = value(target(leader, shared_site, "小学学位新增数"))
    project = {
        "单位": "云溪县城东小学", "项目": "城东小学二期", "学段": "小学", "建设方式": "改扩建", "学位数": 450, "交付使用日期": "2026-08-20",
        "交付依据": "验收〔2026〕9号",
    }  # fmt: skip
    assert bring(keeper, shared_site, "seat-deliveries", written(tmp_path / "学位.xlsx", [project]))[0] == 1
    leader.reload()
    assert value(leader) == before + 450
    assert "可达" in leader.inner_text("details.light")
    text, address = sentence(leader)
    assert f"新增小学学位 {before + 450:,}个" in text
    leader.goto(address)
    leader.wait_for_selector("table.register")
    assert "城东小学二期" in leader.inner_text("main table")
    picture(leader, "added-seats-phone")

    later = {**project, "交付使用日期": "2027-02-20"}
    english = person(new_page, shared_site, "juzhang", language="en", dark=True)
    whole = written(tmp_path / "学位更正.xlsx", [later])
    assert bring(keeper, shared_site, "seat-deliveries", whole)[1] == 1
    page = target(leader, shared_site, "小学学位新增数")
    assert value(page) == before, "seats that are not delivered are none"
    text, _address = sentence(leader)
    assert f"{before:,}个" in text
    english.goto(page.url)
    picture(english, "added-seats-en-dark")


def target(page: Any, site: Site, name: str) -> Any:
    """Open a target of the demo county by its name; return its page."""
    page.goto(f"{site.address}/r/targets/?q={name}")
    page.locator("main table tbody a", has_text=name).first.click()
    page.wait_for_selector(".figure.large b")
    return page


def parts(page: Any) -> tuple[int, int]:
    """Return the numerator and the denominator of the target's figure."""
    told = re.search(r"(\d+) ÷ (\d+)", page.inner_text(".figure.large"))
    return int(told[1]), int(told[2])


def share(above: int, below: int) -> str:
    """Return a share as a sentence writes it: never without what it is a share of."""
    return f"{100 * above / below:.2f}% ({above}/{below})"


def value(page: Any) -> int:
    """Return the target's figure."""
    return int(re.sub(r"\D", "", page.inner_text(".figure.large b")))


def assert_dates(page: Any, effective: str) -> None:
    """A figure carries the day of which it tells and the moment as of which that is known."""
    foot = page.locator("p.foot").first.inner_text()
    assert effective in foot
    assert "所知" in foot


def sentence(page: Any) -> tuple[str, str]:
    """Take the target's sentence as docx; return its words and the address to which its figure leads."""
    line = Document(io.BytesIO(downloaded(page, "导出文稿"))).paragraphs[0]
    (link, *_goal) = line.hyperlinks
    return line.text, str(link.url)
