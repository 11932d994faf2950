"""Addresses of notices."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page, signed_in
from gangmu.foundation.notices import views

prefix = "notices/"
urlpatterns = [
    signed_in("", views.mine, "mine"),
    signed_in("read/", require_POST(views.read_all), "read-all"),
    signed_in("<int:pk>/open/", require_POST(views.open_one), "open"),
    page("webhook/", views.webhook, "webhook", views.WEBHOOK),
    page("webhook/test/", require_POST(views.try_out), "webhook-test", views.WEBHOOK),
    page("webhook/<int:pk>/again/", require_POST(views.again), "again", views.WEBHOOK),
]
