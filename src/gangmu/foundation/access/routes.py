"""Routes: each states its permission, is for everybody signed in, or is public. Nothing else can be routed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from gangmu.foundation.access.permissions import permission as declared
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import acting_as

View = Callable[..., HttpResponseBase]


class SignedInCheck(Protocol):
    """Answers a request of nobody, or of somebody who must first do something else; `None` lets it pass."""

    def __call__(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer, or nothing."""


_signed_in_check: list[SignedInCheck] = []


def install_signed_in_check(check: SignedInCheck) -> None:
    """Install the check of the room that signs people in."""
    _signed_in_check[:] = [check]


def not_let_in(request: HttpRequest) -> HttpResponse | None:
    """Ask the room that signs people in; without one nobody is let in."""
    if not _signed_in_check:
        raise RuntimeError("no room signs people in: nothing but public pages can be shown")
    return _signed_in_check[0](request)


def page(route: str, view: View, name: str, permission: str) -> URLPattern:
    """Route to a view that runs as the person signed in, inside the scope of a permission."""
    declared(permission)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = not_let_in(request)
        if answer is not None:
            return answer
        with acting_as(request.actor), scoped(permission):  # type: ignore[attr-defined]
            return _kept_private(_rendered(view(request, *args, **kwargs)))

    guarded.permission = permission  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def signed_in(route: str, view: View, name: str) -> URLPattern:
    """Route to a view for everybody signed in: their own page, password, sign-out."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = not_let_in(request)
        if answer is not None:
            return answer
        with acting_as(request.actor):  # type: ignore[attr-defined]
            return _kept_private(_rendered(view(request, *args, **kwargs)))

    guarded.signed_in = True  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def public(route: str, view: View, name: str) -> URLPattern:
    """Route to a view for everybody; each stands with its reason in the tests' table of public routes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    guarded.public = True  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """Leave nothing of a signed-in page in a shared computer's or a proxy's store."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Render a lazy template while the scope still stands."""
    render = getattr(response, "render", None)
    return render() if callable(render) else response
