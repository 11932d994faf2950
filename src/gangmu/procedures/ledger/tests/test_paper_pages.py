"""The pages of papers and tables, walked as people walk them."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from gangmu.foundation.documents.tests.looking import printed
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.registers.models import Round
from gangmu.procedures.ledger.choices import PaperKind, PaperState
from gangmu.procedures.ledger.models import Paper, Report, SheetLayout, SourceWorkbook, WorkbookRow
from gangmu.procedures.ledger.paper_documents import document_of
from gangmu.procedures.ledger.services.papers import PaperDraft, propose_paper, set_paper_rule
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.sheets import month_words
from gangmu.procedures.ledger.tests.test_source_workbooks import county_table

MONTH = clock.today().replace(day=1)
DUE = (clock.today() + timedelta(days=9)).isoformat()


@pytest.fixture
def county(cast):
    return cast.own


@pytest.fixture
def task(cast, county):
    with acting_as(cast.actor("小陈")):
        return create_task(
            TaskDraft("k", "新建公办幼儿园3所", county.bureau.pk, MONTH.year, number="1", theme="扩优提质", lead_id=county.section.pk,
                      leader_id=county.persons["李副局长"].pk)
        )  # fmt: skip


def test_a_paper_goes_from_proposal_to_its_number_by_pages_alone(cast, county, task):
    office, section, leader = cast.client("小陈"), cast.client("刘科长"), cast.client("李副局长")
    told = {"kind": "supervision", "tasks": [task.pk], "drafter": county.section.pk, "reason": "时间只剩 15%"}
    answer = office.post("/ledger/papers/new/", told)
    paper = Paper._base_manager.get()
    place = f"/ledger/papers/{paper.pk}/"
    assert answer.headers["Location"] == place
    assert "等待局领导决定" in section.get(place).content.decode()
    assert "同意发文" in leader.get(place).content.decode()
    assert leader.post(f"{place}decide/", {"agreed": "yes", "note": "请抓紧"}).status_code == 302
    page = section.get(f"{place}edit/")
    assert page.status_code == 200
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert section.post(f"{place}edit/", {**fields, "body": "请于月底前完成招标。"}).status_code == 302
    for name in ("刘科长", "刘科长", "张主任", "李副局长", "王局长"):
        assert cast.client(name).post(f"{place}step/", {"note": "同意"}).status_code == 302
    assert office.post(f"{place}issue/").status_code == 422
    head = cast.client("张主任")
    rule = {
        "kind": "supervision",
        "supervision-code": "青教督",
        "supervision-numbering": "number",
        "supervision-head": "",
    }
    shown = head.get("/ledger/papers/rules/").context["forms"][0][1]
    steps = {f"supervision-{n}": shown[n].value() for n in shown.fields if "-" in n}
    assert head.post("/ledger/papers/rules/", {**rule, **steps}).status_code == 302
    assert office.post(f"{place}issue/").status_code == 302
    paper.refresh_from_db()
    assert (paper.number, paper.body) == (f"青教督〔{MONTH.year}〕1号", "请于月底前完成招标。")
    document = Document(io.BytesIO(section.get(f"{place}document/").content))
    assert paper.number in "".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    assert cast.client("小周").post(f"{place}outcome/", {"words": "已完成招标"}).status_code == 302
    assert "已完成招标" in office.get(place).content.decode()
    assert [row.number for row in office.get("/r/papers/").context["table"].data.data] == [paper.number]


def test_a_paper_of_the_oa_is_registered_with_its_scan_by_one_form(cast, county, task):
    scan = SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4 scan")
    told = {
        "kind": "notice",
        "tasks": [task.pk],
        "number": "青教督(2026)12号",
        "issued_on": clock.today().isoformat(),
        "scan": scan,
    }
    answer = cast.client("小陈").post("/ledger/papers/register/", told)
    assert answer.status_code == 302
    paper = Paper._base_manager.get()
    assert (paper.number, paper.state, paper.scan.name) == (
        "青教督〔2026〕12号",
        PaperState.ISSUED,
        "扫描件.pdf",
    )


def test_a_form_that_says_nothing_is_shown_again_with_what_is_missing(cast, county):
    answer = cast.client("小陈").post("/ledger/papers/new/", {"kind": "notice"})
    assert answer.status_code == 422
    assert "请填写标题" in answer.content.decode()


def test_the_ledger_leaves_in_the_countys_columns_as_xlsx_and_docx(cast, county, task):
    office = cast.client("小陈")
    form = office.get("/ledger/table/layouts/new/").context["form"]
    told = {name: form[name].value() or "" for name in form.fields if not name.endswith("-place")}
    told |= {
        "name": "本县样式",
        "title": "{year}年推进表",
        "paper": "A3",
        "name-place": 2,
        "theme-place": 1,
        "leader-place": 3,
    }
    told["name-title"] = "重点任务"
    answer = office.post("/ledger/table/layouts/new/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    row = SheetLayout._base_manager.get()
    query = f"layout={row.pk}&month={month_words(MONTH)}"
    page = office.get(f"/ledger/table/?{query}")
    assert [column.title for column in page.context["table"].columns] == ["板块", "重点任务", "牵头领导"]
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"/ledger/table/file/?{query}").content)).worksheets[
        0
    ]
    assert [book.cell(3, n).value for n in (1, 2, 3)] == ["板块", "重点任务", "牵头领导"] or [
        book.cell(4, n).value for n in (1, 2, 3)
    ] == ["扩优提质", task.name, "李副局长"]
    public = office.get(f"/ledger/table/file/?{query}&public=on&as=docx").content
    table = Document(io.BytesIO(public)).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == ["扩优提质", task.name, "局领导"]
    assert cast.client("小周").get(f"/ledger/table/?{query}").status_code == 200
    assert office.post(f"/ledger/table/layouts/{row.pk}/", {"remove": "1"}).status_code == 302
    assert not SheetLayout._base_manager.exists()


def test_a_months_table_goes_out_as_a_zip_and_comes_back_by_one_drop(cast, county, task):
    office = cast.client("小陈")
    told = {"title": "本月进展", "due_on": DUE, "month": month_words(MONTH), "layout": "monthly"}
    assert office.post("/r/ledger-month/rounds/", told).status_code == 302
    place = f"/r/ledger-month/rounds/{Round._base_manager.get().pk}/"
    pack = zipfile.ZipFile(io.BytesIO(office.get(f"{place}pack/").content))
    assert pack.namelist() == [f"{county.section.name}.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(pack.read(pack.namelist()[0])))
    book.worksheets[0].cell(4, 7, "两所已开工")
    target = io.BytesIO()
    book.save(target)
    files = [SimpleUploadedFile("一.xlsx", target.getvalue()), SimpleUploadedFile("二.txt", b"x")]
    page = office.post(place, {"files": files})
    assert [(one.unit, one.changed, one.reason is None) for one in page.context["taken"]] == [
        (county.section.name, 1, True), ("", 0, False)
    ]  # fmt: skip
    assert page.context["missing"] == []
    assert Report._base_manager.get().words == "两所已开工"


def test_a_countys_own_table_is_uploaded_matched_and_given_back_filled(cast, county, task):
    office = cast.client("小陈")
    told = {
        "file": SimpleUploadedFile("县表.xlsx", county_table()),
        "kind": "county_table",
        "title": "县重点任务",
        "year": MONTH.year,
    }
    place = office.post("/ledger/workbooks/", told).headers["Location"]
    page = office.get(place)
    assert (page.context["unmatched"], page.context["loses"]) == (2, False)
    form = page.context["form"]
    fields = {name: form[name].value() or "" for name in form.fields}
    assert office.post(place, {**fields, "version": 1}).status_code == 302
    assert SourceWorkbook._base_manager.get().matched
    assert WorkbookRow._base_manager.filter(task=task).count() == 1
    Report._base_manager.create(task=task, month=MONTH, words="两所已开工", state="confirmed")
    data = office.get(f"{place}file/?month={month_words(MONTH)}").content
    sheet = openpyxl.load_workbook(io.BytesIO(data))["任务分解表"]
    assert (sheet["E4"].value, sheet["E6"].value) == ("两所已开工", "由住建局填写")
    assert office.post(place, {"remove": "1"}).status_code == 302


@pytest.mark.wide
@pytest.mark.pages
def test_papers_opened_in_libreoffice_stand_on_their_pages(cast, county, task, tmp_path):
    with acting_as(cast.actor("张主任")):
        set_paper_rule(county.bureau.pk, PaperKind.CIRCULAR, {"code": "青教发"})
    told = {
        "body": "为推进年度重点任务，现将责任分解表印发给你们。\n一、压实责任\n各科室对照任务逐项落实。\n（一）按月报送\n1.每月25日前报送进展。",
        "with_table": True, "recipients": "各学校、各科室", "basis": "2026年工作要点第1项" * 60,
    }  # fmt: skip
    sizes = {}
    with acting_as(cast.actor("小陈")):
        for kind in PaperKind:
            paper = propose_paper(
                PaperDraft(kind, county.bureau.pk, [task.pk], title="关于新建公办幼儿园的事项", fields=told)
            )
            seen = printed(document_of(paper), tmp_path, f"{kind.value}.docx")
            sizes[kind.value] = seen.sizes
            assert "未印发" in "".join("".join(seen.pages).split())
    upright, lying = (210, 297), (297, 210)
    assert sizes == {
        "supervision": [upright], "talk": [upright], "notice": [upright, lying], "circular": [upright, lying]
    }  # fmt: skip
