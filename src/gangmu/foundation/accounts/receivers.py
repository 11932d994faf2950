"""What accounts do when the platform asks who is there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gangmu.foundation.access.routes import install_signed_in_check

#: Pages that a person who must first change the password may see.
OPEN_BEFORE_CHANGE = ("accounts:password", "accounts:sign-out")


def signed_in_check(request: HttpRequest) -> HttpResponse | None:
    """Send nobody to the sign-in page, and somebody with a first password to change it."""
    if request.actor is None:  # type: ignore[attr-defined]
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("accounts:sign-in")})
        return redirect(f"{reverse('accounts:sign-in')}?next={request.path}")
    match = request.resolver_match
    if request.user.must_change_password and (match is None or match.view_name not in OPEN_BEFORE_CHANGE):
        return redirect("accounts:password")
    return None


install_signed_in_check(signed_in_check)
