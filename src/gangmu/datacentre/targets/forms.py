"""Forms over targets."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.datacentre.indicators import all_indicators
from gangmu.datacentre.targets.choices import LightWord, MetWhen, ValueKind
from gangmu.datacentre.targets.models import Target
from gangmu.datacentre.targets.proposals import similar_indicators
from gangmu.datacentre.targets.services import CONFIRMABLE, ValueDraft, draft_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind, Ownership, Stage, UrbanRural
from gangmu.foundation.ui.versioned import VersionedForm


def _day(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _many(label: Any, choices: list[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ReportForm(forms.Form):
    """A reported value with its day; a rate is told with its fraction."""

    value = forms.FloatField(label=_("填报值"))
    numerator = forms.FloatField(label=_("分子"), required=False, help_text=_("比率请一并填写分子和分母"))
    denominator = forms.FloatField(label=_("分母"), required=False)
    as_of = _day(_("截至日期"))
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, target: Target, data: Any = None) -> None:
        super().__init__(data, initial={"as_of": clock.today()})
        if target.unit not in ("%", "‰"):
            del self.fields["numerator"], self.fields["denominator"]


class OverrideForm(forms.Form):
    """A light set by hand."""

    light = forms.ChoiceField(label=_("改为"), choices=LightWord.choices)
    reason = forms.CharField(label=_("理由"), max_length=300)
    set_on = _day(_("自何日起"))
    until = _day(_("至何日止"), required=False, help_text=_("不含当日；空表示直到撤销"))


class ConfirmForm(VersionedForm):
    """What a person confirms of a target: when it is met, when measured, of what, computed by which indicator."""

    shows_fields = True

    value = forms.FloatField(
        label=_("目标值"), required=False, help_text=_("原文未填的不填；参照值公布后填入")
    )
    value_high = forms.FloatField(label=_("区间上限"), required=False)
    base_value = forms.FloatField(
        label=_("基数值"), required=False, help_text=_("目标是变化量时填写，例如上年的数")
    )
    met_when = forms.ChoiceField(
        label=_("达成条件"),
        choices=MetWhen.choices,
        help_text=_("按方向和措辞提出，请核对：新增8000个，达到8050即达成"),
    )
    indicator = forms.ChoiceField(
        label=_("绑定指标"), required=False, help_text=_("绑定后由登记册计算，不再填报")
    )
    gathered = forms.BooleanField(
        label=_("随时间累计"), required=False, help_text=_("累计的数量按序时进度判断，比率和存量只按值判断")
    )
    measured_from = _day(_("统计起"), required=False, help_text=_("统计时段的第一日；时点指标不填"))
    measured_at = _day(_("统计时点"), help_text=_("统计时点，或统计时段的最后一日"))
    known_from = _day(_("可知日期"), required=False, help_text=_("此日之前显示 待统计"))
    each = forms.BooleanField(label=_("各单位分别达到"), required=False)
    kinds = _many(_("单位类别"), Kind.choices)
    stages = _many(_("学段"), Stage.choices)
    ownerships = _many(_("举办性质"), Ownership.choices)
    places = _many(_("城乡"), UrbanRural.choices)

    NUMBERS = ("value", "value_high", "base_value")
    FILTERS = ("kinds", "stages", "ownerships", "places")

    def __init__(self, target: Target, data: Any = None) -> None:
        initial = {name: getattr(target, name) for name in CONFIRMABLE if name in self.base_fields}
        initial |= {name: (target.scope_filter or {}).get(name, []) for name in self.FILTERS}
        self._values = list(target.values.all())
        goal = next((v for v in self._values if v.organisation_id is None), None)
        self._goal = goal
        initial |= {name: getattr(goal, name, None) for name in self.NUMBERS}
        super().__init__(data, initial=initial | {"version": target.version})
        if goal is None:
            for name in self.NUMBERS:
                del self.fields[name]
        self._group = (target.scope_filter or {}).get("group")
        likely = [similar.key for similar in similar_indicators(target.name, target.unit, target.wording)]
        rank = {code: number for number, code in enumerate(likely)}
        ordered = sorted(all_indicators(), key=lambda i: (rank.get(i.code, len(rank)), i.name))
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", _("不绑定，由科室填报")),
            *(
                (i.code, f"{gettext(i.name)} ({gettext(i.unit)})" + (" ★" if i.code in rank else ""))
                for i in ordered
            ),
        ]

    def values(self) -> list[ValueDraft]:
        """Return the target's values, the first of the whole as confirmed."""
        numbers = {name: self.cleaned_data.get(name) for name in self.NUMBERS}
        told = []
        for held in self._values:
            draft = draft_of(held)
            if held is self._goal:
                filled = held.kind == ValueKind.BLANK and numbers["value"] is not None
                kind = ValueKind.NUMBER if filled else draft.kind
                draft = replace(draft, kind=kind, **numbers)  # type: ignore[arg-type]
            told.append(draft)
        return told

    def changes(self) -> dict[str, Any]:
        """Return the target's fields as confirmed."""
        told = self.cleaned_data
        scope = {name: told[name] for name in self.FILTERS if told[name]}
        if self._group:
            scope["group"] = self._group
        names = ("met_when", "indicator", "gathered", "measured_from", "measured_at", "known_from", "each")
        return {**{name: told[name] for name in names}, "scope_filter": scope}
