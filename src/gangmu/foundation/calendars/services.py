"""Writing the calendar: terms, public holidays and make-up working days, as the office enters them from the notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import reach_of, require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.calendars.choices import DayKind
from gangmu.foundation.calendars.models import DayRule, Term
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel.errors import Forbidden, Refusal

EDIT = "calendars.day:edit"
#: More days in one entry than this are taken for a slip of the year.
LONGEST_ENTRY = 60


def _may_edit(organisation_id: int | None) -> None:
    """Insist on the permission over the bureau whose calendar it is; the general one belongs to the top of the tree."""
    if organisation_id is not None:
        require(EDIT, organisation_id)
        return
    require(EDIT)
    if not keeps_general():
        raise Forbidden("calendars.general", "通用校历由最上级教育局维护，请选择本县的校历")


def _of(organisation_id: int | None) -> Q:
    return Q(organisation__isnull=True) if organisation_id is None else Q(organisation=organisation_id)


def _tops() -> frozenset[int]:
    """Return the ids of the bureaus at the top of the tree, read from the table without the room that keeps it."""
    organisation = Term._meta.get_field("organisation").related_model
    tops = organisation._base_manager.filter(parent__isnull=True, is_open=True)
    return frozenset(tops.values_list("pk", flat=True))


def keeps_general() -> bool:
    """Whether the one who acts may write the general calendar."""
    reach = reach_of(EDIT)
    return reach is None or (bool(reach) and _tops() <= reach)


@transaction.atomic
def set_term(
    year: SchoolYear, number: int, first_day: date, last_day: date, organisation_id: int | None = None
) -> Term:
    """Enter a term of a school year, or change its days.

    Raises
    ------
    Refusal
        When it ends before it begins, lies mostly outside its school year, or overlaps the other term.
    """
    _may_edit(organisation_id)
    if number not in (1, 2):
        raise Refusal("calendars.term_number", "学期只有第一学期和第二学期")
    if last_day <= first_day:
        raise Refusal("calendars.term_days", "放假日期应晚于开学日期")
    if first_day + (last_day - first_day) / 2 not in year:
        raise Refusal("calendars.term_outside", "所填日期不在 %(year)s 内", year=year.label)
    same = Term.objects.select_for_update().filter(_of(organisation_id))
    clash = same.filter(first_day__lte=last_day, last_day__gte=first_day)
    clash = clash.exclude(school_year=year.start_year, number=number)
    if clash.exists():
        raise Refusal("calendars.terms_overlap", "与“%(term)s”的日期重叠", term=str(clash.first()))
    held = same.filter(school_year=year.start_year, number=number).first()
    before = snapshot(held) if held else None
    term = held or Term(organisation_id=organisation_id, school_year=year.start_year, number=number)
    term.first_day, term.last_day = first_day, last_day
    term.save()
    record(term, gettext_noop("设置了学期"), before=before, organisation_id=organisation_id)
    return term


@transaction.atomic
def remove_term(term: Term) -> None:
    """Take a term out of the calendar."""
    _may_edit(term.organisation_id)
    record(term, gettext_noop("删除了学期"), organisation_id=term.organisation_id, changes=[])
    term.delete()


@transaction.atomic
def set_days(
    first_day: date,
    last_day: date,
    kind: str,
    name: str = "",
    basis: str = "",
    organisation_id: int | None = None,
) -> list[DayRule]:
    """Enter a holiday or make-up working days over [first_day, last_day]; what was entered of these days is replaced.

    Raises
    ------
    Refusal
        For an unknown kind, an end before the beginning, or a span too long to be meant.
    """
    _may_edit(organisation_id)
    if kind not in DayKind.values:
        raise Refusal("calendars.unknown_kind", "“%(kind)s”不是节假日或调休上班", kind=kind)
    length = (last_day - first_day).days + 1
    if length < 1:
        raise Refusal("calendars.days_reversed", "结束日期早于开始日期")
    if length > LONGEST_ENTRY:
        raise Refusal("calendars.days_too_many", "一次最多填写 %(most)s 天，请核对年份", most=LONGEST_ENTRY)
    with one_act():
        return [
            _set_day(first_day + timedelta(days=n), kind, name, basis, organisation_id) for n in range(length)
        ]


def _set_day(day: date, kind: str, name: str, basis: str, organisation_id: int | None) -> DayRule:
    held = DayRule.objects.select_for_update().filter(_of(organisation_id), day=day).first()
    before = snapshot(held) if held else None
    rule = held or DayRule(organisation_id=organisation_id, day=day)
    rule.kind, rule.name, rule.basis = kind, name.strip()[:40], basis.strip()[:200]
    if before != snapshot(rule):
        rule.save()
        record(rule, gettext_noop("设置了节假日"), before=before, organisation_id=organisation_id, note=basis)
    return rule


@transaction.atomic
def remove_day(rule: DayRule) -> None:
    """Let a day be again what its weekday says."""
    _may_edit(rule.organisation_id)
    record(rule, gettext_noop("删除了节假日"), organisation_id=rule.organisation_id, changes=[])
    rule.delete()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a holiday table."""

    first_day: date
    last_day: date
    kind: str
    name: str = ""


@transaction.atomic
def enter_days(entries: Iterable[Entry], basis: str, organisation_id: int | None = None) -> int:
    """Enter the days of a notice at once, all or none; return how many days it names.

    Raises
    ------
    Refusal
        When the table is empty, names a day twice, or no notice is given as its basis.
    """
    asked = list(entries)
    if not asked:
        raise Refusal("calendars.no_entries", "表格中没有节假日")
    if not basis.strip():
        raise Refusal("calendars.no_basis", "请填写放假通知的名称或文号")
    seen: set[date] = set()
    with one_act():
        for entry in asked:
            days = {
                entry.first_day + timedelta(days=n)
                for n in range((entry.last_day - entry.first_day).days + 1)
            }
            if days & seen:
                raise Refusal("calendars.day_twice", "%(day)s 出现不止一次", day=min(days & seen).isoformat())
            seen |= days
            set_days(entry.first_day, entry.last_day, entry.kind, entry.name, basis, organisation_id)
    return len(seen)
