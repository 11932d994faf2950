"""A file that cannot be read is told of in words that say what to do, and nothing is stored."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.applications.planning.choices import Stage
from gangmu.applications.planning.models import PlanVersion
from gangmu.applications.planning.services.uploading import paste_version, upload_version
from gangmu.applications.planning.tests.test_from_document_to_year import PLAN
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal


def locked_pdf() -> bytes:
    """Return a PDF that opens with a password alone: its check values fit no empty one (ISO 32000-1, 7.6.3)."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"5a" * 32 + b"> /U <" + b"a5" * 32 + b"> >>",
    ]
    file, places = io.BytesIO(b"%PDF-1.4\n"), []
    file.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = file.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    file.write(b"xref\n0 5\n0000000000 65535 f \n" + rows)
    identity = b"<" + b"01" * 16 + b">"
    file.write(b"trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [%b %b] >>\n" % (identity, identity))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()


def test_a_pdf_with_a_password_says_to_take_it_off_and_stores_nothing(cast):
    upload = SimpleUploadedFile("工作要点.pdf", locked_pdf(), "application/pdf")
    with acting_as(cast.actor("张主任")), pytest.raises(Refusal) as refused:
        upload_version(cast.own.bureau, Stage.DRAFT, upload)
    assert "设有打开密码" in refused.value.message and "去掉密码" in refused.value.message
    assert not PlanVersion._base_manager.exists() and not Attachment._base_manager.exists()


def test_the_page_of_uploading_says_so_beside_the_form(cast):
    told = {"file": SimpleUploadedFile("工作要点.pdf", locked_pdf()), "stage": Stage.DRAFT}
    answer = cast.client("张主任").post("/plans/upload/", told)
    assert answer.status_code == 422
    assert "“工作要点.pdf”设有打开密码" in answer.content.decode()


def test_an_empty_file_is_told_of_by_its_name(cast):
    told = {"file": SimpleUploadedFile("空.docx", b""), "stage": Stage.DRAFT}
    answer = cast.client("张主任").post("/plans/upload/", told)
    assert answer.status_code == 422
    assert "“空.docx”是空文件" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("表.csv", "机密\n工作任务,责任单位\n新增学位,办公室\n".encode(), "标有“机密”"),
        ("表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 docx"),
        ("表.csv", "姓名,电话\n甲,1\n".encode(), "没有找到含“工作任务”"),
    ],
)
def test_a_table_that_cannot_be_taken_is_told_of_beside_the_form(cast, name, data, says):
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, PLAN)
    address = f"/plans/versions/{version.pk}/table/"
    answer = cast.client("张主任").post(address, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert says in answer.content.decode() and "上传并对照" in answer.content.decode()


def test_an_office_without_a_plan_is_led_to_its_first_upload(cast):
    assert "上传第一份工作要点" in cast.client("张主任").get("/").content.decode()
    assert "上传第一份工作要点" not in cast.client("刘科长").get("/").content.decode()
    with acting_as(cast.actor("张主任")):
        paste_version(cast.own.bureau, Stage.DRAFT, PLAN)
    assert "上传第一份工作要点" not in cast.client("张主任").get("/").content.decode()
