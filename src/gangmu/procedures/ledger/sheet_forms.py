"""Forms of the ledger as a table: what leaves in which columns, the columns themselves, a source's workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.ui.versioned import VersionedForm
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.models import SheetLayout, SourceWorkbook, WorkbookRow
from gangmu.procedures.ledger.sheet_tables import FIELDS, Layout
from gangmu.procedures.ledger.sheets import month_words
from gangmu.procedures.ledger.source_tables import FILLED, HEADS

#: What a column of a source's table may hold, in words.
HEAD_WORDS = {
    "number": _("序号"), "task": _("工作任务"), "lead": _("责任单位"), "due": _("完成时限"), "words": _("进展情况"),
    "problems": _("存在问题"), "next_steps": _("下步措施"), "state": _("完成情况"), "value": _("填报值"),
}  # fmt: skip
#: Months that may be asked for.
MONTHS_BACK = 24
Pairs = list[tuple[int, str]]


def _months() -> list[tuple[str, str]]:
    month, found = clock.today().replace(day=1), []
    for _back in range(MONTHS_BACK):
        found.append((month_words(month), month_words(month)))
        month = (
            month.replace(year=month.year - 1, month=12)
            if month.month == 1
            else month.replace(month=month.month - 1)
        )
    return found


class TableForm(forms.Form):
    """Which part of the ledger leaves, in which columns."""

    month = forms.ChoiceField(label=_("截至月份"))
    layout = forms.ChoiceField(label=_("台账样式"))
    unit = forms.TypedChoiceField(label=_("牵头单位"), required=False, coerce=int, empty_value=None)
    public = forms.BooleanField(label=_("公开版"), required=False, help_text=_("责任领导只写职务，不写姓名"))

    def __init__(self, data: Any, *, layouts: Mapping[str, Layout], units: Pairs) -> None:
        super().__init__(data)
        self.fields["month"].choices = _months()  # type: ignore[attr-defined]
        self.fields["layout"].choices = [(key, layout.name) for key, layout in layouts.items()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("全部")), *units]  # type: ignore[attr-defined]


class LayoutForm(forms.Form):
    """The columns of a county: for each field of the ledger its place, title and width."""

    name = forms.CharField(label=_("名称"), max_length=60)
    title = forms.CharField(
        label=_("表题"), max_length=100, help_text=_("可写 {year}、{month} 代替年度和月份")
    )
    paper = forms.ChoiceField(label=_("纸张"), choices=[("A4", "A4"), ("A3", "A3")])

    def __init__(self, data: Any, row: SheetLayout | None, columns: Sequence[tuple[str, str, float]]) -> None:
        told = {"name": row.name, "title": row.title, "paper": row.paper} if row else {}
        super().__init__(data, initial=told)
        held = {name: (place, title, width) for place, (name, title, width) in enumerate(columns, 1)}
        for name, field in FIELDS.items():
            place, title, width = held.get(name, (None, field.title, 0.0))
            parts = {
                "place": forms.IntegerField(required=False, min_value=1, max_value=99, initial=place),
                "title": forms.CharField(required=False, max_length=40, initial=title),
                "width": forms.FloatField(required=False, min_value=0, max_value=100, initial=width or None),
            }
            for part, made in parts.items():
                made.widget.attrs["aria-label"] = f"{field.title} {part}"
                self.fields[f"{name}-{part}"] = made

    def plain(self) -> list[Any]:
        """Return the fields of the layout itself."""
        return [self[name] for name in ("name", "title", "paper")]

    def lines(self) -> list[tuple[str, Any, Any, Any]]:
        """Return the fields of each column: what it holds, its place, title and width."""
        return [
            (field.title, self[f"{name}-place"], self[f"{name}-title"], self[f"{name}-width"])
            for name, field in FIELDS.items()
        ]

    def columns(self) -> list[tuple[str, str, float]]:
        """Return the columns that have a place, in order."""
        told = self.cleaned_data
        placed = sorted(
            (told[f"{name}-place"], number, name)
            for number, name in enumerate(FIELDS)
            if told[f"{name}-place"]
        )
        return [
            (name, told[f"{name}-title"] or FIELDS[name].title, told[f"{name}-width"] or 0.0)
            for _p, _n, name in placed
        ]


class UploadForm(forms.Form):
    """A source's own workbook."""

    file = forms.FileField(label=_("表格"), help_text=_("xlsx 或 docx；严禁上传涉密文件"))
    kind = forms.ChoiceField(label=_("来源"), choices=SourceKind.choices, initial=SourceKind.COUNTY_TABLE)
    title = forms.CharField(label=_("来源名称"), max_length=200, help_text=_("例如 县政府重点任务分解表"))
    year = forms.IntegerField(
        label=_("年度"), min_value=2000, max_value=2100, initial=lambda: clock.today().year
    )


class MatchForm(VersionedForm):
    """Which column of a source's table holds what, and which of its rows stands for which task."""

    def __init__(
        self,
        data: Any,
        *,
        workbook: SourceWorkbook,
        rows: Sequence[WorkbookRow],
        titles: Sequence[str],
        tasks: Pairs,
    ) -> None:
        super().__init__(data, initial={"version": workbook.version})
        places = [("", "—"), *((str(n), f"{n + 1} {title}") for n, title in enumerate(titles) if title)]
        for name in HEADS:
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=HEAD_WORDS[name], required=False, choices=places, initial=str(workbook.columns.get(name, "")),
                help_text=_("由系统填写") if name in FILLED else "",
            )  # fmt: skip
        for row in rows:
            self.fields[f"row-{row.row}"] = forms.TypedChoiceField(
                label=row.wording[:80], required=False, coerce=int, empty_value=None, choices=[("", _("不是本单位的任务")), *tasks],
                initial=row.task_id, widget=forms.Select(attrs={"data-search-options": "1", "aria-label": row.wording[:80]}),
            )  # fmt: skip

    def heads(self) -> list[Any]:
        """Return the fields of the columns."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def columns(self) -> dict[str, int]:
        """Return which column holds what."""
        told = {
            name.removeprefix("column-"): words
            for name, words in self.cleaned_data.items()
            if name.startswith("column-")
        }
        return {name: int(words) for name, words in told.items() if words}

    def pairs(self) -> dict[int, int | None]:
        """Return the task of each row."""
        return {
            int(name.removeprefix("row-")): task
            for name, task in self.cleaned_data.items()
            if name.startswith("row-")
        }
