"""Who leads, from what is printed."""

import pytest

from gangmu.applications.planning.choices import FanOut
from gangmu.applications.planning.owners import from_marks

UNITS = {"办公室": 1, "计财科": 2, "人事科": 3, "青山县实验小学": 4}


@pytest.mark.parametrize(
    ("marks", "lead", "cooperating"),
    [
        (["计财科、人事科"], 2, (3,)),
        (["局办公室"], 1, ()),
        (["青山县教育局计财科"], 2, ()),
        (["各学校、人事科"], 3, ()),
        (["机关党委、人事科"], None, (3,)),
        (["机关党委"], None, ()),
        ([], None, ()),
    ],
)
def test_the_first_name_leads_and_a_name_that_nobody_has_moves_no_other_up(marks, lead, cooperating):
    told = from_marks(marks, UNITS)
    assert (told.lead_id, told.cooperating) == (lead, cooperating)


@pytest.mark.parametrize(
    ("printed", "section"),
    [
        ("计财股", 2),
        ("责任股室：计财处", 2),
        ("青山县教育局人事股", 3),
        ("督导股", 5),
        ("教育股", None),
        ("财务股", None),
        ("科", None),
    ],
)
def test_the_last_word_of_a_sections_name_does_not_count(printed, section):
    units = {**UNITS, "教育督导室": 5, "基础教育科": 6, "学前教育科": 7}
    assert from_marks([printed], units).lead_id == section


def test_of_two_sections_that_differ_in_the_last_word_alone_each_keeps_its_own_name():
    units = {"安全科": 1, "安全股": 2}
    assert [from_marks([word], units).lead_id for word in ("安全科", "安全股", "安全处")] == [1, 2, None]


def test_a_row_for_all_schools_is_addressed_to_them():
    assert from_marks(["人事科、各中小学校"], UNITS).fan_out == FanOut.SCHOOLS
