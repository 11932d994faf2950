"""Decoder, workbook reader and reading engine on anything."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.engines.reading import read
from gangmu.foundation.documents.decoding import decode
from gangmu.foundation.documents.spreadsheets import read_sheets
from gangmu.foundation.files.inspection import kind_of
from gangmu.foundation.kernel.errors import Refusal

HEADS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html><body>",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
]
NAMES = ["a.txt", "a.html", "a.docx", "a.pdf", "a.xlsx", "a.xls", "a.csv", "a.doc", "a.png", "a", "a.exe"]
hostile = st.builds(bytes.__add__, st.sampled_from(HEADS), st.binary(max_size=3000))
language = st.text(
    alphabet="一二三四、(（）)1234567890.。;,:年月日新增学位所达到%xX～~“”《》\n\t 附件责任科室全覆盖是",
    max_size=1500,
)


@settings(deadline=None)
@given(hostile, st.sampled_from(NAMES))
def test_any_bytes_are_decoded_or_refused_in_words(data, name):
    try:
        assert decode(data, name).text.strip()
    except Refusal as refusal:
        assert str(refusal)


@settings(deadline=None)
@given(hostile, st.sampled_from(["a.xlsx", "a.xls", "a.csv"]))
def test_any_bytes_are_a_workbook_or_refused_in_words(data, name):
    try:
        read_sheets(io.BytesIO(data), name)
    except Refusal as refusal:
        assert str(refusal)


@settings(deadline=None)
@given(hostile, st.sampled_from(NAMES))
def test_any_bytes_are_judged_before_they_are_kept(data, name):
    try:
        assert kind_of(name, io.BytesIO(data))
    except Refusal as refusal:
        assert str(refusal)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["word/document.xml", "[Content_Types].xml", "_rels/.rels"]), st.binary(max_size=800)
    )
)
def test_any_package_is_a_document_or_refused_in_words(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    try:
        decode(target.getvalue(), "a.docx")
    except Refusal as refusal:
        assert str(refusal)


@settings(deadline=None)
@given(language)
def test_any_text_of_the_language_reads_and_its_clauses_lie_in_order(text):
    reading = read(text)
    ends = 0
    for clause in reading.clauses:
        assert ends <= clause.start <= clause.end <= len(text)
        ends = clause.end
