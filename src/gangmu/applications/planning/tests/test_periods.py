"""The period of a target in words: shown, typed, kept."""

import pytest
from django.http import QueryDict
from django.utils import translation

from gangmu.applications.planning.item_forms import TargetItemForm
from gangmu.applications.planning.periods import printed_period, read_period, shown_period

WORDS = [
    ("2027", "2027年"),
    ("2025-2027", "2025—2027年"),
    ("by 2027", "2027年底前"),
    ("", ""),
    ("三年内", "三年内"),
]


@pytest.mark.parametrize(("code", "words"), WORDS)
def test_a_period_is_shown_in_words_and_read_back_as_it_was(code, words):
    assert shown_period(code) == words
    assert read_period(words) == code
    with translation.override("en"):
        assert read_period(shown_period(code)) == code
        assert printed_period(code) == words


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("到2027年", "by 2027"), ("2027年年底前", "by 2027"), ("by 2027", "by 2027"), ("2025-2027", "2025-2027"),
        ("2025至2027年", "2025-2027"), ("2027年全年", "2027"), ("2027、2025", "2027、2025"),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(typed, code):
    assert read_period(typed) == code


def test_the_form_shows_whole_numbers_whole_and_saves_nothing_that_was_not_changed():
    initial = {
        "version": 1,
        "name": "幼儿园数",
        "value": 3.0,
        "value_high": 5.5,
        "period": "by 2027",
        "comparator": ">=",
    }
    page = TargetItemForm(None, initial=initial).as_p()
    assert 'value="3"' in page and 'value="5.5"' in page and 'value="2027年底前"' in page
    sent = {name: ("2027年底前" if name == "period" else str(told)) for name, told in initial.items()}
    sent |= {"value": "3"} | {f"initial-{name}": sent[name] for name in ("period", "value_high")}

    def typed(**more):
        data = QueryDict(mutable=True)
        data.update(sent | {"initial-value": "3"} | more)
        form = TargetItemForm(data, initial=initial)
        assert form.is_valid(), form.errors
        return form

    assert not {"value", "value_high", "period"} & set(typed().changed_data)
    assert typed(period="2028年").cleaned_data["period"] == "2028"
