"""Forms over the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.versioned import VersionedForm
from gangmu.procedures.ledger.models import Task


class TaskForm(VersionedForm, forms.ModelForm):
    """The fields of a task that the office may change; `version` tells whether somebody else did meanwhile."""

    shows_fields = True

    class Meta:
        model = Task
        fields = (
            "number",
            "name",
            "theme",
            "requirement",
            "content",
            "kind",
            "leader",
            "starts_on",
            "due_on",
            "due_words",
            "rhythm",
        )
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "requirement": forms.Textarea(attrs={"rows": 3}),
            "content": forms.Textarea(attrs={"rows": 6}),
        }


class UnitsForm(VersionedForm):
    """Who leads and who cooperates."""

    shows_fields = True
    lead = forms.TypedChoiceField(label=_("牵头单位"), coerce=int, empty_value=None, required=False)
    cooperating = forms.TypedMultipleChoiceField(label=_("配合单位"), coerce=int, required=False)
    note = forms.CharField(label=_("调整理由"), required=False, max_length=300)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", _("未定")), *units]  # type: ignore[attr-defined]
        self.fields["cooperating"].choices = units  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One milestone: a name with a day, or with days before the task's end."""

    name = forms.CharField(label=_("节点"), max_length=200)
    due_on = forms.DateField(
        label=_("节点时限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    days_before_end = forms.IntegerField(
        label=_("距完成时限天数"), required=False, min_value=0, max_value=730
    )

    def clean(self) -> dict[str, Any]:
        """A step has a day of its own or is counted back, never neither."""
        cleaned = super().clean() or {}
        if cleaned.get("due_on") is None and cleaned.get("days_before_end") is None:
            raise forms.ValidationError(_("请填节点时限，或填距完成时限的天数"))
        return cleaned


StepFormSet = forms.formset_factory(StepForm, extra=4, can_delete=True, max_num=40)


class StepsForm(VersionedForm):
    """The head of the form of milestones: on which version of the task it was opened."""
