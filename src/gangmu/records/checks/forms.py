"""Forms over rounds of checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.calendars.selectors import SchoolYear, school_year_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import choices_of, tree
from gangmu.records.checks.models import CheckRound
from gangmu.records.checks.services.rounds import Terms


class TermsForm(forms.ModelForm):
    """Until when a round runs, which section decides, from where a difference is marked."""

    class Meta:
        model = CheckRound
        fields = ("section", "due_on", "least_difference", "least_percent")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, bureau: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [unit.id for unit in tree().below(bureau) if unit.kind == Kind.SECTION]
        self.fields["section"] = forms.TypedChoiceField(
            label=_("裁定科室"),
            help_text=_("学校有异议的数，由这个科室裁定"),
            coerce=int,
            choices=choices_of(sections),
        )
        self.fields["least_percent"].validators.append(_at_most_100)

    def terms(self) -> Terms:
        """Return what was typed."""
        told = self.cleaned_data
        return Terms(told["section"], told["due_on"], told["least_difference"], told["least_percent"])

    def _post_clean(self) -> None:
        """The service writes, not the form."""


def _at_most_100(percent: int) -> None:
    if percent > 100:
        raise forms.ValidationError(_("幅度填 0 到 100"))


class OpeningForm(TermsForm):
    """A new round: its school year beside its terms."""

    school_year = forms.TypedChoiceField(label=_("学年"), coerce=int)
    field_order = ("school_year", "section", "due_on", "least_difference", "least_percent")

    def __init__(self, *args: Any, bureau: int, **kwargs: Any) -> None:
        super().__init__(*args, bureau=bureau, **kwargs)
        latest = school_year_of(clock.today()).start_year
        self.fields["school_year"].choices = [  # type: ignore[attr-defined]
            (year, SchoolYear(year).label) for year in range(latest, latest - 3, -1)
        ]
