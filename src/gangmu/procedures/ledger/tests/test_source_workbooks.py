"""A source's own workbook: uploaded once, columns and rows matched, filled from the ledger and given back in its layout."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.documents.letters import date_words
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.likeness import matched
from gangmu.procedures.ledger.models import SourceWorkbook, Task, TaskSource, WorkbookRow
from gangmu.procedures.ledger.services.reporting import Cell, confirm_report, hand_in, send_back, write_report
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.services.workbooks import filled, match_workbook, upload_workbook
from gangmu.procedures.ledger.source_tables import HEADS

MONTH = clock.today().replace(day=1)


def county_table() -> bytes:
    """A county's table as such tables are: a title over all, two lines of one duty joined, its own words in a cell."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("说明").write(0, 0, "请于每月25日前报送")
        page = book.add_worksheet("任务分解表")
        cell = book.add_format({"border": 1, "text_wrap": True, "font_name": "仿宋", "bg_color": "#FFF2CC"})
        page.merge_range("A1:F1", "2026年全县重点任务分解表", cell)
        page.write_row(2, 0, ["序号", "重点工作任务", "责任单位", "完成时限", "目前进展情况", "备注"], cell)
        page.merge_range("A4:A5", "1", cell)
        page.write_row(3, 1, ["全县新建公办幼儿园3所，年内全部投入使用", "县教育局", "12月底", "", ""], cell)
        page.write_row(4, 1, ["实施校园食堂“互联网+明厨亮灶”全覆盖工程", "县教育局", "9月底", "", ""], cell)
        page.write_row(5, 0, ["2", "修建城区污水管网", "县住建局", "12月底", "由住建局填写", ""], cell)
        page.set_column("E:E", 44)
        page.set_landscape()
        page.repeat_rows(2)
    return target.getvalue()


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("小陈")), scoped("ledger.task:edit"):
        yield cast.own


@pytest.fixture
def rows(office):
    def make(key, name, content=""):
        return create_task(
            TaskDraft(key, name, office.bureau.pk, MONTH.year, content=content, lead_id=office.section.pk)
        )

    return [
        make("a", "新建公办幼儿园3所"),
        make("b", "食堂管理", "实施校园食堂互联网+明厨亮灶全覆盖工程，确保食品安全"),
        make("c", "教师轮岗交流"),
    ]


def upload(office, data=None, name="县表.xlsx"):
    file = SimpleUploadedFile(name, data or county_table())
    return upload_workbook(file, office.bureau.pk, SourceKind.COUNTY_TABLE, "县政府重点任务", MONTH.year)


def report(cast, task, words):
    with acting_as(cast.actor("刘科长")):
        write_report(task, MONTH, [Cell("words", words)])
        confirm_report(hand_in(task, MONTH))


def test_the_table_is_found_its_columns_named_and_its_rows_matched(office, rows):
    workbook = upload(office)
    assert (workbook.sheet, workbook.head_row) == ("任务分解表", 2)
    assert workbook.columns == {"number": 0, "task": 1, "lead": 2, "due": 3, "words": 4}
    held = list(WorkbookRow._base_manager.filter(workbook=workbook))
    assert [(row.row, row.number, row.task_id) for row in held] == [
        (3, "1", rows[0].pk),
        (4, "1", rows[1].pk),
        (5, "2", None),
    ]


def test_progress_is_written_once_and_given_back_in_the_tables_own_layout(cast, office, rows):
    workbook = upload(office)
    match_workbook(workbook, 1, workbook.columns, {})
    report(cast, rows[0], "=两所已开工\n一所在招标")
    data = filled(SourceWorkbook._base_manager.get(), MONTH)
    before, after = (openpyxl.load_workbook(io.BytesIO(d)) for d in (county_table(), data))
    assert after.sheetnames == before.sheetnames
    page, held = after["任务分解表"], before["任务分解表"]
    assert (page["E4"].value, page["E4"].data_type) == ("=两所已开工\n一所在招标", "s")
    assert page["E5"].value is None
    assert page["E6"].value == "由住建局填写"
    for cell in (cell for row in held.iter_rows() for cell in row if cell.coordinate != "E4"):
        assert page[cell.coordinate].value == cell.value
        assert page[cell.coordinate].fill.start_color.rgb == cell.fill.start_color.rgb
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:F1", "A4:A5"}
    assert (page.column_dimensions["E"].width, page.print_title_rows) == (held.column_dimensions["E"].width, held.print_title_rows)  # fmt: skip


