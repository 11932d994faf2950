"""Pages of the unit tree: the tree at a date, one unit with its history, and what can be done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict, Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.kernel.two_times import known_on
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations import forms, services
from gangmu.foundation.organisations.choices import PARENTS, Kind, Stage
from gangmu.foundation.organisations.codes import running_types
from gangmu.foundation.organisations.models import BoundaryChange, Organisation, OrganisationState
from gangmu.foundation.organisations.selectors import (
    counts_of,
    groups_of,
    section_word_of,
    stage_boundary_of,
    successions_of,
    units_as_is,
)
from gangmu.foundation.organisations.services.preview import preview
from gangmu.foundation.organisations.services.writing import EDIT
from gangmu.foundation.organisations.standing import Asked, Tree, Unit, tree
from gangmu.foundation.organisations.telling import differences, timeline_of, told_lines
from gangmu.foundation.organisations.visibility import editable, matching, may_see, seen

#: Most units on one page.
MOST = 300


def asked_of(request: HttpRequest) -> tuple[Asked, forms.AskedForm]:
    """Return when a page is asked for, and the form that asks it; a date that cannot be read counts as today."""
    form = forms.AskedForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    known = known_on(told["known"]) if told.get("known") else parse_datetime(request.GET.get("known_at", ""))
    return Asked(told.get("on") or clock.today(), known if known and is_aware(known) else None), form


def units(request: HttpRequest) -> HttpResponse:
    """The tree at a date as known on a day: what stands under a unit, or what the conditions find."""
    asked, form = asked_of(request)
    standing = tree(asked.on, asked.known_at)
    visible = seen(standing.below(None), standing)
    below = _below(request, standing, {unit.id for unit in visible})
    conditions = {
        name: request.GET.get(name, "") for name in ("kind", "stage", "q", "ownership", "urban_rural")
    }
    if below and request.GET.get("as_is"):
        kinds, stages = ([conditions[n]] if conditions[n] else [] for n in ("kind", "stage"))
        standing = tree(None, asked.known_at)
        found = seen(units_as_is(asked, below, kinds, stages)[0], standing)
    elif any(conditions.values()):
        inside = standing.subtree(below) if below else None
        found = [u for u in _meeting(visible, conditions) if inside is None or u.id in inside]
    elif below:
        found = [u for u in visible if u.parent_id == below]
    else:
        found = [u for u in visible if u.parent_id not in {other.id for other in visible}]
    return render(
        request,
        "organisations/units.html",
        {
            "form": form,
            "asked": asked,
            "below": standing.units.get(below) if below else None,
            "path": [standing.units[i] for i in reversed(standing.ancestors(below))] if below else [],
            "rows": [_row(unit, standing) for unit in found[:MOST]],
            "count": len(found),
            "flat": any(unit.parent_id != below for unit in found),
            "most": MOST,
            "counts": counts_of(below, "kind", asked.on, asked.known_at) if below else [],
            "stages": counts_of(below, "stage", asked.on, asked.known_at) if below else [],
            "may_edit": holds(EDIT),
            "query": request.GET.urlencode(),
            "when": _when(request),
        },
    )


def _below(request: HttpRequest, standing: Tree, visible: set[int]) -> int | None:
    """Return the unit whose children are asked for: the one named, or the only one at the top."""
    words = request.GET.get("below", "")
    if words:
        if (asked := whole_number(words)) not in visible:
            raise Http404
        return asked
    tops = [i for i in visible if standing.units[i].parent_id not in visible]
    return tops[0] if len(tops) == 1 and standing.children.get(tops[0]) else None


def _meeting(visible: list[Unit], conditions: dict[str, str]) -> list[Unit]:
    words = conditions["q"]
    named = matching(words) if words else frozenset()
    return [
        unit
        for unit in visible
        if (not conditions["kind"] or unit.kind == conditions["kind"])
        and (not conditions["stage"] or conditions["stage"] in unit.stages)
        and all(not conditions[f] or getattr(unit, f) == conditions[f] for f in ("ownership", "urban_rural"))
        and (not words or unit.id in named or words in unit.name or unit.school_code.startswith(words))
    ]


def _row(unit: Unit, standing: Tree) -> dict[str, Any]:
    return {
        "unit": unit,
        "kind": Kind(unit.kind).label,
        "above": standing.names([unit.parent_id or 0]),
        "size": len(standing.subtree(unit.id)) - 1,
        "stages": "、".join(str(Stage(stage).label) for stage in unit.stages),
    }


def _when(request: HttpRequest) -> str:
    """Return the part of the address that keeps the dates."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in ("on", "known") or not kept[name]:
            del kept[name]
    return kept.urlencode()


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what it is at a date, what happened to it, its groups, and what was written about it."""
    shown = _visible(pk)
    asked, form = asked_of(request)
    standing = tree(asked.on, asked.known_at)
    state = OrganisationState.objects.at(asked.on, asked.known_at).filter(organisation=shown).first()
    is_bureau = state is not None and state.kind == Kind.BUREAU
    may_edit = may_see(pk, EDIT)
    return render(
        request,
        "organisations/unit.html",
        {
            "unit": shown,
            "state": state,
            "facts": differences(None, state.state()) if state else [],
            "running_type": running_types().names.get(state.running_type) if state else None,
            "running_mark": running_types().mark,
            "path": [standing.units[i] for i in reversed(standing.ancestors(pk))],
            "form": form,
            "asked": asked,
            "timeline": timeline_of(pk, asked.known_at),
            "groups": groups_of(pk, asked.on, asked.known_at),
            "counts": counts_of(pk, "kind", asked.on, asked.known_at) if standing.children.get(pk) else [],
            "boundary": stage_boundary_of(pk, asked.on, asked.known_at).label if is_bureau else "",
            "section_word": section_word_of(pk, asked.on).label if is_bureau else "",
            "history": history_of(shown),
            "may_edit": may_edit,
            "acts": [(name, act.title) for name, act in ACTS.items() if may_edit and act.suits(shown, state)],
            "when": _when(request),
        },
    )


def _visible(pk: int, permission: str = "organisations.unit:view") -> Organisation:
    """Return a unit that the reader may see; a foreign one is not there."""
    shown = get_object_or_404(Organisation, pk=pk)
    if not may_see(pk, permission):
        raise Http404
    return shown


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to a unit on its page: its form, and how it is done."""

    title: str | Promise
    form: type[Any]
    do: Callable[[Organisation, dict[str, Any], Any], object]
    initial: Callable[[Organisation, OrganisationState | None], dict[str, Any]] = lambda unit, state: {}
    kinds: tuple[str, ...] = ()
    on_closed: bool = False
    on_followed: bool = False

    def suits(self, shown: Organisation, state: OrganisationState | None) -> bool:
        """Whether it can be done to a unit as it is."""
        if self.on_followed:
            return successions_of(shown.pk).exists()
        if self.on_closed:
            return not shown.is_open
        return shown.is_open and (not self.kinds or shown.kind in self.kinds)


