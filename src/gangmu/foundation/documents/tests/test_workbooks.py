"""A workbook comes back: moved, hidden, renamed, lost and doubled rows are known for what they are."""

import io

import openpyxl
import pytest
import xlsxwriter

from gangmu.foundation.documents.foreign_workbooks import fill_workbook, lost_when_filled
from gangmu.foundation.documents.tests.looking import convert
from gangmu.foundation.documents.workbooks import (
    KEY_TITLE,
    Edit,
    KeyedColumn,
    KeyedRow,
    KeyFinder,
    edits_of,
    read_keyed,
    write_keyed,
)
from gangmu.foundation.kernel.errors import Refusal

COLUMNS = (
    KeyedColumn("number", "序号"), KeyedColumn("name", "工作任务"), KeyedColumn("words", "进展情况", editable=True),
    KeyedColumn("problems", "存在问题", editable=True),
)  # fmt: skip
ROWS = [
    KeyedRow(f"task-{n}", {"number": str(n), "name": f"第{n}项任务", "words": f"上月{n}", "problems": ""})
    for n in range(1, 6)
]


@pytest.fixture
def sent() -> bytes:
    return write_keyed("责任分解表", COLUMNS, ROWS, "mark-5", ("青山县教育局",))


def changed(data: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def back(data: bytes):
    return read_keyed(data, "交回.xlsx", COLUMNS)


def told(data: bytes) -> dict[str, dict[str, Edit]]:
    read = back(data)
    return {row.key: edits for row in read.rows if (edits := edits_of(read, row, COLUMNS))}


def test_a_workbook_that_nobody_touched_holds_no_edit(sent):
    read = back(sent)
    assert (read.mark, len(read.rows), read.absent, read.unknown) == ("mark-5", 5, (), ())
    assert told(sent) == {}


def test_only_the_edited_cell_is_an_edit(sent):
    data = changed(sent, lambda book: book.worksheets[0].cell(4, 3, "本月已开工"))
    assert told(data) == {"task-1": {"words": Edit("上月1", "本月已开工")}}


def test_rows_that_were_moved_keep_their_keys(sent):
    def sort(book):
        page = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4, max_row=8)]
        rows[4][2] = "第五项的进展"
        for line, row in enumerate(reversed(rows), 4):
            for place, value in enumerate(row, 1):
                page.cell(line, place, value)

    assert told(changed(sent, sort)) == {"task-5": {"words": Edit("上月5", "第五项的进展")}}


def test_hidden_rows_and_columns_are_read(sent):
    def hide(book):
        page = book.worksheets[0]
        page.cell(5, 3, "藏着的")
        page.row_dimensions[5].hidden = True
        page.column_dimensions["C"].hidden = True

    assert told(changed(sent, hide)) == {"task-2": {"words": Edit("上月2", "藏着的")}}


def test_a_renamed_row_and_a_renamed_sheet_stay_what_they_are(sent):
    def rename(book):
        page = book.worksheets[0]
        page.title = "三月"
        page.cell(6, 2, "改了名的任务")
        page.cell(6, 3, "新进展")

    assert told(changed(sent, rename)) == {"task-3": {"words": Edit("上月3", "新进展")}}


def test_columns_that_changed_places_are_found_by_their_titles(sent):
    def move(book):
        page = book.worksheets[0]
        for line in range(3, 9):
            one, other = page.cell(line, 3).value, page.cell(line, 4).value
            page.cell(line, 3).value, page.cell(line, 4).value = other, one
        page.cell(4, 4, "换了列")

    assert told(changed(sent, move)) == {"task-1": {"words": Edit("上月1", "换了列")}}


def test_a_row_that_is_gone_is_absent_and_a_row_that_was_added_is_nobodys(sent):
    def change(book):
        page = book.worksheets[0]
        page.delete_rows(4)
        page.cell(8, 2, "自己加的一行")

    read = back(changed(sent, change))
    assert read.absent == ("task-1",)
    assert [row.cells["name"] for row in read.unknown] == ["自己加的一行"]


def test_a_row_copied_with_other_words_is_told(sent):
    def copy(book):
        page = book.worksheets[0]
        for place, value in enumerate(["1", "第1项任务", "另一种说法", "", "task-1"], 1):
            page.cell(9, place, value)

    assert back(changed(sent, copy)).twice == ("task-1",)


