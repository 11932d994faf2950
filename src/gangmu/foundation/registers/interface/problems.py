"""What the interface answers when it does not do what was asked: a problem document (RFC 9457) with the sentence of the page."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.ui.refusals import status_of_refusal

CONTENT_TYPE = "application/problem+json"


class BadRequest(Refusal):
    """A request that is no question to a register: its body cannot be read, or it names what is not there.

    `errors` tells what is wrong by the name of the field or of the parameter, where it is known.
    """

    def __init__(self, code: str, message: str, /, status: int = 422, **parameters: Any) -> None:
        super().__init__(code, message, **parameters)
        self.status = status
        self.errors: dict[str, list[str]] = {}

    def naming(self, errors: dict[str, list[str]]) -> "BadRequest":
        """Return the refusal with what is wrong by name."""
        self.errors = errors
        return self


def answer(data: Any, status: int = 200) -> JsonResponse:
    """Answer with a document, Chinese as it is written."""
    return JsonResponse(data, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """Answer with a problem."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    made = answer({**told, **{name: value for name, value in more.items() if value}}, status)
    made["Content-Type"] = CONTENT_TYPE
    return made


def refused(refusal: Refusal) -> JsonResponse:
    """Answer a refusal with the status of the page; a bad request tells its own, and what is wrong by name."""
    if isinstance(refusal, BadRequest):
        return problem(refusal.status, refusal.code, words_of(refusal), errors=refusal.errors)
    return problem(status_of_refusal(refusal), refusal.code, words_of(refusal))


def told(request: HttpRequest, ask: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Return what a view answers, what it refuses as a problem."""
    try:
        found: HttpResponseBase = ask(request, *args, **kwargs)
    except Http404:
        return problem(404, "registers.not_there", _("没有这一条，或不在您的范围内"))
    except Refusal as refusal:
        return refused(refusal)
    return found
