"""PDF files: what runs or brings files is found wherever it hides, and what a picture is made of is taken for nothing else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.small_pdf import PAGES, packed, plain, printed, stream

from gangmu.foundation.files import trial
from gangmu.foundation.files.services import insist_fit, keep_attachment
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>"


def root(told: bytes = b"") -> bytes:
    return b"<</Type/Catalog/Pages 2 0 R%s>>" % told


LINK = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<<%s>>>>"
HARMFUL = {
    "script in a packed object": packed(
        root(b"/OpenAction 4 0 R"), PAGES, PAGE, b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    ),
    "script in other signs": plain(root(b"/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>"), PAGES, PAGE),
    "script in other signs in a packed object": packed(
        root(b"/OpenAction 4 0 R"), PAGES, PAGE, b"<</S/Java#53cript/#4AS(1)>>"
    ),
    "script behind a name that is no begin of a stream": packed(
        root(b"/OpenAction 5 0 R"), PAGES, PAGE, b"/stream", b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    ),
    "program behind a link in a packed object": packed(
        root(), PAGES, PAGE, LINK % b"/S/Launch/F(cmd.exe)"
    ),
    "file without a type": packed(
        root(b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>"), PAGES, PAGE, b"<</F(a.exe)/EF<</F 5 0 R>>>>"
    ),
}  # fmt: skip
PICTURE = b"\xd8/JS \x00/JavaScript(\x9c/Launch /EmbeddedFile\n/Encrypt 1\xff"


def scanned() -> bytes:
    """Return a page with a picture whose data holds by chance what an action is called."""
    return plain(root(), PAGES, PAGE, stream(b"/Type/XObject/Subtype/Image", PICTURE))


@pytest.fixture
def keep(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with acting_as(cast.actor("小陈")):
        yield lambda data: keep_attachment(SimpleUploadedFile("件.pdf", data), cast.own.bureau.pk, "测试")


def refusal_of(keep, data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        keep(data)
    return refused.value.code


@pytest.mark.parametrize("case", HARMFUL)
def test_what_runs_or_brings_files_is_found_wherever_it_hides(keep, case):
    assert refusal_of(keep, HARMFUL[case]) == "files.script"


def test_a_picture_whose_data_looks_like_a_script_is_none(keep):
    assert PICTURE in scanned()
    assert keep(scanned()).kind == "pdf"


def test_packed_objects_that_run_nothing_are_kept(keep):
    words = LINK % b"/S/URI/URI(https://a.cn/JS/JavaScript)"
    assert keep(packed(root(), PAGES, PAGE, words)).pk


def test_packed_objects_that_the_reader_cannot_open_are_not_kept(keep):
    whole = packed(root(), PAGES, PAGE, LINK % b"/S/URI/URI(https://a.cn)")
    assert refusal_of(keep, whole.replace(b"/Root", b"/Boot")) == "files.damaged"


def test_a_pdf_that_ends_its_reader_is_refused_and_ends_nothing_else(keep, monkeypatch):
    monkeypatch.setattr(trial, "MEMORY", 30 * 2**20)
    assert refusal_of(keep, printed("内存")) == "files.bomb"


def test_a_file_that_was_tried_is_not_opened_again_when_it_is_kept(keep, monkeypatch):
    data = printed("只试一次")
    insist_fit(SimpleUploadedFile("件.pdf", data))
    monkeypatch.setattr(trial, "_tried", None)
    assert keep(data).pk
