"""The parts of a paper: numbers, headings, titles, dates, fonts."""

import io
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from gangmu.foundation.documents.document_numbers import DocumentNumber, blank_number, read_number
from gangmu.foundation.documents.letters import (
    Clause,
    Heading,
    Letter,
    chinese,
    date_words,
    title_lines,
    write_letter,
)
from gangmu.foundation.documents.tables import Table, TableColumn, width_of, widths_of, write_table
from gangmu.foundation.kernel.errors import Refusal


@pytest.mark.parametrize(
    "words",
    ["婺教发〔2022〕2号", "婺教发[2022]2号", "婺教发（2022）02号", "婺教发【2022】第2号", "婺教发 〔２０２２〕 2 号"],
)  # fmt: skip
def test_a_number_is_read_whatever_brackets_it_is_typed_with(words):
    assert read_number(words) == DocumentNumber("婺教发", 2022, 2)
    assert str(read_number(words)) == "婺教发〔2022〕2号"


@pytest.mark.parametrize(
    "words", ["", "婺教发2022年2号", "婺教发〔20222号", "婺教发〔2022〕0号", "〔2022〕2号"]
)
def test_what_is_no_number_is_refused(words):
    with pytest.raises(Refusal):
        read_number(words)


def test_a_number_that_is_not_given_has_a_blank_place():
    assert blank_number("青教督", 2026) == "青教督〔2026〕  号"


def document(*parts, **more):
    told = {"dated": date(2022, 4, 24), "signed_by": "青山县教育局", **more}
    return Document(io.BytesIO(write_letter(Letter("青山县教育局文件", "通知", parts, **told))))


def lines(*parts, **more) -> list[str]:
    return [paragraph.text for paragraph in document(*parts, **more).paragraphs if paragraph.text]


def test_headings_are_counted_by_level_and_levels_may_be_skipped():
    told = lines(
        Heading(1, "甲："), Heading(3, "子"), Heading(3, "丑"), Heading(1, "乙"), Heading(2, "子"), Heading(3, "寅"), Heading(4, "末")
    )  # fmt: skip
    assert told[2:9] == ["一、甲", "1．子", "2．丑", "二、乙", "（一）子", "1．寅", "（1）末"]


def test_each_level_has_its_face_and_the_body_is_fangsong_3():
    parts = (Heading(1, "甲"), Heading(2, "乙"), Heading(3, "丙"), Clause("正文"))
    runs = {p.text: p.runs[0] for p in document(*parts).paragraphs if p.runs}
    faces = [runs[words].font.name for words in ("一、甲", "（一）乙", "1．丙", "正文")]
    assert faces == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]
    assert runs["正文"].font.size.pt == 16
    assert (runs["通知"].font.name, runs["通知"].font.size.pt) == ("方正小标宋简体", 22)


def test_the_page_is_a4_with_a_head_of_37_and_a_binding_edge_of_28():
    section = document(Clause("正文")).sections[0]
    sizes = [section.page_width, section.page_height, section.top_margin, section.left_margin]
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 28]
    across = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    down = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (round(across), round(down)) == (156, 225)


def test_every_font_tells_which_stand_in_for_it():
    part = next(
        r.target_part for r in document(Clause("文")).part.rels.values() if r.reltype.endswith("/fontTable")
    )
    assert "Noto Serif CJK SC" in part.blob.decode()
    assert "仿宋,FangSong" in part.blob.decode()


def test_a_date_has_no_leading_zeros_and_stays_blank_until_the_paper_is_issued():
    assert date_words(date(2022, 4, 5)) == "2022年4月5日"
    assert "2026年  月  日" in lines(Clause("文"), dated=None, year=2026)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_numbers_in_chinese(count, words):
    assert chinese(count) == words


def test_a_long_title_is_broken_where_a_phrase_ends_and_never_inside_its_title_marks():
    title = "青山县教育局关于印发《2026年教育工作要点责任分解表》的通知"
    told = title_lines(title)
    assert "".join(told) == title
    assert len(told) == 2
    assert all(line.count("《") == line.count("》") for line in told)


@given(st.text("教育局关于印发的通知《》年2026", min_size=1, max_size=120))
def test_a_title_loses_no_character_and_no_line_is_too_long(title):
    told = title_lines(title)
    assert "".join(told) == title
    assert max(map(width_of, told)) <= 19


@given(
    st.lists(st.text("字a", max_size=300), min_size=1, max_size=16),
    st.sampled_from([(261.0, 10.5), (384.0, 9.0)]),
)
def test_columns_share_the_width_whatever_they_hold(cells, page):
    table = Table("表", [TableColumn(f"列{n}") for n in range(len(cells))], [cells])
    widths = widths_of(table, *page)
    assert sum(widths) == int(page[0] * 1440 / 25.4)
    assert min(widths) > 0


def test_equal_cells_of_merged_columns_are_one_and_the_head_repeats():
    columns = [TableColumn("板块", merged=True), TableColumn("领导", merged=True), TableColumn("任务")]
    rows = [["甲", "李", "1"], ["甲", "李", "2"], ["乙", "李", "3"], ["", "", "4"], ["", "", "5"]]
    table = Document(io.BytesIO(write_table(Table("表", columns, rows)))).tables[0]
    merges = [
        [None if (m := cell.tcPr.find(qn("w:vMerge"))) is None else m.get(qn("w:val"), "goes on") for cell in row.tc_lst]
        for row in table._tbl.tr_lst[1:]
    ]  # fmt: skip
    assert [row[:2] for row in merges] == [
        ["restart", "restart"], ["goes on", "goes on"], [None, None], [None, None], [None, None]
    ]  # fmt: skip
    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def test_signs_that_no_file_may_hold_are_left_out():
    assert "正\n文" in lines(Clause("正\x00\n\x0b文\ud800"))


def test_a_day_and_a_sections_name_are_not_broken_and_leave_the_room_to_the_words():
    columns = [
        TableColumn("工作任务"),
        TableColumn("责任科室", centred=True),
        TableColumn("完成时限", centred=True),
        TableColumn("进展情况"),
    ]
    rows = [
        ["推进项目建设" * 9, "职业与成人教育科", "2026年12月31日", "已完成主体工作。" * 30]
        for _row in range(9)
    ]
    rows[0][1] = "基础教育科、计划财务科、职业与成人教育科"
    _task, section, day, progress = (
        width / 20 for width in widths_of(Table("表", columns, rows), 247.0, 12.0)
    )
    assert 8.25 * 12 < day - 6 < 10 * 12, "seven characters, and five gaps of a quarter"
    assert section - 6 > 8 * 12
    assert progress > 2 * day - 6


def test_a_page_too_narrow_for_its_columns_is_still_divided_among_them_all():
    columns = [TableColumn("完成时限", centred=True) for _column in range(14)]
    widths = widths_of(Table("表", columns, [["2026年12月31日"] * 14]), 150.0, 10.5)
    assert sum(widths) == int(150.0 * 1440 / 25.4)
    assert min(widths) > 0
