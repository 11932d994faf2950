"""A template or a list with many rows is made by a worker: a page tells how far it is, and only the one who asked takes the file."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import place_of
from gangmu.foundation.jobs import clockwork
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.registers.services import made_files
from gangmu.records.rolls.models import Pupil, SchoolClass


@pytest.fixture
def pupils(cast, monkeypatch):
    """Three pupils, whom a page takes for many."""
    monkeypatch.setattr(made_files, "SMALL", dict.fromkeys(made_files.SMALL, 2))
    for number in range(3):
        Pupil._base_manager.create(
            organisation=cast.own.school,
            roll_number=f"G11010520150101{number:04}",
            name=f"学生{number}",
            pinyin=f"xuesheng{number}",
            grade="5",
            class_number=1,
        )
    return cast


def made(client, asked="template/?rows=1"):
    """Ask for a file, let the worker make it; return the page of its job and the address of the file."""
    answer = client.get(f"/r/pupils/{asked}")
    assert answer.status_code == 302
    work_off()
    page = client.get(answer["Location"])
    return page, page.context["told"].address


def test_a_template_with_many_rows_is_made_by_a_worker_and_taken_from_its_page(pupils):
    client = pupils.client("小郑")
    page, address = made(client)
    assert "共 3 行" in page.content.decode()
    taken = client.get(address)
    assert taken["Content-Disposition"].startswith("attachment")
    rows = list(openpyxl.load_workbook(io.BytesIO(taken.content)).worksheets[0].iter_rows(values_only=True))
    assert sum("G11010520150101" in str(row) for row in rows) == 3
    assert (
        client.post("/r/pupils/import/", {"file": SimpleUploadedFile("名册.xlsx", taken.content)}).status_code
        == 302
    )
    assert ImportRun._base_manager.get().rows == 3


def test_a_template_made_for_somebody_is_nobody_elses_and_lies_sealed(pupils):
    _page, address = made(pupils.client("小郑"))
    assert pupils.client("小陈").get(address).status_code == 404
    kept = Attachment._base_manager.get(pk=Job._base_manager.get(name=made_files.TEMPLATE).result["file"])
    assert kept.key_id, "numbers of persons lie sealed"


def test_a_made_file_leaves_the_disk_with_the_job_that_made_it(pupils, django_capture_on_commit_callbacks):
    _page, address = made(pupils.client("小郑"))
    job = Job._base_manager.get(name=made_files.TEMPLATE)
    place = place_of(Attachment._base_manager.get(pk=job.result["file"]).sha256)
    with django_capture_on_commit_callbacks(execute=True):
        clockwork.clear()
    assert place.exists()
    Job._base_manager.filter(pk=job.pk).update(ended_at=job.ended_at - timedelta(days=500))
    with django_capture_on_commit_callbacks(execute=True):
        clockwork.clear()
    assert not place.exists()
    assert not Attachment._base_manager.filter(pk=job.result["file"]).exists()
    assert pupils.client("小郑").get(address).status_code == 404


def test_a_template_made_for_somebody_is_nobody_elses_whatever_it_holds(pupils):
    for number in range(3):
        SchoolClass._base_manager.create(
            organisation=pupils.own.school, school_year=2026, stage="PRI", grade="5", number=number + 1
        )
    client = pupils.client("小郑")
    answer = client.get("/r/school-classes/template/?rows=1")
    work_off()
    kept = Attachment._base_manager.get(pk=Job._base_manager.get(name=made_files.TEMPLATE).result["file"])
    assert kept.key_id, "who may open the files of the unit does not open this one"
    assert pupils.client("吴校长").get(f"/files/{kept.pk}/").status_code != 200
    taken = client.get(client.get(answer["Location"]).context["told"].address)
    assert sum("五年级" in row for row in lines_of(taken)) == 3


def test_few_rows_and_an_empty_template_are_given_at_once(pupils):
    client = pupils.client("小郑")
    assert client.get("/r/pupils/template/").status_code == 200
    assert client.get("/r/pupils/template/?rows=1&grade=6").status_code == 200
    assert not Job._base_manager.filter(name=made_files.TEMPLATE).exists()


def lines_of(answer):
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def test_a_list_with_many_rows_is_made_by_a_worker_exactly_as_it_was_asked_for(pupils):
    client = pupils.client("小郑")
    page, address = made(client, "export/?grade=5&sort=-name")
    assert "共 3 行" in page.content.decode()
    taken = client.get(address)
    assert taken["Content-Disposition"].startswith("attachment") and "pupils-" in taken["Content-Disposition"]
    head, *rows = lines_of(taken)
    assert head[0] == "姓名" and [row[0] for row in rows] == ["学生2", "学生1", "学生0"]
    Pupil._base_manager.filter(name="学生0").update(grade="6")
    at_once = client.get("/r/pupils/export/?grade=5&sort=-name")
    assert at_once.status_code == 200 and lines_of(at_once) == [head, *rows[:2]], "two rows are given at once"


def test_a_list_made_by_a_worker_speaks_the_language_of_who_asked(pupils):
    client = pupils.client("小郑")
    client.cookies["django_language"] = "en"
    _page, address = made(client, "export/")
    assert lines_of(client.get(address))[0][0] == "Name"


def test_a_list_taken_out_is_kept_for_the_auditor_when_it_is_asked_for(pupils):
    pupils.client("小郑").get("/r/pupils/export/?grade=5")
    assert AuditEntry._base_manager.filter(verb="导出了学生名册", note="grade=5").count() == 1


def test_a_list_made_for_somebody_is_nobody_elses_whatever_it_holds(pupils):
    _page, address = made(pupils.client("小郑"), "export/")
    assert pupils.client("小陈").get(address).status_code == 404
    assert pupils.client("卫审计").get(address).status_code == 404
    kept = Attachment._base_manager.get(pk=Job._base_manager.get(name=made_files.LIST).result["file"])
    assert kept.key_id, "who may open the files of the unit does not open this one"


def test_who_may_no_longer_see_the_rows_no_longer_takes_their_list(pupils):
    client = pupils.client("小郑")
    _page, address = made(client, "export/")
    RoleAssignment._base_manager.filter(person=pupils.own.persons["小郑"]).update(valid_to=date(2020, 1, 1))
    assert client.get(address).status_code in (403, 404)


def test_a_list_that_is_cancelled_leaves_no_file(pupils):
    client = pupils.client("小郑")
    page = client.get("/r/pupils/export/")["Location"]
    assert client.post(f"{page}cancel/").status_code == 302
    work_off()
    assert Job._base_manager.get(name=made_files.LIST).state == JobState.CANCELLED
    assert not Attachment._base_manager.exists()


def test_a_list_longer_than_a_sheet_is_refused_with_what_to_do(pupils, monkeypatch):
    monkeypatch.setattr(made_files, "MAX_ROWS", 2)
    client = pupils.client("小郑")
    page = client.get("/r/pupils/export/")["Location"]
    work_off()
    assert "请先用筛选缩小范围" in client.get(page).content.decode()


def test_who_sees_no_jobs_waits_on_the_page(pupils):
    assert pupils.client("小郑").get("/r/units/export/").status_code == 302
    assert pupils.client("冯督学").get("/r/units/export/").status_code == 200
