"""The form of the schedule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ScheduleForm(forms.Form):
    """When a declared job is queued by itself."""

    name = forms.ChoiceField(label=_("任务种类"))
    at = forms.TimeField(label=_("每日时间"), widget=forms.TimeInput(attrs={"type": "time"}))
    enabled = forms.BooleanField(label=_("启用"), required=False)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 for the types
        field.choices = [(name, name) for name in names]
