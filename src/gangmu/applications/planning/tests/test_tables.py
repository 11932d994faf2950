"""An existing 责任分解表 imported onto a plan."""

import io
import re
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import ReadItem
from gangmu.applications.planning.services.tables import apply_table, plan_table, read_table
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal

PLAN = "青山县教育局2026年工作要点\n\n一、重点工作\n1.规范收费管理。各学校公示收费项目。\n2.加强教研工作。组织教研活动。\n"
HEADS = ["序号", "工作任务", "牵头科室", "配合单位", "完成时限"]
ROWS = [
    ["1", "规范收费管理", "青山县人事科", "青山县基教科", "9月底前"],
    ["2", "加强教研工作,组织教研活动", "青山县基教科", "", "2026年12月10日"],
    ["3", "完全无关的另一件事情", "青山县基教科", "", ""],
]


def workbook() -> bytes:
    return write_sheet([Head(title, as_text=True) for title in HEADS], ROWS)


def document_table() -> bytes:
    made = docx.Document()
    table = made.add_table(rows=0, cols=len(HEADS))
    for row in [HEADS, *ROWS]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def mark_of(page: str) -> str:
    """Return what the page's button sends: which comparison it confirms."""
    found = re.search(r'name="confirm" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.fixture
def version(cast):
    with acting_as(cast.actor("张主任")):
        yield paste_version(cast.own.bureau, Stage.DRAFT, PLAN)


@pytest.mark.parametrize(("name", "make"), [("表.xlsx", workbook), ("表.docx", document_table)])
def test_rows_find_their_tasks_and_the_rest_is_listed(cast, version, name, make):
    told = plan_table(version, read_table(make(), name))
    assert [(p.item.name, p.lead_id, p.cooperating, p.due_on) for p in told.proposals] == [
        ("规范收费管理", cast.own.other_section.pk, (cast.own.section.pk,), date(2026, 9, 30)),
        ("加强教研工作", cast.own.section.pk, (), date(2026, 12, 10)),
    ]
    assert [row.number for row in told.unmatched] == ["3"]


def test_the_same_table_twice_changes_nothing_the_second_time(version):
    rows = read_table(workbook(), "表.xlsx")
    assert apply_table(version, rows) == 2
    assert apply_table(version, rows) == 0


def test_a_workbook_without_such_a_table_is_refused_with_what_was_looked_for(version):
    with pytest.raises(Refusal) as refused:
        read_table(write_sheet([Head("姓名")], [["甲"]]), "名单.xlsx")
    assert "工作任务" in str(refused.value)


def test_the_page_shows_the_proposals_before_anything_is_written(cast, version):
    client = cast.client("张主任")
    address = f"/plans/versions/{version.pk}/table/"
    page = client.post(address, {"file": SimpleUploadedFile("表.xlsx", workbook())}).content.decode()
    assert "没有对上的行" in page
    tasks = ReadItem._base_manager.filter(document=version, kind=ItemKind.TASK)
    assert tasks.filter(due_on__isnull=False).count() == 0
    assert client.post(address, {"confirm": mark_of(page)}).status_code == 302
    assert tasks.filter(due_on__isnull=False).count() == 2


def test_a_row_of_all_schools_fans_out_and_a_deadline_that_is_no_day_stands_as_it_was_written(cast, version):
    heads = ["序号", "工作任务", "责任股室", "配合股室", "完成时限"]
    data = write_sheet(
        [Head(title, as_text=True) for title in heads],
        [["1", "规范收费管理", "青山县基教股", "各学校", "长期"]],
    )
    client = cast.client("张主任")
    address = f"/plans/versions/{version.pk}/table/"
    page = client.post(address, {"file": SimpleUploadedFile("表.xlsx", data)}).content.decode()
    assert "长期" in page
    client.post(address, {"confirm": mark_of(page)})
    task = ReadItem._base_manager.get(document=version, name="规范收费管理", kind=ItemKind.TASK)
    assert (task.lead_id, task.fan_out, task.due_on) == (cast.own.section.pk, "school", None)


def test_a_screen_confirms_what_it_shows_and_nothing_that_was_uploaded_after_it(cast, version):
    client = cast.client("张主任")
    address = f"/plans/versions/{version.pk}/table/"
    first = client.post(address, {"file": SimpleUploadedFile("表.xlsx", workbook())}).content.decode()
    other = write_sheet(
        [Head(title, as_text=True) for title in HEADS], [["1", "规范收费管理", "青山县基教科", "", ""]]
    )
    second = client.post(address, {"file": SimpleUploadedFile("表.xlsx", other)}).content.decode()
    told = client.post(address, {"confirm": mark_of(first)}, follow=True)
    task = ReadItem._base_manager.filter(document=version, name="规范收费管理", kind=ItemKind.TASK)
    assert "没有再写入" in told.content.decode()
    assert task.get().lead_id is None
    client.post(address, {"confirm": mark_of(second)})
    assert task.get().lead_id == cast.own.section.pk
    told = client.post(address, {"confirm": mark_of(second)}, follow=True)
    assert "没有再写入" in told.content.decode()


def test_what_a_row_takes_the_place_of_is_shown_beside_it(cast, version):
    apply_table(version, read_table(workbook(), "表.xlsx"))
    other = write_sheet(
        [Head(title, as_text=True) for title in HEADS],
        [
            ["1", "规范收费管理", "青山县基教科", "", "6月底前"],
            ["2", "加强教研工作", "青山县没有的科", "", ""],
        ],
    )
    address = f"/plans/versions/{version.pk}/table/"
    page = (
        cast.client("张主任").post(address, {"file": SimpleUploadedFile("表.xlsx", other)}).content.decode()
    )
    assert "原 青山县人事科" in page and "原 2026-09-30" in page and "▲ 青山县没有的科" in page
    assert page.count("原 ") == 2


def test_a_row_of_a_divided_heading_is_of_each_task_under_it(cast):
    words = "青山县教育局2026年工作要点\n\n一、重点工作\n1.抓好人事制度改革。一是推行校长职级制。完善制度。二是深化县管校聘改革。制定细则。三是改革绩效分配。制定办法。\n2.加强教研工作。组织教研活动。\n"
    data = write_sheet(
        [Head(title, as_text=True) for title in HEADS], [["1", "抓好人事制度改革", "青山县人事科", "", ""]]
    )
    with acting_as(cast.actor("张主任")):
        divided = paste_version(cast.own.bureau, Stage.DRAFT, words)
        told = plan_table(divided, read_table(data, "表.xlsx"))
    under = ReadItem._base_manager.filter(document=divided, kind=ItemKind.TASK, number__contains="是")
    assert under.count() == 3
    assert {p.item.pk for p in told.proposals} == set(under.values_list("pk", flat=True))
    assert {p.lead_id for p in told.proposals} == {cast.own.other_section.pk}