def test_a_matched_row_makes_the_workbook_a_source_of_its_task_with_its_own_words(office, rows):
    workbook = upload(office)
    workbook = match_workbook(workbook, 1, workbook.columns, {5: rows[2].pk, 4: None})
    told = {source.task_id: (source.number, source.wording) for source in TaskSource.objects.all()}
    assert told == {
        rows[0].pk: ("1", "全县新建公办幼儿园3所，年内全部投入使用"),
        rows[2].pk: ("2", "修建城区污水管网"),
    }
    match_workbook(workbook, 2, workbook.columns, {5: None})
    assert set(TaskSource.objects.values_list("task_id", flat=True)) == {rows[0].pk}


def test_next_months_workbook_is_matched_by_the_words_of_the_last(office, rows):
    first = upload(office)
    match_workbook(first, 1, first.columns, {5: rows[2].pk})
    second = upload(office)
    assert (
        dict(WorkbookRow._base_manager.filter(workbook=second).values_list("row", "task_id"))[5] == rows[2].pk
    )


def test_two_who_match_at_once_the_second_is_told(office, rows):
    workbook = upload(office)
    match_workbook(workbook, 1, workbook.columns, {})
    with pytest.raises(Conflict):
        match_workbook(workbook, 1, workbook.columns, {})


