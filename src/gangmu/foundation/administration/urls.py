"""Addresses of the first run."""

from gangmu.foundation.access.routes import public
from gangmu.foundation.administration import views

prefix = "setup/"
urlpatterns = [
    public("", views.first_run, "first-run"),
    public("units.xlsx", views.unit_template, "unit-template"),
]
