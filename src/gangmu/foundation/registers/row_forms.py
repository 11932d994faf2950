"""The form of a row, made from the register's declaration: its fields, its units, the rules between its fields."""

from collections import defaultdict
from typing import Any, ClassVar, cast

from django import forms
from django.db import models

from gangmu.foundation.organisations.forms import DayInput
from gangmu.foundation.registers.importer import Rule
from gangmu.foundation.registers.units import units_in_reach


class RowForm(forms.ModelForm):
    """A row as it is entered by hand: units that the one who writes may write for, days from a calendar, the importer's rules."""

    #: Permission under which units may be chosen.
    permission: ClassVar[str] = ""
    #: Kinds of units that may hold a row; all when empty.
    unit_kinds: ClassVar[tuple[str, ...]] = ()
    #: The field that holds the row's unit.
    unit_field: ClassVar[str] = "organisation"
    #: Rules between the fields, the same that an import is held to.
    rules: ClassVar[tuple[Rule, ...]] = ()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if self.unit_field in self.fields:
            choices = units_in_reach(self.permission, self.unit_kinds)
            self.fields[self.unit_field].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hold the row to the rules between its fields."""
        told = super().clean() or {}
        keys = {f"{name}_id": value.pk for name, value in told.items() if isinstance(value, models.Model)}
        whole = defaultdict(lambda: None, {**told, **keys})
        for rule in self.rules:
            for name, refusal in rule(whole):
                self.add_error(name if name in self.fields else None, str(refusal))
        return told


def row_form(
    model: type[models.Model],
    fields: tuple[str, ...],
    permission: str,
    *,
    rules: tuple[Rule, ...] = (),
    unit_kinds: tuple[str, ...] = (),
    unit_field: str = "organisation",
) -> type[RowForm]:
    """Return the form class of a model's rows over some of its fields."""
    days: dict[str, type[forms.Widget] | forms.Widget] = {
        name: DayInput() for name in fields if isinstance(model._meta.get_field(name), models.DateField)
    }
    own = {"permission": permission, "rules": rules, "unit_kinds": unit_kinds, "unit_field": unit_field}
    kept = type(f"{model.__name__}RowForm", (RowForm,), {**own, "__module__": __name__})
    return cast(type[RowForm], forms.modelform_factory(model, form=kept, fields=fields, widgets=days))