def test_columns_that_make_no_sense_and_tasks_of_others_are_refused(cast, office, rows):
    workbook = upload(office)
    with acting_as(cast.foreign.actor("小陈")):
        foreign = create_task(TaskDraft("f", "别县的任务", cast.foreign.bureau.pk, MONTH.year))
    for columns, pairs in (
        ({"words": 4, "problems": 4}, {}), ({"task": 1}, {}), (workbook.columns, {5: foreign.pk}),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            match_workbook(workbook, 1, columns, pairs)


@pytest.mark.parametrize(
    ("name", "data"), [("表.xls", b"\xd0\xcf\x11\xe0"), ("表.docx", b"PK"), ("表.xlsx", b"PK broken")]
)
def test_what_cannot_be_filled_in_place_is_refused_with_what_to_do(office, name, data):
    with pytest.raises(Refusal, match="xlsx|另存|损坏"):
        upload(office, data, name)
    assert not SourceWorkbook._base_manager.exists()


def test_a_workbook_without_a_column_of_tasks_is_refused(office):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write_row(0, 0, ["姓名", "电话"])
    with pytest.raises(Refusal, match="工作任务"):
        upload(office, target.getvalue())


def test_a_section_cannot_upload(cast):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        upload(cast.own)


def test_rows_are_matched_each_to_one_task_the_most_alike_first():
    told = matched(
        {1: "新建幼儿园三所", 2: "新建幼儿园", 3: "污水管网"},
        {10: ["新建幼儿园"], 11: ["新建幼儿园三所并投用"]},
    )
    assert {row: task for row, (task, _score) in told.items()} == {1: 11, 2: 10}


def two_line_table(task="具体任务") -> bytes:
    """A table whose head has two lines, the upper joined over the lower, and a theme joined over its tasks."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("分解表")
        page.merge_range("A1:H1", "2026年县政府重点工作任务分解表")
        for place, title in (("A2:A3", "序号"), ("B2:B3", "重点工作"), ("C2:C3", task), ("D2:E2", "责任单位"),
                             ("F2:F3", "完成时限"), ("G2:H2", "进展情况")):  # fmt: skip
            page.merge_range(place, title)
        for place, title in (("D3", "牵头单位"), ("E3", "配合单位"), ("G3", "本月进展"), ("H3", "存在问题")):
            page.write(place, title)
        page.merge_range("B4:B5", "教育优先发展")
        page.write_row(
            "C4", ["全县新建公办幼儿园3所，年内全部投入使用", "县教育局", "县自然资源局", "12月底"]
        )
        page.write_row("C5", ["实施校园食堂“互联网+明厨亮灶”全覆盖工程", "县教育局", "县市场监管局", "9月底"])
    return target.getvalue()


def test_a_head_of_two_joined_lines_is_read_as_one_title_a_column(cast, office, rows):
    workbook = upload(office, two_line_table())
    assert workbook.columns == {
        "number": 0, "task": 2, "lead": 3, "due": 5, "words": 6, "problems": 7,
    }  # fmt: skip
    held = {row.row: row.task_id for row in WorkbookRow._base_manager.filter(workbook=workbook)}
    assert held == {3: rows[0].pk, 4: rows[1].pk}
    match_workbook(workbook, 1, workbook.columns, held)
    with acting_as(cast.actor("刘科长")):
        write_report(rows[0], MONTH, [Cell("words", "两所封顶"), Cell("problems", "资金缺口")])
        confirm_report(hand_in(rows[0], MONTH))
    page = openpyxl.load_workbook(io.BytesIO(filled(workbook, MONTH)))["分解表"]
    assert (page["G4"].value, page["H4"].value) == ("两所封顶", "资金缺口")
    assert (page["G3"].value, page["E3"].value) == ("本月进展", "配合单位")


def test_a_column_of_tasks_by_another_name_is_guessed_and_said_by_people(office, rows):
    workbook = upload(office, two_line_table("2026年建设安排"))
    assert workbook.columns["task"] == 1, "the only head that speaks of work, though it is that of the theme"
    assert WorkbookRow._base_manager.filter(workbook=workbook).count() == 1
    again = match_workbook(workbook, 1, {**workbook.columns, "task": 2}, {})
    assert not again.matched, "its rows were read anew and are to be looked at"
    held = {row.row: row.task_id for row in WorkbookRow._base_manager.filter(workbook=workbook)}
    assert held == {3: rows[0].pk, 4: rows[1].pk}
    assert match_workbook(workbook, again.version, again.columns, held).matched


def test_a_table_without_a_word_for_tasks_is_taken_with_its_widest_column(office, rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, ["序号", "内容", "完成时限", "工作进展"])
        page.write_row(1, 0, ["1", "全县新建公办幼儿园3所，年内全部投入使用", "12月底", ""])
    workbook = upload(office, target.getvalue())
    assert workbook.columns == {"number": 0, "task": 1, "due": 2, "words": 3}


@pytest.mark.parametrize("title", ["任务完成情况", "任务来源", "工作任务进展", "下步措施"])
def test_columns_that_speak_of_tasks_without_holding_them_are_not_taken_for_them(title):
    assert not HEADS["task"].search(title)


@pytest.mark.parametrize("title", ["责任科室", "责任股室", "牵头处室", "责任单位", "承办部门"])
def test_a_column_of_owners_is_known_by_whatever_the_bureau_calls_its_sections(title):
    assert HEADS["lead"].search(title)


def state_table() -> bytes:
    """A county's table that asks how far each task is."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("任务分解表")
        page.write_row(0, 0, ["序号", "重点工作任务", "责任单位", "完成时限", "目前进展情况", "完成情况"])
        page.write_row(
            1, 0, ["1", "全县新建公办幼儿园3所，年内全部投入使用", "县教育局", "12月底", "上报时的旧话", ""]
        )
    return target.getvalue()


def given_back(workbook) -> list[str]:
    page = openpyxl.load_workbook(io.BytesIO(filled(workbook, MONTH)))["任务分解表"]
    return [page["E2"].value, page["F2"].value]


def test_an_extension_that_was_granted_stands_in_the_sources_own_table(cast, office, rows):
    task, first, until = rows[0], date(MONTH.year, 6, 30), date(MONTH.year + 1, 3, 31)
    Task._base_manager.filter(pk=task.pk).update(due_on=until, first_due_on=first, extended=1)
    told = f"进行中（经批准延期1次，由{date_words(first)}延至{date_words(until)}）"
    assert given_back(upload(office, state_table())) == ["上报时的旧话", told]


def test_what_is_only_begun_or_sent_back_does_not_leave_the_house(cast, office, rows):
    workbook = upload(office, state_table())
    with acting_as(cast.actor("小周")):
        write_report(rows[0], MONTH, [Cell("words", "还没写完")])
    assert given_back(workbook)[0] == "上报时的旧话"
    with acting_as(cast.actor("刘科长")):
        handed_in = hand_in(rows[0], MONTH)
    assert given_back(workbook)[0] == "还没写完"
    with acting_as(cast.actor("刘科长")):
        send_back(handed_in, "写明进度")
    assert given_back(workbook)[0] == "上报时的旧话"


def test_a_month_without_news_leaves_what_was_told_last(cast, office, rows):
    before = (MONTH - timedelta(days=1)).replace(day=1)
    workbook = upload(office, state_table())
    with acting_as(cast.actor("刘科长")):
        write_report(rows[0], before, [Cell("words", "主体封顶")])
        hand_in(rows[0], before)
        write_report(rows[0], MONTH, [Cell("no_news", True, False)])
        hand_in(rows[0], MONTH)
    assert given_back(workbook)[0] == "主体封顶"
