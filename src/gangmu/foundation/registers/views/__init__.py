"""The pages of every register: made for each declaration by the functions here."""

from collections.abc import Callable

from django.http import HttpResponse

View = Callable[..., HttpResponse]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(data: bytes, name: str) -> HttpResponse:
    """Answer with a workbook."""
    answer = HttpResponse(data, content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
