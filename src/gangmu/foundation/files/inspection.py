"""What a file is, judged by its bytes, and whether it is fit to be kept. Uploaded files are hostile until shown otherwise."""

import codecs
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from gangmu.foundation.kernel.errors import Refusal

#: Kind → first bytes. Kinds without a signature are text and judged by decoding.
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
}
TEXTS = ("txt", "csv", "html")
#: How a text of two bytes a character begins: editors call it Unicode. Any other text with a zero byte is none.
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ALIASES = {"jpeg": "jpg", "htm": "html"}
#: Part that a package of the kind must have.
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MACROS = re.compile(r"vbaproject|macrosheets|activex|\.bin$", re.IGNORECASE)
#: An office package may grow at most so many times, and to at most so many bytes, when unpacked.
MAX_RATIO, MAX_UNPACKED, MAX_PARTS = 150, 400 * 1024 * 1024, 5000


def kind_of(name: str, file: BinaryIO) -> str:
    """Return the kind of a file and insist that it is fit to be kept.

    Raises
    ------
    Refusal
        Naming the file, what is wrong and what to do.
    """
    ending = Path(name).suffix.lower().lstrip(".")
    kind = ALIASES.get(ending, ending)
    file.seek(0)
    head = file.read(16)
    if not head:
        raise Refusal("files.empty", "“%(name)s”是空文件，请检查后重新上传", name=name)
    if kind in ("doc", "wps", "dot", "wpt"):
        raise Refusal(
            "files.old_word", "“%(name)s”是旧版文档，请在 Word 或 WPS 中另存为 docx 后上传", name=name
        )
    if kind not in SIGNATURES and kind not in TEXTS:
        raise Refusal(
            "files.kind",
            "不接受“%(name)s”这类文件；可上传 docx、pdf、txt、html、xlsx、xls、csv、png、jpg",
            name=name,
        )
    if kind in SIGNATURES and not head.startswith(SIGNATURES[kind]):
        if kind in MAIN_PART and head.startswith(SIGNATURES["xls"][0]):
            raise locked(name)
        raise damaged(name)
    if kind in MAIN_PART:
        _inspect_package(name, kind, file)
    elif kind in TEXTS and kind != "html" and not head.startswith(UTF_16) and b"\x00" in _beginning(file):
        raise damaged(name)
    file.seek(0)
    return kind


def damaged(name: str) -> Refusal:
    """Return why a file that is not whole, or not what its name says, is not taken."""
    return Refusal(
        "files.damaged", "“%(name)s”已损坏，或内容与扩展名不符，请用原软件打开另存后再传", name=name
    )


def locked(name: str) -> Refusal:
    """Return why a file that only opens with a password is not taken."""
    return Refusal("files.locked", "“%(name)s”设有打开密码或已加密，请去掉密码后上传", name=name)


def _beginning(file: BinaryIO, size: int = 4096) -> bytes:
    file.seek(0)
    return file.read(size)


def _inspect_package(name: str, kind: str, file: BinaryIO) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            packed = max(1, sum(part.compress_size for part in parts))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise damaged(name) from error
    if any(part.flag_bits & 1 for part in parts):
        raise locked(name)
    if (
        unpacked > MAX_UNPACKED
        or len(parts) > MAX_PARTS
        or (unpacked > 10 * 1024 * 1024 and unpacked / packed > MAX_RATIO)
    ):
        raise Refusal("files.bomb", "“%(name)s”解压后异常庞大，已拒收", name=name)
    if MAIN_PART[kind] not in names:
        raise damaged(name)
    if any(MACROS.search(part) for part in names):
        raise Refusal("files.macro", "“%(name)s”含有宏或控件，请另存为不含宏的文件后上传", name=name)
