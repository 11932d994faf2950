"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.procedures.ledger.services import TaskDraft, create_task


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A task of each county that its section leads."""
    tasks = {
        whose: create_task(
            TaskDraft(
                "walk",
                "新建三所幼儿园",
                county.bureau.pk,
                2026,
                lead_id=county.section.pk,
                due_on=date(2026, 9, 30),
            )
        )
        for whose, county in (("own", cast.own), ("foreign", cast.foreign))
    }
    told = {"own": {"pk": tasks["own"].pk}, "foreign": {"pk": tasks["foreign"].pk}}
    seen = {**told, "units": ("bureau", "section")}
    return {
        **dict.fromkeys(("ledger:task", "ledger:task-state", "registers:tasks-detail"), seen),
        **dict.fromkeys(("ledger:task-edit", "ledger:task-units", "ledger:task-steps"), told),
    }
