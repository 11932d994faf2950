"""Forms of papers: proposed, drafted, registered, the talk, the rule."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.roles import Role
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.forms import UnitField, UnitsField
from gangmu.foundation.organisations.widgets import NamesSelect
from gangmu.foundation.ui.versioned import VersionedForm
from gangmu.procedures.ledger.choices import PaperKind, StepPlace
from gangmu.procedures.ledger.kept_uploads import KeptUploads
from gangmu.procedures.ledger.loop_forms import DayInput
from gangmu.procedures.ledger.models import Paper, PaperRule
from gangmu.procedures.ledger.services.papers import PaperDraft

Choices = list[tuple[int, str]]
#: Lines of the form of steps: those that a rule has, and some to add.
MOST_STEPS = 10


class ProposeForm(forms.Form):
    """A paper to be proposed: about which tasks, to which units, drafted where."""

    kind = forms.ChoiceField(label=_("文种"), choices=PaperKind.choices)
    tasks = forms.TypedMultipleChoiceField(
        label=_("事项"),
        coerce=int,
        required=False,
        widget=NamesSelect(),
    )
    title = forms.CharField(
        label=_("标题"), max_length=200, required=False, help_text=_("不填时用事项的名称")
    )
    units = UnitsField(_("承办单位（主送）"), required=False, help_text=_("不选时为事项的牵头单位"))
    drafter = UnitField(_("拟稿科室"), required=False)
    reason = forms.CharField(label=_("提出理由"), max_length=300, required=False)

    def __init__(self, *given: Any, tasks: Choices, units: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["tasks"].choices = tasks  # type: ignore[attr-defined]
        self.fields["units"].choices = units  # type: ignore[attr-defined]
        self.fields["drafter"].choices = [("", "—"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A paper is about something."""
        told = super().clean() or {}
        if not told.get("tasks") and not told.get("title"):
            self.add_error("title", _now("请填写标题，或选择文书所办的事项"))
        return told

    def draft(self, organisation_id: int) -> PaperDraft:
        """Return the paper as it is proposed."""
        told = self.cleaned_data
        return PaperDraft(
            PaperKind(told["kind"]), organisation_id, told["tasks"], told["units"], told["drafter"], told["title"], told["reason"]
        )  # fmt: skip


class IssuedForm(KeptUploads):
    """What the OA has issued: number, date, scan."""

    upload_field = "scan"

    number = forms.CharField(
        label=_("编号"), max_length=40, help_text=_("例如 某教督〔2026〕3号；通报可写 第17期")
    )
    issued_on = forms.DateField(label=_("印发日期"), widget=DayInput(), initial=clock.today)
    scan = forms.FileField(label=_("扫描件"), help_text=_("严禁上传涉密文件"))


class RegisterForm(ProposeForm, IssuedForm):
    """A paper that the OA has issued, registered in one step."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.fields["drafter"], self.fields["reason"]
        self.order_fields(("kind", "number", "issued_on", "kept", "scan", "tasks", "title", "units"))

    def draft(self, organisation_id: int) -> PaperDraft:
        """Return the paper as it was issued."""
        told = self.cleaned_data
        return PaperDraft(
            PaperKind(told["kind"]), organisation_id, told["tasks"], told["units"], title=told["title"]
        )


class DraftForm(VersionedForm, forms.ModelForm):
    """The text of a paper."""

    shows_fields = True

    units = UnitsField(_("承办单位（主送）"), required=False)
    cosigning = UnitsField(_("会签科室"), required=False, help_text=_("改动会签科室后，各步骤重新办理"))

    class Meta:
        model = Paper
        fields = (
            "title",
            "basis",
            "body",
            "recipients",
            "copies",
            "with_table",
            "due_on",
            "talked_with",
            "promise",
            "promised_on",
        )
        widgets = {
            "due_on": DayInput(),
            "promised_on": DayInput(),
            "basis": forms.Textarea(attrs={"rows": 4}),
            "body": forms.Textarea(attrs={"rows": 14}),
            "promise": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(
        self, *given: Any, units: Choices, held: list[int], cosigning: list[int], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        for name, chosen in (("units", held), ("cosigning", cosigning)):
            self.fields[name].choices = units  # type: ignore[attr-defined]
            self.initial[name] = chosen
        letter = self.instance.kind in (PaperKind.NOTICE, PaperKind.CIRCULAR)
        unasked = (
            ("talked_with", "promise", "promised_on")
            if letter
            else ("recipients", "copies", "with_table", *(() if self.instance.kind == PaperKind.TALK else ("talked_with", "promise", "promised_on")))
        )  # fmt: skip
        for name in unasked:
            del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from what the form was shown with."""
        return {name: told for name, told in self.typed().items() if name not in ("units", "cosigning")}

    def chosen(self, name: str) -> list[int] | None:
        """Return the units addressed (`units`) or signing beside the drafting one (`cosigning`); nothing when they stay as they are."""
        told: list[int] | None = self.typed().get(name)
        return told


class TalkForm(VersionedForm):
    """What was promised in a talk, and by which day."""

    shows_fields = True

    talked_on = forms.DateField(label=_("约谈日期"), widget=DayInput())
    talked_with = forms.CharField(label=_("约谈对象"), max_length=200, help_text=_("写单位和职务"))
    promise = forms.CharField(label=_("承诺"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    promised_on = forms.DateField(label=_("承诺完成日期"), required=False, widget=DayInput())


class PaperRuleForm(forms.ModelForm):
    """How a kind of paper is issued; a step a line: its name, whose it is, which roles may take it."""

    class Meta:
        model = PaperRule
        fields = ("head", "code", "numbering")

    def __init__(self, data: Mapping[str, Any] | None, *, instance: PaperRule) -> None:
        super().__init__(data, instance=instance, prefix=instance.kind)
        steps = [*instance.steps, *[{} for _step in range(MOST_STEPS - len(instance.steps))]][:MOST_STEPS]
        for place, step in enumerate(steps):
            self.fields[f"name-{place}"] = forms.CharField(
                label=_("步骤"), max_length=40, required=False, initial=step.get("name", "")
            )
            self.fields[f"place-{place}"] = forms.ChoiceField(
                label=_("由谁办理"), choices=StepPlace.choices, required=False, initial=step.get("place", StepPlace.BUREAU)
            )  # fmt: skip
            self.fields[f"roles-{place}"] = forms.MultipleChoiceField(
                label=_("可办角色"), choices=Role.choices, required=False, initial=step.get("roles", [])
            )
        self.count = len(steps)
        for name, field in self.fields.items():
            if "-" in name:
                field.widget.attrs["aria-label"] = f"{field.label} {int(name.rpartition('-')[2]) + 1}"

    def lines(self) -> list[tuple[Any, Any, Any]]:
        """Return the fields of the steps, a line a step."""
        names = ("name", "place", "roles")
        return [tuple(self[f"{name}-{place}"] for name in names) for place in range(self.count)]  # type: ignore[misc]

    def plain(self) -> list[Any]:
        """Return the fields that are not steps."""
        return [self[name] for name in self.Meta.fields]

    def changes(self) -> dict[str, Any]:
        """Return the rule; a step without a name is left out."""
        told = self.cleaned_data
        steps = [
            {"name": told[f"name-{n}"], "place": told[f"place-{n}"], "roles": told[f"roles-{n}"]}
            for n in range(self.count)
            if told[f"name-{n}"]
        ]
        return {**{name: told[name] for name in self.Meta.fields}, "steps": steps}
