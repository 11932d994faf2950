"""Clerks who save their month's grids at once, two in each section: what is held afterwards is what each of them wrote, once."""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.models import Account, SignedInSession
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.services import found
from gangmu.foundation.people.services import assign_role, enter_person
from gangmu.procedures.ledger.models import Report, Task
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

BEGIN = date(2020, 1, 1)
#: The server answers so many at a time (`gangmu serve`); the others wait their turn.
SERVED = threading.Semaphore(4)
#: What the two clerks of a section write.
CELLS = ("words", "problems")


@dataclass
class Outcome:
    """What the clerks were answered, and how long each answer took (seconds)."""

    faults: list[str] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)


def prepare(sections: int, rows: int) -> None:
    """Make a bureau with sections of two clerks, each section leading so many tasks."""
    with acting_as(SystemActor("测试")):
        bureau = found("g0", BEGIN, name="谷城县教育局", kind=Kind.BUREAU, level="county")
        for number in range(sections):
            section = found(f"g{number + 1}", BEGIN, bureau, name=f"第{number + 1}股", kind=Kind.SECTION)
            for cell in CELLS:
                person = enter_person(section, f"经办{number}{cell}")
                assign_role(person, Role.SECTION_CLERK, section, BEGIN)
                create_account(person, f"{cell}-{number}", "a-long-password-7", must_change=False)
            for row in range(rows):
                create_task(
                    TaskDraft(
                        f"{number}/{row}",
                        f"第{number}-{row}项",
                        bureau.pk,
                        clock.today().year,
                        lead_id=section.pk,
                    )
                )


def client_of(name: str) -> Client:
    """Return a browser in which an account is signed in."""
    account = Account.objects.get(username=name)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    SignedInSession.objects.create(account=account, session_key=session.session_key)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = str(session.session_key)
    return client


def save_at_once(sections: int) -> Outcome:
    """Let all clerks write their column of their section's grid at once, and then all hand every row in at once."""
    month = clock.today().replace(day=1).isoformat()
    held = dict(Task._base_manager.values_list("key", "pk"))
    outcome, together = Outcome(), threading.Barrier(len(CELLS) * sections)
    clients = {(n, cell): client_of(f"{cell}-{n}") for n in range(sections) for cell in CELLS}

    def work(number: int, cell: str) -> None:
        try:
            client = clients[number, cell]
            tasks = [pk for key, pk in held.items() if key.startswith(f"{number}/")]
            together.wait()
            for pk in tasks:
                value = {"name": cell, "value": f"{cell} {pk}", "before": ""}
                _post(client, outcome, {"task": pk, "month": month, "cells": [value]})
            together.wait()
            for pk in tasks:
                _post(client, outcome, {"task": pk, "month": month, "cells": [], "hand_in": True})
        except Exception as fault:  # noqa: BLE001 a thread's fault is told with the others
            outcome.faults.append(f"{type(fault).__name__}: {fault}")
            together.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n, cell)) for n in range(sections) for cell in CELLS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def _post(client: Client, outcome: Outcome, body: dict[str, Any]) -> None:
    begun = time.perf_counter()
    with SERVED:
        answer = client.post("/ledger/month/cell/", json.dumps(body), content_type="application/json")
        # So many connections as are served at a time: a server's thread keeps its own, the clerks here share them by turns.
        connection.close()
    outcome.taken.append(time.perf_counter() - begun)
    if answer.status_code != 200:
        outcome.faults.append(f"{answer.status_code} {answer.content[:200].decode(errors='replace')}")


def lost_or_doubled() -> list[str]:
    """Return what is not held exactly once as it was written; empty when all is right."""
    found_ = []
    reports = {report.task_id: report for report in Report._base_manager.all()}
    if Report._base_manager.count() != len(reports):
        found_.append("a task has two reports of a month")
    for pk in Task._base_manager.values_list("pk", flat=True):
        report = reports.get(pk)
        told = (report.words, report.problems, report.state) if report else None
        if told != (f"words {pk}", f"problems {pk}", "handed_in"):
            found_.append(f"task {pk}: {told}")
    handed_in = AuditEntry.objects.filter(subject_type="ledger.report", verb="报送了进展").count()
    if handed_in != len(reports):
        found_.append(f"{handed_in} acts of handing in for {len(reports)} reports")
    return found_


def run(sections: int, rows: int) -> None:
    """Let two clerks of each section save so many rows, on the database of this process; a fault ends it with words."""
    prepare(sections, rows)
    outcome = save_at_once(sections)
    wrong = outcome.faults + lost_or_doubled()
    if wrong:
        raise SystemExit("\n".join(wrong[:20]))
