"""A large table is checked and written by a worker: the page tells how far it is, and what was begun ends once or not at all."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.registers.services import import_jobs
from gangmu.foundation.registers.tests.test_imports import NAME, line, table, upload


@pytest.fixture
def clerk(cast, monkeypatch):
    """The office clerk, to whom three rows are many."""
    monkeypatch.setattr(import_jobs, "SMALL", 2)
    return cast.client("小陈")


def act(client, run, act, **more):
    return client.post(f"/r/my/imports/{run.pk}/", {"act": act, **more})


def page_of(client, run, **headers):
    return client.get(f"/r/my/imports/{run.pk}/", headers=headers)


def rows(cast, count=3, **more):
    return [line(cast, f"第{n}课", **more) for n in range(count)]


def test_a_large_table_is_checked_and_written_by_the_worker(cast, clerk):
    run = upload(clerk, table(rows(cast)))
    waiting = page_of(clerk, run)
    assert "preview" not in waiting.context
    assert "由后台检查和入库" in waiting.content.decode()
    assert b"<html" not in page_of(clerk, run, HX_Request="true").content
    assert work_off() == 1
    assert page_of(clerk, run, HX_Request="true").headers["HX-Refresh"] == "true"
    preview = page_of(clerk, run).context["preview"]
    assert (preview.created, preview.wrong, len(preview.new)) == (3, 0, 3)
    assert not PublicityItem._base_manager.exists()
    act(clerk, run, "commit", digest=preview.digest)
    act(clerk, run, "commit", digest=preview.digest)
    assert Job._base_manager.filter(name=import_jobs.WRITE).count() == 1
    work_off()
    assert PublicityItem._base_manager.count() == 3
    assert "已入库" in page_of(clerk, run).content.decode()
    assert Job._base_manager.get(name=import_jobs.WRITE).result == {"created": 3, "changed": 0, "wrong": 0}
    assert {e.actor for e in AuditEntry.objects.filter(subject_type="planning.publicityitem")} == {"小陈"}


def test_the_same_large_file_again_changes_nothing(cast, clerk):
    for _time in range(2):
        run = upload(clerk, table(rows(cast)))
        work_off()
        act(clerk, run, "commit", digest=page_of(clerk, run).context["preview"].digest)
        work_off()
    run.refresh_from_db()
    assert (run.state, run.created, run.changed, run.untouched) == ("done", 0, 0, 3)
    assert set(PublicityItem._base_manager.values_list("version", flat=True)) == {1}


def test_two_imports_of_one_file_at_once_write_it_once(cast, clerk):
    runs = [upload(clerk, table(rows(cast))) for _time in range(2)]
    work_off()
    for run in runs:
        act(clerk, run, "commit", digest=page_of(clerk, run).context["preview"].digest)
    work_off()
    assert PublicityItem._base_manager.count() == 3
    states = sorted(ImportRun._base_manager.values_list("state", "created"))
    assert states == [("done", 3), ("mapped", 0)]
    page = page_of(clerk, runs[1]).content.decode()
    assert "登记册的内容已有变化，没有写入任何内容" in page
    act(clerk, runs[1], "check")
    work_off()
    assert page_of(clerk, runs[1]).context["preview"].untouched == 3


def test_a_cancelled_check_writes_nothing_and_is_begun_anew(cast, clerk):
    run = upload(clerk, table(rows(cast)))
    act(clerk, run, "stop")
    assert Job._base_manager.get().state == JobState.CANCELLED
    assert work_off() == 1
    page = page_of(clerk, run)
    assert "preview" not in page.context
    assert "已取消" in page.content.decode()
    act(clerk, run, "check")
    work_off()
    assert page_of(clerk, run).context["preview"].created == 3


def test_columns_matched_otherwise_while_they_are_checked_are_checked_anew(cast, clerk, monkeypatch):
    run = upload(clerk, table([*rows(cast), line(cast, taken="2026-04-01", number="第3期")]))
    look, told = import_jobs.preview_of, dict(run.mapping)
    told.pop("adopted_on")

    def looked(*seen):
        monkeypatch.setattr(import_jobs, "preview_of", look)
        act(clerk, run, "match", **{f"column-{field}": column for field, column in told.items()})
        return look(*seen)

    monkeypatch.setattr(import_jobs, "preview_of", looked)
    assert work_off() == 2
    preview = page_of(clerk, run).context["preview"]
    act(clerk, run, "commit", digest=preview.digest)
    work_off()
    run.refresh_from_db()
    assert (run.state, run.mapping) == ("done", told)
    assert set(PublicityItem._base_manager.values_list("adopted_on", flat=True)) == {None}


def test_a_worker_that_was_taken_for_dead_writes_nothing_twice(cast, clerk):
    run = upload(clerk, table(rows(cast)))
    work_off()
    act(clerk, run, "commit", digest=page_of(clerk, run).context["preview"].digest)
    work_off()
    job = Job._base_manager.get(name=import_jobs.WRITE)
    Job._base_manager.filter(pk=job.pk).update(state=JobState.WAITING)
    from gangmu.foundation.jobs.execution import execute

    execute(job.pk, job.task_id, "another")
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)
    assert PublicityItem._base_manager.count() == 3
    assert AuditEntry.objects.filter(verb="完成了导入").count() == 1


def test_the_wrong_rows_of_a_large_table_come_back_coloured_with_their_reasons(cast, clerk):
    run = upload(clerk, table([*rows(cast), line(cast, "错的", level="乡级")]))
    work_off()
    page = page_of(clerk, run)
    assert [fault.place for fault in page.context["preview"].faults] == ["D5"]
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(f"/r/my/imports/{run.pk}/faults/").content))
    (head, wrong) = book.active.iter_rows()
    assert [cell.value for cell in head][-2:] == ["原行号", "错误说明"]
    assert wrong[3].value == "乡级"
    assert "不在代码表中" in wrong[3].comment.text
    assert wrong[3].fill.fgColor.rgb == "FFF8CBAD"
    assert wrong[2].comment is None
    assert "不在代码表中" in wrong[-1].value
    act(clerk, run, "partly", digest=page.context["preview"].digest)
    work_off()
    run.refresh_from_db()
    assert (run.created, run.refused) == (3, 1)


def test_a_large_block_that_is_pasted_goes_to_the_worker_too(cast, clerk):
    lines = [f"{cast.own.school.name}\t第{n}课\t县报\t县级\t2026/3/1" for n in range(3)]
    clerk.post(f"{NAME}/paste/", {"block": "\n".join(lines)})
    assert work_off() == 1
    assert page_of(clerk, ImportRun._base_manager.get()).context["preview"].created == 3


def test_the_page_asks_for_the_day_of_a_table_whose_rows_hold_from_a_day(cast):
    clerk = cast.client("小郑")
    assert b'name="told_on"' in clerk.get("/r/pupils/import/").content
    assert b'name="told_on"' not in clerk.get(f"{NAME}/import/").content


def test_what_is_new_or_changed_holds_from_the_day_of_the_table(cast):
    from gangmu.records.rolls.models import Enrolment, Pupil

    clerk = cast.client("小郑")

    def bring(day, *rolls, grade="一年级", guardian=""):
        titles = ("姓名", "学籍号", "年级", "监护人")
        data = table([[f"学生{n}", f"G{n:018d}", grade, guardian] for n in rolls], titles)
        clerk.post("/r/pupils/import/", {"file": SimpleUploadedFile("学籍.xlsx", data), "told_on": day})
        run = ImportRun._base_manager.latest("id")
        act(clerk, run, "match", **{f"column-{field}": n for field, n in run.mapping.items()})
        return act(clerk, run, "commit", digest=page_of(clerk, run).context["preview"].digest)

    bring("2026-03-01", 1)
    bring("2026-04-01", 1, 2)
    held = dict(Pupil._base_manager.values_list("name", "since"))
    assert held == {"学生1": date(2026, 3, 1), "学生2": date(2026, 4, 1)}
    bring("2026-04-15", 1, 2, guardian="张三")
    assert dict(Pupil._base_manager.values_list("name", "since")) == held, "a guardian is no standing"
    bring("2026-05-01", 1, 2, grade="二年级")
    assert set(Pupil._base_manager.values_list("since", flat=True)) == {date(2026, 5, 1)}
    spans = Enrolment._base_manager.filter(pupil__name="学生1", recorded_to=None).order_by("valid_from")
    assert list(spans.values_list("valid_from", "valid_to")) == [
        (date(2026, 3, 1), date(2026, 5, 1)), (date(2026, 5, 1), None),
    ]  # fmt: skip
    late = SimpleUploadedFile("晚.xlsx", table([["甲", "G1", "一年级"]], ("姓名", "学籍号", "年级")))
    assert clerk.post("/r/pupils/import/", {"file": late, "told_on": "2199-01-01"}).status_code == 422
    late.seek(0)
    assert clerk.post("/r/pupils/import/", {"file": late, "told_on": "2999-01-01"}).status_code == 422
