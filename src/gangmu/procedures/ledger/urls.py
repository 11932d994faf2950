"""Addresses of the ledger."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page
from gangmu.procedures.ledger import views

prefix = "ledger/"
urlpatterns = [
    page("tasks/<int:pk>/", views.task, "task", "ledger.task:view"),
    page("tasks/<int:pk>/edit/", views.edit, "task-edit", "ledger.task:edit"),
    page("tasks/<int:pk>/units/", views.units, "task-units", "ledger.task:edit"),
    page("tasks/<int:pk>/steps/", views.steps, "task-steps", "ledger.task:edit"),
    page("tasks/<int:pk>/state/", require_POST(views.state), "task-state", "ledger.task:advance"),
]
