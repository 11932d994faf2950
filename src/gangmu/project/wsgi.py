"""The entry of the web server."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Load DuckDB and Ibis beside the first requests, so that the first figure does not wait a second for them."""
    from gangmu.datacentre.backends.duckdb import warm  # noqa: PLC0415 - heavy: not before the server answers

    warm()


Thread(target=_warm, name="warm", daemon=True).start()
