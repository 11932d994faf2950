"""What cannot be read is refused with a code and a sentence that names the file and what to do."""

import pytest

from gangmu.foundation.documents.decoding import decode
from gangmu.foundation.documents.decoding.tests.files import XML, docx, package, pdf, with_part
from gangmu.foundation.kernel.errors import Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">application/vnd.ms-word.document.macroEnabled.main+xml</Types>'
BOMB = {
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": b"<a/>",
    "word/media/x.bin": b"0" * 60_000_000,
}
ENTITY = f'{XML}<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document>&a;</w:document>'.encode()


def refused(data: bytes, name: str, **options) -> Refusal:
    with pytest.raises(Refusal) as caught:
        decode(data, name, **options)
    assert name in str(caught.value)
    assert "%(" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("code", "name", "data"),
    [
        ("empty", "空.txt", b""),
        ("empty", "空白.txt", b" \r\n\t"),
        ("bomb", "炸.docx", package(BOMB)),
        ("damaged", "坏.docx", docx("甲")[:900]),
        ("damaged", "坏.docx", b"not a package at all"),
        ("damaged", "坏.pdf", b"%PDF-1.5\ngarbage"),
        ("password", "锁.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
        ("old_word", "旧.doc", OLE),
        ("old_word", "旧.wps", OLE),
        ("old_word", "旧.rtf", b"{\\rtf1 abc}"),
        ("macro", "宏.docm", with_part(docx("甲"), "word/vbaProject.bin", b"x")),
        ("macro", "宏.docx", with_part(docx("甲"), "[Content_Types].xml", TYPES)),
        ("entities", "实体.docx", with_part(docx("甲"), "word/document.xml", ENTITY)),
        (
            "script",
            "脚本.pdf",
            pdf([[(72, 60, "甲")]], extra="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        ),
        ("scan", "扫描.pdf", pdf([[], []])),
        ("scan", "图.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
        ("kind", "表.xlsx", package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"})),
        ("kind", "包.rar", b"Rar!\x1a\x07\x00abc"),
        ("kind", "程序.exe", b"MZ\x90\x00\x03\x00"),
        ("charset", "乱码.txt", "一、加强建设。\n".encode() + b"\xff\xfe\xfa\x81\x20"),
        ("charset", "乱码.txt", "ÐÂÎÅ½ÌÓý¹¤×÷".encode() + b"\x80\x81" * 9),
    ],
)
def test_the_reason_is_named(code, name, data):
    assert refused(data, name).code == f"documents.{code}"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(Refusal) as caught:
        decode(path)
    assert caught.value.code == "documents.too_large"
    assert "300.0 MB" in str(caught.value)


def test_the_limit_is_a_parameter():
    assert refused(b"a" * 2000, "a.txt", limit=1000).code == "documents.too_large"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Refusal) as caught:
        decode(tmp_path / "无.txt")
    assert caught.value.code == "documents.missing"


def test_a_wrong_charset_names_the_line():
    data = "第一行\n第二行\n".encode() + b"\xff\xff\xff"
    assert "第 3 行" in str(refused(data, "乱码.txt"))


def test_a_bomb_is_refused_without_being_unpacked():
    assert refused(package(BOMB), "炸.docx").parameters["part"] == "word/media/x.bin"
