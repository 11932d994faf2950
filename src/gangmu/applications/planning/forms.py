"""Forms of planning."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.applications.planning.choices import Stage


class UploadForm(forms.Form):
    """A document as a file, or pasted."""

    file = forms.FileField(
        label=_("文件"),
        required=False,
        # An empty file is refused by name, by the reader, like any other that cannot be read.
        allow_empty_file=True,
        help_text=_(
            "docx、pdf、html 或 txt；doc 和 wps 请先另存为 docx。责任分解表在上传要点以后从核对页导入"
        ),
    )
    text = forms.CharField(label=_("或粘贴全文"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    plan = forms.TypedChoiceField(
        label=_("属于"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("已上传过的要点的新稿，请在这里选择它"),
    )
    stage = forms.ChoiceField(
        label=_("稿次"),
        choices=[("", _("按顺序推定：新的要点为初稿，新稿为上一稿的下一稿次")), *Stage.choices],
        required=False,
    )

    def __init__(self, *given: Any, plans: Iterable[tuple[int, str]] | None, **more: Any) -> None:
        super().__init__(*given, **more)
        if plans:
            self.fields["plan"].choices = [("", _("新的工作要点")), *plans]  # type: ignore[attr-defined]
        else:
            del self.fields["plan"]

    def clean(self) -> dict[str, object]:
        """One of the two is there; a file that was refused is told of by itself."""
        told = super().clean() or {}
        if "file" not in self.errors and told.get("file") is None and not (told.get("text") or "").strip():
            raise forms.ValidationError(_("请选择文件，或粘贴全文"))
        return told


class AdoptForm(forms.Form):
    """The meeting that adopted the plan."""

    meeting = forms.CharField(
        label=_("审定会议"), max_length=120, help_text=_("例如 局党组会 2026 年第 3 次会议")
    )
    adopted_on = forms.DateField(label=_("采用日期"), widget=forms.DateInput(attrs={"type": "date"}))


class WithdrawForm(forms.Form):
    """Why a text is taken out again."""

    reason = forms.CharField(
        label=_("撤回的理由"), max_length=200, help_text=_("例如 传错了文件；理由留在操作记录中")
    )
