"""What a form says of a wrong field is said in the words of the house, whatever form it is."""

import pytest
from django import forms
from django.core.validators import MinValueValidator
from django.utils import translation

FIELDS = {
    "nothing": (forms.CharField(), "", "必填，不能为空"),
    "below nothing": (forms.IntegerField(validators=[MinValueValidator(0)]), "-1", "不能小于 0"),
    "above the most": (forms.IntegerField(max_value=9), "10", "不能大于 9"),
    "half of one": (forms.IntegerField(), "1.5", "请填整数"),
    "too long": (forms.CharField(max_length=2), "三个字", "最多 2 个字符，现有 3 个"),
    "a day that is none": (forms.DateField(), "2026-02-30", "没有这一天，或写法不对；请写成 年-月-日，如 2026-03-05"),
    "no choice": (forms.ChoiceField(choices=[("a", "甲")]), "b", "“b”不在可选的内容中，请重新选择"),
}  # fmt: skip


@pytest.mark.parametrize("case", FIELDS)
def test_a_wrong_field_is_told_in_the_words_of_the_house(case):
    field, sent, words = FIELDS[case]
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(sent)
    assert refused.value.messages == [words]


def test_a_reader_of_english_is_told_in_english():
    with translation.override("en"):
        with pytest.raises(forms.ValidationError) as refused:
            forms.CharField().clean("")
        assert refused.value.messages == ["This field is required."]
