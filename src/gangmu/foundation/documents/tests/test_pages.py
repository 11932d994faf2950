"""Documents opened in LibreOffice and looked at as pages, beside the form that official_documents 12.1 and 12.6 describe."""

from datetime import date

import pytest

from gangmu.foundation.documents.form_sheets import FormCell, FormSheet, write_form_sheet
from gangmu.foundation.documents.letters import Attachment, Clause, Heading, Letter, write_letter
from gangmu.foundation.documents.tables import Table, TableColumn, write_table
from gangmu.foundation.documents.tests.looking import printed
from gangmu.foundation.documents.workbooks import KEY_TITLE, KeyedColumn, KeyedRow, write_keyed

pytestmark = [pytest.mark.wide, pytest.mark.pages]
A4_UP, A4_LYING, A3_LYING = (210, 297), (297, 210), (420, 297)
TITLES = ("序号", "板块", "工作任务", "目标要求", "牵头领导", "责任科室", "配合单位", "完成时限", "进展情况", "备注")  # fmt: skip
COLUMNS = [TableColumn(title, merged=title == "板块") for title in TITLES]
ROWS = [
    [str(n), "党建引领" if n < 20 else "五育并举", f"第{n}项：推进优质均衡发展，健全督导机制" * (1 + n % 4), "确保创成2个", "分管领导",
     "基教科", "人事科、学前股", "2026年9月30日", "主体结构封顶，正在装饰。" * (n % 5), ""]
    for n in range(1, 41)
]  # fmt: skip


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize(("paper", "size"), [("A4", A4_LYING), ("A3", A3_LYING)])
def test_a_table_lies_on_its_side_one_page_wide_and_repeats_its_head(tmp_path, paper, size):
    table = Table("责任分解表", COLUMNS, ROWS, above=("填报单位：青山县教育局",), paper=paper)
    seen = printed(write_table(table), tmp_path, "table.docx")
    assert set(seen.sizes) == {size}
    assert len(seen.pages) > 1
    for page in seen.pages:
        head = next(line for line in page.splitlines() if "序号" in line)
        assert [title for title in TITLES if title not in squeezed(head)] == []
    numbers = [n for n in range(1, 41) if any(f"第{n}项" in squeezed(page) for page in seen.pages)]
    assert numbers == list(range(1, 41))


def test_a_row_of_a_hundred_lines_is_carried_over_pages_and_loses_no_word(tmp_path):
    long = "".join(f"第{n}句进展。" for n in range(1, 700))
    rows = [[*[""] * 8, long, ""]]
    seen = printed(write_table(Table("表", COLUMNS, rows)), tmp_path, "long.docx")
    assert len(seen.pages) > 1
    lines = (line for page in seen.pages for line in page.splitlines())
    whole = squeezed("".join(line for line in lines if "句" in line))
    assert [n for n in range(1, 700) if f"第{n}句" not in whole] == []


def test_the_body_of_a_letter_has_22_lines_of_28_characters_a_page(tmp_path):
    words = "一二三四五六七八九十" * 120
    letter = Letter("", "题", [Clause(words)], red_head=False)
    seen = printed(write_letter(letter), tmp_path, "grid.docx")
    lines = [squeezed(line) for line in seen.pages[1].splitlines() if "一二" in squeezed(line)]
    assert set(seen.sizes) == {A4_UP}
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_a_circular_has_its_elements_in_order_and_its_table_on_a_lying_page(tmp_path):
    table = Table("2026年责任分解表", COLUMNS, ROWS[:3])
    letter = Letter(
        "青山县教育局文件", "关于印发《责任分解表》的通知", [Heading(1, "总体要求："), Clause("逐月报送。", 3, "压实责任。")],
        "青教发〔2026〕2号", "各学校", "青山县教育局", date(2026, 4, 24), None, [Attachment("2026年责任分解表", table=table)],
        copies="县政府办公室", printed_by="青山县教育局办公室", printed_on=date(2026, 4, 24),
    )  # fmt: skip
    seen = printed(write_letter(letter), tmp_path, "letter.docx")
    assert seen.sizes == [A4_UP, A4_LYING]
    first = squeezed(seen.pages[0])
    order = ["青山县教育局文件", "青教发〔2026〕2号", "关于印发《责任分解表》的通知", "各学校：", "一、总体要求1．压实责任。逐月报送。",
             "附件：2026年责任分解表", "青山县教育局2026年4月24日", "—1—"]  # fmt: skip
    last = ["附件2026年责任分解表", "抄送：县政府办公室。", "青山县教育局办公室2026年4月24日印发"]
    for page, told in ((first, order), (squeezed(seen.pages[1]), last)):
        places = [page.find(words) for words in told]
        assert -1 not in places
        assert places == sorted(places)


def test_who_gets_a_copy_stands_on_the_page_of_the_date_and_never_alone(tmp_path):
    for clauses in (18, 19, 20, 21):
        letter = Letter(
            "", "题", [Clause("逐月报送。")] * clauses, signed_by="青山县教育局", dated=date(2026, 4, 24), copies="县政府办公室",
            printed_by="青山县教育局办公室", printed_on=date(2026, 4, 24), red_head=False,
        )  # fmt: skip
        last = squeezed(printed(write_letter(letter), tmp_path, f"copies{clauses}.docx").pages[-1])
        assert "2026年4月24日抄送：县政府办公室。" in last


@pytest.mark.parametrize("sentences", [1, 60, 400])
def test_a_form_stands_on_one_page_however_much_it_tells(tmp_path, sentences):
    told = "".join(f"第{n}句。" for n in range(sentences))
    cells = [[FormCell("编号"), FormCell("时限", "2026年9月30日")], [FormCell("批示", "", 1)], [FormCell("办理情况", told, 2)]]  # fmt: skip
    seen = printed(write_form_sheet(FormSheet("督办单", cells, foot="请按期报送。")), tmp_path, "form.docx")
    assert seen.sizes == [A4_UP]
    assert f"第{sentences - 1}句。" in squeezed(seen.pages[0])
    assert "请按期报送" in seen.pages[0]


def test_a_workbook_prints_one_page_wide_with_its_head_and_without_its_keys(tmp_path):
    columns = [KeyedColumn(f"c{n}", title, title == "进展情况") for n, title in enumerate(TITLES)]
    rows = [KeyedRow(f"k{r}", {f"c{n}": words for n, words in enumerate(row)}) for r, row in enumerate(ROWS)]
    seen = printed(write_keyed("责任分解表", columns, rows), tmp_path, "book.xlsx")
    assert set(seen.sizes) == {A4_LYING}
    for page in seen.pages:
        assert all(title in squeezed(page) for title in TITLES)
        assert squeezed(KEY_TITLE) not in squeezed(page)
