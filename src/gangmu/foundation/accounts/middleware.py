"""Puts the one who acts on each request, and ends sessions that ended."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.selectors import why_ended
from gangmu.foundation.accounts.services import end_session, see_session
from gangmu.foundation.organisations.standing import read_once


def owner_of(request: HttpRequest) -> Account:
    """Return the account that is signed in; only for routes that nobody else reaches."""
    return cast(Account, request.user)


class ActorMiddleware:
    """Sets `request.actor` to the person signed in, or to nobody; `request.ended` says why somebody is no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who acts, then pass the request on."""
        request.actor, request.ended = None, ""  # type: ignore[attr-defined]
        account = request.user
        if account.is_authenticated:
            session, why = why_ended(account, request.session.session_key or "")
            if why:
                if session is not None:
                    end_session(session)
                logout(request)
                request.ended = why  # type: ignore[attr-defined]
            elif session is not None:
                see_session(session)
                person = account.person
                request.actor = SignedInActor(account.pk, person.pk, person.name)  # type: ignore[attr-defined]
        elif settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.ended = "ended"  # type: ignore[attr-defined]
        # A page that is only read asks for the unit tree several times; nothing in it may change the tree meanwhile.
        with read_once() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)
