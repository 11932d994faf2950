"""Addresses of the roll."""

from gangmu.foundation.access.routes import page
from gangmu.records.rolls import views

prefix = "rolls/"
VIEW, EDIT, IDENTITY = "rolls.pupil:view", "rolls.pupil:edit", "rolls.identity:view"
urlpatterns = [
    page("find/", views.find, "find", IDENTITY),
    page("duplicates/", views.duplicates, "duplicates", IDENTITY),
    page("pupils/<int:pk>/reveal/", views.reveal, "reveal", "rolls.identity:reveal"),
    page("pupils/<int:pk>/readers/", views.readers, "readers", "rolls.reading:view"),
    page("exports/", views.exports, "exports", EDIT),
    page("exports/<int:pk>/", views.export, "export", EDIT),
    page("changes/overdue/", views.overdue, "overdue", VIEW),
    page("changes/<int:pk>/settle/", views.settle, "settle", EDIT),
    page("class-sizes/", views.class_sizes, "class-sizes", "rolls.class:view"),
]
