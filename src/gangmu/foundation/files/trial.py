"""A workbook or a PDF is opened first by a process of its own: what would take all memory, or break the reader, takes and breaks that one.

Its first words come from there too, so that no other process opens what nobody has tried.
"""

import hashlib
import subprocess
import sys
from collections import deque
from typing import BinaryIO

from gangmu.foundation.files import opening
from gangmu.foundation.files.inspection import damaged, locked
from gangmu.foundation.kernel.errors import Refusal

TRIED = ("xlsx", "xls", "pdf")
#: Bytes of memory and seconds of work for a file, and places of the sheets of a workbook together, blank or not.
MEMORY, SECONDS, PLACES = 2 * 2**30, 60, 20_000_000
#: Marks and first words of the last files that did no harm: a file is looked at before it is read, and again before it is kept.
_HARMLESS: deque[tuple[bytes, str]] = deque(maxlen=100)


def words_when_opened(name: str, kind: str, file: BinaryIO) -> str:
    """Return the first words of a file whose reader is tried first; of any other kind, and of what cannot be opened, nothing.

    What the reader says it cannot open does no harm.

    Raises
    ------
    Refusal
        When opening it takes too much, or ends the process that does; when it is locked, runs something or brings files with it.
    """
    if kind not in TRIED:
        return ""
    file.seek(0)
    data = file.read()
    mark = hashlib.sha256(data).digest()
    known = dict(_HARMLESS).get(mark)
    if known is not None:
        return known
    end, words = _tried(kind, data)
    if end == opening.ACTS:
        raise Refusal("files.script", "“%(name)s”含有脚本或嵌入文件，请打印为新的 PDF 后上传", name=name)
    if end == opening.LOCKED:
        raise locked(name)
    if end == opening.HIDDEN:
        raise damaged(name)
    if end not in (opening.OPENS, opening.CLOSED):
        raise Refusal("files.bomb", "“%(name)s”解压后异常庞大，已拒收", name=name)
    _HARMLESS.append((mark, words))
    return words


def _tried(kind: str, data: bytes) -> tuple[int, str]:
    """Return how the process ended that opened a file, and what words it told."""
    asked = [sys.executable, "-I", opening.__file__, kind, *map(str, (MEMORY, SECONDS, PLACES))]
    try:
        tried = subprocess.run(  # noqa: S603  (our own interpreter and words; the file goes in as bytes)
            asked, input=data, capture_output=True, check=False, timeout=2 * SECONDS
        )
    except subprocess.TimeoutExpired:
        return opening.LARGE, ""
    return tried.returncode, tried.stdout.decode()
