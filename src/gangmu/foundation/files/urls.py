"""Addresses of attachments."""

from gangmu.foundation.access.routes import page
from gangmu.foundation.files import views

prefix = "files/"
urlpatterns = [page("<int:pk>/", views.download, "download", "files.attachment:view")]
