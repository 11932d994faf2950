"""Addresses of the first run, and of tables of units."""

from gangmu.foundation.access.routes import page, public
from gangmu.foundation.administration import unit_views, views

prefix = "setup/"
urlpatterns = [
    public("", views.first_run, "first-run"),
    public("units.xlsx", views.unit_template, "unit-template"),
    page("units/", unit_views.unit_import, "unit-import", "organisations.unit:edit"),
    page("boundary/", unit_views.boundary, "boundary", "organisations.unit:edit"),
    page("moves.xlsx", unit_views.move_template, "move-template", "organisations.unit:edit"),
]
