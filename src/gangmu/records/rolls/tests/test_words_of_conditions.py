"""The conditions of a figure's rows are told in words, also where the value is the code of another record's field."""

from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.filters import condition_words


def test_a_code_of_the_pupil_is_told_in_its_words_in_the_list_of_enrolments():
    asked = ["pupil__sex|=|male", "grade|in|1,2", "nobody__knows|=|x"]
    told = condition_words(register_named("enrolments"), asked)
    assert told[0].endswith("男")
    assert told[1].endswith("一年级、二年级")
    assert told[2].endswith("x")
