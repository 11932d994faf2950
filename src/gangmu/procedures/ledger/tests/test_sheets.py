"""The ledger out and back: in the county's columns, split by unit; only what was edited comes in, and nothing is deleted."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.people.models import Person
from gangmu.foundation.registers.models import RoundUnit
from gangmu.foundation.registers.sending import packed
from gangmu.foundation.registers.services.unit_rounds import send_table, take_table_back
from gangmu.foundation.registers.unit_tables import unit_table_named
from gangmu.procedures.ledger.choices import ReportState
from gangmu.procedures.ledger.models import Report
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services.layouts import save_layout
from gangmu.procedures.ledger.services.reporting import Cell, confirm_report, write_report
from gangmu.procedures.ledger.services.tasks import TaskDraft, assign_units, create_task
from gangmu.procedures.ledger.sheet_tables import FIELDS, MONTHLY, responsibility_table
from gangmu.procedures.ledger.sheets import month_words

MONTH = clock.today().replace(day=1)
LAST = (MONTH - timedelta(days=1)).replace(day=1)
DUE = clock.today() + timedelta(days=5)
#: Line of the first row: title, unit, head.
FIRST = 4


@pytest.fixture
def county(cast):
    return cast.own


@pytest.fixture
def rows(cast, county):
    """Three tasks of the section, one of another section."""
    with acting_as(cast.actor("小陈")):
        made = [
            create_task(TaskDraft(f"k{n}", f"第{n}项任务", county.bureau.pk, MONTH.year, number=str(n), order=n, theme="五育并举",
                                  lead_id=county.section.pk, leader_id=county.persons["李副局长"].pk))
            for n in (1, 2, 3)
        ]  # fmt: skip
        create_task(
            TaskDraft("k9", "别科的任务", county.bureau.pk, MONTH.year, lead_id=county.other_section.pk)
        )
    return made


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("小陈")), scoped("ledger.task:edit"):
        yield


def sent(county, month=MONTH, layout="monthly", title="进展"):
    options = {"month": month_words(month), "layout": layout}
    return send_table(unit_table_named("ledger-month"), county.bureau, [], title, DUE, options)


def files_of(round_) -> dict[str, bytes]:
    pack = zipfile.ZipFile(io.BytesIO(packed(round_)))
    return {name: pack.read(name) for name in pack.namelist()}


def own_file(county, round_) -> bytes:
    return files_of(round_)[f"{county.section.name}.xlsx"]


def filled(data: bytes, told: dict[tuple[int, str], str], change=None) -> bytes:
    """The workbook with words in cells: (line of the task from 1, field) → words."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    heads = {cell.value: cell.column for cell in page[FIRST - 1]}
    for (line, field), words in told.items():
        page.cell(FIRST + line - 1, heads[FIELDS[field].title], words)
    if change is not None:
        change(page)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def give(round_, data: bytes, name="交回.xlsx", partly=False):
    return take_table_back(round_, SimpleUploadedFile(name, data), partly)


def reports() -> dict[str, str]:
    return dict(Report._base_manager.filter(month=MONTH).values_list("task__name", "words"))


def test_a_sending_goes_to_the_units_that_lead_and_each_gets_its_own_rows(county, rows, office):
    files = files_of(sent(county))
    assert set(files) == {f"{county.section.name}.xlsx", f"{county.other_section.name}.xlsx"}
    page = openpyxl.load_workbook(io.BytesIO(files[f"{county.section.name}.xlsx"])).worksheets[0]
    assert [page.cell(line, 2).value for line in range(FIRST, FIRST + 4)] == [
        "第1项任务",
        "第2项任务",
        "第3项任务",
        None,
    ]
    assert [cell.value for cell in page[FIRST - 1]][:-1] == [FIELDS[name].title for name in MONTHLY]


def test_only_the_edited_row_becomes_a_report_handed_in(cast, county, rows, office):
    round_ = sent(county)
    taken = give(
        round_, filled(own_file(county, round_), {(2, "words"): "已开工", (2, "problems"): "缺资金"})
    )
    assert (taken.unit, taken.changed, taken.untouched, taken.wrong, taken.written) == (
        county.section.name,
        1,
        2,
        [],
        True,
    )
    report = Report._base_manager.get()
    assert (report.task.name, report.words, report.problems, report.state) == (
        "第2项任务",
        "已开工",
        "缺资金",
        ReportState.HANDED_IN,
    )


def test_the_same_file_again_changes_nothing(county, rows, office):
    round_ = sent(county)
    data = filled(own_file(county, round_), {(1, "words"): "已开工"})
    give(round_, data)
    again = give(round_, own_file(county, round_))
    assert (again.changed, again.untouched) == (0, 3)
    assert reports() == {"第1项任务": "已开工"}


