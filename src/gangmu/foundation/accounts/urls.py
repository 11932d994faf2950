"""Addresses of signing in."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import public, signed_in
from gangmu.foundation.accounts import views

prefix = ""
urlpatterns = [
    public("sign-in/", views.sign_in, "sign-in"),
    signed_in("sign-out/", require_POST(views.sign_out), "sign-out"),
    signed_in("password/", views.password, "password"),
    signed_in("account/", views.mine, "mine"),
    signed_in("account/sessions/end/", require_POST(views.end_all), "end-sessions"),
    signed_in("account/sessions/<int:pk>/end/", require_POST(views.end_one), "end-session"),
    signed_in("account/tokens/make/", require_POST(views.make_token), "token-make"),
    signed_in("account/tokens/<int:pk>/revoke/", require_POST(views.revoke_token), "token-revoke"),
]
