"""A page as it is printed: HTML → PDF of A4 sheets."""

from collections.abc import Iterable

from gangmu.foundation.kernel.errors import Refusal


def one_sheet(versions: Iterable[str]) -> bytes:
    """Return as PDF the first version of a self-contained page that stands on one sheet, else the last; nothing is fetched from anywhere.

    Parameters
    ----------
    versions
        The same page as html, telling less each time.

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
    drawn = None
    for html in versions:
        drawn = HTML(string=html, url_fetcher=_nothing).render()
        if len(drawn.pages) == 1:
            break
    if drawn is None:
        raise ValueError("a sheet needs a page")
    return drawn.write_pdf()  # type: ignore[no-any-return]


def _nothing(address: str, *_more: object, **_named: object) -> dict[str, bytes]:
    raise ValueError(f"a printed page fetches nothing: {address[:80]}")
