"""Addresses of checks."""

from gangmu.foundation.access.routes import page
from gangmu.records.checks import views

prefix = "checks/"
VIEW, EDIT = "checks.sheet:view", "checks.round:edit"
urlpatterns = [
    page("", views.rounds, "rounds", VIEW),
    page("new/", views.new_round, "new", EDIT),
    page("<int:pk>/", views.round_page, "round", VIEW),
    page("<int:pk>/edit/", views.edit_round, "edit", EDIT),
    page("<int:pk>/source/", views.source, "source", EDIT),
    page("sheets/<int:pk>/", views.sheet, "sheet", VIEW),
    page("sheets/<int:pk>/judge/", views.judge, "judge", "checks.sheet:judge"),
    page("sheets/<int:pk>/confirm/", views.confirm, "confirm", "checks.sheet:confirm"),
    page("sheets/<int:pk>/print/", views.printed, "print", VIEW),
    page("cells/<int:pk>/settle/", views.settle, "settle", "checks.dispute:settle"),
]
