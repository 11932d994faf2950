"""The form of one item on the review screen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.applications.planning.choices import FanOut, ItemKind
from gangmu.applications.planning.models import ReadItem
from gangmu.applications.planning.periods import NumberField, PeriodField
from gangmu.datacentre.indicators import Direction, indicator
from gangmu.datacentre.targets.choices import Comparator, MetWhen
from gangmu.datacentre.targets.proposals import propose_indicator, propose_measured, propose_met_when
from gangmu.engines.reading.deadlines import period_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.ui.versioned import VersionedForm


class ItemForm(VersionedForm):
    """What every item has: its name and its span."""

    shows_fields = True

    name = forms.CharField(label=_("名称"), max_length=300)

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from what was shown."""
        return self.typed()


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TargetItemForm(ItemForm):
    """The fields of a target."""

    comparator = forms.ChoiceField(label=_("原文比较"), choices=Comparator.choices)
    value = NumberField(label=_("目标值"), required=False, help_text=_("原文留空（xx）的不填"))
    value_high = NumberField(label=_("区间上限"), required=False)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False)
    period = PeriodField(
        label=_("期限"), max_length=40, required=False, help_text=_("如 2026年、2024—2026年、2027年底前")
    )
    scope = forms.CharField(label=_("范围"), max_length=60, required=False)
    met_when = forms.ChoiceField(
        label=_("达成条件"),
        choices=MetWhen.choices,
        required=False,
        help_text=_("按方向和措辞提出，请核对：新增8000个，达到8050即达成"),
    )
    measured_from = forms.DateField(label=_("统计起"), required=False, widget=_day())
    measured_at = forms.DateField(
        label=_("统计时点"),
        widget=_day(),
        required=False,
        help_text=_("统计时点，或统计时段的最后一日"),
    )

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ, and what the person has now confirmed: when the target is met and measured.

        Another period without other days lets the days be proposed anew.
        """
        told, days = self.cleaned_data, ("measured_from", "measured_at")
        confirmed = {name: told[name].isoformat() if told[name] else None for name in days}
        if "period" in self.changed_data and not set(days) & set(self.changed_data):
            confirmed = dict.fromkeys(days)
        return {
            **super().changes(),
            **confirmed,
            "met_when": told["met_when"] or self.initial.get("met_when", ""),
        }


class TaskItemForm(ItemForm):
    """The fields of a task."""

    lead_id = forms.TypedChoiceField(label=_("牵头单位"), coerce=int, empty_value=None, required=False)
    cooperating = forms.TypedMultipleChoiceField(label=_("配合单位"), coerce=int, required=False)
    due_on = forms.DateField(
        label=_("完成时限"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    fan_out = forms.ChoiceField(label=_("分发"), choices=FanOut.choices, required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_id"].choices = [("", _("未定")), *units]  # type: ignore[attr-defined]
        self.fields["cooperating"].choices = units  # type: ignore[attr-defined]


def form_of(item: ReadItem, data: Any, units: list[tuple[int, str]]) -> ItemForm:
    """Return the form that fits an item, filled with what it holds."""
    initial: dict[str, Any] = {"version": item.version, "name": item.name}
    # Several items' forms may stand open beside each other.
    auto_id = f"item-{item.pk}-%s"
    if item.kind == ItemKind.TASK:
        initial |= {
            "lead_id": item.lead_id,
            "cooperating": item.cooperating,
            "due_on": item.due_on,
            "fan_out": item.fan_out,
        }
        return TaskItemForm(data, initial=initial, units=units, auto_id=auto_id)
    if item.kind in (ItemKind.TARGET, ItemKind.RESULT):
        return TargetItemForm(data, initial=initial | _proposed(item) | item.data, auto_id=auto_id)
    return ItemForm(data, initial=initial, auto_id=auto_id)


def _proposed(item: ReadItem) -> dict[str, Any]:
    """Return when a target is proposed to be met and measured, from its words and from the indicator that it names."""
    told, document = item.data, item.document
    wording, unit = document.text[item.start : item.end], told.get("unit") or ""
    code = propose_indicator(item.name, unit, wording)
    bound = indicator(code) if code else None
    first, last = period_of(told.get("period"), document.plan.year)
    measured = propose_measured(first, last, bound)
    kind = "rank" if "rank" in (told.get("flags") or []) else ""
    met_when = propose_met_when(
        told.get("comparator") or "=", told.get("value_high") is not None, wording,
        bound.direction if bound else Direction.NONE, kind,
    )  # fmt: skip
    return {"met_when": met_when, "measured_from": measured.first, "measured_at": measured.decides}


def own_choices(bureau_id: int) -> list[tuple[int, str]]:
    """Return the units that can lead or cooperate: sections first, then the others."""
    standing = tree()
    below = [standing.units[u] for u in standing.subtree(bureau_id) if u in standing.units and u != bureau_id]
    below.sort(key=lambda unit: (unit.kind != Kind.SECTION, unit.id))
    return [(unit.id, unit.name) for unit in below]