def _state_of(shown: Organisation, on: date) -> dict[str, Any]:
    held = OrganisationState.objects.at(on).filter(organisation=shown).first()
    return held.state() if held else {}


def _unit(pk: int) -> Organisation:
    return Organisation.objects.get(pk=pk)


def _rename(shown: Organisation, told: dict[str, Any], form: Any) -> None:
    services.rename(shown, told["on"], told["name"], told["basis"], told["short_name"], told["version"])


def _move(shown: Organisation, told: dict[str, Any], form: Any) -> None:
    services.move(shown, told["on"], _unit(told["parent"]), told["basis"], version=told["version"])


def _details(shown: Organisation, told: dict[str, Any], form: Any) -> None:
    changes = form.changes(_state_of(shown, told["on"]))
    services.change_details(shown, told["on"], changes, told["basis"], told["version"])


def _merge(shown: Organisation, told: dict[str, Any], form: Any) -> None:
    services.merge(list(Organisation.objects.filter(pk__in=told["units"])), shown, told["on"], told["basis"])


def _split(shown: Organisation, told: dict[str, Any], form: Any) -> None:
    services.split_off(shown, told["names"], told["on"], told["basis"], told["stays"])


def _parameters(shown: Organisation, told: dict[str, Any], form: Any) -> None:
    services.set_parameters(shown, told["on"], told["stage_boundary"], told["section_word"], told["basis"])


def _held(shown: Organisation, state: OrganisationState | None) -> dict[str, Any]:
    return state.state() if state else {}


ACTS: dict[str, Act] = {
    "rename": Act(gettext_lazy("更名"), forms.RenameForm, _rename, _held),
    "details": Act(gettext_lazy("变更信息"), forms.DetailsForm, _details, _held),
    "move": Act(gettext_lazy("划转"), forms.MoveForm, _move),
    "merge": Act(gettext_lazy("合并"), forms.MergeForm, _merge),
    "split": Act(gettext_lazy("分立"), forms.SplitForm, _split),
    "close": Act(
        gettext_lazy("撤销"),
        forms.CloseForm,
        lambda shown, told, form: services.close(shown, told["on"], told["basis"], told["version"]),
    ),
    "parameters": Act(
        gettext_lazy("县域参数"),
        forms.ParametersForm,
        _parameters,
        lambda shown, state: {
            "stage_boundary": stage_boundary_of(shown.pk),
            "section_word": section_word_of(shown.pk),
        },
        kinds=(Kind.BUREAU,),
    ),
    "withdraw-closing": Act(
        gettext_lazy("更正为未撤销"),
        forms.WithdrawForm,
        lambda shown, told, form: services.withdraw_closing(shown, told["basis"]),
        on_closed=True,
    ),
    "order": Act(
        gettext_lazy("调整次序"),
        forms.OrderForm,
        lambda shown, told, form: services.reorder(shown, told["order"]),
        lambda shown, state: {"order": shown.order},
    ),
    "withdraw-succession": Act(
        gettext_lazy("撤回承接关系"),
        forms.WithdrawSuccessionForm,
        lambda shown, told, form: services.withdraw_succession(told["succession"], told["basis"]),
        on_followed=True,
    ),
}


