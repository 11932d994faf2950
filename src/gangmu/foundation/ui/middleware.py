"""Before a view: signs that nobody sees are left out. After it: a refusal that no view caught becomes a page or a message in one."""

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.full_disk import DiskFull, is_of_full_disk
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.ui.refusals import status_of_refusal

logger = logging.getLogger("gangmu")
UNSEEN = "\0"
#: Addresses for programs, which are told of a mistake rather than answered something else.
PROGRAMS = "/api/"


class UnseenSignMiddleware:
    """Leaves the sign NUL out of what addresses and forms send: nobody sees or types it, and PostgreSQL keeps no text with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on without it."""
        if not request.path_info.startswith(PROGRAMS):
            _leave_unseen_out(request, "GET")
            if request.method == "POST":
                _leave_unseen_out(request, "POST")
        return self.get_response(request)


def _leave_unseen_out(request: HttpRequest, part: str) -> None:
    told: QueryDict = getattr(request, part)
    if not any(UNSEEN in name or UNSEEN in "".join(values) for name, values in told.lists()):
        return
    clean = QueryDict(mutable=True, encoding=told.encoding)
    for name, values in told.lists():
        clean.setlist(name.replace(UNSEEN, ""), [value.replace(UNSEEN, "") for value in values])
    clean._mutable = False
    setattr(request, part, clean)


class RefusalMiddleware:
    """Shows a `Refusal` that no view caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal, and what a full disk prevents; anything else goes on."""
        if is_of_full_disk(exception):
            logger.error("the disk is full", exc_info=exception)
            exception = DiskFull()
        if not isinstance(exception, Refusal) or isinstance(exception, Http404):
            return None
        status = status_of_refusal(exception)
        context = {
            "words": words_of(exception),
            "back": _came_from(request),
            "code": exception.code,
            "status": status,
        }
        if request.headers.get("HX-Request"):
            answer = render(request, "ui/refusal_fragment.html", context, status=status)
            answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML"
            return answer
        return render(request, "ui/refusal.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the page of ours from which a refused act was asked, since an act itself is no page; else nothing."""
    told = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    return told if ours else ""
