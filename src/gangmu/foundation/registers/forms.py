"""Forms of what is common to all registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.forms import DayInput, UnitsField
from gangmu.foundation.registers.selectors import units_to_send_to
from gangmu.foundation.registers.unit_tables import UnitTable

#: Kinds of units to which tables are sent as a whole.
KINDS = (Kind.SCHOOL, Kind.KINDERGARTEN, Kind.TOWNSHIP, Kind.SECTION)


class RoundForm(forms.Form):
    """A table to be sent out: to whom, until when."""

    title = forms.CharField(label=_("标题"), max_length=80)
    due_on = forms.DateField(label=_("收回期限"), widget=DayInput())
    kinds = forms.MultipleChoiceField(
        label=_("发给这些类别的所有单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = UnitsField(_("另外发给"), required=False)
    with_rows = forms.BooleanField(
        label=_("带上各单位现有的行"), required=False, initial=True, help_text=_("不勾选时发空白模板")
    )

    def __init__(self, permission: str, sender: int, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.near = units_to_send_to(permission, sender)
        here = {unit.kind for unit in self.near}
        self.fields["kinds"].choices = [(kind.value, kind.label) for kind in KINDS if kind in here]  # type: ignore[attr-defined]
        self.fields["units"].choices = [(unit.id, unit.name) for unit in self.near]  # type: ignore[attr-defined]

    #: Whether units must be named; a table that knows who has rows needs none.
    must_choose = True

    def clean(self) -> dict[str, Any]:
        """Somebody gets it."""
        told = super().clean() or {}
        kinds = set(told.get("kinds") or ())
        chosen = [unit.id for unit in self.near if unit.kind in kinds]
        told["chosen"] = list(dict.fromkeys([*chosen, *(told.get("units") or ())]))
        if self.must_choose and not told["chosen"]:
            self.add_error("units", _("请选择发给哪些单位"))
        return told


class TableRoundForm(RoundForm):
    """A table by units to be sent out; to all that have rows when no unit is named."""

    must_choose = False

    def __init__(self, table: UnitTable, sender: int, *given: Any, **more: Any) -> None:
        super().__init__(table.permission, sender, *given, **more)
        del self.fields["with_rows"]
        self.fields["units"].help_text = _("都不选时，发给有行的所有单位")
        self.asked = table.option_fields(sender)
        self.fields.update(self.asked)

    def options(self) -> dict[str, str]:
        """Return the answers that belong to the table itself, as words."""
        return {name: str(self.cleaned_data[name] or "") for name in self.asked}