def test_rows_moved_hidden_renamed_and_gone_are_known(county, rows, office):
    round_ = sent(county)

    def change(page):
        heads = {cell.value: cell.column for cell in page[FIRST - 1]}
        first, last = ([cell.value for cell in page[line]] for line in (FIRST, FIRST + 2))
        for place, (one, other) in enumerate(zip(first, last, strict=True), 1):
            page.cell(FIRST, place).value, page.cell(FIRST + 2, place).value = other, one
        page.cell(FIRST, 2, "改了名字")
        page.row_dimensions[FIRST].hidden = True
        page.cell(FIRST, heads[FIELDS["words"].title], "第三项的进展")
        page.delete_rows(FIRST + 1)

    taken = give(round_, filled(own_file(county, round_), {}, change), "改了名的文件.xlsx")
    assert (taken.changed, taken.absent, taken.wrong) == (1, 1, [])
    assert reports() == {"第3项任务": "第三项的进展"}
    with scoped("ledger.task:view"):
        assert [task.name for task in tasks().filter(units__organisation_id=county.section.pk)] == [
            "第1项任务",
            "第2项任务",
            "第3项任务",
        ]


def test_last_months_file_is_named_and_nothing_of_it_is_written(county, rows, office):
    before = sent(county, LAST, title="上月进展")
    data = filled(own_file(county, before), {(1, "words"): "上月的话"})
    taken = give(sent(county, title="本月进展"), data)
    assert taken.reason.code == "registers.other_round"
    assert "上月进展" in taken.words
    assert not Report._base_manager.exists()
    assert give(before, data).written
    assert Report._base_manager.get().month == LAST


def test_what_somebody_wrote_meanwhile_is_a_conflict_and_stays(cast, county, rows, office):
    round_ = sent(county)
    data = filled(own_file(county, round_), {(1, "words"): "表里写的", (2, "words"): "没人动过的"})
    with acting_as(cast.actor("小周")):
        write_report(rows[0], MONTH, [Cell("words", "网页上写的", "")])
    taken = give(round_, data)
    assert not taken.written
    assert [row.about for row in taken.wrong] == ["第1项任务"]
    assert "网页上写的" in taken.wrong[0].words
    assert reports() == {"第1项任务": "网页上写的"}
    taken = give(round_, data, partly=True)
    assert (taken.changed, taken.written) == (1, True)
    assert reports() == {"第1项任务": "网页上写的", "第2项任务": "没人动过的"}


def test_a_report_that_is_confirmed_is_not_overwritten(cast, county, rows, office):
    round_ = sent(county)
    data = filled(own_file(county, round_), {(1, "words"): "一"})
    give(round_, data)
    with acting_as(cast.actor("刘科长")):
        confirm_report(Report._base_manager.get())
    later = give(round_, filled(own_file(county, round_), {(1, "words"): "二"}))
    assert "已报送" in later.wrong[0].words
    assert reports() == {"第1项任务": "一"}


def test_added_rows_and_doubled_rows_and_rows_of_others_are_told_not_taken(cast, county, rows, office):
    round_ = sent(county)

    def change(page):
        page.cell(FIRST + 3, 2, "自己加的任务")
        for place, cell in enumerate(page[FIRST], 1):
            page.cell(FIRST + 4, place, cell.value)
        page.cell(FIRST + 4, 7, "重复的一行")

    taken = give(round_, filled(own_file(county, round_), {}, change))
    assert ["认不出是哪一行" in row.words for row in taken.wrong].count(True) == 1
    assert any("出现了两次" in row.words for row in taken.wrong)
    assert not Report._base_manager.exists()
    other = files_of(round_)[f"{county.other_section.name}.xlsx"]
    stolen = filled(
        other, {(1, "words"): "冒填"}, lambda page: page.cell(FIRST, len(MONTHLY) + 1, f"task-{rows[0].pk}")
    )
    assert len(give(round_, stolen).wrong) == 1
    assert not Report._base_manager.exists()


def test_a_task_that_went_to_another_unit_meanwhile_is_told(cast, county, rows, office):
    round_ = sent(county)
    data = filled(own_file(county, round_), {(1, "words"): "晚了"})
    assign_units(rows[0], rows[0].version, county.other_section.pk, [])
    assert len(give(round_, data).wrong) == 1


def test_no_news_by_a_word_and_wrong_figures_by_their_cell(county, rows, office):
    round_ = sent(county)
    assert give(round_, filled(own_file(county, round_), {(1, "no_news"): "是"})).changed == 1
    assert Report._base_manager.get().no_news
    with acting_as_office_layout(county) as layout:
        other = sent(county, layout=str(layout.pk))
    told = filled(own_file(county, other), {(2, "value"): "三十所"})
    assert "不是数字" in give(other, told).wrong[0].words


