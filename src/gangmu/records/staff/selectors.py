"""Reads of staff: by number, likely duplicates, how many hold posts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gangmu.foundation.people import duplicates
from gangmu.foundation.sealing.masking import Kind, is_masked, normal
from gangmu.foundation.sealing.sealed import Sealed
from gangmu.records.staff.models import StaffMember, StaffStanding

#: The sealed numbers by which a staff member is found.
NUMBERS = ("id_number", "phone", "bank_account")


def staff_numbered(words: str) -> QuerySet[StaffMember]:
    """Return the staff within the reader's scope who have a number: of a document, a telephone, a bank account."""
    asked = Q()
    for name in NUMBERS:
        asked |= Q(**{name: words})
    found: QuerySet[StaffMember] = (
        StaffMember.objects.filter(asked).select_related("organisation").order_by("pinyin", "id")
    )
    return found if words.strip() and not is_masked(words) else found.none()


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


def likely_duplicates() -> list[list[StaffMember]]:
    """Return groups of staff within the reader's scope who are likely one person: one telephone, one account, one name and birthday."""
    return duplicates.likely_duplicates(StaffMember.objects.all(), ("phone", "bank_account"))


def holding(day: date, known_at: datetime | None, **conditions: Any) -> Coalesce:
    """Return the expression of how many staff of a row's unit stand so on a day, as known at a moment."""
    standing = StaffStanding.objects.at(day, known_at).filter(
        organisation=OuterRef("organisation"), **conditions
    )
    counted = standing.order_by().values("organisation").annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted), 0)
