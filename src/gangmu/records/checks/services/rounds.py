"""Opening a round of checks and changing its terms."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, record_rows, snapshot
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import tree
from gangmu.records.checks.models import CheckRound, CheckSheet
from gangmu.records.checks.services.telling import tell_opened

EDIT = "checks.round:edit"
#: Kinds of units that get a sheet; a campus stands on the sheet of its school.
CHECKED = (Kind.SCHOOL, Kind.KINDERGARTEN)


@dataclass(frozen=True, slots=True)
class Terms:
    """Until when a round runs, which section decides, from where a difference is marked."""

    section_id: int
    due_on: date
    least_difference: int
    least_percent: int


@transaction.atomic
def open_round(organisation_id: int, school_year: int, terms: Terms) -> CheckRound:
    """Open the check of a school year: a sheet for every school and kindergarten that stood on the census date.

    Raises
    ------
    Refusal
        When the year is checked already, its census date has not come, the section is not the bureau's, or there is no school.
    """
    require(EDIT, organisation_id)
    year = SchoolYear(school_year)
    if year.first_day > clock.today():
        raise Refusal(
            "checks.too_early", "统计时点 %(day)s 还没有到，届时再发起核对", day=year.first_day.isoformat()
        )
    if CheckRound._base_manager.filter(organisation_id=organisation_id, school_year=school_year).exists():
        raise Refusal("checks.open_already", "这个学年的核对已经发起，请在九月核对的列表中打开")
    _check(organisation_id, terms, year)
    made = CheckRound._base_manager.create(
        organisation_id=organisation_id, school_year=school_year, section_id=terms.section_id, due_on=terms.due_on,
        least_difference=terms.least_difference, least_percent=terms.least_percent,
    )  # fmt: skip
    schools = [unit.id for unit in tree(year.first_day).below(organisation_id) if unit.kind in CHECKED]
    if not schools:
        raise Refusal("checks.no_schools", "统计时点本局没有学校和幼儿园，请先在单位页登记")
    with one_act():
        record(made, gettext_noop("发起了"), organisation_id=organisation_id)
        sheets = CheckSheet._base_manager.bulk_create(
            CheckSheet(round=made, organisation_id=school) for school in schools
        )
        rows = CheckSheet._base_manager.filter(pk__in=[sheet.pk for sheet in sheets])
        told = list(rows.select_related("organisation"))
        record_rows(
            [(sheet, None) for sheet in told], gettext_noop("发出了"), organisation_ids=[sheet.organisation_id for sheet in told]
        )  # fmt: skip
    tell_opened(made, told)
    return made


@transaction.atomic
def change_round(held: CheckRound, terms: Terms) -> CheckRound:
    """Change until when a round runs, who decides, and from where a difference is marked.

    Raises
    ------
    Refusal
        When the section is not the bureau's, or the day lies before the census date.
    """
    require(EDIT, held.organisation_id)
    _check(held.organisation_id, terms, held.year)
    row = CheckRound._base_manager.select_for_update().get(pk=held.pk)
    before = snapshot(row)
    row.section_id, row.due_on = terms.section_id, terms.due_on
    row.least_difference, row.least_percent = terms.least_difference, terms.least_percent
    row.save()
    record(row, gettext_noop("修改了"), before=before, organisation_id=row.organisation_id)
    return row


def _check(organisation_id: int, terms: Terms, year: SchoolYear) -> None:
    if terms.section_id not in tree().subtree(organisation_id):
        raise Refusal("checks.foreign_section", "裁定科室不属于本局，请在列表中重新选择")
    if terms.due_on <= year.first_day:
        raise Refusal("checks.due_too_early", "截止日期应在统计时点 9 月 1 日之后")
