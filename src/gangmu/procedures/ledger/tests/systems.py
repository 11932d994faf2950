"""What people do for each row of the acceptance table that the ledger itself serves, and what must come out of it."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.kernel.actors import acting_as
from gangmu.procedures.ledger.choices import PaperKind, TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.closing import (
    check_completion,
    propose_completion,
    reach_milestone,
    stop_task,
)
from gangmu.procedures.ledger.services.issuing import register_issued
from gangmu.procedures.ledger.services.papers import PaperDraft
from gangmu.procedures.ledger.services.tasks import Step, TaskDraft, create_task

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
ISSUED, DUE = date(2025, 3, 1), date(2025, 10, 1)


def entered(cast: Any, key: str, due: date = DUE, parts: tuple[str, ...] = (), **more: Any) -> Task:
    """A task of the section, entered by the office."""
    own = cast.own
    told = {"lead_id": own.section.pk, "issued_on": ISSUED, **more}

    def draft(name: str, inside: tuple[TaskDraft, ...] = ()) -> TaskDraft:
        return TaskDraft(name, f"任务{name}", own.bureau.pk, 2025, due_on=due, parts=inside, **told)

    with acting_as(cast.actor("张主任")):
        return create_task(draft(key, tuple(draft(f"{key}-{part}") for part in parts)))


def closed(cast: Any, task: Task) -> None:
    """The section says that a task is done, the office checks it."""
    with acting_as(cast.actor("刘科长")):
        proposed = propose_completion(task, task.version, "已完成")
    with acting_as(cast.actor("张主任")):
        check_completion(proposed, True)


def _tasks_of_a_year(cast: Any) -> None:
    """Four issued: one done, one open with two parts, one stopped, one due the year after."""
    closed(cast, entered(cast, "a"))
    entered(cast, "b", parts=("1", "2"))
    stopped = entered(cast, "c")
    entered(cast, "d", due=date(2026, 6, 1))
    with acting_as(cast.actor("张主任")):
        stop_task(stopped, stopped.version, "文件不再要求")
    assert Task._base_manager.get(pk=stopped.pk).state == TaskState.STOPPED


def _papers_of_a_year(cast: Any) -> None:
    """Two letters and one notice issued, one talk held."""
    task = entered(cast, "p")
    numbers = {PaperKind.SUPERVISION: ("青教督〔2025〕1号", "青教督〔2025〕2号"), PaperKind.NOTICE: ("青教通〔2025〕1号",),
               PaperKind.TALK: ("青教谈〔2025〕1号",)}  # fmt: skip
    with acting_as(cast.actor("张主任")):
        for kind, told in numbers.items():
            for number in told:
                scan = keep_attachment(
                    SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4 scan"), cast.own.bureau.pk, "文书扫描件"
                )
                register_issued(
                    PaperDraft(kind, cast.own.bureau.pk, [task.pk]), number, date(2025, 6, 2), scan.pk
                )


def _steps_of_a_year(cast: Any) -> None:
    """Four milestones counted back from the end, two of them reached; one of the year after."""
    task = entered(
        cast, "s", steps=tuple(Step(f"节点{days}", days_before_end=days) for days in (120, 90, 60, 30))
    )
    entered(cast, "t", due=date(2026, 6, 1), steps=(Step("交付", days_before_end=10),))
    with acting_as(cast.actor("刘科长")):
        for step in task.milestones.order_by("due_on")[:2]:
            reach_milestone(step, date(2025, 8, 20))


def cases() -> dict[str, dict[str, Any]]:
    """The acts of each row."""
    tasks = {
        "system": "key_tasks",
        "records": (),
        "acts": (_tasks_of_a_year,),
        "period": YEAR,
        "figures": (("tasks_issued", 3, None, 3), ("task_completion_share", 50, 2, 1)),
        "summary": ("列入台账", "完成率"),
    }
    steps = {
        "system": "back_scheduling",
        "records": (),
        "acts": (_steps_of_a_year,),
        "period": YEAR,
        "figures": (("milestones_due", 4, None, 4), ("milestones_reached_share", 50, 4, 2)),
        "summary": ("倒排工期", "细化到月"),
    }
    papers = {
        "system": "papers",
        "records": (),
        "acts": (_papers_of_a_year,),
        "period": YEAR,
        "figures": (("supervision_letters_issued", 2, None, 2), ("notices_issued", 1, None, 1), ("talks_held", 1, None, 1)),
        "words": ("建立通报和约谈制度",),
        "summary": ("通报", "约谈"),
    }  # fmt: skip
    return {
        "A1.02": {**tasks, "words": ("扎实推进重点工作",)},
        "A1.04": papers,
        "A1.05": {**steps, "words": ("项目实行倒排工期",)},
        "A1.09": {**steps, "words": ("建立责任清单,任务细化到月",)},
        "A1.19": {**tasks, "words": ("对各项工作进行考核考评",)},
    }
