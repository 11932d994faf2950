"""Addresses of the frame."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import public, signed_in
from gangmu.foundation.ui import views

prefix = ""
urlpatterns = [
    signed_in("", views.home, "home"),
    signed_in("search/", views.search, "search"),
    public("favicon.ico", views.icon, "icon"),
    public("language/", require_POST(views.set_language), "language"),
    public("theme/", require_POST(views.set_theme), "theme"),
]
