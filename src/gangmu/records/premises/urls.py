"""Addresses of premises."""

from gangmu.foundation.access.routes import page
from gangmu.records.premises import views

prefix = "premises/"
urlpatterns = [page("conditions/", views.conditions, "conditions", "premises.room:view")]
