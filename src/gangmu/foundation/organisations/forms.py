"""Forms of the pages of units."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import (
    GroupKind,
    Kind,
    Level,
    Ownership,
    SectionWord,
    Stage,
    StageBoundary,
    UrbanRural,
    UrbanRuralDetail,
)
from gangmu.foundation.organisations.models import Organisation, Succession
from gangmu.foundation.organisations.selectors import successions_of
from gangmu.foundation.organisations.widgets import NameSelect, NamesSelect

Choices = Sequence[tuple[Any, str]]


def _blank(choices: Any) -> Choices:
    return [("", "—"), *choices.choices]


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskedForm(forms.Form):
    """At which date, and by what was known at the end of which day, a page is asked."""

    on = forms.DateField(label=_("截至日期"), required=False, widget=DayInput())
    known = forms.DateField(label=_("按该日所知"), required=False, widget=DayInput())
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Kind.choices])
    stage = forms.ChoiceField(label=_("学段"), required=False, choices=[("", _("全部")), *Stage.choices])
    q = forms.CharField(label=_("搜索"), required=False, help_text=_("名称、拼音首字母或标识码"))


class UnitField(forms.TypedChoiceField):
    """One of the units that the reader may choose."""

    def __init__(self, label: Any, **more: Any) -> None:
        more.setdefault("widget", NameSelect())
        super().__init__(label=label, coerce=int, empty_value=None, **more)


class UnitsField(forms.TypedMultipleChoiceField):
    """Some of the units that the reader may choose."""

    def __init__(self, label: Any, **more: Any) -> None:
        more.setdefault("widget", NamesSelect())
        super().__init__(label=label, coerce=int, **more)


class ActForm(forms.Form):
    """What every change of a unit asks: from which day, on what basis."""

    field_order = ("on",)
    on = forms.DateField(label=_("生效日期"), widget=DayInput())
    basis = forms.CharField(
        label=_("依据"), required=False, max_length=300, help_text=_("批复、文件名称和文号，或更正的理由")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *given: Any, units: Choices = (), **more: Any) -> None:
        more["initial"] = {"on": clock.today()} | dict(more.get("initial") or {})
        super().__init__(*given, **more)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.choices = [("", "—"), *units]
            elif isinstance(field, UnitsField):
                field.choices = list(units)
        self.order_fields([*(name for name in self.fields if name != "basis"), "basis"])


class RenameForm(ActForm):
    """Another name."""

    name = forms.CharField(label=_("新名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)


class MoveForm(ActForm):
    """Another unit above."""

    parent = UnitField(_("新上级单位"))


class CloseForm(ActForm):
    """No more from a day on."""


class MergeForm(ActForm):
    """Others that go on in this one."""

    units = UnitsField(_("并入本单位的单位"), help_text=_("这些单位自生效日期起撤销，下级单位一并划入"))


class SplitForm(ActForm):
    """Several that follow this one."""

    names = forms.CharField(
        label=_("新设单位名称"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("每行一个；类别、学段和上级与原单位相同，标识码另行填写")
    )  # fmt: skip
    stays = forms.BooleanField(label=_("原单位保留"), required=False, initial=True, help_text=_("不保留时，原单位的下级划入第一个新设单位"))  # fmt: skip

    def clean_names(self) -> list[str]:
        """Return the names, one a line."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class DetailsForm(ActForm):
    """Codes, stages, ownership, place and site."""

    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    level = forms.ChoiceField(label=_("级别"), choices=_blank(Level), required=False)
    school_code = forms.CharField(label=_("学校（机构）标识码"), max_length=20, required=False, help_text=_("10 位数字"))  # fmt: skip
    division_code = forms.CharField(label=_("统计用区划代码"), max_length=20, required=False, help_text=_("12 位数字"))  # fmt: skip
    running_type = forms.CharField(label=_("办学类型代码"), max_length=5, required=False, help_text=_("3 位数字"))  # fmt: skip
    stages = forms.MultipleChoiceField(label=_("学段"), choices=Stage.choices, required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip
    ownership = forms.ChoiceField(label=_("举办性质"), choices=_blank(Ownership), required=False)
    urban_rural = forms.ChoiceField(label=_("城乡分类"), choices=_blank(UrbanRural), required=False)
    urban_rural_detail = forms.ChoiceField(label=_("城乡分类细类"), choices=_blank(UrbanRuralDetail), required=False)  # fmt: skip
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    longitude = forms.FloatField(label=_("经度"), required=False)
    latitude = forms.FloatField(label=_("纬度"), required=False)

    def changes(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a state that the form has otherwise than it is held."""
        told = {
            ("parent_id" if name == "parent" else name): value
            for name, value in self.cleaned_data.items()
            if name not in ("on", "basis", "version", "key")
        }
        return {name: value for name, value in told.items() if value != held.get(name)}


class FoundForm(DetailsForm):
    """A new unit."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    parent = UnitField(_("上级单位"))
    key = forms.SlugField(label=_("单位键"), max_length=40, required=False, help_text=_("用于导入导出对应，留空时自动编号"))  # fmt: skip
    first_fields = ("on", "name", "kind", "parent", "key")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.order_fields(
            [
                *self.first_fields,
                *(n for n in self.fields if n not in self.first_fields and n != "basis"),
                "basis",
            ]
        )


class CorrectForm(DetailsForm):
    """What was recorded wrongly, and from which day it really held."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    parent = UnitField(_("上级单位"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["on"].help_text = _("该记录真正开始生效的日期")
        self.fields["basis"].required = True
        self.order_fields(["on", "name", "kind", "parent", *self.fields])


class ParametersForm(ActForm):
    """A county's parameters."""

    stage_boundary = forms.ChoiceField(label=_("学制"), choices=StageBoundary.choices)
    section_word = forms.ChoiceField(label=_("内设机构称谓"), choices=SectionWord.choices)


class WithdrawForm(forms.Form):
    """Why a closing is taken back."""

    basis = forms.CharField(label=_("依据"), max_length=300)


class SuccessionField(forms.ModelChoiceField):
    """One of the recorded successions of a unit."""

    def label_from_instance(self, obj: Any) -> str:
        """Who follows, from which day."""
        return f"{obj.on} {obj.successor.name}"


class WithdrawSuccessionForm(WithdrawForm):
    """Which succession was recorded by mistake, and why it is taken back."""

    succession = SuccessionField(Succession.objects.none(), label=_("承接关系"))
    field_order = ("succession", "basis")

    def __init__(self, *given: Any, unit: Organisation, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["succession"].queryset = successions_of(unit.pk)  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """Where a unit stands among those beside it."""

    order = forms.IntegerField(
        label=_("次序"), min_value=0, max_value=9999, help_text=_("数小的在前；相同的按名称排列")
    )


class GroupNameForm(forms.Form):
    """Another name of a group."""

    name = forms.CharField(label=_("名称"), max_length=120)


class GroupForm(forms.Form):
    """A new group."""

    bureau = UnitField(_("主管单位"))
    kind = forms.ChoiceField(label=_("类别"), choices=GroupKind.choices)
    name = forms.CharField(label=_("名称"), max_length=120)

    def __init__(self, *given: Any, units: Choices = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["bureau"].choices = list(units)  # type: ignore[attr-defined]


class MembershipForm(ActForm):
    """A unit that joins a group."""

    unit = UnitField(_("单位"))
    is_core = forms.BooleanField(label=_("核心校"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.fields["basis"], self.fields["version"]


class LeaveForm(forms.Form):
    """From which day a unit belongs to a group no longer."""

    on = forms.DateField(label=_("生效日期"), widget=DayInput(), initial=clock.today)
