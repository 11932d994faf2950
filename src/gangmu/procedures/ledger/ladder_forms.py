"""The form of a bureau's reminding rules: each line is an anchor, a number of working days, and to whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.ladder import Anchor, LadderRules, To
from gangmu.procedures.ledger.ladder_words import AnchorWord, ToWord

#: Anchors that a bureau sets days for; the others follow the lights.
SET = (Anchor.DUE, Anchor.REPORT)
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it: its value and its words."""

    value: str
    anchor: str
    days: int
    to: str


class LadderForm(forms.Form):
    """What a bureau rules beside the lines."""

    wait = forms.IntegerField(label=_("每级间隔（工作日）"), min_value=1, max_value=120)
    lagging_only = forms.BooleanField(label=_("只对滞后的提请文书"), required=False)
    source = forms.CharField(label=_("依据"), max_length=200, required=False)
    valid_from = forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def changes(self, lines: Sequence[str]) -> dict[str, Any]:
        """Return what is to be stored.

        Raises
        ------
        Refusal
            When a line cannot be read.
        """
        told = self.cleaned_data
        reminders = [_read(line) for line in lines if line.strip()]
        return {
            "reminders": reminders, "wait": told["wait"], "lagging_only": told["lagging_only"], "source": told["source"],
        }  # fmt: skip

    @staticmethod
    def rows(lines: Iterable[str]) -> list[Row]:
        """Return the lines that can be read, as the page shows them."""
        found = []
        for line in lines:
            try:
                told = _read(line)
            except Refusal:
                continue
            to = "、".join(str(ToWord(name).label) for name in told["to"])
            found.append(Row(line, str(AnchorWord(told["anchor"]).label), told["days"], to))
        return found


def as_words(rules: LadderRules) -> list[str]:
    """Return the lines of rules as the form writes them: anchor:days:to,to."""
    return [f"{rule.anchor}:{rule.days}:{','.join(rule.to)}" for rule in rules.reminders]


def _read(line: str) -> dict[str, Any]:
    anchor, _first, rest = line.strip().partition(":")
    days, _second, to = rest.partition(":")
    names = [name for name in to.split(",") if name]
    number = days.removeprefix("-")
    right = anchor in SET and number.isascii() and number.isdigit() and set(names) <= set(To) and names
    if not right or abs(int(days)) > MOST_DAYS:
        raise Refusal(
            "ledger.reminder_line", "提醒规定没有填对：请写明对照的日期、提前（负数）或逾期几个工作日、发给谁"
        )
    return {"anchor": anchor, "days": int(days), "to": names}