def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do something to a unit: fill in, see what would happen, confirm."""
    shown = _visible(pk, EDIT)
    chosen = ACTS.get(name)
    state = OrganisationState.objects.at().filter(organisation=shown).first()
    if chosen is None or not chosen.suits(shown, state):
        raise Http404
    initial = chosen.initial(shown, state) | {"version": shown.version}
    form = _form(chosen.form, request, initial, shown)
    return _asked_twice(
        request, form, shown, chosen.title, lambda told: chosen.do(shown, told, form), shown.pk
    )


def _form(kind: type[Any], request: HttpRequest, initial: dict[str, Any], shown: Organisation | None) -> Any:
    more: dict[str, Any] = {}
    if issubclass(kind, forms.ActForm):
        wanted = PARENTS[shown.kind] if shown and kind is not forms.MergeForm else ()
        choices = editable(kinds=[k for k in wanted if k])
        more["units"] = [pair for pair in choices if shown is None or pair[0] != shown.pk]
    if kind is forms.WithdrawSuccessionForm:
        more["unit"] = shown
    return kind(request.POST or None, initial=initial, **more)


def _asked_twice(
    request: HttpRequest,
    form: Any,
    shown: Organisation | None,
    title: str | Promise,
    do: Callable[[dict[str, Any]], object],
    back: int | None,
) -> HttpResponse:
    """Show the form; then what would be written; then, confirmed, write it."""
    sentences: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "confirmed" in request.POST:
                done = do(form.cleaned_data)
                messages.success(request, _("已保存"))
                return redirect("organisations:unit", pk=done.pk if isinstance(done, Organisation) else back)
            sentences = preview(lambda: do(form.cleaned_data)) or [_("没有变化")]
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
            if isinstance(refusal, Conflict) and shown is not None:
                _let_it_be_sent_again(form, shown)
    context = {"form": form, "unit": shown, "title": title, "sentences": sentences, "back": back}
    return render(request, "organisations/act.html", context, status=422 if form.errors else 200)


def _let_it_be_sent_again(form: Any, shown: Organisation) -> None:
    """Give a late form the version that holds now: what was typed stays, and the next preview tells what it would change."""
    form.data = form.data.copy()
    form.data["version"] = Organisation.objects.get(pk=shown.pk).version


def found(request: HttpRequest) -> HttpResponse:
    """Found a unit."""
    initial = {"parent": whole_number(request.GET.get("parent", ""))}
    form = _form(forms.FoundForm, request, initial, None)

    def do(told: dict[str, Any]) -> Organisation:
        state = {k: v for k, v in told.items() if k not in ("on", "basis", "version", "key", "parent")}
        return services.found(told["key"], told["on"], _unit(told["parent"]), basis=told["basis"], **state)

    return _asked_twice(request, form, None, pgettext("按钮", "设立单位"), do, None)


def correct(request: HttpRequest, pk: int, state_pk: int) -> HttpResponse:
    """Correct what was recorded of an interval: its fields, and the day on which it began."""
    shown = _visible(pk, EDIT)
    state = get_object_or_404(OrganisationState.objects.known(), pk=state_pk, organisation=shown)
    initial = state.state() | {"on": state.valid_from, "parent": state.parent_id}
    form = _form(forms.CorrectForm, request, initial, None)
    if state.parent_id is None or all(pk != state.parent_id for pk, _name in form.fields["parent"].choices):
        del form.fields["parent"]

    def do(told: dict[str, Any]) -> None:
        services.correct_record(shown, state, told["on"], form.changes(state.state()), told["basis"])

    return _asked_twice(request, form, shown, _("更正记录"), do, pk)


def boundary_changes(request: HttpRequest) -> HttpResponse:
    """The boundary changes that were made."""
    made = [
        change for change in BoundaryChange.objects.select_related("organisation")
        if may_see(change.organisation_id)
    ]  # fmt: skip
    return render(request, "organisations/boundary_changes.html", {"changes": made, "may_edit": holds(EDIT)})


def boundary_change(request: HttpRequest, pk: int) -> HttpResponse:
    """One boundary change with its reconciliation."""
    change = get_object_or_404(BoundaryChange.objects.select_related("organisation"), pk=pk)
    if not may_see(change.organisation_id):
        raise Http404
    told = services.reconciliation_of(change)
    context = {
        "change": change,
        "told": told,
        "lines": told_lines(told.lines),
        "history": history_of(change),
    }
    return render(request, "organisations/boundary_change.html", context)
