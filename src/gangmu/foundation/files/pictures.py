"""Pictures without what tells where they were taken: telephones write it beside the picture, and nobody who uploads one sees it.

The picture itself is not touched. Of what stands beside it in a JPEG remain how it is turned, when it was taken and its colours
(Exif 2.32, tags 0x0112 and 0x9003); of a PNG all but its texts. What follows the end of a picture, such as a smaller copy with a
place of its own, goes too.
"""

import re
import struct
from collections.abc import Iterator
from typing import Literal

PICTURES = ("jpg", "png")
_SOI, _EOI, _SOS = b"\xff\xd8", 0xD9, 0xDA
#: Markers that no length follows, and those that hold no part of a picture but words about it: APP1 and on, comments.
_ALONE, _BESIDE = frozenset({0x01, *range(0xD0, 0xD8)}), frozenset({*range(0xE1, 0xF0), 0xFE})
_COLOURS, _ADOBE, _EXIF = b"ICC_PROFILE\0", b"Adobe", b"Exif\0\0"
#: Where the data of a scan ends: a marker that is neither a stuffed byte nor a restart.
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_TURNED, _MORE, _TAKEN = 0x0112, 0x8769, 0x9003
_SHORT, _ASCII, _LONG = 3, 2, 4
_PNG = b"\x89PNG\r\n\x1a\n"
_WORDS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"})
#: How numbers are written, by the head of what is told.
_Order = Literal["little", "big"]
_ORDERS: dict[bytes, _Order] = {b"II*\0": "little", b"MM\0*": "big"}
#: Entries of a directory that are looked at.
_MOST = 256


def without_place(data: bytes, kind: str) -> bytes:
    """Return a picture without what tells where it was taken.

    Parameters
    ----------
    data
        The whole file.
    kind
        `jpg` or `png`.

    Raises
    ------
    ValueError
        When it is no whole picture of its kind.
    """
    return _jpeg(data) if kind == "jpg" else _png(data)


def _jpeg(data: bytes) -> bytes:
    kept, beside = [], b""
    for marker, segment in _segments(data):
        body = segment[4:]
        if marker == 0xE1 and body.startswith(_EXIF) and not beside:
            beside = _exif(body[len(_EXIF) :])
        elif marker not in _BESIDE or body.startswith((_COLOURS, _ADOBE)):
            kept.append(segment)
    # What a reader asks first stands first, after the head of the file alone (JFIF).
    place = 1 if kept and kept[0][1] == 0xE0 else 0
    return b"".join([_SOI, *kept[:place], beside, *kept[place:]])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the segments of a JPEG with their markers up to its end; a scan holds its data."""
    if not data.startswith(_SOI):
        raise ValueError("no JPEG")
    place = 2
    while True:
        found = _MARKER.match(data, place)
        if found is None:
            raise ValueError("no marker")
        marker, place = data[found.end() - 1], found.end()
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        if marker in _ALONE:
            yield marker, bytes((0xFF, marker))
            continue
        length = int.from_bytes(data[place : place + 2], "big")
        end = place + length
        if length < 2 or end > len(data):
            raise ValueError("a segment goes beyond the end")
        if marker == _SOS:
            after = _MARKER.search(data, end)
            if after is None:
                raise ValueError("the picture breaks off")
            end = after.start()
        yield marker, bytes((0xFF, marker)) + data[place:end]
        place = end


def _exif(told: bytes) -> bytes:
    """Return a segment with how a picture is turned and when it was taken, if that is told; else nothing."""
    order = _ORDERS.get(told[:4])
    if order is None:
        return b""
    first = _directory(told, order, _number(told, order, 4, 4))
    more = _directory(told, order, int.from_bytes(first.get(_MORE, b"")[:4], "big"))
    turned, taken = first.get(_TURNED, b"")[:2], more.get(_TAKEN, b"")[:20]
    if len(turned) != 2 or not 1 <= int.from_bytes(turned, "big") <= 8:
        turned = b"\0\1"
    head = b"MM\0*" + struct.pack(">I", 8)
    entries = [struct.pack(">HHI2s2x", _TURNED, _SHORT, 1, turned)]
    if len(taken) == 20:
        entries.append(struct.pack(">HHII", _MORE, _LONG, 1, 8 + 2 + 2 * 12 + 4))
    body = head + struct.pack(">H", len(entries)) + b"".join(entries) + bytes(4)
    if len(taken) == 20:
        body += struct.pack(">HHHII", 1, _TAKEN, _ASCII, 20, len(body) + 2 + 12 + 4) + bytes(4) + taken
    body = _EXIF + body
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _directory(told: bytes, order: _Order, place: int) -> dict[int, bytes]:
    """Return those entries of a directory that are kept, or lead to one that is: numbers as bytes from the greatest on."""
    found: dict[int, bytes] = {}
    if not place:
        return found
    for number in range(min(_number(told, order, place, 2), _MOST)):
        entry = place + 2 + 12 * number
        tag, form, count = (_number(told, order, entry + at, size) for at, size in ((0, 2), (2, 2), (4, 4)))
        if tag == _TURNED and form == _SHORT:
            found[tag] = _number(told, order, entry + 8, 2).to_bytes(2, "big")
        elif tag == _MORE and form == _LONG:
            found[tag] = _number(told, order, entry + 8, 4).to_bytes(4, "big")
        elif tag == _TAKEN and form == _ASCII and count == 20:
            begin = _number(told, order, entry + 8, 4)
            found[tag] = told[begin : begin + 20]
    return found


def _number(told: bytes, order: _Order, place: int, size: int) -> int:
    """Return a number that stands somewhere; 0 beyond the end."""
    return int.from_bytes(told[place : place + size], order)


def _png(data: bytes) -> bytes:
    if not data.startswith(_PNG):
        raise ValueError("no PNG")
    kept, place = [_PNG], len(_PNG)
    while True:
        name, end = data[place + 4 : place + 8], place + 12 + int.from_bytes(data[place : place + 4], "big")
        if len(name) < 4 or end > len(data):
            raise ValueError("the picture breaks off")
        if name not in _WORDS:
            kept.append(data[place:end])
        if name == b"IEND":
            return b"".join(kept)
        place = end
