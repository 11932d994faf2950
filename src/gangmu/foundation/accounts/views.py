"""Pages of signing in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gangmu.foundation.accounts import services
from gangmu.foundation.accounts.forms import PasswordForm, SignInForm, TokenForm
from gangmu.foundation.accounts.lockout import minutes_to_wait
from gangmu.foundation.accounts.middleware import owner_of
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.selectors import sessions_of, tokens_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in with user name and password."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    if request.actor is not None:  # type: ignore[attr-defined]
        return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)
    if not Account.objects.exists():
        return redirect("administration:first-run")
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        login(request, account)
        services.begin_session(request, account)
        return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)
    context = {
        "form": form,
        "next": wanted if safe else "",
        "why": request.GET.get("why", ""),
        "limit": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "idle": settings.SESSION_IDLE_MINUTES,
    }
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    session = sessions_of(owner_of(request)).filter(session_key=request.session.session_key or "").first()
    if session is not None:
        services.end_own_session(owner_of(request), session.pk)
    logout(request)
    return redirect("accounts:sign-in")


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; the first one must be changed."""
    account = owner_of(request)
    first = account.must_change_password
    form = PasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(account, form.cleaned_data["new"])
        except Refusal as refusal:
            form.add_error("new", words_of(refusal))
        else:
            update_session_auth_hash(request, account)
            services.begin_session(request, account)
            messages.success(request, _("密码已修改，其他设备上的登录已退出"))
            return redirect(settings.LOGIN_REDIRECT_URL)
    status = 422 if form.errors else 200
    return render(request, "accounts/password.html", {"form": form, "first": first}, status=status)


def mine(request: HttpRequest, token_form: TokenForm | None = None) -> HttpResponse:
    """My roles, my sessions and my tokens."""
    context = {
        "tokens": tokens_of(owner_of(request)),
        "token_form": token_form or TokenForm(),
        "assignments": request.actor.assignments,  # type: ignore[attr-defined]
        "sessions": sessions_of(owner_of(request)),
        "current_key": request.session.session_key,
        "most": settings.SESSIONS_AT_ONCE,
        "idle": settings.SESSION_IDLE_MINUTES,
    }
    status = 422 if token_form is not None else 200
    return render(request, "accounts/mine.html", context, status=status)


def end_one(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my sessions; somebody else's is not there."""
    if not services.end_own_session(owner_of(request), pk):
        raise Http404
    messages.success(request, _("该设备上的登录已退出"))
    return redirect("accounts:mine")


def end_all(request: HttpRequest) -> HttpResponse:
    """End all my sessions, this one too."""
    services.sign_out_everywhere(owner_of(request))
    logout(request)
    return redirect("accounts:sign-in")


def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token of mine, and show its words this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return mine(request, form)
    told = services.make_token(owner_of(request), form.cleaned_data["name"], form.cleaned_data["days"])
    return render(request, "accounts/token.html", {"token": told.token, "words": told.words})


def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of my tokens; somebody else's is not there."""
    if not services.revoke_token(owner_of(request), pk):
        raise Http404
    messages.success(request, _("接口令牌已作废"))
    return redirect("accounts:mine")


def locked_out(request: HttpRequest, answer: Any, credentials: dict[str, Any] | None) -> HttpResponse:
    """Tell somebody after too many wrong passwords how long to wait."""
    minutes = minutes_to_wait(request, credentials)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
