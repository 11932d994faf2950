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


def test_a_row_for_all_schools_is_addressed_to_them():
    assert from_marks(["人事科、各中小学校"], UNITS).fan_out == FanOut.SCHOOLS
