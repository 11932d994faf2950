"""Routes for programs: a token signs in, the same permissions and the same scope let in."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from gangmu.foundation.access.permissions import permission as declared
from gangmu.foundation.access.routes import View, not_let_in
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.selectors import token_with
from gangmu.foundation.accounts.services import digest_of, see_token
from gangmu.foundation.kernel.actors import Actor, acting_as
from gangmu.foundation.registers.interface.problems import problem, told

READING = ("GET", "HEAD")


def door(
    route: str,
    view: View,
    name: str,
    *,
    reads: str = "",
    writes: str = "",
    methods: tuple[str, ...] = ("GET",),
) -> URLPattern:
    """Route to a view that runs as the owner of a token, inside the scope of a permission.

    A token never comes with a browser's cookie, so that no foreign page can send it; a browser's session may read, and only read.

    Parameters
    ----------
    reads, writes
        The permissions under which it is read and written; without one it is there for everybody signed in.
    methods
        What may be asked, `HEAD` with `GET`.
    """
    for code in filter(None, (reads, writes)):
        declared(code)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = _who(request)
        if actor is None:
            found: HttpResponseBase = problem(
                401, "registers.no_token", _("请在标头里带上有效的接口令牌：Authorization: Bearer …，令牌在“我的账号”签发")
            )  # fmt: skip
            found.headers["WWW-Authenticate"] = "Bearer"
        elif request.method not in (*methods, "HEAD"):
            found = problem(405, "registers.method", _("这个地址不接受此类请求"))
            found.headers["Allow"] = ", ".join((*methods, "HEAD"))
        else:
            asked = reads if request.method in READING else writes
            found = told(request, _inside(actor, asked, view), *args, **kwargs)
        found.headers["Cache-Control"] = "private, no-store"
        return found

    # Nothing is written under a cookie here, so that no foreign page can have a browser write.
    guarded.csrf_exempt, guarded.machine, guarded.methods = True, True, methods  # type: ignore[attr-defined]
    if reads:
        guarded.permission, guarded.write_permission = reads, writes  # type: ignore[attr-defined]
    else:
        guarded.signed_in = True  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def _inside(actor: Actor, permission: str, view: View) -> View:
    """Return a view as somebody, inside the scope of a permission."""

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with acting_as(actor):
            if not permission:
                return view(request, *args, **kwargs)
            with scoped(permission):
                return view(request, *args, **kwargs)

    return asked


def _who(request: HttpRequest) -> Actor | None:
    """Return who asks: the owner of the token, or for reading the person signed in; nobody where neither is valid."""
    kind, _blank, words = request.headers.get("Authorization", "").partition(" ")
    if kind:
        token = token_with(digest_of(words.strip())) if kind.lower() == "bearer" else None
        if token is None:
            return None
        see_token(token)
        person = token.account.person
        label = _("%(name)s（接口令牌：%(token)s）") % {"name": person.name, "token": token.name}
        return SignedInActor(token.account_id, person.pk, label)
    if request.method in READING and not_let_in(request) is None:
        return request.actor  # type: ignore[attr-defined,no-any-return]
    return None
