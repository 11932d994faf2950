"""Where a picture was taken is left out before it is kept; the picture and how it is turned stay."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from gangmu.foundation.files.pictures import PICTURES, without_place
from gangmu.foundation.files.services import keep_attachment, open_attachment
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal

PLACE, TAKEN = b"LATITUDE-MARK", "2026:05:04 09:10:11"


def picture() -> Image.Image:
    image = Image.new("RGB", (40, 24))
    image.putdata([(n % 256, n * 7 % 256, n * 13 % 256) for n in range(40 * 24)])
    return image


def photograph(turned: int | None = 6, taken: str | None = TAKEN, **more: object) -> bytes:
    """Return a JPEG as a telephone writes it: with its place in Exif, in XMP and in a smaller copy after the end."""
    told = Image.Exif()
    if turned:
        told[0x0112] = turned
    told[0x010E] = "LATITUDE-MARK"
    if taken:
        told.get_ifd(0x8769)[0x9003] = taken
    told.get_ifd(0x8825)[1] = "N"
    told.get_ifd(0x8825)[29] = "2026:05:04"
    target = io.BytesIO()
    picture().save(target, "JPEG", exif=told, xmp=b"<x>" + PLACE + b"</x>", comment=PLACE, **more)
    return target.getvalue() + b"\xff\xd8\xff\xe1" + PLACE


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    "more", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"icc_profile": b"colours" * 9}]
)
def test_a_photograph_keeps_its_picture_and_loses_its_place(more):
    data = photograph(**more)
    before, after = opened(data), opened(without_place(data, "jpg"))
    assert after.tobytes() == before.tobytes()
    told = after.getexif()
    assert PLACE not in without_place(data, "jpg") and not told.get_ifd(0x8825)
    assert dict(told)[0x0112] == 6
    assert told.get_ifd(0x8769)[0x9003].strip("\0") == TAKEN
    assert after.info.get("icc_profile") == before.info.get("icc_profile")


@pytest.mark.parametrize("turned", [None, 1, 3, 8])
@pytest.mark.parametrize("taken", [None, TAKEN])
def test_how_a_photograph_is_turned_and_when_it_was_taken_stay_where_they_are_told(turned, taken):
    told = opened(without_place(photograph(turned, taken), "jpg")).getexif()
    assert told[0x0112] == (turned or 1)
    assert told.get_ifd(0x8769).get(0x9003, "").strip("\0") == (taken or "")


def test_a_drawing_loses_its_texts_and_what_follows_its_end():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "LATITUDE-MARK")
    words.add_itxt("XML:com.adobe.xmp", "LATITUDE-MARK")
    target = io.BytesIO()
    picture().save(target, "PNG", pnginfo=words)
    data = without_place(target.getvalue() + PLACE, "png")
    assert PLACE not in data
    assert opened(data).tobytes() == picture().tobytes()


@pytest.mark.parametrize("kind", PICTURES)
@given(st.data())
def test_any_bytes_are_a_picture_or_told_to_be_none(kind, data):
    whole = photograph() if kind == "jpg" else b"\x89PNG\r\n\x1a\n" + bytes(40)
    cut = data.draw(st.integers(0, len(whole)))
    spoilt = bytearray(whole[:cut] + data.draw(st.binary(max_size=40)))
    for place in data.draw(st.lists(st.integers(0, max(0, len(spoilt) - 1)), max_size=8)):
        if spoilt:
            spoilt[place] = data.draw(st.integers(0, 255))
    try:
        once = without_place(bytes(spoilt), kind)
    except ValueError:
        return
    assert without_place(once, kind) == once


def test_a_picture_is_kept_without_its_place_and_one_that_breaks_off_is_refused(cast):
    def keep(data: bytes) -> object:
        upload = SimpleUploadedFile("现场.jpg", data)
        return keep_attachment(upload, cast.own.school.pk, "佐证")

    with acting_as(cast.actor("小郑")):
        kept = keep(photograph())
        assert PLACE not in open_attachment(kept).read()
        with pytest.raises(Refusal) as told:
            keep(photograph()[:700])
    assert told.value.code == "files.damaged"
