"""Forms over targets."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    """A reported value with its day."""

    value = forms.FloatField(label=_("填报值"))
    as_of = forms.DateField(label=_("截至日期"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
