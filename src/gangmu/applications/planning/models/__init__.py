"""Rows of planning: plans and what was read of them, publicity, records of work beside the plan."""

from gangmu.applications.planning.models.plans import (
    DraftAnswer,
    Plan,
    PlanClause,
    PlanVersion,
    ReadItem,
    ReviewStep,
    SectionDuty,
)
from gangmu.applications.planning.models.publicity import Medium, PublicityItem, PublicityPoints, Scored
from gangmu.applications.planning.models.work import (
    CountyMatter,
    Decision,
    Highlight,
    Meeting,
    PartyActivity,
    Pilot,
    PolicyDifference,
    StaffTransfer,
    TaskReview,
    WorkProject,
)

__all__ = [
    "CountyMatter",
    "Decision",
    "DraftAnswer",
    "Highlight",
    "Medium",
    "Meeting",
    "PartyActivity",
    "Pilot",
    "Plan",
    "PlanClause",
    "PlanVersion",
    "PolicyDifference",
    "PublicityItem",
    "PublicityPoints",
    "ReadItem",
    "ReviewStep",
    "Scored",
    "SectionDuty",
    "StaffTransfer",
    "TaskReview",
    "WorkProject",
]
