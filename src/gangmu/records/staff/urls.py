"""Addresses of staff beside their registers."""

from gangmu.foundation.access.routes import page
from gangmu.records.staff import views

prefix = "staff/"
urlpatterns = [
    page("find/", views.find, "find", "staff.identity:view"),
    page("duplicates/", views.duplicates, "duplicates", "staff.identity:view"),
    page("members/<int:pk>/reveal/", views.reveal, "reveal", "staff.identity:reveal"),
    page("members/<int:pk>/readers/", views.readers, "readers", "staff.reading:view"),
]
