"""What accounts do when the platform asks who is there, and when persons leave."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gangmu.foundation.access.routes import install_signed_in_check
from gangmu.foundation.accounts.middleware import owner_of
from gangmu.foundation.accounts.services import stop_account_of
from gangmu.foundation.kernel.events import on
from gangmu.foundation.people.events import PersonLeft

#: Pages that a person who must first change the password may see.
OPEN_BEFORE_CHANGE = ("accounts:password", "accounts:sign-out")


def signed_in_check(request: HttpRequest) -> HttpResponse | None:
    """Send nobody to the sign-in page, and somebody with a first password to change it."""
    if request.actor is None:  # type: ignore[attr-defined]
        asked: dict[str, str] = {}
        if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
            asked["next"] = request.get_full_path()
        if request.ended:  # type: ignore[attr-defined]
            asked["why"] = request.ended  # type: ignore[attr-defined]
        query = f"?{urlencode(asked)}" if asked else ""
        return _to(request, reverse("accounts:sign-in") + query)
    match = request.resolver_match
    if owner_of(request).must_change_password and (
        match is None or match.view_name not in OPEN_BEFORE_CHANGE
    ):
        return _to(request, reverse("accounts:password"))
    return None


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another page, also from inside one."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


install_signed_in_check(signed_in_check)


@on(PersonLeft)
def person_left(event: PersonLeft) -> None:
    """Stop the account of who left."""
    stop_account_of(event.person_id, event.on)
