"""Forms by which tasks enter the ledger: by hand, from pasted text, by a further source or a new instruction; rules; months."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.forms import UnitsField
from gangmu.foundation.ui.versioned import VersionedForm
from gangmu.procedures.ledger.choices import SourceKind, TaskKind
from gangmu.procedures.ledger.loop_forms import DayInput
from gangmu.procedures.ledger.models import LightRule, ReportRule
from gangmu.procedures.ledger.services.tasks import Source, TaskDraft

Choices = list[tuple[int, str]]
#: The plan's own tasks come from the plan; everything else may be entered by hand.
BY_HAND = [choice for choice in SourceKind.choices if choice[0] != SourceKind.PLAN]


class SourceForm(forms.Form):
    """A paper that asks for a task: its own number, wording, day, form and channel."""

    ledger = forms.ChoiceField(label=_("来源"), choices=BY_HAND)
    title = forms.CharField(
        label=_("来源名称"), max_length=300, help_text=_("例如任务分解表、会议纪要、批示件的名称")
    )
    source_number = forms.CharField(label=_("来源编号"), max_length=60, required=False)
    person = forms.CharField(
        label=_("批示人"), max_length=60, required=False, help_text=_("批示件：谁批示的，写职务或姓名")
    )
    said_on = forms.DateField(
        label=_("交办日期"), required=False, widget=DayInput(), help_text=_("批示、会议或文件的日期")
    )
    source_due_on = forms.DateField(label=_("来源时限"), required=False, widget=DayInput())
    form = forms.CharField(label=_("报送形式"), max_length=60, required=False)
    channel = forms.CharField(label=_("反馈渠道"), max_length=100, required=False)
    wording = forms.CharField(label=_("原文"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def source(self) -> Source:
        """Return the source."""
        told = self.cleaned_data
        return Source(
            SourceKind(told["ledger"]), told["title"], told.get("wording", ""), told["source_number"], told["person"], told["said_on"],
            told["source_due_on"], told["form"], told["channel"],
        )  # fmt: skip


class FurtherSourceForm(VersionedForm, SourceForm):
    """A further paper that asks for a task which is there."""


class EntryForm(SourceForm):
    """A task with its source: a county's item, a problem with its measure, an instruction, what a meeting decided."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    name = forms.CharField(label=_("事项"), max_length=300, help_text=_("任务、问题或批示要办的事，一句话"))
    content = forms.CharField(label=_("任务内容"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    requirement = forms.CharField(
        label=_("措施和要求"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(label=_("类别"), choices=TaskKind.choices)
    lead = forms.TypedChoiceField(label=_("牵头单位"), coerce=int, empty_value=None, required=False)
    cooperating = UnitsField(_("配合单位"), required=False)
    due_on = forms.DateField(label=_("完成时限"), required=False, widget=DayInput())
    theme = forms.CharField(label=_("板块"), max_length=200, required=False)
    number = forms.CharField(label=_("序号"), max_length=40, required=False)
    parent = forms.TypedChoiceField(
        label=_("所属督导或事项"), coerce=int, empty_value=None, required=False,
        help_text=_("一次督导发现的各个问题，可以归在这次督导之下"),
    )  # fmt: skip

    field_order = (
        "ledger", "name", "content", "requirement", "kind", "lead", "cooperating", "due_on", "title", "source_number", "person",
        "said_on", "source_due_on", "form", "channel", "wording", "theme", "number", "parent",
    )  # fmt: skip

    def __init__(self, *args: Any, units: Choices, rounds: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["lead"].choices = [("", _("未定")), *units]  # type: ignore[attr-defined]
        self.fields["cooperating"].choices = units  # type: ignore[attr-defined]
        self.fields["parent"].choices = [("", "—"), *rounds]  # type: ignore[attr-defined]

    def draft(self, bureau: int) -> TaskDraft:
        """Return the task as a draft of a bureau's ledger."""
        told = self.cleaned_data
        due_on = told["due_on"] or told["source_due_on"]
        day = told["said_on"] or due_on or clock.today()
        return TaskDraft(
            key=f"hand/{told['key']}", name=told["name"], organisation_id=bureau, year=day.year, ledger=SourceKind(told["ledger"]),
            number=told["number"], theme=told["theme"], content=told["content"], requirement=told["requirement"],
            kind=TaskKind(told["kind"]), lead_id=told["lead"], cooperating_ids=tuple(told["cooperating"]), due_on=due_on,
        )  # fmt: skip


class PasteForm(SourceForm):
    """A pasted text with the paper it comes from."""

    text = forms.CharField(
        label=_("纪要、表格或消息"), max_length=200_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("可以直接粘贴会议纪要、Excel 或 WPS 的一块、工作群里的通知"),
    )  # fmt: skip
    field_order = ("ledger", "text", "title", "source_number", "person", "said_on", "form", "channel")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        del self.fields["wording"], self.fields["source_due_on"]

    def source(self) -> Source:
        """Return the paper; the wording is each item's own."""
        told = self.cleaned_data
        return Source(
            SourceKind(told["ledger"]), told["title"], "", told["source_number"], told["person"], told["said_on"],
            form=told["form"], channel=told["channel"],
        )  # fmt: skip


class ProposedForm(forms.Form):
    """A task that was read of a pasted text; a person accepts it, or leaves it out."""

    accepted = forms.BooleanField(label=pgettext_lazy("事项", "采用"), required=False, initial=True)
    name = forms.CharField(label=_("事项"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.TypedChoiceField(label=_("牵头单位"), coerce=int, empty_value=None, required=False)
    cooperating = UnitsField(_("配合单位"), required=False)
    due_on = forms.DateField(label=_("完成时限"), required=False, widget=DayInput())
    due_words = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    theme = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    requirement = forms.CharField(required=False, widget=forms.HiddenInput)
    content = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["lead"].choices = [("", _("未定")), *units]  # type: ignore[attr-defined]
        self.fields["cooperating"].choices = units  # type: ignore[attr-defined]


ProposedFormSet = forms.formset_factory(ProposedForm, extra=0, max_num=500, absolute_max=500)


class AgainForm(VersionedForm):
    """A new instruction on a task (再次交办)."""

    person = forms.CharField(label=_("批示人"), max_length=60)
    said_on = forms.DateField(label=_("批示日期"), widget=DayInput(), initial=clock.today)
    wording = forms.CharField(label=_("批示原话"), widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label=_("完成时限"), required=False, widget=DayInput())


class ReportRuleForm(forms.ModelForm):
    """When reports are due."""

    class Meta:
        model = ReportRule
        fields = ("source", "rhythm", "day", "grace", "valid_from")
        widgets = {"valid_from": DayInput()}


class LightRuleForm(forms.ModelForm):
    """Where the thresholds of the lights lie."""

    class Meta:
        model = LightRule
        fields = ("near_left", "propose_left", "at_risk_behind", "unlikely_behind", "source", "valid_from")
        widgets = {"valid_from": DayInput()}


class MonthsForm(VersionedForm):
    """What a task asks for in each month of its year."""

    shows_fields = True

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for month in range(1, 13):
            self.fields[f"month_{month}"] = forms.CharField(
                label=_("%(month)s 月") % {"month": month}, required=False, max_length=200, show_hidden_initial=True
            )  # fmt: skip

    def words(self) -> dict[int, str]:
        """Return month → words."""
        return {month: self.cleaned_data[f"month_{month}"] for month in range(1, 13)}
