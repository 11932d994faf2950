"""Proposing that the classes of a school go up, who is held back, and taking a proposal back."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, record_rows, snapshot
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.organisations.selectors import stage_boundary_of
from gangmu.records.rolls.models import HeldBack, Promotion, Pupil, SchoolClass
from gangmu.records.rolls.promoting import grade_above

EDIT = "rolls.pupil:edit"


@transaction.atomic
def propose(school_id: int, year: int) -> int:
    """Propose that each class of a school of the school year before goes up into a school year; return how many are new.

    A class for which it was proposed already keeps its proposal.

    Raises
    ------
    Refusal
        When the school has no classes in the school year before.
    """
    require(EDIT, school_id)
    classes = SchoolClass._base_manager.filter(organisation_id=school_id, school_year=year - 1)
    held = list(classes.select_for_update().order_by("grade", "number"))
    if not held:
        raise Refusal(
            "rolls.no_classes", "该校在%(year)s没有班级，请先导入学生名册", year=SchoolYear(year - 1).label
        )
    there = set(
        Promotion._base_manager.filter(school_class__in=held).values_list("school_class_id", flat=True)
    )
    boundary = stage_boundary_of(school_id, SchoolYear(year).first_day)
    made = Promotion._base_manager.bulk_create(
        Promotion(
            organisation_id=school_id, school_class=one, school_year=year, grade=grade_above(one.grade, boundary)
        )
        for one in held
        if one.pk not in there
    )  # fmt: skip
    with one_act():
        record_rows(
            [(row, None) for row in made],
            gettext_noop("建议整班升级"),
            organisation_ids=[school_id] * len(made),
        )
    return len(made)


@transaction.atomic
def hold_back(promotion: Promotion, pupils: Collection[int], version: int) -> None:
    """Say who of a class is held back while it goes up: these pupils, and no others.

    Raises
    ------
    Conflict
        When somebody changed the proposal meanwhile.
    Refusal
        When the class leaves the school: who does not graduate is no matter of a proposal; or a pupil sits in no class of the school.
    """
    require(EDIT, promotion.organisation_id)
    held = Promotion._base_manager.select_for_update().get(pk=promotion.pk)
    if held.version != version:
        raise Conflict("rolls.promotion_stale", "这个班的升级建议已被他人修改，请刷新后再改")
    if not held.grade:
        raise Refusal("rolls.promotion_out", "毕业班没有留级的建议")
    found = list(Pupil._base_manager.filter(pk__in=pupils, organisation_id=held.organisation_id))
    if len(found) != len(set(pupils)):
        raise Refusal("rolls.promotion_pupil", "有的学生已不在该校，请刷新后再选")
    before = snapshot(held)
    HeldBack._base_manager.filter(promotion=held).delete()
    HeldBack._base_manager.bulk_create(HeldBack(promotion=held, pupil=pupil) for pupil in found)
    held.version += 1
    held.save(update_fields=["version"])
    note = "、".join(str(pupil) for pupil in found)
    record(
        held, gettext_noop("写明了留级学生"), before=before, organisation_id=held.organisation_id, note=note
    )


@transaction.atomic
def withdraw(promotion: Promotion) -> None:
    """Take a proposal back; the roll is as it was, since a proposal never touched it."""
    require(EDIT, promotion.organisation_id)
    record(promotion, gettext_noop("撤回了升级建议"), before={}, organisation_id=promotion.organisation_id)
    promotion.delete()
