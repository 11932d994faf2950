"""A workbook is opened first by a process of its own: what would take all memory, or break the reader, takes and breaks that one.

A sheet is laid out as wide and as long as its farthest cell, and a file of a thousand bytes may name one in the last row of the last
column. The reader then asks for more memory than there is, and whatever process it runs in is ended without a word.
"""

import hashlib
import subprocess
import sys
from collections import deque
from typing import BinaryIO

from gangmu.foundation.kernel.errors import Refusal

WORKBOOKS = ("xlsx", "xls")
#: Marks of the last workbooks that did no harm: a file is looked at before it is read, and again before it is kept.
_HARMLESS: deque[bytes] = deque(maxlen=100)
#: Bytes of memory and seconds of work for a workbook, and places of a sheet, blank or not.
MEMORY, SECONDS, PLACES = 2 * 2**30, 60, 20_000_000
#: How the process ends with a workbook that the reader can open, with one it says it cannot, and with one too large.
OPENS, CLOSED, LARGE = 0, 10, 11
#: Runs by itself, without this package: it is to begin in a moment.
_TRIAL = f"""
import io, sys
memory, seconds, places = map(int, sys.argv[1:])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
import python_calamine
try:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > places:
            sys.exit({LARGE})
except (python_calamine.CalamineError, OSError, ValueError):
    sys.exit({CLOSED})
"""


def insist_harmless(name: str, kind: str, file: BinaryIO) -> None:
    """Insist that a file, if it is a workbook, can be opened, or is plainly none: what the reader says it cannot open does no harm.

    Raises
    ------
    Refusal
        When opening it takes too much, or ends the process that does.
    """
    if kind in WORKBOOKS and not _ends_well(file):
        raise Refusal("files.bomb", "“%(name)s”解压后异常庞大，已拒收", name=name)


def _ends_well(file: BinaryIO) -> bool:
    file.seek(0)
    data = file.read()
    mark = hashlib.sha256(data).digest()
    if mark in _HARMLESS:
        return True
    asked = [sys.executable, "-I", "-c", _TRIAL, str(MEMORY), str(SECONDS), str(PLACES)]
    try:
        tried = subprocess.run(  # noqa: S603  (our own interpreter and words; the file goes in as bytes)
            asked, input=data, capture_output=True, check=False, timeout=2 * SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    if tried.returncode not in (OPENS, CLOSED):
        return False
    _HARMLESS.append(mark)
    return True