def test_a_row_whose_key_was_lost_is_found_by_what_nobody_was_to_fill_in(sent):
    def paste(book):
        page = book.worksheets[0]
        assert page.cell(3, 5).value == KEY_TITLE
        page.delete_cols(5)
        page.cell(4, 3, "没有标识的进展")

    read = back(changed(sent, paste))
    finder = KeyFinder(COLUMNS, ROWS)
    assert [finder.key_of(row) for row in read.rows] == [row.key for row in ROWS]


def test_a_workbook_without_the_column_to_fill_in_says_which_is_missing(sent):
    assert back(changed(sent, lambda book: book.worksheets[0].delete_cols(3))).missing == ("进展情况",)


def test_words_that_begin_like_a_formula_stay_words():
    data = write_keyed("表", COLUMNS, [KeyedRow("k", {"name": "=1+1", "words": "+86"})])
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert (page.cell(3, 2).data_type, page.cell(3, 3).data_type) == ("s", "s")


@pytest.mark.wide
@pytest.mark.pages
def test_a_workbook_saved_by_another_program_is_known_again(sent, tmp_path):
    source = tmp_path / "sent.xlsx"
    source.write_bytes(changed(sent, lambda book: book.worksheets[0].cell(4, 3, "本月已开工")))
    (tmp_path / "again").mkdir()
    convert(source, "xlsx", tmp_path / "again")
    data = (tmp_path / "again" / "sent.xlsx").read_bytes()
    assert back(data).mark == "mark-5"
    assert told(data) == {"task-1": {"words": Edit("上月1", "本月已开工")}}


@pytest.fixture
def foreign() -> bytes:
    """A county's own table: joined cells, widths, colours, a print set-up, a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("任务分解")
        red = book.add_format({"font_color": "#FF0000", "border": 1, "text_wrap": True})
        page.merge_range("A1:D1", "全县重点任务分解表", red)
        page.write_row(1, 0, ["序号", "任务", "责任单位", "进展"])
        page.merge_range("A3:A4", "1", red)
        page.merge_range("D3:D4", "", red)
        page.write(2, 1, "新建幼儿园", red)
        page.write_formula("B6", "=COUNTA(B3:B4)")
        page.set_column("D:D", 37.5)
        page.set_row(2, 55)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
    return target.getvalue()


def test_a_foreign_workbook_is_filled_and_keeps_its_layout(foreign):
    data = fill_workbook(foreign, "县表.xlsx", "任务分解", {(3, 3): "=已开工"})
    before, after = (openpyxl.load_workbook(io.BytesIO(d))["任务分解"] for d in (foreign, data))
    assert (after["D3"].value, after["D3"].data_type) == ("=已开工", "s")
    assert {str(area) for area in after.merged_cells.ranges} == {"A1:D1", "A3:A4", "D3:D4"}
    assert after["D3"].font.color.rgb == before["D3"].font.color.rgb == "FFFF0000"
    sizes = [(page.column_dimensions["D"].width, page.row_dimensions[3].height) for page in (before, after)]
    assert sizes[0] == sizes[1]
    assert (after.page_setup.orientation, after.print_title_rows) == ("landscape", before.print_title_rows)
    assert after["B6"].value == "=COUNTA(B3:B4)"
    assert after["B3"].value == "新建幼儿园"


def test_rows_that_share_a_merged_cell_stand_there_line_below_line(foreign):
    data = fill_workbook(foreign, "县表.xlsx", "任务分解", {(3, 3): "乙", (2, 3): "甲"})
    assert openpyxl.load_workbook(io.BytesIO(data))["任务分解"]["D3"].value == "甲\n乙"


def test_a_workbook_that_is_none_is_refused_with_what_to_do():
    with pytest.raises(Refusal, match="另存为 xlsx"):
        fill_workbook(b"no workbook", "县表.xls", "表", {})


def test_drawings_that_filling_would_lose_are_told_before(foreign):
    assert not lost_when_filled(foreign)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Sheet1!$A$1:$A$2"})
        page.insert_chart("B2", chart)
    assert lost_when_filled(target.getvalue())
