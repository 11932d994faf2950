"""A template with many rows is made by a worker: a page tells how far it is, and only the one who asked takes the file."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.registers.services import template_jobs
from gangmu.records.rolls.models import Pupil


@pytest.fixture
def pupils(cast, monkeypatch):
    """Three pupils, whom a page takes for many."""
    monkeypatch.setattr(template_jobs, "SMALL", 2)
    for number in range(3):
        Pupil._base_manager.create(
            organisation=cast.own.school,
            roll_number=f"G11010520150101{number:04}",
            name=f"学生{number}",
            grade="5",
            class_number=1,
        )
    return cast


def made(client, query="rows=1"):
    """Ask for a template, let the worker make it; return the page of its job and the address of the file."""
    answer = client.get(f"/r/pupils/template/?{query}")
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
    kept = Attachment._base_manager.get(pk=Job._base_manager.get(name=template_jobs.TEMPLATE).result["file"])
    assert kept.key_id, "numbers of persons lie sealed"


def test_few_rows_and_an_empty_template_are_given_at_once(pupils):
    client = pupils.client("小郑")
    assert client.get("/r/pupils/template/").status_code == 200
    assert client.get("/r/pupils/template/?rows=1&grade=6").status_code == 200
    assert not Job._base_manager.filter(name=template_jobs.TEMPLATE).exists()
