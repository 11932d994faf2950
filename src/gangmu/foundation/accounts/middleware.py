"""Puts the one who acts on each request, and ends sessions that ended."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.models import SignedInSession
from gangmu.foundation.accounts.services import touch_session
from gangmu.foundation.kernel import clock


class ActorMiddleware:
    """Sets `request.actor` to the person signed in, or to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who acts, then pass the request on."""
        request.actor = None  # type: ignore[attr-defined]
        account = request.user
        if account.is_authenticated:
            session = SignedInSession.objects.filter(session_key=request.session.session_key or "").first()
            if session is None or not account.is_active:
                logout(request)
            else:
                if clock.now() - session.seen_at > timedelta(minutes=5):
                    touch_session(session)
                person = account.person
                request.actor = SignedInActor(account.pk, person.pk, person.name)  # type: ignore[attr-defined]
        return self.get_response(request)
