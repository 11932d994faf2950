"""Forms of planning."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.applications.planning.choices import Stage
from gangmu.applications.planning.models import PublicityItem, PublicityPoints
from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import names_of, tree


class UploadForm(forms.Form):
    """A document as a file, or pasted."""

    file = forms.FileField(
        label=_("文件"), required=False, help_text=_("docx、pdf、html 或 txt;doc 和 wps 请先另存为 docx")
    )
    text = forms.CharField(label=_("或粘贴全文"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    stage = forms.ChoiceField(label=_("稿次"), choices=Stage.choices, initial=Stage.DRAFT)

    def clean(self) -> dict[str, object]:
        """One of the two is there."""
        told = super().clean() or {}
        if not told.get("file") and not (told.get("text") or "").strip():
            raise forms.ValidationError(_("请选择文件,或粘贴全文"))
        return told


class AdoptForm(forms.Form):
    """The meeting that adopted the plan."""

    meeting = forms.CharField(
        label=_("审定会议"), max_length=120, help_text=_("例如 局党组会 2026 年第 3 次会议")
    )
    adopted_on = forms.DateField(label=_("采用日期"), widget=forms.DateInput(attrs={"type": "date"}))


class PublicityForm(forms.ModelForm):
    """An item of information sent."""

    class Meta:
        model = PublicityItem
        fields = ("organisation", "title", "medium", "level", "submitted_on", "adopted_on", "document_number")
        widgets = {
            "submitted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "adopted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        reach = reach_of("planning.publicity:edit")
        ids = tree().units if reach is None else reach
        self.fields["organisation"].choices = sorted(names_of(ids).items(), key=lambda pair: pair[1])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Taken after it was sent."""
        told = super().clean() or {}
        sent, taken = told.get("submitted_on"), told.get("adopted_on")
        if sent and taken and taken < sent:
            self.add_error("adopted_on", _("采用日期早于报送日期"))
        return told


class PointsForm(forms.ModelForm):
    """A line of the points table, which is kept and not used."""

    class Meta:
        model = PublicityPoints
        fields = ("organisation", "level", "scored", "points", "valid_from", "valid_to", "basis")
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        reach, standing = reach_of("planning.publicity:edit"), tree().units
        bureaus = [u for u in standing.values() if u.kind == Kind.BUREAU and (reach is None or u.id in reach)]
        self.fields["organisation"].choices = [(unit.id, unit.name) for unit in bureaus]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ends after it begins."""
        told = super().clean() or {}
        first, last = told.get("valid_from"), told.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", _("废止日期应晚于施行日期"))
        return told
