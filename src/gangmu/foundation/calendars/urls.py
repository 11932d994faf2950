"""Addresses of the calendar."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page
from gangmu.foundation.calendars import views

prefix = "calendar/"
urlpatterns = [
    page("", views.calendar, "calendar", views.VIEW),
    page("term/", require_POST(views.term), "term", views.EDIT),
    page("term/<int:pk>/remove/", require_POST(views.remove_term), "term-remove", views.EDIT),
    page("days/", require_POST(views.days), "days", views.EDIT),
    page("days/<int:pk>/remove/", require_POST(views.remove_day), "day-remove", views.EDIT),
]
