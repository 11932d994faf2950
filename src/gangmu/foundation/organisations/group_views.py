"""Pages of groups: which there are, who belongs to one at a date, who joins and leaves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations import forms, services
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Group, Organisation
from gangmu.foundation.organisations.selectors import group_members, members_of
from gangmu.foundation.organisations.services.writing import EDIT
from gangmu.foundation.organisations.views import asked_of
from gangmu.foundation.organisations.visibility import editable, may_see

#: Kinds of units that belong to groups.
MEMBERS = (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN, Kind.OTHER)


def groups(request: HttpRequest) -> HttpResponse:
    """The groups of the bureaus that the reader sees, with their members at a date."""
    asked, form = asked_of(request)
    visible = [
        group for group in Group.objects.select_related("organisation") if may_see(group.organisation_id)
    ]
    rows = [(group, len(members_of(group.pk, asked.on, asked.known_at))) for group in visible]
    context = {"rows": rows, "form": form, "asked": asked, "may_edit": holds(EDIT)}
    return render(request, "organisations/groups.html", context)


def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: its members at a date, and what was written about it."""
    shown = _visible(pk)
    asked, form = asked_of(request)
    may_edit = may_see(shown.organisation_id, EDIT)
    context = {
        "group": shown,
        "members": group_members(pk, asked.on, asked.known_at),
        "form": form,
        "asked": asked,
        "may_edit": may_edit,
        "history": history_of(shown),
        "join": forms.MembershipForm(units=editable(kinds=MEMBERS)) if may_edit else None,
        "leave": forms.LeaveForm() if may_edit else None,
    }
    return render(request, "organisations/group.html", context)


def make(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    form = forms.GroupForm(request.POST or None, units=editable(kinds=(Kind.BUREAU,)))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        bureau = get_object_or_404(Organisation, pk=told["bureau"])
        try:
            made = services.make_group(bureau, told["kind"], told["name"])
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("已保存"))
            return redirect("organisations:group", pk=made.pk)
    context = {"form": form, "title": _("新建群组")}
    return render(request, "organisations/act.html", context, status=422 if form.errors else 200)


def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit join a group."""
    shown = _visible(pk)
    form = forms.MembershipForm(request.POST, units=editable(kinds=MEMBERS))
    if form.is_valid():
        told = form.cleaned_data
        unit = get_object_or_404(Organisation, pk=told["unit"])
        services.join_group(shown, unit, told["on"], told["is_core"])
        messages.success(request, _("已保存"))
    else:
        messages.error(request, _("请选择单位和生效日期"))
    return redirect("organisations:group", pk=pk)


def leave(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Let a unit leave a group."""
    shown = _visible(pk)
    form = forms.LeaveForm(request.POST)
    if form.is_valid():
        unit = get_object_or_404(Organisation, pk=unit_pk)
        services.leave_group(shown, unit, form.cleaned_data["on"])
        messages.success(request, _("已保存"))
    else:
        messages.error(request, _("请选择单位和生效日期"))
    return redirect("organisations:group", pk=pk)


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a group another name."""
    shown = _visible(pk)
    form = forms.GroupNameForm(request.POST or None, initial={"name": shown.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_group(shown, form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("已保存"))
            return redirect("organisations:group", pk=pk)
    context = {"form": form, "title": _("群组更名"), "group": shown}
    return render(request, "organisations/act.html", context, status=422 if form.errors else 200)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let every member leave a group from a day on."""
    shown = _visible(pk)
    form = forms.LeaveForm(request.POST)
    if form.is_valid():
        services.end_group(shown, form.cleaned_data["on"])
        messages.success(request, _("已保存"))
    else:
        messages.error(request, _("请填写生效日期"))
    return redirect("organisations:group", pk=pk)


def _visible(pk: int) -> Group:
    shown = get_object_or_404(Group.objects.select_related("organisation"), pk=pk)
    if not may_see(shown.organisation_id):
        raise Http404
    return shown
