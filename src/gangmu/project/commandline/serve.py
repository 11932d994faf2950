"""Serve the pages: gangmu serve [--host 127.0.0.1] [--port 8000] [--workers 1]."""

import argparse
import os


def run(argv: list[str]) -> int:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="gangmu serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args(argv)
    return serve(chosen.host, chosen.port, chosen.workers)


def serve(host: str, port: int, workers: int = 1) -> int:
    """Run the web server on an address; returns when it is stopped."""
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")
    Server(
        "gangmu.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
    ).serve()
    return 0
