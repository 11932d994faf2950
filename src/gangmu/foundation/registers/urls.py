"""Addresses of every register that any room declared."""

from django.urls import URLPattern

from gangmu.foundation.access.routes import page
from gangmu.foundation.registers import views
from gangmu.foundation.registers.declaration import Register, registers

prefix = "r/"


def _addresses(declared: type[Register]) -> list[URLPattern]:
    name, reads, writes = declared.name, declared.view_permission, declared.edit_permission
    found = [
        page(f"{name}/", views.listing(declared), f"{name}-list", reads),
        page(f"{name}/export/", views.exporting(declared), f"{name}-export", reads),
        page(f"{name}/<int:pk>/", views.detail(declared), f"{name}-detail", reads),
    ]
    if declared.form is not None:
        found += [
            page(f"{name}/new/", views.editing(declared), f"{name}-new", writes),
            page(f"{name}/<int:pk>/edit/", views.editing(declared), f"{name}-edit", writes),
            page(f"{name}/<int:pk>/delete/", views.deleting(declared), f"{name}-delete", writes),
        ]
    return found


urlpatterns = [pattern for declared in registers() for pattern in _addresses(declared)]
