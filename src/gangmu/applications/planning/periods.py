"""The period of a target in the words of who reads it: 2027年底前 for what the reader writes as `by 2027`."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

#: How the reader writes a period: a year, a span of years, the year by whose end.
CODE = re.compile(r"(by )?(\d{4})(?:-(\d{4}))?")
YEAR = re.compile(r"\d{4}")
#: Words that make a year the last day rather than the window.
UNTIL = re.compile(r"底前|年前|月前|日前|之前|以前|[到至]\s*\d{4}|\bby\b", re.IGNORECASE)


def shown_period(period: str | None) -> str:
    """Return a period in words; one that is written otherwise as it stands."""
    read = CODE.fullmatch(period or "")
    if read is None:
        return period or ""
    before, first, last = read.groups()
    if before:
        return _("%(year)s年底前") % {"year": last or first}
    return (
        _("%(first)s—%(last)s年") % {"first": first, "last": last}
        if last
        else _("%(year)s年") % {"year": first}
    )


def printed_period(period: str | None) -> str:
    """Return the words that the records keep, whoever adopts in whatever language."""
    with translation.override(settings.LANGUAGE_CODE):
        return shown_period(period)


def read_period(words: str) -> str:
    """Return what was typed as the reader writes it; what names no year, or more than two, as it stands."""
    years = YEAR.findall(words)
    if len(years) == 2 and years[0] < years[1]:
        return f"{years[0]}-{years[1]}"
    if len(years) == 1:
        return f"by {years[0]}" if UNTIL.search(words) else years[0]
    return words.strip()


class PeriodField(forms.CharField):
    """Shows a period in words and takes it in words."""

    def prepare_value(self, value: Any) -> Any:
        """Words for the code; what was typed stays as it was typed."""
        return shown_period(value)

    def to_python(self, value: Any) -> Any:
        """The code for the words."""
        return read_period(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another period was typed, not the same in other words."""
        return bool(self.to_python(data) != (initial or ""))


class NumberField(forms.FloatField):
    """Shows 3 as 3, not as 3.0."""

    def prepare_value(self, value: Any) -> Any:
        """A whole number without its point."""
        return int(value) if isinstance(value, float) and value.is_integer() else value
