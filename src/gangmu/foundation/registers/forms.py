"""Forms of what is common to all registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.forms import DayInput, UnitsField
from gangmu.foundation.organisations.selectors import tree

#: Kinds of units to which tables are sent as a whole.
KINDS = (Kind.SCHOOL, Kind.KINDERGARTEN, Kind.TOWNSHIP, Kind.SECTION)


class RoundForm(forms.Form):
    """A table to be sent out: to whom, until when."""

    title = forms.CharField(label=_("标题"), max_length=80)
    due_on = forms.DateField(label=_("收回期限"), widget=DayInput())
    kinds = forms.MultipleChoiceField(
        label=_("发给这些类别的所有单位"), required=False, choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = UnitsField(_("另外发给"), required=False)
    with_rows = forms.BooleanField(
        label=_("带上各单位现有的行"), required=False, initial=True, help_text=_("不勾选时发空白模板")
    )

    def __init__(self, permission: str, sender: int, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        reach = reach_of(permission)
        self.below = [
            unit for unit in tree().below(sender) if unit.id != sender and (reach is None or unit.id in reach)
        ]
        self.fields["units"].choices = [(unit.id, unit.name) for unit in self.below]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody gets it."""
        told = super().clean() or {}
        kinds = set(told.get("kinds") or ())
        chosen = [unit.id for unit in self.below if unit.kind in kinds]
        told["chosen"] = list(dict.fromkeys([*chosen, *(told.get("units") or ())]))
        if not told["chosen"]:
            self.add_error("units", _("请选择发给哪些单位"))
        return told
