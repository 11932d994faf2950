"""PDF files of a few objects: each alone, or packed into one stream as most writers put them since version 1.5 [ISO 32000]."""

import zlib

PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
#: A Chinese font that every reader knows.
FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>"
)


def plain(*objects: bytes) -> bytes:
    """Return a PDF of objects, the first of which is its root; without a table of places, which readers make anew."""
    body = b"".join(b"%d 0 obj%s endobj\n" % told for told in enumerate(objects, 1))
    return b"%PDF-1.5\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def stream(told: bytes, data: bytes) -> bytes:
    """Return an object that holds data."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (told, len(data), data)


def printed(*lines: str) -> bytes:
    """Return a PDF of a page with lines."""
    drawn = "".join(
        f"BT /F 12 Tf 72 {740 - 60 * number} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
        for number, line in enumerate(lines)
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>"
    return plain(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, page, FONT, stream(b"", drawn.encode()))


def packed(*objects: bytes) -> bytes:
    """Return a PDF of objects, the first of which is its root, that lie deflated in one stream."""
    places = [sum(len(earlier) + 1 for earlier in objects[:number]) for number in range(len(objects))]
    head = b" ".join(b"%d %d" % told for told in enumerate(places, 1)) + b" "
    holding = len(objects) + 1
    told = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(head))
    begin = b"%PDF-1.5\n"
    body = begin + _numbered(holding, stream(told, zlib.compress(head + b"\n".join(objects))))
    rows = [(0, 0, 0), *((2, holding, place) for place in range(len(objects)))]
    rows += [(1, len(begin), 0), (1, len(body), 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(3, "big") + bytes([index]) for kind, place, index in rows)
    told = b"/Type/XRef/Size %d/W[1 3 1]/Root 1 0 R" % len(rows)
    return body + _numbered(holding + 1, stream(told, table)) + b"startxref\n%d\n%%%%EOF" % len(body)


def _numbered(number: int, told: bytes) -> bytes:
    return b"%d 0 obj%s endobj\n" % (number, told)
