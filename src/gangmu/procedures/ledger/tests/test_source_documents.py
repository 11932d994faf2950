"""A county's own table as docx: its columns and rows matched, filled from the ledger, given back with all else as it was."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.shared import Pt

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.documents.foreign_documents import TEXT
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.models import WorkbookRow
from gangmu.procedures.ledger.services.reporting import Cell, confirm_report, hand_in, write_report
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.services.workbooks import filled, match_workbook, upload_workbook

MONTH = clock.today().replace(day=1)
HEAD = ("序号", "重点工作任务", "责任单位", "完成时限", "目前进展情况")


def county_document() -> bytes:
    """A circular with a table of contacts, then the table: a title over all, two lines of one duty joined, a face of its own."""
    document = Document()
    document.add_paragraph("关于印发全县重点任务分解表的通知")
    contacts = document.add_table(1, 2)
    contacts.cell(0, 0).text, contacts.cell(0, 1).text = "联系人", "电话"
    table = document.add_table(0, len(HEAD))
    table.style = "Table Grid"
    title = table.add_row().cells
    title[0].merge(title[-1]).text = "2026年全县重点任务分解表"
    lines = (
        HEAD,
        ("1", "全县新建公办幼儿园3所，年内全部投入使用", "县教育局", "12月底", "旧的进展"),
        ("", "实施校园食堂“互联网+明厨亮灶”全覆盖工程", "县教育局", "9月底", ""),
        ("2", "修建城区污水管网", "县住建局", "12月底", "由住建局填写"),
    )
    for line in lines:
        for cell, words in zip(table.add_row().cells, line, strict=True):
            cell.text = words
    table.cell(2, 0).merge(table.cell(3, 0))
    for run in table.cell(2, 4).paragraphs[0].runs:
        run.font.size = Pt(9)
    document.add_paragraph("附：填报说明")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("小陈")), scoped("ledger.task:edit"):
        yield cast.own


@pytest.fixture
def rows(office):
    def make(key, name):
        return create_task(TaskDraft(key, name, office.bureau.pk, MONTH.year, lead_id=office.section.pk))

    return [make("a", "新建公办幼儿园3所，投入使用"), make("b", "实施校园食堂明厨亮灶全覆盖工程")]


def upload(office, data: bytes):
    file = SimpleUploadedFile("县表.docx", data)
    return upload_workbook(file, office.bureau.pk, SourceKind.COUNTY_TABLE, "县政府重点任务", MONTH.year)


def parts(data: bytes) -> dict[str, bytes]:
    package = zipfile.ZipFile(io.BytesIO(data))
    return {name: package.read(name) for name in package.namelist()}


def test_the_table_is_found_among_others_and_its_rows_matched(office, rows):
    workbook = upload(office, county_document())
    assert (workbook.sheet, workbook.head_row) == ("表2", 1)
    assert workbook.columns == {"number": 0, "task": 1, "lead": 2, "due": 3, "words": 4}
    held = {row.row: (row.number, row.task_id) for row in WorkbookRow._base_manager.filter(workbook=workbook)}
    assert held == {2: ("1", rows[0].pk), 3: ("1", rows[1].pk), 4: ("2", None)}


def test_it_is_given_back_filled_and_nothing_else_of_it_changed(cast, office, rows):
    data = county_document()
    workbook = match_workbook(
        upload(office, data), 1, {"task": 1, "words": 4}, {2: rows[0].pk, 3: rows[1].pk}
    )
    with acting_as(cast.actor("刘科长")):
        for task, words in ((rows[0], "主体封顶\n正在装修"), (rows[1], "全部接入")):
            write_report(task, MONTH, [Cell("words", words)])
            confirm_report(hand_in(task, MONTH))
    back = filled(workbook, MONTH)
    was, now = parts(data), parts(back)
    assert {name for name in was if was[name] != now.get(name)} == {TEXT}
    assert was.keys() == now.keys()
    old, new = Document(io.BytesIO(data)), Document(io.BytesIO(back))
    assert [p.text for p in new.paragraphs] == [p.text for p in old.paragraphs]
    told = [[cell.text for cell in row.cells] for row in new.tables[1].rows]
    before = [[cell.text for cell in row.cells] for row in old.tables[1].rows]
    before[2][4], before[3][4] = "主体封顶\n正在装修", "全部接入"
    assert told == before
    assert [run.font.size for p in new.tables[1].cell(2, 4).paragraphs for run in p.runs] == [Pt(9), Pt(9)]


def test_the_page_gives_it_as_a_document(cast, office, rows):
    workbook = match_workbook(upload(office, county_document()), 1, {"task": 1, "words": 4}, {})
    client = cast.client("小陈")
    assert client.get(f"/ledger/workbooks/{workbook.pk}/").status_code == 200
    answer = client.get(f"/ledger/workbooks/{workbook.pk}/file/")
    assert answer["Content-Disposition"].endswith(".docx")
    assert len(Document(io.BytesIO(answer.content)).tables) == 2


def test_a_document_without_such_a_table_is_refused(office):
    target = io.BytesIO()
    Document().save(target)
    with pytest.raises(Refusal, match="工作任务"):
        upload(office, target.getvalue())
