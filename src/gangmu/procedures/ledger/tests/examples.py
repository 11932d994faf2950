"""Objects for the addresses of this room, for the walker of every address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import RequestKind, SourceKind
from gangmu.procedures.ledger.models import LadderStep, Report, Request, Task
from gangmu.procedures.ledger.services.asking import Asked, ask
from gangmu.procedures.ledger.services.closing import propose_completion
from gangmu.procedures.ledger.services.reporting import Cell, confirm_report, hand_in, write_report
from gangmu.procedures.ledger.services.signing import return_task
from gangmu.procedures.ledger.services.tasks import Source, Step, TaskDraft, create_task
from gangmu.procedures.ledger.tests.examples_of_papers import paper_examples, sheet_examples


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A task of each county that its section leads, and what hangs on it."""
    counties = {"own": cast.own, "foreign": cast.foreign}
    tasks = {whose: _task(county, "walk") for whose, county in counties.items()}
    told = {whose: {"pk": task.pk} for whose, task in tasks.items()}
    seen = {**told, "units": ("bureau", "section")}
    signed = {**seen, "post": {"unit": cast.own.section.pk}}
    return {
        **paper_examples(counties),
        **sheet_examples(counties),
        **dict.fromkeys(("ledger:task", "registers:tasks-detail"), seen),
        **dict.fromkeys(
            ("ledger:task-edit", "ledger:task-units", "ledger:task-steps", "ledger:task-source"), told
        ),
        "ledger:task-sign": signed,
        **{
            f"ledger:task-{act}": seen
            for act in ("return", "ask", "complete", "start", "reopen", "light", "again", "months")
        },
        "ledger:source-present": _seen(counties, _instruction),
        "ledger:step-decide": {whose: {"pk": _ladder_step(county)} for whose, county in counties.items()},
        "ledger:milestone": _seen(counties, _milestone),
        "registers:milestones-detail": _seen(counties, _milestone),
        "ledger:request-decide": _seen(counties, _extension),
        "ledger:request-withdraw": _seen(counties, _extension),
        "ledger:request-reassign": _seen(counties, _return),
        "ledger:completion-check": _seen(
            counties, lambda county: propose_completion(_task(county, "done"), 1, "已建成").pk
        ),
        "ledger:report-confirm": _seen(counties, lambda county: _report(county, "told").pk),
        "ledger:report-back": _seen(counties, lambda county: _report(county, "told").pk),
        "ledger:report-return": _seen(
            counties, lambda county: confirm_report(_report(county, "confirmed")).pk
        ),
    }


def _seen(counties: dict[str, Any], make: Callable[[Any], int]) -> dict[str, Any]:
    return {
        **{whose: {"pk": make(county)} for whose, county in counties.items()},
        "units": ("bureau", "section"),
    }


def _task(county: Any, key: str) -> Task:
    due = clock.today() + timedelta(days=60)
    return create_task(
        TaskDraft(key, "新建三所幼儿园", county.bureau.pk, clock.today().year, lead_id=county.section.pk, due_on=due,
                  steps=(Step("开工", clock.today()),))
    )  # fmt: skip


def _instruction(county: Any) -> int:
    source = Source(SourceKind.INSTRUCTION, "批示件", "抓紧办", person="县长", said_on=clock.today())
    draft = TaskDraft(
        "said", "办理批示", county.bureau.pk, clock.today().year, lead_id=county.section.pk, sources=(source,)
    )
    return int(create_task(draft).sources.get().pk)


def _ladder_step(county: Any) -> int:
    today = clock.today()
    told = {"unit": county.section, "step": "meeting", "due": today, "late": True, "proposed_on": today}
    return int(LadderStep._base_manager.create(task=_task(county, "walk"), **told).pk)


def _milestone(county: Any) -> int:
    return int(_task(county, "walk").milestones.get().pk)


def _extension(county: Any) -> int:
    later = clock.today() + timedelta(days=90)
    task = _task(county, "asked")
    held = Request._base_manager.filter(task=task).first()
    return int((held or ask(task, Asked(RequestKind.EXTEND, "雨季停工", due_on=later))).pk)


def _return(county: Any) -> int:
    return int(return_task(_task(county, "returned"), 1, "不属本科职责").pk)


def _report(county: Any, key: str) -> Report:
    task, month = _task(county, key), clock.today().replace(day=1)
    held = Report._base_manager.filter(task=task, month=month).first()
    if held is not None:
        return held
    write_report(task, month, [Cell("words", "已完成选址")])
    return hand_in(task, month)
