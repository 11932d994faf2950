"""The pages of every register: made for each declaration by the functions here."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import Register

View = Callable[..., HttpResponse]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(data: bytes, name: str) -> HttpResponse:
    """Answer with a workbook."""
    answer = HttpResponse(data, content_type=WORKBOOK)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return answer


def file_name(declared: type[Register]) -> str:
    """Return what a workbook of a register is called that is taken out today."""
    return f"{declared.name}-{clock.today().isoformat()}"
