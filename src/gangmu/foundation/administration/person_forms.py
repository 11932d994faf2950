"""Forms of what can be done to a person: role, hand-over, leave, stand-in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.forms import DayInput, UnitField
from gangmu.foundation.organisations.models import Group
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.widgets import NameSelect
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.leading import EDIT
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.selectors import roles_of, stand_ins_of


def units_within() -> list[tuple[int, str]]:
    """Return the units whose persons the one who acts may edit, as choices."""
    reach = reach_of(EDIT)
    return [(unit.id, unit.name) for unit in tree().below(None) if reach is None or unit.id in reach]


class DayField(forms.DateField):
    """A day, today when nothing is said."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, widget=DayInput(), initial=clock.today, **more)


class PersonField(forms.ModelChoiceField):
    """One of the persons within the reader's scope who have not left."""

    def __init__(self, label: Any) -> None:
        super().__init__(Person.objects.none(), label=label, widget=NameSelect())

    def fill(self, without: Person | None = None) -> None:
        """Offer the persons of this moment's scope."""
        rows = Person.objects.filter(left_on__isnull=True).select_related("organisation")
        self.queryset = rows if without is None else rows.exclude(pk=without.pk)

    def label_from_instance(self, obj: Any) -> str:
        """Name and unit: two persons may have one name."""
        return f"{obj.name} · {obj.organisation}"


class PersonForm(forms.Form):
    """Who somebody is."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    unit = UnitField(_("单位"))

    def __init__(self, *given: Any, person: Person | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["unit"].choices = units_within()  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """Something done to a person."""

    def __init__(self, *given: Any, person: Person, **more: Any) -> None:
        super().__init__(*given, **more)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.fill(without=person)


class RoleForm(ActForm):
    """A role in a unit, and over which units it reaches."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    unit = UnitField(_("单位"))
    on = DayField(_("任职日期"))
    scope_kind = forms.ChoiceField(label=_("范围"), choices=ScopeKind.choices)
    stages = forms.MultipleChoiceField(label=_("条线学段"), choices=Stage.choices, required=False)
    kinds = forms.MultipleChoiceField(label=_("条线单位类别"), choices=Kind.choices, required=False)
    group = forms.ModelChoiceField(Group.objects.none(), label=_("群组"), required=False)

    def __init__(self, *given: Any, person: Person, **more: Any) -> None:
        super().__init__(*given, person=person, **more)
        units = units_within()
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["unit"].initial = person.organisation_id
        self.fields["group"].queryset = Group.objects.filter(organisation_id__in=[i for i, _name in units])  # type: ignore[attr-defined]


class HeldRoleField(forms.ModelChoiceField):
    """One of the roles that a person holds today."""

    def label_from_instance(self, obj: Any) -> str:
        """Unit and role."""
        return f"{obj.organisation} {obj.get_role_display()}"


class EndRoleForm(ActForm):
    """The end of a role."""

    role = HeldRoleField(Person.objects.none(), label=_("角色"))
    on = DayField(_("卸任日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *given: Any, person: Person, **more: Any) -> None:
        super().__init__(*given, person=person, **more)
        self.fields["role"].queryset = roles_of(person.pk)  # type: ignore[attr-defined]


class HandOverForm(ActForm):
    """Who follows whom, from which day."""

    successor = PersonField(_("接替人"))
    on = DayField(_("移交日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)
    leaves = forms.BooleanField(
        label=_("同时办理离任"), help_text=_("离任后账号停用，历史记录保留"), required=False, initial=True
    )


class LeaveForm(ActForm):
    """That somebody leaves without a successor."""

    on = DayField(_("离任日期"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class StandInForm(ActForm):
    """Who stands in for an absent person, and how long."""

    deputy = PersonField(_("代理人"))
    valid_from = DayField(_("起"))
    valid_to = forms.DateField(label=_("止（不含当日）"), widget=DayInput())
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)


class StandInField(forms.ModelChoiceField):
    """One of the stand-ins that are arranged and not over."""

    def label_from_instance(self, obj: Any) -> str:
        """Who stands in, and from when until when."""
        return f"{obj.deputy.name} {obj.valid_from}—{obj.valid_to}"


class EndStandInForm(ActForm):
    """That a stand-in ends earlier than arranged."""

    stand_in = StandInField(Person.objects.none(), label=_("代理"))
    on = DayField(_("代理结束日期"), help_text=_("自该日起不再代理；早于开始日期的，代理取消"))
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)

    def __init__(self, *given: Any, person: Person, **more: Any) -> None:
        super().__init__(*given, person=person, **more)
        self.fields["stand_in"].queryset = stand_ins_of(person.pk)  # type: ignore[attr-defined]


class LeadershipForm(forms.Form):
    """Who of the leaders answers for each section from a day on."""

    on = DayField(_("生效日期"))
    reason = forms.CharField(label=_("依据"), max_length=200)

    def __init__(self, *given: Any, sections: list[tuple[int, str, int | None]], leaders: list[tuple[int, str]], **more: Any) -> None:  # fmt: skip
        super().__init__(*given, **more)
        for pk, name, leader in sections:
            self.fields[f"section-{pk}"] = forms.TypedChoiceField(
                label=name, choices=[("", _("无人分管")), *leaders], coerce=int, empty_value=None, initial=leader, required=False
            )  # fmt: skip

    def chosen(self) -> dict[int, int | None]:
        """Return section → leader, nobody where none is chosen, for those that differ from what stands."""
        return {
            int(name.removeprefix("section-")): self.cleaned_data[name]
            for name in self.changed_data
            if name.startswith("section-")
        }
