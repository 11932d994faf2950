"""The form of one item on the review screen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.applications.planning.choices import FanOut, ItemKind
from gangmu.applications.planning.models import ReadItem
from gangmu.datacentre.targets.choices import Comparator
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import tree


class ItemForm(forms.Form):
    """What every item has: its name and its span."""

    name = forms.CharField(label=_("名称"), max_length=300)

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from what was shown."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class TargetItemForm(ItemForm):
    """The fields of a target."""

    comparator = forms.ChoiceField(label=_("原文比较"), choices=Comparator.choices)
    value = forms.FloatField(label=_("目标值"), required=False, help_text=_("原文留空(xx)的不填"))
    value_high = forms.FloatField(label=_("区间上限"), required=False)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False)
    period = forms.CharField(
        label=_("期限"), max_length=40, required=False, help_text=_("2026、2024-2026 或 by 2027")
    )
    scope = forms.CharField(label=_("范围"), max_length=60, required=False)


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


def form_of(item: ReadItem, data: Any, units: list[tuple[int, str]]) -> Any:
    """Return the form that fits an item, filled with what it holds."""
    initial: dict[str, Any] = {"name": item.name}
    if item.kind == ItemKind.TASK:
        initial |= {
            "lead_id": item.lead_id,
            "cooperating": item.cooperating,
            "due_on": item.due_on,
            "fan_out": item.fan_out,
        }
        return TaskItemForm(data, initial=initial, units=units)
    if item.kind in (ItemKind.TARGET, ItemKind.RESULT):
        return TargetItemForm(data, initial=initial | item.data)
    return ItemForm(data, initial=initial)


def own_choices(bureau_id: int) -> list[tuple[int, str]]:
    """Return the units that can lead or cooperate: sections first, then the others."""
    standing = tree()
    below = [standing.units[u] for u in standing.subtree(bureau_id) if u in standing.units and u != bureau_id]
    below.sort(key=lambda unit: (unit.kind != Kind.SECTION, unit.id))
    return [(unit.id, unit.name) for unit in below]
