"""Addresses of targets."""

from django.views.decorators.http import require_POST

from gangmu.datacentre.targets import views
from gangmu.foundation.access.routes import page

prefix = "targets/"
READ, EDIT, REPORT, OVERRIDE = (
    "targets.target:view",
    "targets.target:edit",
    "targets.target:report",
    "targets.light:override",
)
urlpatterns = [
    page("<int:pk>/", views.target, "target", READ),
    page("<int:pk>/sentence/", views.sentence, "target-sentence", READ),
    page("<int:pk>/confirm/", views.confirm, "target-confirm", EDIT),
    page("<int:pk>/report/", require_POST(views.report), "target-report", REPORT),
    page("<int:pk>/override/", require_POST(views.override), "target-override", OVERRIDE),
    page("overrides/<int:pk>/end/", require_POST(views.end_override), "override-end", OVERRIDE),
]
