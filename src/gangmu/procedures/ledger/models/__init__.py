"""The tables of the ledger."""

from gangmu.procedures.ledger.models.loop import (
    Completion,
    Proof,
    Report,
    ReportRule,
    Request,
    TaskLightOverride,
)
from gangmu.procedures.ledger.models.tasks import Milestone, Task, TaskSource, TaskUnit

__all__ = [
    "Completion",
    "Milestone",
    "Proof",
    "Report",
    "ReportRule",
    "Request",
    "Task",
    "TaskLightOverride",
    "TaskSource",
    "TaskUnit",
]
