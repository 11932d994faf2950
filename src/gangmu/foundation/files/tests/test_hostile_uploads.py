"""Uploaded files are hostile: each kind of badness is refused with its name and the remedy, and nothing is stored."""

import io
import zipfile
from struct import pack

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.old_workbook import old_workbook
from tests.small_pdf import printed

from gangmu.foundation.files import trial
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment, place_of
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal


def package(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return target.getvalue()


def far_xlsx() -> bytes:
    """Return a workbook of two cells, the second in the last row of the last column: a few thousand bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 1)
        sheet.write_number(1_048_575, 16_383, 1)
    return target.getvalue()


def far_xls() -> bytes:
    """Return the same as an old Excel wrote it, where a place is two bytes."""
    near = pack("<HHHHH", 0x0203, 14, 1, 0, 0)
    data = old_workbook([("远", [["一"], [1.0]], True)])
    assert data.count(near) == 1
    return data.replace(near, pack("<HHHHH", 0x0203, 14, 65_535, 65_535, 0))


DOCUMENT = {"word/document.xml": b"<w/>"}
BAD = {
    "empty": ("空.txt", b"", "files.empty"),
    "old word": ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "files.old_word"),
    "wps": ("稿.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "files.old_word"),
    "program": ("a.exe", b"MZ\x90", "files.kind"),
    "picture called pdf": ("a.pdf", b"\x89PNG\r\n\x1a\n", "files.damaged"),
    "encrypted docx": ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 90, "files.locked"),
    "cut docx": ("断.docx", package(DOCUMENT)[:40], "files.damaged"),
    "docx without document": ("假.docx", package({"x.xml": b"<x/>"}), "files.damaged"),
    "macro": ("宏.docx", package({**DOCUMENT, "word/vbaProject.bin": b"x"}), "files.macro"),
    "bomb": ("弹.docx", package({**DOCUMENT, "word/big.xml": b"0" * 60_000_000}), "files.bomb"),
    "pdf script": (
        "本.pdf",
        b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
        "files.script",
    ),
    "pdf locked": ("锁.pdf", b"%PDF-1.7\n1 0 obj<</Encrypt 2 0 R>>", "files.locked"),
    "zero bytes in text": ("乱.txt", b"ab\x00cd", "files.damaged"),
    "xlsx with a cell in the last place": ("远.xlsx", far_xlsx(), "files.bomb"),
    "xls with a cell in the last place": ("远.xls", far_xls(), "files.bomb"),
    "classified": ("文.txt", "机密★10年\n\n工作方案".encode(), "files.classified"),
}


def written(*lines: str) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return package({"word/document.xml": f"<w:document><w:body>{paragraphs}</w:body></w:document>".encode()})


def sheet(*rows: list[str]) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


MARKED = {
    "old charset": ("文.txt", "机密\n工作方案".encode("gb18030")),
    "two bytes a character": ("文.txt", "绝密★长期\n工作方案".encode("utf-16")),
    "text document": ("文.docx", written("秘密★1年", "关于工作方案的通知")),
    "page head of a text document": (
        "头.docx", package({**DOCUMENT, "word/header1.xml": "<w:p><w:t>机密</w:t></w:p>".encode()}),
    ),
    "table": ("表.xlsx", sheet(["机密"], ["单位", "人数"])),
    "old table": ("表.xls", old_workbook([("一", [[None, "机密★10年"], ["单位", "人数"]], True)])),
    "lines": ("表.csv", "\ufeff,,\r\n机密★10年,,\r\n单位,人数,备注\r\n".encode()),
    "lines of an old charset": ("表.csv", '"绝 密",\n单位,人数\n'.encode("gb18030")),
    "lines apart by tabs": ("表.csv", "\t秘密★长期\n单位\t人数\n".encode("utf-16")),
    "printed page": ("文.pdf", printed("机密★10年", "工作方案")),
    "web page": ("页.html", "<html><body><p>秘密</p><p>方案</p></body></html>".encode()),
}  # fmt: skip


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("小陈")):
        yield cast


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_name_and_nothing_is_stored(office, settings, tmp_path, case):
    settings.MEDIA_ROOT = tmp_path
    name, data, code = BAD[case]
    with pytest.raises(Refusal) as refused:
        keep_attachment(SimpleUploadedFile(name, data), office.own.bureau.pk, "测试")
    assert refused.value.code == code
    assert name in str(refused.value)
    assert list(tmp_path.rglob("*")) == []
    assert not Attachment._base_manager.exists()


@pytest.mark.parametrize("case", MARKED)
def test_a_mark_of_classification_is_found_at_the_head_of_every_kind_of_file(
    office, settings, tmp_path, case
):
    settings.MEDIA_ROOT = tmp_path
    name, data = MARKED[case]
    with pytest.raises(Refusal) as refused:
        keep_attachment(SimpleUploadedFile(name, data), office.own.bureau.pk, "测试")
    assert refused.value.code == "files.classified"
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_a_table_with_a_column_of_marks_is_no_classified_file(office, settings, tmp_path, kind):
    settings.MEDIA_ROOT = tmp_path
    rows = [["文件", "密级"], *([f"文件{n}", "内部"] for n in range(6)), ["保密检查", "秘密"]]
    data = {
        "xlsx": sheet(*rows),
        "xls": old_workbook([("一", rows, True)]),
        "csv": "\n".join(map(",".join, rows)).encode(),
    }
    assert keep_attachment(SimpleUploadedFile(f"表.{kind}", data[kind]), office.own.bureau.pk, "测试").pk


def test_a_workbook_is_refused_whose_sheets_are_too_large_together(office, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(trial, "PLACES", 1000)
    wide = [[None] * 24 + [1.0]] * 40
    for count in (1, 2):
        book = old_workbook([(f"表{number}", wide, True) for number in range(count)])
        upload = SimpleUploadedFile("表.xls", book)
        if count == 1:
            assert keep_attachment(upload, office.own.bureau.pk, "测试").pk
            continue
        with pytest.raises(Refusal) as refused:
            keep_attachment(upload, office.own.bureau.pk, "测试")
        assert refused.value.code == "files.bomb"


def test_a_file_over_the_limit_is_refused_before_it_is_read(office, settings, tmp_path):
    settings.MEDIA_ROOT, settings.ATTACHMENT_MAX_BYTES = tmp_path, 1024 * 1024
    with pytest.raises(Refusal) as refused:
        keep_attachment(SimpleUploadedFile("大.txt", b"a" * (1024 * 1024 + 1)), office.own.bureau.pk, "测试")
    assert refused.value.code == "files.too_large"


def test_a_word_in_the_middle_of_a_text_is_no_mark_of_classification(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = keep_attachment(
        SimpleUploadedFile("好.txt", "做好机密文件管理工作".encode()), office.own.bureau.pk, "测试"
    )
    assert place_of(kept.sha256).read_bytes().decode() == "做好机密文件管理工作"
    assert oct(place_of(kept.sha256).stat().st_mode)[-2:] == "00"


def test_a_download_is_an_attachment_and_a_foreign_one_is_not_there(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = keep_attachment(
        SimpleUploadedFile("好.html", b"<script>alert(1)</script>"), office.own.bureau.pk, "测试"
    )
    answer = office.client("小陈").get(f"/files/{kept.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert office.foreign.client("小陈").get(f"/files/{kept.pk}/").status_code == 404
