"""What the page of one change for many rows asks: a value of which none is chosen beforehand, and the day from which it holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.forms import DayInput
from gangmu.foundation.registers.declaration import Register

#: Name of the day in the form.
DAY = "from_day"
#: What is sent to empty a field: sending nothing is no choice.
CLEARED = "-"


def bulk_form(declared: type[Register]) -> forms.ModelForm:
    """Return a register's form with its bulk fields empty and the day from which a change holds."""
    form: forms.ModelForm = declared.form()  # type: ignore[misc]
    for name in declared.bulk_fields:
        field = form.fields[name]
        field.initial = form.initial[name] = None
        if isinstance(field, forms.BooleanField):
            answers: list[tuple[Any, Any]] = [("True", _("是")), ("False", _("否"))]
        elif isinstance(field.widget, forms.Select) and not field.widget.allow_multiple_selected:
            answers = [(code, words) for code, words in field.choices if code not in ("", None)]  # type: ignore[attr-defined]
            answers += [] if field.required else [(CLEARED, _("（清空）"))]
        else:
            continue
        form.fields[name] = forms.ChoiceField(label=field.label, choices=[("", _("请选择")), *answers])
    form.fields[DAY] = forms.DateField(
        label=gettext_lazy("从哪一天起"), widget=DayInput(), initial=clock.today
    )
    return form


def told_in_bulk(form: forms.ModelForm, name: str, posted: Any) -> tuple[Any, date | None]:
    """Return the value that was sent for a field, as the register's own form takes it, and the day from which it holds.

    Raises
    ------
    Refusal
        When nothing was chosen, or the day is none.
    """
    field = form.fields[name]
    value = field.widget.value_from_datadict(posted, {}, name)
    if isinstance(field, forms.ChoiceField):
        if not value:
            raise Refusal("registers.nothing_chosen", "请选择“%(label)s”改成什么", label=str(field.label))
        value = "" if value == CLEARED else value
    return value, _day(form.fields[DAY], posted)


def _day(field: forms.Field, posted: Mapping[str, Any]) -> date | None:
    try:
        return field.clean(posted[DAY]) if posted.get(DAY) else None
    except ValidationError as error:
        raise Refusal("registers.no_day", "%(why)s", why="；".join(error.messages)) from error
