"""Addresses of targets."""

from django.views.decorators.http import require_POST

from gangmu.datacentre.targets import views
from gangmu.foundation.access.routes import page

prefix = "targets/"
urlpatterns = [
    page("<int:pk>/", views.target, "target", "targets.target:view"),
    page("<int:pk>/report/", require_POST(views.report), "target-report", "targets.target:report"),
]
