"""An empty choice says something, whoever made the form."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.urls import reverse
from django.utils import translation

from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.ui.menu import MenuEntry
from gangmu.foundation.ui.templatetags.gangmu import rail_line, shortest


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


class Grouped(forms.Form):
    """Choices of every kind that a page draws: grouped, several at once, numbers, with signs that mean something in HTML."""

    one = forms.ChoiceField(
        choices=[("", "全部"), ("甲", [("a", "<甲>"), (2, 2)]), ("b", '"乙"')], initial="a", required=False
    )
    many = forms.MultipleChoiceField(choices=[(1, "一"), (2, "二")], initial=[1, 2])
    yes = forms.NullBooleanField(widget=forms.NullBooleanSelect(attrs={"data-of": "<x>", "disabled": True}))


@pytest.mark.parametrize("name", Grouped.base_fields)
def test_a_choice_is_drawn_as_the_frameworks_template_draws_it(name):
    ours, theirs = Grouped(), Grouped(renderer=DjangoTemplates())
    drawn = [line.strip() for line in str(theirs[name]).split("\n")]
    assert str(ours[name]).split("\n") == [line for line in drawn if line]


def test_a_line_of_the_rail_is_marked_on_its_own_page_alone():
    line = MenuEntry("system", "审计", "ui:home", "any", icon="list")
    assert 'aria-current="page"' in rail_line(line, reverse("ui:home"))
    assert "aria-current" not in rail_line(line, "/elsewhere/")
