"""Who looked at a pupil tells the exports, too, that may have held the pupil."""

import pytest

from gangmu.foundation.kernel.actors import acting_as
from gangmu.records.rolls.registers.pupils import Pupils
from gangmu.records.rolls.tests.test_correcting import pupil

__all__ = ["pupil"]


def exports_told(cast, pupil) -> str:
    """Return what the page tells of exports."""
    page = cast.client("卫审计").get(f"/r/pupils/{pupil.pk}/readers/").content.decode()
    return page.partition('id="exports"')[2]


def test_a_template_with_the_numbers_of_a_school_stands_among_who_looked_at_its_pupils(pupil, cast):
    assert cast.client("小郑").get("/r/pupils/template/?rows=1&grade=5").status_code == 200
    told = exports_told(cast, pupil)
    assert "小郑 导出了学生名册" in told
    assert "年级 五年级" in told


@pytest.mark.parametrize("name", ["小钱", "小郑"])
def test_what_units_above_take_out_is_told(pupil, cast, name):
    assert cast.client(name).get("/r/pupils/export/").status_code == 200
    assert name in exports_told(cast, pupil)


def test_an_export_of_another_unit_or_another_county_held_no_pupil_of_this_school(pupil, cast):
    with acting_as(cast.actor("小钱")):
        Pupils.exported(f"organisation={cast.own.kindergarten.pk}")
    with acting_as(cast.foreign.actor("小郑")):
        Pupils.exported("")
    assert exports_told(cast, pupil) == ""
