"""An empty choice says something, whoever made the form."""

import pytest
from django import forms
from django.utils import translation

from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.ui.templatetags.gangmu import shortest


class Chosen(forms.Form):
    """A form in which three kinds of empty choices stand."""

    must = forms.ModelChoiceField(Organisation.objects.none())
    may = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    dash = forms.ChoiceField(choices=[("", "—"), ("a", "甲")], required=False)
    every = forms.ChoiceField(choices=[("", "全部"), ("a", "甲")], required=False)


@pytest.mark.parametrize(
    ("language", "must", "may"), [("zh-hans", "请选择", "（不选）"), ("en", "Please choose", "None")]
)
@pytest.mark.django_db
def test_an_empty_choice_says_what_to_do_or_what_empty_means(language, must, may):
    with translation.override(language):
        form = Chosen()
        assert must in str(form["must"])
        assert may in str(form["may"]) and may in str(form["dash"])
        assert "全部" in str(form["every"])
        assert "---" not in form.as_p() and "—" not in form.as_p()


@pytest.mark.parametrize(
    ("value", "words"),
    [(96.5, "96.5"), (97.0, "97"), (1600, "1,600"), (2.504, "2.5"), (-0.001, "0"), (None, ""), ("", "")],
)
def test_a_number_is_printed_without_noughts_at_its_end(value, words):
    assert shortest(value) == words
