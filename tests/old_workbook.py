"""A workbook as Excel 97 to 2003 saved it (xls), which no kept library writes: a stream of records [MS-XLS] in a compound file [MS-CFB]."""

from collections.abc import Iterator, Sequence
from struct import pack

SECTOR = 512
FREE, END, TABLE, NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
#: A stream below this size would have to lie among the small ones.
SMALL = 4096


def old_workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str | float | None]], bool]]) -> bytes:
    """Return a workbook of sheets (title, rows, whether it is shown): texts and numbers, no formats."""
    bodies = [_sheet(rows) for _title, rows, _shown in sheets]
    first = len(_globals(sheets, [0] * len(sheets)))
    places = [first + sum(map(len, bodies[:number])) for number in range(len(bodies))]
    return _compound(_globals(sheets, places) + b"".join(bodies))


def _record(kind: int, data: bytes = b"") -> bytes:
    return pack("<HH", kind, len(data)) + data


def _begin(of: int) -> bytes:
    return _record(0x0809, pack("<HHHHII", 0x0600, of, 0x0DBB, 0x07CC, 0, 6))


def _globals(sheets: Sequence[tuple[str, object, bool]], places: Sequence[int]) -> bytes:
    told = [
        _record(
            0x0085, pack("<IBBBB", place, not shown, 0, len(title), 1) + title.encode("utf-16-le")
        )
        for (title, _rows, shown), place in zip(sheets, places, strict=True)
    ]  # fmt: skip
    return b"".join([_begin(0x0005), _record(0x0042, pack("<H", 1200)), *told, _record(0x000A)])


def _sheet(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    width = max(map(len, rows), default=0)
    size = _record(0x0200, pack("<IIHHH", 0, len(rows), 0, width, 0))
    return b"".join([_begin(0x0010), size, *_cells(rows), _record(0x000A)])


def _cells(rows: Sequence[Sequence[str | float | None]]) -> Iterator[bytes]:
    for number, line in enumerate(rows):
        for column, value in enumerate(line):
            place = pack("<HHH", number, column, 0)
            if isinstance(value, str):
                yield _record(0x0204, place + pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            elif value is not None:
                yield _record(0x0203, place + pack("<d", value))


def _compound(stream: bytes) -> bytes:
    """Return a compound file that holds one stream: a sector of the table, one of the directory, then the stream."""
    size = max(len(stream), SMALL)
    count = -(-size // SECTOR)
    assert count <= SECTOR // 4 - 2, "one sector of the table tells of no more"
    chain = [TABLE, END, *range(3, count + 2), END]
    table = pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, NOBODY, 2, size) + bytes(2 * 128)
    return _head() + table + directory + stream.ljust(count * SECTOR, b"\0")


def _head() -> bytes:
    begin = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    return begin + pack("<IIIIIIIIII", 0, 1, 1, 0, SMALL, END, 0, END, 0, 0) + pack("<I", FREE) * 108


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    words = (name + "\0").encode("utf-16-le")
    told = pack("<HBBIII36xIQ", len(words), kind, 1, NOBODY, NOBODY, child, start, size)
    return words.ljust(64, b"\0") + told
