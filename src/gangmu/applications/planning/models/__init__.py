"""Rows of planning: plans and what was read of them, publicity."""

from gangmu.applications.planning.models.plans import (
    DraftAnswer,
    Plan,
    PlanClause,
    PlanVersion,
    ReadItem,
    SectionDuty,
)
from gangmu.applications.planning.models.publicity import Medium, PublicityItem, PublicityPoints, Scored

__all__ = [
    "DraftAnswer",
    "Medium",
    "Plan",
    "PlanClause",
    "PlanVersion",
    "PublicityItem",
    "PublicityPoints",
    "ReadItem",
    "Scored",
    "SectionDuty",
]
