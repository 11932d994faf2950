"""A table comes in: matched, checked by cell, shown, written together or not at all."""

import errno
import io
import random
import sqlite3
from datetime import date

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.cells import cells_of, read_cell
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.registers.services import imports

TITLES = ("报送单位", "标题", "媒体", "级别", "报送日期", "采用日期", "刊号或文号")
NAME = "/r/publicity"


def table(rows: list[list[object]], titles: tuple[str, ...] = TITLES, above: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("报送")
        for number, line in enumerate([*([words] for words in above), list(titles), *rows]):
            sheet.write_row(number, 0, line)
    return target.getvalue()


def upload(client, data: bytes, name: str = "报送.xlsx") -> ImportRun:
    answer = client.post(f"{NAME}/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun._base_manager.latest("id")
    told = {f"column-{field}": column for field, column in run.mapping.items()}
    client.post(f"/r/my/imports/{run.pk}/", {"act": "match", **told})
    return run


def page_of(client, run: ImportRun):
    return client.get(f"/r/my/imports/{run.pk}/")


def counts(page) -> tuple[int, int, int, int]:
    told = page.context["preview"]
    return told.created, told.changed, told.untouched, told.wrong


def commit(client, run: ImportRun, act: str = "commit"):
    digest = page_of(client, run).context["preview"].digest
    return client.post(f"/r/my/imports/{run.pk}/", {"act": act, "digest": digest})


@pytest.fixture
def clerk(cast):
    return cast.client("小陈")


def line(cast, title: str = "开学第一课", **more: object) -> list[object]:
    told = {"unit": cast.own.school.name, "medium": "县报", "level": "县级", "sent": "2026-03-01", **more}
    return [
        told["unit"],
        title,
        told["medium"],
        told["level"],
        told["sent"],
        told.get("taken", ""),
        told.get("number", ""),
    ]


def test_a_table_is_written_and_the_same_file_again_changes_nothing(cast, clerk):
    data = table([line(cast), line(cast, "第二课", level="市级")])
    run = upload(clerk, data)
    assert counts(page_of(clerk, run)) == (2, 0, 0, 0)
    assert not PublicityItem._base_manager.exists(), "looking writes nothing"
    commit(clerk, run)
    assert PublicityItem._base_manager.count() == 2
    entries = AuditEntry.objects.filter(subject_type="planning.publicityitem")
    assert {(e.verb, e.note, e.organisation_id) for e in entries} == {
        ("登记了", "报送.xlsx", cast.own.school.pk)
    }
    again = upload(clerk, data)
    assert counts(page_of(clerk, again)) == (0, 0, 2, 0)
    commit(clerk, again)
    assert list(PublicityItem._base_manager.values_list("version", flat=True)) == [1, 1]


def test_a_changed_cell_changes_its_row_and_an_absent_row_stays(cast, clerk):
    commit(clerk, upload(clerk, table([line(cast), line(cast, "第二课")])))
    run = upload(clerk, table([line(cast, level="市级", taken="2026-04-01")]))
    page = page_of(clerk, run)
    assert counts(page) == (0, 1, 0, 0)
    assert "<del>县级</del>" in page.content.decode()
    commit(clerk, run)
    told = PublicityItem._base_manager.values_list("title", "level", "adopted_on", "version")
    assert set(told) == {("开学第一课", "city", date(2026, 4, 1), 2), ("第二课", "county", None, 1)}
    changes = AuditEntry.objects.get(verb="修改了", subject_type="planning.publicityitem").changes
    assert [change[0] for change in changes] == ["level", "adopted_on", "version"]


@pytest.mark.parametrize("meanwhile", ["saved", "deleted"])
def test_what_somebody_saves_or_deletes_between_plan_and_writing_is_not_overwritten(
    cast, clerk, monkeypatch, meanwhile
):
    commit(clerk, upload(clerk, table([line(cast)])))
    run = upload(clerk, table([line(cast, level="市级"), line(cast, "第二课")]))
    rows, plan = PublicityItem._base_manager.filter(title="开学第一课"), imports.plan_of

    def planned(*told):
        made = plan(*told)
        rows.update(level="province") if meanwhile == "saved" else rows.delete()
        return made

    digest = page_of(clerk, run).context["preview"].digest
    monkeypatch.setattr(imports, "plan_of", planned)
    with acting_as(cast.actor("小陈")), scoped("planning.publicity:edit"), pytest.raises(Conflict) as refused:
        imports.commit_import(run, digest)
    assert refused.value.code == "registers.moved_on"
    assert not PublicityItem._base_manager.filter(title="第二课").exists()


def test_a_blank_cell_keeps_what_is_there_unless_it_is_to_clear_it(cast, clerk):
    commit(clerk, upload(clerk, table([line(cast, taken="2026-04-01", number="第3期")])))
    run = upload(clerk, table([line(cast)]))
    assert counts(page_of(clerk, run)) == (0, 0, 1, 0)
    told = {f"column-{field}": column for field, column in run.mapping.items()}
    clerk.post(f"/r/my/imports/{run.pk}/", {"act": "match", "blank_clears": "on", **told})
    assert counts(page_of(clerk, run)) == (0, 1, 0, 0)
    commit(clerk, run)
    assert PublicityItem._base_manager.values_list("adopted_on", "document_number").get() == (None, "")


WRONG = {
    "unit": ("没有的学校", "没有“没有的学校”这个单位，或不在您的范围内", "A2"),
    "level": ("乡级", "“乡级”不在代码表中", "D2"),
    "sent": ("2026-02-30", "没有 2026-02-30 这一天，请核对", "E2"),
    "taken as words": ("开学那天", "“开学那天”不是日期，请写成 年-月-日，如 2026-03-05", "F2"),
    "taken": ("2020-01-01", "采用日期早于报送日期", "F2"),
    "medium": ("", "必填，不能为空", "C2"),
    "number": ("4.40101E+17", "Excel 已把长号码变成数字", "G2"),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_cell_is_told_by_its_name_in_words(cast, clerk, field):
    content, words, place = WRONG[field]
    told = {field.partition(" ")[0]: content}
    page = page_of(clerk, upload(clerk, table([line(cast, **told), line(cast, "对的")])))
    assert counts(page) == (1, 0, 0, 1)
    (fault,) = page.context["preview"].faults
    assert (fault.place, words in fault.words) == (place, True), fault.words


def test_faults_speak_english_too(cast, clerk):
    clerk.cookies["django_language"] = "en"
    page = page_of(clerk, upload(clerk, table([line(cast, level="乡级")])))
    assert "is not in the code list" in page.context["preview"].faults[0].words


def test_all_or_nothing_writes_nothing_while_a_row_is_wrong(cast, clerk):
    run = upload(clerk, table([line(cast), line(cast, "错的", level="乡级")]))
    assert commit(clerk, run).status_code == 422
    assert not PublicityItem._base_manager.exists()


def test_right_rows_go_in_wrong_ones_come_back_repaired_and_complete_the_table(cast, clerk):
    run = upload(clerk, table([line(cast), line(cast, "错的", level="乡级")], above=("某县报送信息统计表",)))
    back = clerk.get(f"/r/my/imports/{run.pk}/faults/").content
    commit(clerk, run, "partly")
    assert PublicityItem._base_manager.count() == 1
    run.refresh_from_db()
    assert (run.created, run.refused) == (1, 1)
    lines = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()
    assert [cell for cell in lines[1] if "乡级”不在代码表中" in str(cell)]
    assert lines[1][lines[0].index("原行号")] == 4
    repaired = table([[*lines[1][:3], "市级", *lines[1][4:]]], titles=tuple(lines[0]))
    commit(clerk, upload(clerk, repaired))
    assert PublicityItem._base_manager.count() == 2


def test_two_lines_of_one_row_are_told_and_totals_are_left_out(cast, clerk):
    run = upload(clerk, table([line(cast), line(cast), ["合计", 2, "", "", "", "", ""]]))
    page = page_of(clerk, run)
    assert counts(page) == (1, 0, 0, 1)
    assert "与第 2 行重复" in page.content.decode()
    assert page.context["preview"].totals == 1


def test_a_school_writes_into_no_other_unit_and_sees_no_other_import(cast):
    school = cast.client("小郑")
    run = upload(school, table([line(cast), line(cast, unit=cast.own.section.name)]))
    assert counts(page_of(school, run)) == (1, 0, 0, 1)
    assert cast.client("小陈").get(f"/r/my/imports/{run.pk}/").status_code == 404
    assert cast.client("褚老师").get(f"{NAME}/import/").status_code == 403


def test_rows_that_name_no_unit_belong_to_the_importers_own(cast):
    school = cast.client("小郑")
    run = upload(school, table([line(cast)[1:]], titles=TITLES[1:]))
    commit(school, run)
    assert PublicityItem._base_manager.get().organisation_id == cast.own.school.pk


def test_a_preview_that_is_no_longer_true_is_not_written(cast, clerk):
    run = upload(clerk, table([line(cast)]))
    digest = page_of(clerk, run).context["preview"].digest
    commit(clerk, upload(clerk, table([line(cast, number="他人")])))
    answer = clerk.post(f"/r/my/imports/{run.pk}/", {"act": "commit", "digest": digest})
    assert answer.status_code == 409
    assert PublicityItem._base_manager.get().document_number == "他人"


def test_a_double_click_writes_once(cast, clerk):
    run = upload(clerk, table([line(cast)]))
    digest = page_of(clerk, run).context["preview"].digest
    answers = [clerk.post(f"/r/my/imports/{run.pk}/", {"act": "commit", "digest": digest}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert PublicityItem._base_manager.count() == 1


def test_a_failure_in_the_middle_leaves_everything_as_before(cast, clerk, monkeypatch):
    from gangmu.foundation.registers.services import imports

    monkeypatch.setattr(imports, "CHUNK", 1)
    told = imports.record_rows
    calls = iter([told, None])

    def failing(*args: object, **more: object) -> object:
        chosen = next(calls)
        if chosen is None:
            raise RuntimeError("the disk is full")
        return chosen(*args, **more)

    monkeypatch.setattr(imports, "record_rows", failing)
    run = upload(clerk, table([line(cast), line(cast, "第二课")]))
    with pytest.raises(RuntimeError):
        commit(clerk, run)
    assert not PublicityItem._base_manager.exists()
    run.refresh_from_db()
    assert run.state == "mapped"


def full_database() -> Exception:
    """Return the fault of a SQLite database that has no page left, as Django tells it."""
    held = sqlite3.connect(":memory:")
    held.execute("CREATE TABLE t (words TEXT)")
    held.execute("PRAGMA max_page_count = 2")
    try:
        held.execute("INSERT INTO t VALUES (?)", ["字" * 9000])
    except sqlite3.OperationalError as cause:
        told = OperationalError(*cause.args)
        told.__cause__ = cause
        return told
    raise AssertionError("it had room")


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), full_database()])
def test_a_full_disk_is_told_as_such_and_nothing_is_kept(cast, clerk, monkeypatch, fault):
    from gangmu.foundation.registers.services import imports

    def failing(*args: object, **more: object) -> object:
        raise fault

    monkeypatch.setattr(imports, "keep_attachment", failing)
    answer = clerk.post(f"{NAME}/import/", {"file": SimpleUploadedFile("报送.xlsx", table([line(cast)]))})
    assert answer.status_code == 507
    assert "服务器磁盘已满" in answer.content.decode()
    assert not ImportRun._base_manager.exists()


def test_a_template_with_todays_rows_comes_back_unchanged(cast, clerk):
    commit(clerk, upload(clerk, table([line(cast, taken="2026-04-01"), line(cast, "第二课", number="007")])))
    data = clerk.get(f"{NAME}/template/?rows=1").content
    run = upload(clerk, data, "模板.xlsx")
    assert counts(page_of(clerk, run)) == (0, 0, 2, 0)


def test_what_a_list_exports_comes_back_unchanged(cast, clerk):
    commit(clerk, upload(clerk, table([line(cast), line(cast, "第二课", level="市级", number="007")])))
    run = upload(clerk, clerk.get(f"{NAME}/export/?level=city").content, "导出.xlsx")
    assert counts(page_of(clerk, run)) == (0, 0, 1, 0)


def test_an_empty_template_has_its_code_lists_and_text_columns(clerk):
    data = clerk.get(f"{NAME}/template/").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python()[0][:4] == ["报送单位*", "标题*", "媒体*", "级别*"]
    lists = book.get_sheet_by_name("代码表").to_python()
    assert "县级" in {row[0] for row in lists}


def test_a_pasted_block_becomes_an_import(cast, clerk):
    block = f"{cast.own.school.name}\t开学第一课\t县报\t县级\t2026/3/1\n"
    answer = clerk.post(f"{NAME}/paste/", {"block": block})
    run = ImportRun._base_manager.get()
    assert answer.status_code == 302
    assert counts(page_of(clerk, run)) == (1, 0, 0, 0)
    with_head = (
        "标题\t报送单位\t媒体\t级别\t报送日期\n" + f"第二课\t{cast.own.school.name}\t县报\t市级\t2026-3-2"
    )
    clerk.post(f"{NAME}/paste/", {"block": with_head})
    assert counts(page_of(clerk, ImportRun._base_manager.latest("id"))) == (1, 0, 0, 0)


def test_a_csv_in_gb18030_is_read(cast, clerk):
    text = ",".join(TITLES) + "\n" + ",".join(map(str, line(cast)))
    assert counts(page_of(clerk, upload(clerk, text.encode("gb18030"), "报送.csv"))) == (1, 0, 0, 0)


def test_a_column_cannot_stand_for_two_fields(cast, clerk):
    run = upload(clerk, table([line(cast)]))
    answer = clerk.post(f"/r/my/imports/{run.pk}/", {"act": "match", "column-title": 1, "column-medium": 1})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "words", ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305", "２０２６-３-５", 46086.0]
)
def test_a_date_is_read_however_it_is_written(words):
    cell = next(c for c in cells_of(register_named("publicity")) if c.name == "submitted_on")
    assert read_cell(cell, words) == date(2026, 3, 5)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), st.floats(), st.booleans(), st.dates(), st.integers()))
def test_any_content_is_read_or_refused_in_words(content):
    for cell in cells_of(register_named("publicity")):
        if cell.kind != "unit":
            try:
                read_cell(cell, content)
            except Refusal as refusal:
                assert str(refusal)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_whatever_order_the_columns_have_the_same_rows_come_out(seed):
    from gangmu.foundation.documents.spreadsheets import read_sheets
    from gangmu.foundation.registers.importing.source import proposed_mapping, source_of

    order = list(TITLES)
    random.Random(seed).shuffle(order)
    cells = cells_of(register_named("publicity"))
    data = write_sheet([Head(title) for title in order], [order])
    source = source_of(read_sheets(io.BytesIO(data), "a.xlsx"), cells, "a.xlsx")
    found = proposed_mapping(source, cells)
    assert [order[found[cell.name]] for cell in cells] == list(TITLES)
