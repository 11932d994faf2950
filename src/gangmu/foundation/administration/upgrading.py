"""An upgrade: a copy of the database first, then the tables of the new version; a failure leaves the way back in words."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gangmu.foundation.administration.backup import Say
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.execution import take_over_lost_jobs
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.kernel.errors import Refusal


def pending_migrations() -> list[str]:
    """Return the steps that the database has yet to go through for the version that is installed."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def upgrade(copy: Path | None, say: Say = lambda words: None) -> list[str]:
    """Bring the database to the installed version; return the steps taken. A second time there is nothing to do.

    Parameters
    ----------
    copy
        Where a copy of the database is kept before anything is changed; `None` leaves it out.

    Raises
    ------
    Refusal
        When a job is at work: the server and its worker are to be stopped first.
    """
    pending = pending_migrations()
    if not pending:
        say("数据库已是本版本的，不需要升级")
        return []
    standing = connection.introspection.table_names()
    if Job._meta.db_table in standing:
        take_over_lost_jobs()
        if Job._base_manager.filter(state=JobState.RUNNING).exists():
            raise Refusal(
                "administration.at_work", "有后台任务正在进行；请先停止服务（网页和 gangmu work）再升级"
            )
    if copy is not None and standing:
        keep_copy(copy, say)
    for step in pending:
        say(f"  {step}")
    call_command("migrate", verbosity=0, interactive=False)
    say("升级完成")
    return pending


def keep_copy(target: Path, say: Say) -> None:
    """Keep a copy of the database as it stands: its tables are the old version's, which the records of this version cannot read.

    Raises
    ------
    Refusal
        When the database's own program for that is missing.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
    else:
        _dump(target)
    target.chmod(0o600)
    say(f"升级前的数据库已存为 {target}")


def _dump(target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise Refusal(
            "administration.no_pg_dump",
            "找不到 pg_dump，没有升级；请安装 postgresql-client，或先用旧版本运行 gangmu backup，再加 --no-copy",
        )
    told = connection.get_connection_params()
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    reached = {names[key]: str(value) for key, value in told.items() if key in names and value}
    done = subprocess.run(  # noqa: S603 the database's own program, with no words of anybody's
        [program, "--format=custom", f"--file={target}"], env={**os.environ, **reached}, check=False
    )
    if done.returncode != 0:
        target.unlink(missing_ok=True)
        raise Refusal("administration.pg_dump_failed", "pg_dump 没有成功，没有升级；请看上面的提示")
