"""Tells the kind of a file by its bytes and hands it to the reader of that kind."""

from pathlib import Path

from gangmu.foundation.documents.decoding.html import decode_html
from gangmu.foundation.documents.decoding.pdf import decode_pdf
from gangmu.foundation.documents.decoding.plain import decode_plain
from gangmu.foundation.documents.decoding.refusals import refuse
from gangmu.foundation.documents.decoding.source import SourceText
from gangmu.foundation.documents.decoding.word import decode_word

DEFAULT_LIMIT = 50 * 1024 * 1024
MAX_CHARACTERS = 3_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def decode(
    source: Path | str | bytes, filename: str | None = None, *, limit: int = DEFAULT_LIMIT
) -> SourceText:
    """Decode a file into source text.

    Parameters
    ----------
    source
        Path of the file, or its bytes.
    filename
        Name for messages and for kinds that bytes do not tell; taken from the path if absent.
    limit
        Largest size in bytes.

    Returns
    -------
    SourceText
        Text and places.

    Raises
    ------
    Refusal
        With a code ``documents.…`` and a Chinese sentence that names the place and what to do.
    """
    if isinstance(source, bytes):
        name, data = filename or "文件", source
        _check_size(len(data), name, limit)
    else:
        path = Path(source)
        name = filename or path.name
        if not path.is_file():
            raise refuse("missing", name)
        _check_size(path.stat().st_size, name, limit)
        data = path.read_bytes()
    text = _decode(data, name)
    if not text.text.strip():
        raise refuse("empty", name)
    if len(text.text) > MAX_CHARACTERS:
        raise refuse("too_long", name, limit=MAX_CHARACTERS)
    return text


def _check_size(size: int, name: str, limit: int) -> None:
    if size == 0:
        raise refuse("empty", name)
    if size > limit:
        raise refuse("too_large", name, size=f"{size / 1048576:.1f}", limit=f"{limit / 1048576:g}")


def _decode(data: bytes, name: str) -> SourceText:
    """Choose by the first bytes; the ending decides only between kinds of text."""
    ending = Path(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return decode_pdf(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return decode_word(data, name)
    if data.startswith(_OLE):
        raise refuse("password" if "EncryptedPackage".encode("utf-16-le") in data else "old_word", name)
    if data.startswith(b"{\\rtf") or ending in (".doc", ".wps", ".rtf", ".dot", ".wpt"):
        raise refuse("old_word", name)
    if data.startswith(_IMAGES):
        raise refuse("scan", name, pages=1)
    if data.startswith(_ARCHIVES):
        raise refuse("kind", name)
    if ending in (".docx", ".docm", ".pdf"):
        raise refuse("damaged", name, part="文件头")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if ending in (".html", ".htm", ".shtml", ".xhtml") or head.startswith((b"<!doctype html", b"<html")):
        return decode_html(data, name)
    if ending not in ("", ".txt", ".text", ".md", ".log") and b"\x00" in data[:4096]:
        raise refuse("kind", name)
    return decode_plain(data, name)
