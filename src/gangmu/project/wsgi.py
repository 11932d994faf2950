"""The entry of the web server."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Load what pages need beside the first requests, so that none of them waits for it.

    What is loaded then lives as long as the server: frozen, it is not walked again by the collection of garbage, which
    held up one request in some hundreds by a third of a second.
    """
    from gangmu.datacentre.backends.duckdb import warm  # noqa: PLC0415 - heavy: not before the server answers

    warm()
    gc.collect()
    gc.freeze()


Thread(target=_warm, name="warm", daemon=True).start()
