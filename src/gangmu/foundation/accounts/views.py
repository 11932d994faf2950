"""Pages of signing in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gangmu.foundation.accounts import services
from gangmu.foundation.accounts.forms import PasswordForm
from gangmu.foundation.accounts.models import Account, SignedInSession
from gangmu.foundation.kernel.errors import Refusal


def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in with user name and password."""
    if request.actor is not None:  # type: ignore[attr-defined]
        return redirect(settings.LOGIN_REDIRECT_URL)
    if not Account.objects.exists():
        return redirect("administration:first-run")
    form = AuthenticationForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        login(request, account)
        services.begin_session(request, account)
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/sign_in.html", {"form": form, "next": request.GET.get("next", "")})


def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    session = SignedInSession.objects.filter(session_key=request.session.session_key or "").first()
    if session is not None:
        services.end_session(session)
    logout(request)
    return redirect("accounts:sign-in")


def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; the first one must be changed."""
    account = request.user
    form = PasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(account, form.cleaned_data["new"])
        except Refusal as refusal:
            form.add_error("new", _(refusal.message) % refusal.parameters)
        else:
            update_session_auth_hash(request, account)
            services.begin_session(request, account)
            messages.success(request, _("密码已修改"))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/password.html", {"form": form, "first": account.must_change_password})


def mine(request: HttpRequest) -> HttpResponse:
    """My roles and my sessions."""
    if request.method == "POST":
        services.end_sessions(request.user)
        logout(request)
        return redirect("accounts:sign-in")
    context = {
        "assignments": request.actor.assignments,  # type: ignore[attr-defined]
        "sessions": SignedInSession.objects.filter(account=request.user),
        "current_key": request.session.session_key,
    }
    return render(request, "accounts/mine.html", context)


def locked_out(
    request: HttpRequest, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """Tell somebody after too many wrong passwords how long to wait."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
