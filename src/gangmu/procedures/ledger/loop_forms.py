"""Forms of the loop: reasons, requests, completions, lights."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.datacentre.targets.choices import LightWord
from gangmu.datacentre.targets.task_lights import TimeLight
from gangmu.foundation.kernel import clock
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS
from gangmu.foundation.ui.versioned import VersionedForm
from gangmu.procedures.ledger.choices import LightKind, ProofKind, RequestKind, TaskKind
from gangmu.procedures.ledger.kept_uploads import KeptUploads
from gangmu.procedures.ledger.models import Completion, Task
from gangmu.procedures.ledger.services.asking import Asked
from gangmu.procedures.ledger.services.closing import Given
from gangmu.procedures.ledger.serving import serving


class DayInput(forms.DateInput):
    """A day picked from a calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(VersionedForm):
    """A reason, for what may not be done without."""

    reason = forms.CharField(label=_("理由"), max_length=300)


class StartForm(VersionedForm):
    """The proven start of a task that begins and then goes on."""

    on = forms.DateField(label=_("实际启动"), widget=DayInput())
    words = forms.CharField(label=_("依据"), max_length=300, help_text=_("文件、开工令、会议等"))


class ReachedForm(forms.Form):
    """The day on which a milestone was reached; empty when it was not after all."""

    on = forms.DateField(required=False)


class AskForm(forms.Form):
    """What an owner asks for before the due date."""

    #: Kind → the field that belongs to it alone.
    OF_KIND: ClassVar[dict[RequestKind, str]] = {
        RequestKind.EXTEND: "due_on",
        RequestKind.ADJUST: "words",
        RequestKind.MERGE: "into",
        RequestKind.PASS_ON: "to_unit",
    }

    kind = forms.ChoiceField(
        label=_("申请事项"), choices=[c for c in RequestKind.choices if c[0] != RequestKind.RETURN]
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label=_("依据"), max_length=300, required=False, help_text=_("文件、会议或批示"))
    due_on = forms.DateField(label=_("新的时限（延期）"), required=False, widget=DayInput())
    words = forms.CharField(
        label=_("调整后的要求（调整）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    into = forms.TypedChoiceField(label=_("并入哪一项（合并）"), required=False, coerce=int, empty_value=None)
    to_unit = forms.TypedChoiceField(
        label=_("转给哪个单位（转办）"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, others: list[tuple[int, str]], units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        for kind, name in self.OF_KIND.items():
            self.fields[name].widget.attrs["data-kind"] = kind.value
        self.fields["into"].choices = [("", "—"), *others]  # type: ignore[attr-defined]
        self.fields["to_unit"].choices = [("", "—"), *units]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return what is asked for."""
        told = self.cleaned_data
        return Asked(
            RequestKind(told["kind"]),
            told["reason"],
            told["basis"],
            told["due_on"],
            told["words"],
            told["into"],
            told["to_unit"],
        )


class DecideForm(forms.Form):
    """What is decided on a request."""

    granted = forms.TypedChoiceField(
        label=_("批示"), choices=[("yes", _("同意")), ("no", _("不同意"))], coerce=lambda word: word == "yes"
    )
    note = forms.CharField(label=_("批示内容"), max_length=300, required=False)
    to_unit = forms.IntegerField(required=False)


class CompletionForm(KeptUploads, VersionedForm):
    """A completion with its proof: what the system already holds is proof enough."""

    words = forms.CharField(label=_("完成情况"), widget=forms.Textarea(attrs={"rows": 5}))
    figures = forms.MultipleChoiceField(
        label=_("系统数据"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("系统里已有的数据可以直接作为证明，不必另外上传"),
    )  # fmt: skip
    rows = forms.MultipleChoiceField(
        label=_("登记册记录"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("登记册里写明对应本任务的记录，勾选即可作为证明"),
    )  # fmt: skip
    document = forms.CharField(
        label=_("文号"), max_length=200, required=False, help_text=_("例如印发的方案、验收批复的文号")
    )
    file = forms.FileField(
        label=_("附件"), required=False, help_text=_("严禁上传涉密文件；没有必要时不用上传")
    )

    def __init__(
        self, data: Any, files: Any = None, *, task: Task, again: Completion | None = None, **given: Any
    ) -> None:
        """Make the form of a task; `again` is the completion that was sent back: what it held stands in the form to be mended."""
        super().__init__(data, files, **given)
        if task.kind == TaskKind.STANDING:
            self.fields["words"].label = _("年终小结")
        self._targets = {str(target.pk): str(target) for target in task.targets.all()}
        if self._targets:
            self.fields["figures"].choices = list(self._targets.items())  # type: ignore[attr-defined]
        else:
            del self.fields["figures"]
        self._rows = {one.key: one for one in serving(task)}
        if self._rows:
            told = [(key, f"{one.title} · {one.name}") for key, one in self._rows.items()]
            self.fields["rows"].choices = told  # type: ignore[attr-defined]
        else:
            del self.fields["rows"]
        if again is not None and not self.is_bound:
            self._fill(again)

    def _fill(self, again: Completion) -> None:
        proofs = list(again.proofs.select_related("attachment"))
        held = {
            "words": again.words,
            "figures": [str(proof.target_id) for proof in proofs if proof.kind == ProofKind.FIGURE],
            "rows": [f"{proof.register}:{proof.row}" for proof in proofs if proof.kind == ProofKind.ROW],
            "document": "、".join(proof.words for proof in proofs if proof.kind == ProofKind.DOCUMENT)[:200],
        }
        self.initial.update(held)
        files = [proof.attachment for proof in proofs if proof.attachment is not None]
        self.keep_again((one.pk, one.name) for one in files)

    def proofs(self) -> list[Given]:
        """Return what proves the completion: figures, a document number, the files kept."""
        told = self.cleaned_data
        given = [
            Given(ProofKind.FIGURE, self._targets[pk][:200], target_id=int(pk))
            for pk in told.get("figures", [])
        ]
        held = [self._rows[key] for key in told.get("rows", [])]
        given += [Given(ProofKind.ROW, one.name, register=one.register, row=one.row) for one in held]
        if told["document"]:
            given.append(Given(ProofKind.DOCUMENT, told["document"]))
        files = [Given(ProofKind.FILE, name, attachment_id=number) for number, name in self.kept_files()]
        return given + files


class CheckForm(forms.Form):
    """Whether a completion passes."""

    passed = forms.TypedChoiceField(
        label=_("复核"),
        choices=[("yes", _("复核通过")), ("no", _("退回补充"))],
        coerce=lambda word: word == "yes",
    )
    note = forms.CharField(label=_("复核意见"), max_length=300, required=False)


class LightForm(forms.Form):
    """A light set by hand."""

    light = forms.ChoiceField(
        label=_("改为"),
        choices=[
            (
                LightKind.TIME.label,
                [(f"{LightKind.TIME}:{word}", LIGHTS[word.value][2]) for word in TimeLight],
            ),
            (LightKind.RESULT.label, [(f"{LightKind.RESULT}:{word}", word.label) for word in LightWord]),
        ],
    )
    reason = forms.CharField(label=_("理由"), max_length=300)
    set_on = forms.DateField(label=_("自何日起"), initial=clock.today, widget=DayInput())
    until = forms.DateField(label=_("至何日止"), required=False, widget=DayInput())

    def chosen(self) -> tuple[LightKind, str]:
        """Return which light is set, and to which of its words."""
        which, _sign, word = self.cleaned_data["light"].partition(":")
        return LightKind(which), word