def acting_as_office_layout(county):
    from contextlib import nullcontext

    columns = [
        ("name", "工作任务", 0.0),
        ("words", "进展情况", 0.0),
        ("value", "填报值", 0.0),
        ("value_as_of", "截至日期", 0.0),
    ]
    return nullcontext(save_layout(county.bureau.pk, "本县样式", "{year}年{month}月表", columns, "A4"))


def test_a_word_that_is_neither_yes_nor_no_is_told_and_nothing_of_the_row_is_written(county, rows, office):
    round_ = sent(county)
    told = give(round_, filled(own_file(county, round_), {(1, "no_news"): "也许", (1, "words"): "推进中"}))
    assert "只填“是”或者留空" in told.wrong[0].words
    assert not Report._base_manager.exists()
    assert (
        give(round_, filled(own_file(county, round_), {(1, "no_news"): "否", (1, "words"): "推进中"})).changed
        == 1
    )


def test_who_has_not_returned_is_listed_and_what_came_is_kept(county, rows, office):
    round_ = sent(county)
    give(round_, filled(own_file(county, round_), {(1, "words"): "一"}))
    held = {unit.organisation_id: unit for unit in RoundUnit._base_manager.filter(round=round_)}
    assert held[county.other_section.pk].returned_at is None
    own = held[county.section.pk]
    assert (own.outcome["changed"], own.outcome["untouched"], own.file.name) == (1, 2, "交回.xlsx")


def test_a_file_without_its_hidden_sheet_is_known_by_its_name_and_its_words(county, rows, office):
    round_ = sent(county)
    book = openpyxl.load_workbook(io.BytesIO(filled(own_file(county, round_), {(3, "words"): "重做的表"})))
    page = book.worksheets[0]
    page.delete_cols(len(MONTHLY) + 1)
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    target = io.BytesIO()
    book.save(target)
    assert give(round_, target.getvalue()).reason.code == "registers.whose"
    taken = give(round_, target.getvalue(), f"{county.section.name}3月.xlsx")
    assert (taken.changed, taken.untouched, taken.wrong) == (1, 2, [])
    assert reports() == {"第3项任务": "重做的表"}


def test_what_is_no_table_is_refused_alone(county, rows, office):
    round_ = sent(county)
    for name, data in (
        ("说明.docx", b"PK"),
        ("坏的.xlsx", b"PK\x03\x04 broken"),
        ("空.csv", "甲,乙".encode()),
    ):
        assert give(round_, data, name).reason is not None


def test_only_the_office_sends_and_takes(cast, county, rows):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        sent(county)
    with acting_as(cast.actor("小陈")), scoped("ledger.task:edit"):
        round_ = sent(county)
        data = own_file(county, round_)
    with acting_as(cast.foreign.actor("小陈")), scoped("ledger.task:edit"):
        assert give(round_, data).reason is not None
    assert not Report._base_manager.exists()


def test_a_county_names_orders_and_omits_its_columns(county, rows, office):
    columns = [("words", "工作推进", 0.0), ("name", "任务", 30.0), ("lead", "承办科室", 0.0)]
    layout = save_layout(county.bureau.pk, "本县样式", "{year}年{month}月推进表", columns, "A3")
    data = own_file(county, sent(county, layout=str(layout.pk)))
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in page[FIRST - 1]][:3] == ["工作推进", "任务", "承办科室"]
    assert page["A1"].value == f"{MONTH.year}年{MONTH.month}月推进表"


@pytest.mark.parametrize(
    "columns",
    [[], [("name", "甲", 0.0), ("name", "乙", 0.0)], [("name", "甲", 0.0), ("lead", "甲", 0.0)], [("secret", "甲", 0.0)], [("name", " ", 0.0)]],
)  # fmt: skip
def test_columns_that_make_no_table_are_refused(county, office, columns):
    with pytest.raises(Refusal):
        save_layout(county.bureau.pk, "样式", "表", columns, "A4")


def test_a_public_table_shows_posts_not_names(county, rows, office):
    from gangmu.foundation.documents.tables import write_table

    listed = list(tasks().filter(pk__in=[task.pk for task in rows]).order_by("order"))
    own = responsibility_table(listed, county.bureau.pk, MONTH.year)
    public = responsibility_table(listed, county.bureau.pk, MONTH.year, public=True)
    assert own.rows[0][4] == "李副局长"
    assert public.rows[0][4] == "局领导"
    Person._base_manager.filter(pk=county.persons["李副局长"].pk).update(title="党委委员、副局长")
    assert (
        responsibility_table(listed, county.bureau.pk, MONTH.year, public=True).rows[0][4]
        == "党委委员、副局长"
    )
    table = Document(io.BytesIO(write_table(public))).tables[0]
    assert "李副局长" not in "".join(cell.text for row in table.rows for cell in row.cells)
