"""Pages of persons: who somebody is and was, what can be done, and who of the leaders answers for what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.foundation.access.roles import LEADERSHIP, Role
from gangmu.foundation.access.scope import holds
from gangmu.foundation.administration import person_forms as forms
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.people import services
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.leading import EDIT, divide_leadership
from gangmu.foundation.people.models import Deputy, Leadership, Person, RoleAssignment
from gangmu.foundation.people.selectors import hand_overs_of, holding, stand_ins_of


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles now and before, sections answered for, stand-ins, what was done."""
    shown = get_object_or_404(Person.objects.select_related("organisation"), pk=pk)
    may_edit = holds(EDIT, shown.organisation_id)
    deputies = Deputy.objects.filter(absent=shown).select_related("deputy")
    context = {
        "person": shown,
        "roles": RoleAssignment.objects.filter(person=shown).select_related("organisation", "group"),
        "sections": Leadership.objects.filter(leader=shown).select_related("section"),
        "deputies": deputies,
        "hand_overs": hand_overs_of(shown),
        "history": history_of(shown),
        "acts": [
            (name, done.title)
            for name, done in ACTS.items()
            if may_edit and shown.left_on is None and (name != "end-stand-in" or stand_ins_of(pk))
        ],
    }
    return render(request, "administration/person.html", context)


def new_person(request: HttpRequest) -> HttpResponse:
    """Enter a person."""
    form = forms.PersonForm(request.POST or None)

    def do(told: dict[str, Any]) -> Person:
        return services.enter_person(
            get_object_or_404(Organisation, pk=told["unit"]), told["name"], told["title"]
        )

    return _filled(request, form, _("登记人员"), do, None)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to a person: its form, and how it is done."""

    title: str | Promise
    form: type[Any]
    do: Callable[[Person, dict[str, Any]], object]


def _change(shown: Person, told: dict[str, Any]) -> None:
    changes = {"name": told["name"], "title": told["title"], "organisation": _unit(told["unit"])}
    services.change_person(shown, shown.version, changes)


def _assign(shown: Person, told: dict[str, Any]) -> None:
    kind = ScopeKind(told["scope_kind"])
    is_line = kind == ScopeKind.LINE
    services.assign_role(
        shown, Role(told["role"]), _unit(told["unit"]), told["on"], scope_kind=kind,
        line_kinds=told["kinds"] if is_line else (), line_stages=told["stages"] if is_line else (),
        group=told["group"] if kind == ScopeKind.GROUP else None,
    )  # fmt: skip


def _unit(pk: int) -> Organisation:
    return get_object_or_404(Organisation, pk=pk)


ACTS: dict[str, Act] = {
    "change": Act(gettext_lazy("修改信息"), forms.PersonForm, _change),
    "role": Act(gettext_lazy("任命角色"), forms.RoleForm, _assign),
    "end-role": Act(
        gettext_lazy("免去角色"),
        forms.EndRoleForm,
        lambda shown, told: services.end_role(told["role"], told["on"], told["reason"]),
    ),
    "stand-in": Act(
        gettext_lazy("安排代理"),
        forms.StandInForm,
        lambda shown, told: services.stand_in(
            shown, told["deputy"], told["valid_from"], told["valid_to"], told["reason"]
        ),
    ),
    "end-stand-in": Act(
        gettext_lazy("结束代理"),
        forms.EndStandInForm,
        lambda shown, told: services.end_stand_in(told["stand_in"], told["on"], told["reason"]),
    ),
    "hand-over": Act(
        gettext_lazy("移交"),
        forms.HandOverForm,
        lambda shown, told: services.hand_over(
            shown, told["successor"], told["on"], told["reason"], told["leaves"]
        ),
    ),
    "leave": Act(
        gettext_lazy("办理离任"),
        forms.LeaveForm,
        lambda shown, told: services.leave(shown, told["on"], told["reason"]),
    ),
}


def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do something to a person."""
    shown = get_object_or_404(Person, pk=pk)
    done = ACTS.get(name)
    if done is None or shown.left_on is not None:
        raise Http404
    initial = {"name": shown.name, "title": shown.title, "unit": shown.organisation_id}
    form = done.form(request.POST or None, person=shown, initial=initial if name == "change" else None)
    return _filled(request, form, str(done.title), lambda told: done.do(shown, told), shown)


def leadership(request: HttpRequest) -> HttpResponse:
    """The division of work among the leaders, and its change as a whole (分管调整)."""
    units = forms.units_within()
    standing = tree()
    names = dict(units)
    held = {
        row.section_id: row
        for row in Leadership.objects.filter(holding(), section_id__in=names).select_related("leader")
    }
    sections = [
        (pk, name, held[pk].leader_id if pk in held else None)
        for pk, name in units
        if standing.units[pk].kind == Kind.SECTION
    ]
    leads = RoleAssignment.objects.filter(holding(), role__in=LEADERSHIP).select_related("person")
    leaders = list({row.person_id: (row.person_id, row.person.name) for row in leads}.values())
    form = forms.LeadershipForm(request.POST or None, sections=sections, leaders=leaders)

    def do(told: dict[str, Any]) -> None:
        division: dict[Person | None, list[Organisation]] = {}
        persons = {one.pk: one for one in Person.objects.filter(pk__in=[pk for pk, _name in leaders])}
        rows = Organisation.objects.in_bulk(list(form.chosen()))
        for section_id, leader_id in form.chosen().items():
            leader = persons[leader_id] if leader_id is not None else None
            division.setdefault(leader, []).append(rows[section_id])
        divide_leadership(division, told["on"], told["reason"])

    return _filled(request, form, _("领导分管"), do, None, "administration:leadership")


def _filled(
    request: HttpRequest,
    form: Any,
    title: str,
    do: Callable[[dict[str, Any]], object],
    shown: Person | None,
    back: str = "",
) -> HttpResponse:
    """Show a form; filled in rightly, do what it asks."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("已保存"))
            if back:
                return redirect(back)
            return redirect("administration:person", pk=shown.pk if shown else done.pk)  # type: ignore[attr-defined]
    context = {"form": form, "title": title, "person": shown}
    return render(request, "administration/person_act.html", context, status=422 if form.errors else 200)
