"""Addresses of the unit tree."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page
from gangmu.foundation.organisations import group_views, views

VIEW, EDIT = "organisations.unit:view", "organisations.unit:edit"

prefix = "units/"
urlpatterns = [
    page("", views.units, "units", VIEW),
    page("new/", views.found, "found", EDIT),
    page("groups/", group_views.groups, "groups", VIEW),
    page("groups/new/", group_views.make, "group-new", EDIT),
    page("groups/<int:pk>/", group_views.group, "group", VIEW),
    page("groups/<int:pk>/join/", require_POST(group_views.join), "group-join", EDIT),
    page("groups/<int:pk>/leave/<int:unit_pk>/", require_POST(group_views.leave), "group-leave", EDIT),
    page("groups/<int:pk>/rename/", group_views.rename, "group-rename", EDIT),
    page("groups/<int:pk>/end/", require_POST(group_views.end), "group-end", EDIT),
    page("boundary-changes/", views.boundary_changes, "boundary-changes", VIEW),
    page("boundary-changes/<int:pk>/", views.boundary_change, "boundary-change", VIEW),
    page("<int:pk>/", views.unit, "unit", VIEW),
    page("<int:pk>/correct/<int:state_pk>/", views.correct, "correct", EDIT),
    page("<int:pk>/<slug:name>/", views.act, "act", EDIT),
]
