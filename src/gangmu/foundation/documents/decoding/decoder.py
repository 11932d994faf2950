"""Choosing how a file is decoded, by its name and its first bytes."""

from pathlib import Path

from gangmu.foundation.documents.decoding.packages import docx_text, html_text, pdf_text
from gangmu.foundation.documents.decoding.source import SourceText, Writer
from gangmu.foundation.kernel.errors import Refusal

#: Largest file that is decoded, in bytes.
MAX_BYTES = 50 * 1024 * 1024


def decode(file: bytes | Path, name: str = "", max_bytes: int = MAX_BYTES) -> SourceText:
    """Return the source text of a file.

    Parameters
    ----------
    file
        The bytes, or the path to read them from.
    name
        The file's name; its ending says the kind. Taken from the path when absent.

    Raises
    ------
    Refusal
        When the file is empty, too large, damaged, locked, of an unknown kind, or has no text; the sentence names the remedy.
    """
    shown = name or (file.name if isinstance(file, Path) else "")
    if isinstance(file, Path):
        if file.stat().st_size > max_bytes:
            raise _too_large(shown, max_bytes)
        file = file.read_bytes()
    if len(file) > max_bytes:
        raise _too_large(shown, max_bytes)
    if not file.strip():
        raise Refusal("documents.empty", "“%(name)s”是空文件,请检查后重新上传", name=shown)
    source = _decoded(file, shown)
    if not source.text.strip():
        remedy = "“%(name)s”里没有文字(可能是扫描件),请上传可以选中文字的文件"
        raise Refusal("documents.no_text", remedy, name=shown)
    return source


def _decoded(data: bytes, name: str) -> SourceText:
    match Path(name).suffix.lower():
        case ".docx":
            return docx_text(data, name)
        case ".pdf":
            return pdf_text(data, name)
        case ".html" | ".htm":
            return html_text(_characters(data, name))
        case ".txt" | ".md" | "":
            return plain_text(data, name)
        case ".doc" | ".wps":
            raise Refusal(
                "files.old_word", "“%(name)s”是旧版文档,请在 Word 或 WPS 中另存为 docx 后上传", name=name
            )
        case _:
            raise Refusal(
                "documents.kind", "不能识读“%(name)s”这类文件;请用 docx、pdf、html 或 txt", name=name
            )


def plain_text(data: bytes, name: str) -> SourceText:
    """Return a text file whole, its line ends kept; every line is a paragraph."""
    writer = Writer()
    for number, line in enumerate(_characters(data, name).splitlines(keepends=True), 1):
        bare = line.rstrip("\r\n")
        writer.add(bare, paragraph=number)
        writer.plain(line[len(bare) :])
    return writer.done("txt")


def _characters(data: bytes, name: str) -> str:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(
            "documents.damaged", "“%(name)s”已损坏,或内容与扩展名不符,请用原软件打开另存后再传", name=name
        )
    charsets = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "gb18030")
    for charset in charsets:
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Refusal("documents.charset", "“%(name)s”的文字编码无法识别,请另存为 UTF-8 后再传", name=name)


def _too_large(name: str, limit: int) -> Refusal:
    return Refusal(
        "documents.too_large",
        "“%(name)s”超过 %(limit)s MB,请拆分或压缩图片后再传",
        name=name,
        limit=limit // 1024**2,
    )
