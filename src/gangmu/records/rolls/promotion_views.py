"""Pages of whole-class promotion: a school's classes, one class with its pupils, and the acts on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gangmu.foundation.access.scope import holds
from gangmu.foundation.calendars.selectors import SchoolYear, school_year_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number, whole_numbers
from gangmu.foundation.organisations.widgets import NameSelect
from gangmu.records.rolls.choices import Grade, Status
from gangmu.records.rolls.models import Promotion
from gangmu.records.rolls.promoting import Sits, Verdict
from gangmu.records.rolls.promotions import Line, held_against, promotions_into
from gangmu.records.rolls.registers.classes import schools
from gangmu.records.rolls.services.promotions import EDIT, hold_back, propose, withdraw

VIEW = "rolls.pupil:view"


def promotions(request: HttpRequest) -> HttpResponse:
    """The classes of a school with what is proposed for a school year, and what the exports say to it."""
    may_see = schools(VIEW)
    year = _year(request.GET.get("year", ""))
    school = _school(request.GET.get("school", ""), may_see)
    held = held_against(list(promotions_into(year, school))) if school else []
    context = {
        "choice": NameSelect({"id": "school"}, choices=[("", _("请选择")), *may_see]).render("school", school),
        "school": school,
        "year": SchoolYear(year),
        "years": [SchoolYear(y) for y in _years()],
        "held": sorted(held, key=lambda one: (_place(one.promotion.school_class.grade), one.promotion.school_class.number)),
        "may_edit": bool(school) and holds(EDIT, school),
    }  # fmt: skip
    return render(request, "rolls/promotions.html", context)


def promotion(request: HttpRequest, pk: int) -> HttpResponse:
    """One class: its pupils, who is held back, the differences between the proposal and the next export."""
    found = get_object_or_404(Promotion.objects.select_related("school_class", "organisation"), pk=pk)
    [held] = held_against([found])
    told = [(line, _words(line.will), _seen_words(line)) for line in held.lines]
    context = {
        "promotion": found,
        "held": held,
        "year": SchoolYear(found.school_year),
        "differing": [row for row in told if row[0].verdict == Verdict.CONTRADICTED],
        "rows": told,
        "may_edit": holds(EDIT, found.organisation_id),
    }
    return render(request, "rolls/promotion.html", context)


def propose_school(request: HttpRequest) -> HttpResponse:
    """Propose that the classes of a school go up."""
    year, school = _year(request.POST.get("year", "")), _school(request.POST.get("school", ""), schools(EDIT))
    if not school:
        raise Refusal("rolls.no_school", "请选择您能登记学生的学校")
    number = propose(school, year)
    told = ngettext("已提出 %(number)s 个班的升级建议", "已提出 %(number)s 个班的升级建议", number)
    messages.success(request, told % {"number": number})
    return redirect(_address(school, year))


def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who of a class is held back."""
    found = get_object_or_404(Promotion.objects.all(), pk=pk)
    version = whole_number(request.POST.get("version", ""))
    hold_back(found, whole_numbers(request.POST.getlist("pupil")), version or 0)
    messages.success(request, _("已保存"))
    return redirect("rolls:promotion", pk=pk)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal for a class back."""
    found = get_object_or_404(Promotion.objects.all(), pk=pk)
    school, year = found.organisation_id, found.school_year
    withdraw(found)
    messages.success(request, _("已撤回"))
    return redirect(_address(school, year))


def _address(school: int, year: int) -> str:
    return f"{reverse('rolls:promotions')}?school={school}&year={year}"


def _years() -> list[int]:
    """Return the school years into which classes go up: this one and the next, which are open at once over the summer."""
    current = school_year_of(clock.today()).start_year
    return [current, current + 1]


def _year(words: str) -> int:
    """Return the school year asked for: from March on the next one, for which schools then prepare."""
    if (asked := whole_number(words)) in _years():
        return asked
    today = clock.today()
    return today.year if today.month >= 3 else today.year - 1


def _school(words: str, may_see: list[tuple[Any, Any]]) -> int:
    """Return the school asked for; the only one of who has one."""
    known = {pk for pk, _name in may_see}
    if (asked := whole_number(words)) is not None and asked in known:
        return asked
    return next(iter(known)) if len(known) == 1 else 0


def _place(grade: str) -> int:
    return list(Grade).index(Grade(grade))


def _words(sits: Sits) -> str:
    """Return how a pupil stands, in words: grade and class, or how the pupil left."""
    if not sits.on_roll:
        return str(Status(sits.status).label)
    grade = str(Grade(sits.grade).label)
    return (
        grade
        if sits.number is None
        else _("%(grade)s（%(number)s）班") % {"grade": grade, "number": sits.number}
    )


def _seen_words(line: Line) -> str:
    """Return what the export shows of a pupil; another school is not named, it may lie outside the reader's scope."""
    if line.seen is None:
        return "" if line.verdict == Verdict.WAITING else _("仍在%(place)s") % {"place": _words(line.before)}
    if line.seen.on_roll and line.seen.school != line.before.school:
        return _("在其他学校，%(grade)s") % {"grade": Grade(line.seen.grade).label}
    return _words(line.seen)
