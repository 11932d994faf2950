"""Addresses of background work."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page
from gangmu.foundation.jobs import views

prefix = "jobs/"
urlpatterns = [
    page("", views.history, "history", views.VIEW),
    page("<int:pk>/", views.one, "job", views.VIEW),
    page("<int:pk>/cancel/", require_POST(views.cancel), "cancel", views.EDIT),
    page("<int:pk>/repeat/", require_POST(views.repeat), "repeat", views.EDIT),
    page("schedule/", views.schedule, "schedule", views.SCHEDULE),
]
