"""A page as it is printed: HTML → PDF of A4 sheets."""

from gangmu.foundation.kernel.errors import Refusal


def pdf_of(html: str) -> bytes:
    """Return the PDF of a self-contained page; nothing is fetched from anywhere.

    Raises
    ------
    Refusal
        When the system lacks the libraries that draw text.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - heavy, and needs system libraries that only printing needs
    except OSError as fault:
        raise Refusal(
            "documents.no_pango",
            "服务器缺少排版组件（pango），不能生成 PDF；请管理员按《管理手册》安装后再试",
        ) from fault
    return HTML(string=html, url_fetcher=_nothing).write_pdf()  # type: ignore[no-any-return]


def _nothing(address: str, *_more: object, **_named: object) -> dict[str, bytes]:
    raise ValueError(f"a printed page fetches nothing: {address[:80]}")
