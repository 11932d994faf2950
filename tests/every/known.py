"""Those who walk, known by their session without a look into the database: who signs in how has tests of its own.

Every request of a walk is taken back, so that a person's roles are the same before each; reading them anew for each of some ten
thousand requests was a third of the walk.
"""

from collections.abc import Callable
from contextlib import nullcontext
from copy import copy

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.organisations.standing import read_once
from gangmu.foundation.people.selectors import Reaches

#: The two that look up who asks, in whose place `KnownMiddleware` stands.
LOOKED_UP = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gangmu.foundation.accounts.middleware.ActorMiddleware",
)

#: Session → the account with what its person may reach.
_known: dict[str, tuple[Account, Reaches]] = {}


def remember(sessions: dict[str, Account]) -> None:
    """Know these sessions, and no others."""
    _known.clear()
    _known.update({key: (account, Reaches(account.person_id)) for key, account in sessions.items()})


class KnownMiddleware:
    """Sets who acts as the product's middleware does, from what is remembered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tell who acts, then pass the request on."""
        request.user, request.actor, request.ended = AnonymousUser(), None, ""  # type: ignore[attr-defined]
        held = _known.get(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        if held is not None:
            account, reaches = held
            actor = SignedInActor(account.pk, account.person_id, account.person.name)
            actor.__dict__["_reaches"] = reaches
            request.user, request.actor = copy(account), actor  # type: ignore[attr-defined]
        with read_once() if request.method == "GET" else nullcontext():
            return self.get_response(request)


def middleware() -> list[str]:
    """Return the product's middleware with the known in place of the looked up."""
    named = [name for name in settings.MIDDLEWARE if name not in LOOKED_UP]
    named.insert(settings.MIDDLEWARE.index(LOOKED_UP[0]), f"{__name__}.{KnownMiddleware.__name__}")
    return named
