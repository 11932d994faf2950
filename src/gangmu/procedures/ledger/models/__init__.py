"""The tables of the ledger."""

from gangmu.procedures.ledger.models.ladder import LadderRule, LadderStep, Reminder
from gangmu.procedures.ledger.models.loop import (
    Completion,
    Proof,
    Report,
    Request,
    TaskLightOverride,
)
from gangmu.procedures.ledger.models.papers import Paper, PaperRule, PaperStep, PaperUnit
from gangmu.procedures.ledger.models.rules import LightRule, ReportRule
from gangmu.procedures.ledger.models.shown import ShownLight
from gangmu.procedures.ledger.models.tasks import Milestone, Task, TaskSource, TaskUnit
from gangmu.procedures.ledger.models.workbooks import SheetLayout, SourceWorkbook, WorkbookRow

__all__ = [
    "Completion",
    "LadderRule",
    "LadderStep",
    "LightRule",
    "Milestone",
    "Paper",
    "PaperRule",
    "PaperStep",
    "PaperUnit",
    "Proof",
    "Reminder",
    "Report",
    "ReportRule",
    "Request",
    "SheetLayout",
    "ShownLight",
    "SourceWorkbook",
    "Task",
    "TaskLightOverride",
    "TaskSource",
    "TaskUnit",
    "WorkbookRow",
]
