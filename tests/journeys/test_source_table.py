"""A county's own table: uploaded once, its columns and rows matched, filled from the ledger and given back as it was laid out."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from gangmu.foundation.kernel import clock
from tests.journeys.conftest import Site, picture
from tests.journeys.county import assign, choose, person, write_progress

pytestmark = [pytest.mark.wide, pytest.mark.browser]
HEADS = ("板块", "序号", "重点工作任务", "内部编码", "责任单位", "完成时限", "进展情况", "存在问题", "备注")
ROWS = (
    ("民生改善", "1", "实施中小学教室照明改造工程，年内完成18所", "M-01", "县教育局", "12月底", "", "", "县长挂包"),
    ("民生改善", "2", "让孩子在家门口有园上", "M-02", "县教育局", "12月底", "", "", ""),
    ("城乡建设", "3", "修建城区污水管网12公里", "C-07", "县住建局", "12月底", "由住建局填写", "管线迁改慢", ""),
)  # fmt: skip
NOTE = "填表说明：请于每月25日前报县政府督查室，联系电话见通知。"
FILLED = {"G4", "H4", "G5"}


def county_table(path: Path) -> Path:
    """A table as counties send them: a title over all, themes in joined cells, a hidden column, a note below."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "任务分解表"
    page.append(["云溪县重点工作任务分解表"])
    page.append(["填报单位：县政府督查室"])
    page.append(list(HEADS))
    for row in ROWS:
        page.append(list(row))
    page.append([NOTE])
    page["A5"].value = None
    for area in ("A1:I1", "A2:I2", "A4:A5", "A7:I7"):
        page.merge_cells(area)
    thin = Side(style="thin")
    for line in page["A3:I6"]:
        for cell in line:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(name="仿宋", size=11)
    for cell in page[3]:
        cell.fill = PatternFill("solid", start_color="FFF2CC")
    page["A1"].font = Font(name="方正小标宋简体", size=18)
    for column, width in zip("ABCDEFGHI", (9, 5, 40, 8, 12, 10, 46, 24, 12), strict=True):
        page.column_dimensions[column].width = width
    page.column_dimensions["D"].hidden = True
    page.row_dimensions[1].height = 36
    page.page_setup.orientation, page.print_title_rows = "landscape", "3:3"
    book.save(path)
    return path


def test_a_countys_own_table_is_filled_from_the_ledger_and_given_back_in_its_layout(
    shared_site, new_page, tmp_path
):
    today = clock.today()
    office = person(new_page, shared_site, "bangongshi")
    for name in ("中小学教室照明改造工程", "城区学前教育补短板"):
        assign(office, shared_site, name, today - timedelta(days=20), today + timedelta(days=40))
    given = county_table(tmp_path / "县任务分解表.xlsx")
    upload(office, shared_site, given)
    assert [head(office, name) for name in ("task", "words", "problems", "due")] == [
        "3 重点工作任务", "7 进展情况", "8 存在问题", "6 完成时限",
    ]  # fmt: skip
    assert "共 3 行，2 行没有对应的任务" in office.inner_text("main")
    choose(office.locator("tr", has_text=ROWS[1][2]).locator("select"), "城区学前教育补短板")
    office.click("text=核对无误")
    office.wait_for_selector("text=填好交回")
    assert "共 3 行，1 行没有对应的任务" in office.inner_text("main")
    picture(office, "source-table")

    section = person(new_page, shared_site, "jijiao")
    write_progress(
        section, shared_site, "中小学教室照明改造工程", "已完成12所，其余6所正在安装", "两所学校线路老化"
    )
    write_progress(section, shared_site, "城区学前教育补短板", "两所新园主体封顶")

    english = person(new_page, shared_site, "bangongshi", language="en")
    english.goto(office.url)
    with english.expect_download() as taken:
        english.get_by_role("button", name="Download the table, filled in").click()
    picture(english, "source-table-en")
    compare(given, Path(taken.value.path()).read_bytes())
    english.goto(shared_site.address + "/ledger/workbooks/")
    assert "县政府重点任务分解表" in english.inner_text("main table")


def upload(office: Any, site: Site, path: Path) -> None:
    """Take the way a person takes: from the page of tables to the sources' own."""
    office.goto(site.address + "/ledger/table/")
    office.get_by_role("link", name="来源表格").click()
    office.set_input_files("[name=file]", str(path))
    office.fill("[name=title]", "县政府重点任务分解表")
    office.click("main form button.primary")
    office.wait_for_selector("text=列对应")


def head(office: Any, name: str) -> str:
    """Return which column was found to hold a field."""
    field = office.locator(f"[name=column-{name}]")
    return str(field.evaluate("field => field.options[field.selectedIndex].text.trim()"))


def compare(given: Path, back: bytes) -> None:
    """The cells of progress are filled; every other cell, joined cells, widths and print set-up are as they came."""
    was = openpyxl.load_workbook(given)["任务分解表"]
    now = openpyxl.load_workbook(io.BytesIO(back))["任务分解表"]
    assert {place: now[place].value for place in FILLED} == {
        "G4": "已完成12所，其余6所正在安装", "H4": "两所学校线路老化", "G5": "两所新园主体封顶",
    }  # fmt: skip
    assert now.dimensions == was.dimensions
    assert set(map(str, now.merged_cells.ranges)) == {"A1:I1", "A2:I2", "A4:A5", "A7:I7"}
    for line in was.iter_rows():
        for cell in line:
            other = now[cell.coordinate]
            assert cell.coordinate in FILLED or other.value == cell.value, cell.coordinate
            assert style(other) == style(cell), cell.coordinate
    for column in "ABCDEFGHI":
        held, shown = was.column_dimensions[column], now.column_dimensions[column]
        assert (shown.width, shown.hidden) == (held.width, held.hidden), column
    assert (now.row_dimensions[1].height, now.page_setup.orientation, now.print_title_rows) == (
        36, "landscape", was.print_title_rows,
    )  # fmt: skip


def style(cell: Any) -> list[str]:
    """Return how a cell looks."""
    return [repr(getattr(cell, name)) for name in ("font", "fill", "border", "alignment", "number_format")]
