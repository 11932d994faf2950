"""Serve the pages: gangmu serve [--host 127.0.0.1] [--port 8000] [--workers 1] [--certificate FILE --key FILE]."""

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path


def run(argv: list[str]) -> int:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="gangmu serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--certificate", type=Path, help="the bureau's own certificate with its chain (PEM): HTTPS"
    )
    parser.add_argument("--key", type=Path, help="the certificate's private key (PEM, no password)")
    parser.add_argument(
        "--no-jobs",
        action="store_true",
        help="start no worker of background jobs: `gangmu work` runs elsewhere",
    )
    chosen = parser.parse_args(argv)
    if (chosen.certificate is None) != (chosen.key is None):
        parser.error("--certificate and --key are given together")
    missing = [path for path in (chosen.certificate, chosen.key) if path is not None and not path.is_file()]
    if missing:
        print(f"找不到文件 {missing[0]}", file=sys.stderr)
        return 2
    pair = (chosen.certificate, chosen.key) if chosen.certificate else None
    if not prepare_database():
        return 2
    print(f"› {'https' if pair else 'http'}://{chosen.host}:{chosen.port}   (Ctrl-C stops it)", flush=True)
    return serve(chosen.host, chosen.port, chosen.workers, certificate=pair, jobs=not chosen.no_jobs)


def prepare_database() -> bool:
    """Make or renew the tables of the embedded database; a server's is renewed by `gangmu migrate` alone, once for all that share it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return True
    if connection.vendor != "sqlite":
        print("数据库还没有建表或不是当前版本，请先运行 gangmu migrate", file=sys.stderr)
        return False
    print("› database", flush=True)
    call_command("migrate", verbosity=0)
    return True


def serve(
    host: str,
    port: int,
    workers: int = 1,
    *,
    certificate: tuple[Path, Path] | None = None,
    jobs: bool = True,
) -> int:
    """Run the web server on an address, and a worker of background jobs beside it; returns when it is stopped."""
    from granian.constants import Interfaces, SSLProtocols
    from granian.server import Server

    from gangmu.foundation.jobs.companion import Companion

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings")
    if certificate:
        os.environ.setdefault("HTTPS", "1")
    with Companion() if jobs else nullcontext():
        Server(
            "gangmu.project.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            ssl_cert=certificate[0] if certificate else None,
            ssl_key=certificate[1] if certificate else None,
            ssl_protocol_min=SSLProtocols.tls12,
        ).serve()
    return 0
