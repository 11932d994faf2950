"""URLs: every room's `urls.py` is found; none is named here."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from gangmu.foundation.kernel.rooms import Room


def _rooms() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for room in apps.get_app_configs():
        if isinstance(room, Room) and find_spec(f"{room.name}.urls") is not None:
            module = import_module(f"{room.name}.urls")
            found.append(path(module.prefix, include((module.urlpatterns, room.label))))
    return found


urlpatterns = _rooms()

handler400 = "gangmu.foundation.ui.views.refused"
handler403 = "gangmu.foundation.ui.views.forbidden"
handler404 = "gangmu.foundation.ui.views.not_found"
handler500 = "gangmu.foundation.ui.views.failed"

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()
