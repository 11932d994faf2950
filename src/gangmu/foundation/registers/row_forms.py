"""The form of a row, made from the register's declaration: its fields, its units, the rules between its fields."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.forms import DayInput
from gangmu.foundation.organisations.widgets import NameSelect
from gangmu.foundation.registers.importer import Rule
from gangmu.foundation.registers.units import units_in_reach
from gangmu.foundation.sealing.sealed import Masked


class RowForm(forms.ModelForm):
    """A row as it is entered by hand: units that the one who writes may write for, days from a calendar, the importer's rules."""

    #: Permission under which units may be chosen.
    permission: ClassVar[str] = ""
    #: Kinds of units that may hold a row; all when empty.
    unit_kinds: ClassVar[tuple[str, ...]] = ()
    #: The field that holds the row's unit.
    unit_field: ClassVar[str] = "organisation"
    #: The rules between the fields of some rows, the same that an import is held to; the register gives its own.
    rules_for: ClassVar[Callable[[Sequence[Mapping[str, Any]]], tuple[Rule, ...]]] = staticmethod(
        lambda _rows: ()
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if self.unit_field in self.fields:
            choices = units_in_reach(self.permission, self.unit_kinds)
            self.fields[self.unit_field].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hold the row to the rules between its fields; a mask stands for what is held, and is none of anything else."""
        told = super().clean() or {}
        held = {
            name: getattr(self.instance, name) for name, value in told.items() if isinstance(value, Masked)
        }
        for name in held:
            if not told[name].is_shown_of(held[name]):
                self.add_error(name, _("含有 * 号，像是打了码的内容；要修改请写完整"))
        keys = {f"{name}_id": value.pk for name, value in told.items() if isinstance(value, models.Model)}
        whole = defaultdict(lambda: None, {**told, **held, **keys})
        for rule in type(self).rules_for([whole]):
            for name, refusal in rule(whole):
                # What is masked stays as it is held: who changes something else is not asked for it.
                if name not in held:
                    self.add_error(name if name in self.fields else None, words_of(refusal))
        return told


def row_form(
    model: type[models.Model],
    fields: tuple[str, ...],
    permission: str,
    *,
    unit_kinds: tuple[str, ...] = (),
    unit_field: str = "organisation",
) -> type[RowForm]:
    """Return the form class of a model's rows over some of its fields."""
    widgets: dict[str, type[forms.Widget] | forms.Widget] = {}
    for name in fields:
        match model._meta.get_field(name):
            case models.DateField():
                widgets[name] = DayInput()
            case models.ForeignKey():
                widgets[name] = NameSelect()
    own = {"permission": permission, "unit_kinds": unit_kinds, "unit_field": unit_field}
    kept = type(f"{model.__name__}RowForm", (RowForm,), {**own, "__module__": __name__})
    return cast(type[RowForm], forms.modelform_factory(model, form=kept, fields=fields, widgets=widgets))
