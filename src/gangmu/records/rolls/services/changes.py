"""Saying where somebody went, and taking those whom an export no longer shows off the roll."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, record_many, snapshot
from gangmu.foundation.calendars.selectors import school_year_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.selectors import stage_boundary_of
from gangmu.foundation.registers.models import ImportRun
from gangmu.records.rolls.choices import ON_ROLL, Status
from gangmu.records.rolls.comparison import finishes
from gangmu.records.rolls.models import Pupil, RollChange
from gangmu.records.rolls.selectors import whole_export
from gangmu.records.rolls.services.standing import keep_standing

EDIT = "rolls.pupil:edit"


@transaction.atomic
def settle_change(change: RollChange, note: str) -> RollChange:
    """Say where a pupil went whose transfer out stands open: to a school outside, abroad.

    Raises
    ------
    Refusal
        When it is settled already, or nothing is said.
    """
    require(EDIT, change.organisation_id)
    held = RollChange._base_manager.select_for_update().get(pk=change.pk)
    if held.settled_on is not None:
        raise Refusal("rolls.settled", "这条异动已经办结")
    if not note.strip():
        raise Refusal("rolls.no_note", "请写明学生去向，例如转入学校的名称")
    before = snapshot(held)
    held.note, held.settled_on = note.strip()[:200], clock.today()
    held.save(update_fields=["note", "settled_on"])
    record(held, gettext_noop("办结了"), before=before, organisation_id=held.organisation_id)
    return held


def take_off_missing(run: ImportRun, day: date) -> dict[str, int]:
    """Take pupils off the roll whom a table that was imported leaves out, as the whole roll of its schools on a day.

    Raises
    ------
    Refusal
        When rows of the table were returned: who stands in them cannot be told from who left.
    """
    if run.refused:
        raise Refusal(
            "rolls.rows_returned",
            "这张表有 %(count)s 行被退回，没有入库，不能作为完整名册；请改正这些行，把整张表重新导入，再核对新的那次导入",
            count=run.refused,
        )
    return take_off(whole_export(run).missing, day, run.source.name)


def take_off(pupils: Iterable[Pupil], day: date, basis: str) -> dict[str, int]:
    """Take pupils off the roll whom a whole export of their school no longer shows; return how many by status.

    Who was in the last grade of a stage the school year before has graduated on 31 August; anybody else has left, and the transfer
    stays open until it is known where to.

    Parameters
    ----------
    day
        The day of the export.
    basis
        The export's name, for the audit.
    """
    by_school: dict[int, list[Pupil]] = {}
    for pupil in pupils:
        by_school.setdefault(pupil.organisation_id, []).append(pupil)
    count = {Status.LEFT.value: 0, Status.GRADUATED.value: 0}
    with transaction.atomic(), one_act():
        for school, some in by_school.items():
            require(EDIT, school)
            boundary = stage_boundary_of(school, day)
            held = Pupil._base_manager.select_for_update().filter(
                pk__in=[p.pk for p in some], organisation_id=school, status__in=ON_ROLL
            )
            told = []
            for pupil in held:
                before = snapshot(pupil)
                done = finishes(pupil.grade, pupil.since or day, day, boundary)
                pupil.status = Status.GRADUATED if done else Status.LEFT
                pupil.since = _graduated_on(day) if done else day
                pupil.version += 1
                count[pupil.status] += 1
                told.append((pupil, before))
            Pupil._base_manager.bulk_update(
                [pupil for pupil, _before in told], ["status", "since", "version"], 200
            )
            record_many(list(told), gettext_noop("按学籍表移出了"), organisation_id=school, note=basis)
            keep_standing(told)
    return count


def _graduated_on(day: date) -> date:
    """Return the first day after the school year before a day: graduates are off the roll from then on."""
    return school_year_of(day).first_day
