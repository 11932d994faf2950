"""docx, pdf and html to source text. Every file is hostile until shown otherwise: sizes are bounded, nothing is run or fetched."""

import io
import zipfile
from typing import Any

from gangmu.foundation.documents.decoding.source import SourceText, Writer
from gangmu.foundation.kernel.errors import Refusal

MAX_UNPACKED = 300 * 1024 * 1024
MAX_PAGES = 600
DAMAGED = "“%(name)s”已损坏,或内容与扩展名不符,请用原软件打开另存后再传"


def docx_text(data: bytes, name: str) -> SourceText:
    """Return the paragraphs and tables of a docx in their order; cells are parted by tabs."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            "documents.locked", "“%(name)s”设有打开密码或是旧版文档,请去掉密码并另存为 docx 后再传", name=name
        )
    _check_package(data, name)
    import docx  # noqa: PLC0415 - heavy: loaded by what needs it

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(document.iter_inner_content())
    except Exception as error:
        raise Refusal("documents.damaged", DAMAGED, name=name) from error
    writer = Writer()
    for number, block in enumerate(blocks, 1):
        if hasattr(block, "rows"):
            _write_table(writer, block, number)
        else:
            writer.add(block.text, paragraph=number)
            writer.plain("\n")
    return writer.done("docx")


def _write_table(writer: Writer, table: Any, number: int) -> None:
    for row_number, row in enumerate(table.rows, 1):
        seen: set[int] = set()
        for column, cell in enumerate(row.cells, 1):
            if id(cell._tc) in seen:
                continue
            if seen:
                writer.plain("\t")
            seen.add(id(cell._tc))
            writer.add(cell.text.replace("\n", " "), paragraph=number, cell=f"R{row_number}C{column}")
        writer.plain("\n")


def _check_package(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refusal("documents.damaged", DAMAGED, name=name) from error
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(
            "documents.locked", "“%(name)s”设有打开密码或是旧版文档,请去掉密码并另存为 docx 后再传", name=name
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refusal("documents.bomb", "“%(name)s”解压后异常庞大,已拒收", name=name)
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise Refusal("documents.macro", "“%(name)s”含有宏,请另存为不含宏的 docx 后再传", name=name)
    if "word/document.xml" not in {part.filename for part in parts}:
        raise Refusal("documents.damaged", DAMAGED, name=name)


def pdf_text(data: bytes, name: str) -> SourceText:
    """Return the text of a pdf page by page."""
    import pypdfium2  # noqa: PLC0415 - heavy: loaded by what needs it

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refusal(
                "documents.locked_pdf", "“%(name)s”设有打开密码,请去掉密码后再传", name=name
            ) from error
        raise Refusal("documents.damaged", DAMAGED, name=name) from error
    if len(document) > MAX_PAGES:
        raise Refusal(
            "documents.too_many_pages",
            "“%(name)s”超过 %(pages)s 页,请只上传要点正文和附件",
            name=name,
            pages=MAX_PAGES,
        )
    writer = Writer()
    for number in range(len(document)):
        text = document[number].get_textpage().get_text_bounded().replace("\r\n", "\n")
        writer.add(text, page=number + 1)
        writer.plain("\n")
    document.close()
    return writer.done("pdf")


def html_text(markup: str) -> SourceText:
    """Return the article of a web page with its tables; scripts are never run, nothing is fetched."""
    import trafilatura  # noqa: PLC0415 - heavy: loaded by what needs it

    told = trafilatura.extract(markup, include_tables=True, include_comments=False, favor_recall=True) or ""
    writer = Writer()
    for number, line in enumerate(told.split("\n"), 1):
        writer.add(line, paragraph=number)
        writer.plain("\n")
    return writer.done("html")
