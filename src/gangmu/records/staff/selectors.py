"""Reads of staff: whom a document's number names, how many hold posts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from gangmu.foundation.sealing.masking import Kind, is_masked, normal
from gangmu.foundation.sealing.sealed import Sealed
from gangmu.records.staff.models import StaffMember, StaffStanding


def members_by_id(words: Sequence[str]) -> dict[str, int]:
    """Return the staff of the whole installation whom documents' numbers name, by the words as they were written.

    A school that receives a teacher names one of another unit: who knows the whole number may name its owner, and is shown nothing.
    """
    numbers = {normal(Kind.ID_NUMBER, told): told for told in words if told.strip() and not is_masked(told)}
    held: Iterable[tuple[int, object]] = StaffMember._base_manager.filter(
        id_number__in=list(numbers)
    ).values_list("pk", "id_number")
    return {numbers[number.opened()]: pk for pk, number in held if isinstance(number, Sealed)}


def member_by_id(words: str) -> StaffMember | None:
    """Return whom the whole number of a document names, of the whole installation."""
    named = members_by_id([words]).values()
    return StaffMember._base_manager.filter(pk__in=list(named)).first()


def holding(day: date, known_at: datetime | None, **conditions: Any) -> Coalesce:
    """Return the expression of how many staff of a row's unit stand so on a day, as known at a moment."""
    standing = StaffStanding.objects.at(day, known_at).filter(
        organisation=OuterRef("organisation"), **conditions
    )
    counted = standing.order_by().values("organisation").annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted), 0)
