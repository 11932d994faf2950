"""Files become source text with places."""

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small_pdf import stream

from gangmu.foundation.documents.decoding import decode
from gangmu.foundation.documents.decoding.tests.files import docx, pdf, saved
from gangmu.foundation.kernel.errors import Refusal

PLAN = "柳林县教育工作要点\r\n\r\n一、加强建设。\n二、推进改革。"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_plain_text_is_decoded_whole_with_its_line_ends(charset):
    source = decode(PLAN.encode(charset), "要点.txt")
    assert source.text.lstrip("\ufeff") == PLAN
    assert [source.text[p.start : p.end].lstrip("\ufeff") for p in source.places] == PLAN.split()


def test_a_byte_order_mark_keeps_its_place_among_the_offsets():
    assert decode(PLAN.encode("utf-8-sig"), "要点.txt").text == "\ufeff" + PLAN


def test_traditional_text_in_gb18030_is_read():
    text = "教育局工作總結:加強隊伍建設,推進學校發展,提高質量。"
    assert decode(text.encode("gb18030"), "總結.txt").text == text


def test_a_place_says_its_paragraph():
    source = decode(PLAN.encode(), "要点.txt")
    place = source.place_at(source.text.index("推进"))
    assert place is not None
    assert place.describe() == "第3段"


def test_a_web_page_gives_its_visible_text_by_blocks():
    page = (
        "<html><head><title>x</title><script>alert(1)</script></head><body><h1>工作要点</h1><div><p>一、加强<b>队伍</b>建设。"
        "<br>二、推进改革。</p></div><table><tr><th>任务</th><th>科室</th></tr><tr><td>建校</td><td>基建股</td></tr></table></body></html>"
    )
    source = decode(page.encode(), "要点.html")
    assert source.text == "工作要点\n一、加强队伍建设。\n二、推进改革。\n任务\t科室\n建校\t基建股\n"
    assert source.place_at(source.text.index("基建股")).describe() == "表1第2行第2列"


def test_a_page_wrapped_in_a_form_is_read_and_its_fields_and_hidden_parts_are_not():
    page = (
        '<form id="form1"><input value="查询"><select><option>栏目</option></select><p>一、加强建设。</p>'
        '<div style="display: none">访问统计</div><p hidden>草稿</p></form>'
    )
    assert decode(page.encode(), "要点.html").text == "一、加强建设。\n"


def test_a_page_that_names_its_charset_is_believed():
    page = '<meta charset="gb2312"><p>教育工作的要点</p>'
    assert decode(page.encode("gb18030"), "要点.htm").text == "教育工作的要点\n"


def test_a_word_file_gives_paragraphs_and_cells():
    source = decode(
        docx("柳林县教育工作要点", "一、加强建设", table=[["任务", "科室"], ["建校\n扩容", "基建股"]]),
        "要点.docx",
    )
    assert source.text == "柳林县教育工作要点\n一、加强建设\n任务\t科室\n建校 扩容\t基建股\n"
    assert source.place_at(source.text.index("扩容")).describe() == "表1第2行第1列"


def test_numbers_that_word_draws_are_written_out():
    document = Document()
    for text in ("甲事", "乙事"):
        document.add_paragraph(text, style="List Number")
    assert decode(saved(document), "要点.docx").text == "1.甲事\n2.乙事\n"


def test_chinese_numbers_that_word_draws_are_written_out():
    document = Document()
    numbering = document.part.numbering_part.element
    level = next(numbering.iter(qn("w:lvl")))
    abstract = level.getparent()
    level.find(qn("w:numFmt")).set(qn("w:val"), "chineseCounting")
    level.find(qn("w:lvlText")).set(qn("w:val"), "%1、")
    number = next(
        n
        for n in numbering.iter(qn("w:num"))
        if n.find(qn("w:abstractNumId")).get(qn("w:val")) == abstract.get(qn("w:abstractNumId"))
    )
    for text in ("党建", "教学"):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = int(number.get(qn("w:numId")))
        properties.get_or_add_ilvl().val = 0
    assert decode(saved(document), "要点.docx").text == "一、党建\n二、教学\n"


