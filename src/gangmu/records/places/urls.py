"""Addresses of places."""

from gangmu.foundation.access.routes import page
from gangmu.records.places import views

prefix = "places/"
urlpatterns = [page("map/", views.map_page, "map", "places.place:view")]
