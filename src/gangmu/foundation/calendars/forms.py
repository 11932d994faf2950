"""Forms of the calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.calendars.choices import DayKind
from gangmu.foundation.calendars.services import Entry
from gangmu.foundation.kernel.errors import Refusal


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OwnedForm(forms.Form):
    """An entry into the general calendar or into that of one bureau."""

    organisation = forms.TypedChoiceField(label=_("适用范围"), coerce=int, empty_value=None, required=False)

    def __init__(self, *given: Any, owners: Sequence[tuple[Any, str]] = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["organisation"].choices = list(owners)  # type: ignore[attr-defined]


class TermForm(OwnedForm):
    """A term."""

    number = forms.TypedChoiceField(
        label=_("学期"), coerce=int, choices=[(1, _("第一学期")), (2, _("第二学期"))]
    )
    first_day = forms.DateField(label=_("开学日期"), widget=DayInput())
    last_day = forms.DateField(label=_("放假日期"), widget=DayInput())


class DaysForm(OwnedForm):
    """Holidays and make-up working days of one notice, a line each."""

    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("放假通知的名称和文号"))
    lines = forms.CharField(
        label=_("节假日和调休"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行：起始日期 结束日期 类别（节假日或调休上班）名称；可从 Excel 粘贴；只有一天时可不写结束日期"),
    )  # fmt: skip

    def entries(self) -> list[Entry]:
        """Return the lines as entries.

        Raises
        ------
        Refusal
            Naming the first line that cannot be read.
        """
        found = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            words = line.split()
            if not words:
                continue
            days = [day for day in map(_day, words[:2]) if day is not None]
            rest = words[len(days) :]
            kind = _kind(rest[0]) if rest else None
            if not days or kind is None:
                raise Refusal(
                    "calendars.line",
                    "第 %(number)s 行“%(line)s”无法识别，例如：2027-03-01 2027-03-03 节假日 山花节",
                    number=number,
                    line=line.strip()[:60],
                )
            found.append(Entry(days[0], days[-1], kind, " ".join(rest[1:])))
        return found


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def _kind(words: str) -> str | None:
    if words in ("节假日", "放假", "休", DayKind.HOLIDAY):
        return DayKind.HOLIDAY
    if words in ("调休上班", "调休", "上班", "班", DayKind.WORKDAY):
        return DayKind.WORKDAY
    return None