def test_what_was_struck_out_is_not_read():
    document = Document()
    paragraph = document.add_paragraph("保留")
    gone = document.add_paragraph("删去")._p
    mark = gone.makeelement(qn("w:del"), {})
    mark.extend(gone.findall(qn("w:r")))
    paragraph._p.append(mark)
    assert decode(saved(document), "要点.docx").text == "保留\n"


def test_lines_of_a_pdf_are_joined_into_paragraphs():
    full = "一" * 36
    lines = [
        (72, 60, "柳林县工作要点"),
        (96, 90, full[:34]),
        (72, 110, full),
        (72, 130, "结束。"),
        (96, 150, "新的一段开始"),
    ]
    source = decode(pdf([lines]), "要点.pdf")
    assert source.text == f"柳林县工作要点\n{full[:34]}{full}结束。\n新的一段开始\n"
    assert source.place_at(source.text.index("新的")).describe() == "第1页第3段"


def test_a_paragraph_goes_on_over_the_page_and_its_number():
    full = "推" * 36
    source = decode(
        pdf([[(72, 60, full), (280, 780, "- 1 -")], [(72, 60, "进改革。"), (280, 780, "- 2 -")]]), "要点.pdf"
    )
    assert source.text == f"{full}进改革。\n"


def test_heads_and_feet_that_pages_repeat_are_no_text():
    works = ("新建乡镇幼儿园。", "招聘紧缺学科教师。", "改造学校食堂。", "开展校园安全检查。")
    pages = [
        [(90, 40, "柳林县教育局"), (90, 300, work), (90, 780, f"https://example.org 第{n}页,共4页")]
        for n, work in enumerate(works, start=1)
    ]
    assert decode(pdf(pages), "要点.pdf").text.replace("\n", "") == "".join(works)


def test_a_flat_character_stays_in_its_line():
    assert (
        decode(pdf([[(90, 100, "统一到一项一项工作上来。")]]), "要点.pdf").text
        == "统一到一项一项工作上来。\n"
    )


def test_a_picture_of_a_pdf_whose_data_looks_like_a_script_is_none():
    picture = stream(b"/Type/XObject/Subtype/Image", b"\xd8/JS (\x9c/Launch \xff")
    page = pdf([[(72, 60, "一、加强建设")]])
    data = page.replace(b"xref\n", b"9 0 obj" + picture + b" endobj\nxref\n", 1)
    assert decode(data, "要点.pdf").text.strip() == "一、加强建设"


def test_a_ruled_table_of_a_pdf_is_read_by_cells():
    rules = "".join(f"{x} 640 m {x} 700 l S\n" for x in (72, 200, 328)) + "".join(
        f"72 {y} m 328 {y} l S\n" for y in (640, 670, 700)
    )
    lines = [
        (72, 60, "责任分解表"),
        (80, 120, "任务"),
        (210, 120, "科室"),
        (80, 150, "建校"),
        (210, 150, "基建股"),
    ]
    source = decode(pdf([lines], rules=rules), "表.pdf")
    assert source.text == "责任分解表\n任务\t科室\n建校\t基建股\n"
    assert source.place_at(source.text.index("基建股")).describe() == "第1页表1第2行第2列"


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf", "a", "a.xyz"]))
@settings(max_examples=120, deadline=None)
def test_any_bytes_are_read_or_refused(data, name):
    try:
        source = decode(data, name)
    except Refusal as refusal:
        assert str(refusal)
    else:
        position = 0
        for place in source.places:
            assert position <= place.start < place.end <= len(source.text)
            position = place.end


@given(
    st.integers(min_value=0, max_value=2000),
    st.binary(min_size=1, max_size=8),
    st.sampled_from(["docx", "pdf"]),
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused(offset, damage, kind):
    whole = docx("一、加强建设", "二、推进改革") if kind == "docx" else pdf([[(72, 60, "一、加强建设")]])
    at = offset % len(whole)
    try:
        decode(whole[:at] + damage + whole[at + len(damage) :], f"a.{kind}")
    except Refusal as refusal:
        assert refusal.code.startswith("documents.")
