"""Home, search, icon, language, theme, and the pages of what went wrong."""

import sys
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults

from gangmu.foundation.kernel.full_disk import DiskFull, is_of_full_disk
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.ui import home as homes
from gangmu.foundation.ui import seeking
from gangmu.foundation.ui.context import THEMES

YEAR = 365 * 24 * 3600
#: Things of each kind that stand under the search box while somebody types, and on the page of what was found.
TYPING, FOUND = 5, 20


def home(request: HttpRequest) -> HttpResponse:
    """A person's own page."""
    return render(request, "ui/home.html", {"panels": homes.panels(request)})


def search(request: HttpRequest) -> HttpResponse:
    """What is found for a question, within what the reader may see: a few of each kind while the question is typed.

    What is typed comes by POST: half a number of a person would stand in an address before anybody saw that it is one.
    """
    asked = seeking.plain((request.POST or request.GET).get("q", ""))
    typing = bool(request.headers.get("HX-Request"))
    number = seeking.is_number(asked)
    whole = f"{reverse('ui:search')}?{urlencode({'q': asked})}" if typing else ""
    groups = [] if number else seeking.found(asked, TYPING if typing else FOUND, whole)
    told = {"asked": asked, "number": number, "groups": groups, "hits": sum(len(g.hits) for g in groups)}
    return render(request, "ui/found.html" if typing else "ui/search.html", told)


def icon(request: HttpRequest) -> HttpResponse:
    """Lead to the icon of the pages: a browser asks here for one where a document, such as a PDF, names none."""
    return redirect(static("ui/favicon.svg"))


def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in which the pages are read."""
    answer = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, httponly=True, samesite="Lax")
    return answer


def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or what the device says."""
    answer = _back(request)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=YEAR, httponly=True, samesite="Lax")
    return answer


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that is not read: it sends more than is read at once, or is none that a page of ours sends."""
    if isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        words = _("一次最多上传 %(most)s 个文件，请分几次上传") % {"most": most}
    elif isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        words = _("一次提交的内容太多，请分几次提交")
    else:
        return defaults.bad_request(request, exception)
    return render(request, "ui/refusal.html", {"words": words, "status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a missing permission."""
    return render(request, "ui/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of what is not there, or not within the reader's scope."""
    return render(request, "ui/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a fault of the program; asks nothing of the database."""
    full = is_of_full_disk(sys.exception())
    words = words_of(DiskFull()) if full else ""
    return render(None, "ui/failed.html", {"words": words}, status=507 if full else 500)


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return redirect(wanted if safe else "ui:home")
