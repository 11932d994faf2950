"""The calendar of a school year: its terms with their teaching weeks, its holidays and make-up working days."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.calendars import services
from gangmu.foundation.calendars.forms import DaysForm, TermForm
from gangmu.foundation.calendars.models import DayRule, Term
from gangmu.foundation.calendars.selectors import (
    SchoolYear,
    current_school_year,
    day_rules,
    school_year_named,
    terms_of,
    weeks_of,
)
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.kernel.wording import words_of

VIEW, EDIT = "calendars.day:view", "calendars.day:edit"


def calendar(request: HttpRequest) -> HttpResponse:
    """One school year as it holds for one bureau, or in general."""
    year = _year(request)
    bureaus = _bureaus(VIEW)
    chosen = whole_number(request.GET.get("bureau", ""))
    within = _within(chosen) if chosen is not None and chosen in dict(bureaus) else ()
    owners = _owners()
    return render(
        request,
        "calendars/calendar.html",
        {
            "year": year,
            "before": SchoolYear(year.start_year - 1),
            "after": SchoolYear(year.start_year + 1),
            "bureaus": bureaus,
            "chosen": within[0] if within else None,
            "terms": [(term, weeks_of(term, within)) for term in terms_of(year, within)],
            "rules": day_rules(year.first_day, year.last_day, within),
            "may_edit": bool(owners),
            "mine": {pk for pk, _name in owners},
            "term_form": TermForm(owners=owners),
            "days_form": DaysForm(owners=owners),
        },
    )


def term(request: HttpRequest) -> HttpResponse:
    """Enter or change a term of the school year."""
    year = _year(request)
    form = TermForm(request.POST, owners=_owners())

    def do(told: dict[str, Any]) -> None:
        services.set_term(year, told["number"], told["first_day"], told["last_day"], told["organisation"])

    return _done(request, form, do, year)


def days(request: HttpRequest) -> HttpResponse:
    """Enter the days of a notice."""
    form = DaysForm(request.POST, owners=_owners())

    def do(told: dict[str, Any]) -> None:
        services.enter_days(form.entries(), told["basis"], told["organisation"])

    return _done(request, form, do, _year(request))


def remove_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a term out."""
    held = _mine(Term, pk)
    services.remove_term(held)
    messages.success(request, _("已删除"))
    return _back(SchoolYear(held.school_year))


def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day's rule out."""
    held = _mine(DayRule, pk)
    services.remove_day(held)
    messages.success(request, _("已删除"))
    return _back(_year(request))


def _mine(kind: type[Any], pk: int) -> Any:
    """Return a row that the reader may write; one of another bureau is not there."""
    held = get_object_or_404(kind, pk=pk)
    reach = reach_of(EDIT)
    general = held.organisation_id is None and services.keeps_general()
    if not general and reach is not None and held.organisation_id not in reach:
        raise Http404
    return held


def _done(
    request: HttpRequest, form: Any, do: Callable[[dict[str, Any]], None], year: SchoolYear
) -> HttpResponse:
    if form.is_valid():
        try:
            do(form.cleaned_data)
            messages.success(request, _("已保存"))
        except Refusal as refusal:
            messages.error(request, words_of(refusal))
    else:
        messages.error(request, "；".join(f"{form.fields[f].label}：{e[0]}" for f, e in form.errors.items()))
    return _back(year)


def _back(year: SchoolYear) -> HttpResponse:
    answer = redirect("calendars:calendar")
    answer["Location"] += f"?year={year.start_year}"
    return answer


def _year(request: HttpRequest) -> SchoolYear:
    return school_year_named(request.POST.get("year") or request.GET.get("year", "")) or current_school_year()


def _bureaus(permission: str) -> list[tuple[int, str]]:
    """Return the bureaus under a permission; asked of the table itself, since the room of units stands beside this one."""
    organisation: Any = Term._meta.get_field("organisation").related_model
    rows = organisation._base_manager.filter(kind="bureau", is_open=True)
    reach = reach_of(permission)
    if reach is not None:
        rows = rows.filter(pk__in=reach)
    return list(rows.values_list("pk", "name"))


def _owners() -> list[tuple[Any, str]]:
    """Return whose calendar the reader may write: the general one for who keeps the top of the tree."""
    if not holds(EDIT):
        return []
    own: list[tuple[Any, str]] = list(_bureaus(EDIT))
    general: list[tuple[Any, str]] = [("", _("全部单位通用"))] if services.keeps_general() else []
    return [*general, *own]


def _within(bureau: int) -> tuple[int, ...]:
    """Return a bureau and those above it, nearest first."""
    organisation: Any = Term._meta.get_field("organisation").related_model
    chain: list[int] = []
    here: int | None = bureau
    while here is not None and here not in chain:
        chain.append(here)
        here = organisation._base_manager.filter(pk=here).values_list("parent_id", flat=True).first()
    return tuple(chain)
