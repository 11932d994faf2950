"""A table as the whole roll of its schools: who is taken off, and when nobody is."""

from datetime import date

import pytest

from gangmu.records.rolls.choices import Status
from gangmu.records.rolls.models import Enrolment, Pupil, RollChange
from gangmu.records.rolls.tests.test_rolls import NOVEMBER, bring, line, of_kinds

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def clerk(cast):
    """The clerk of the township, who brings the exports of its schools."""
    return cast.client("小钱")


def test_a_table_of_which_rows_were_returned_takes_nobody_off_and_misses_nobody_who_stands_in_it(cast, clerk):
    school = cast.own.school
    bring(clerk, [line(school, n) for n in range(5)])
    misspelt = [f"{school.name}学", *line(school, 1)[1:]]
    run, _plan = bring(clerk, [misspelt, *(line(school, n) for n in range(2, 5))], "partly")
    run.refresh_from_db()
    assert run.refused == 1
    page = clerk.get(f"/rolls/exports/{run.pk}/")
    assert [pupil.name for pupil in page.context["missing"]] == ["学生0"]
    assert "有 1 行被退回" in page.content.decode()
    assert "退回 1 行" in clerk.get("/rolls/exports/").content.decode()
    answer = clerk.post(f"/rolls/exports/{run.pk}/", {"day": NOVEMBER})
    assert answer.status_code == 422
    assert "重新导入" in answer.context["fault"]
    assert set(Pupil._base_manager.values_list("status", flat=True)) == {Status.ATTENDING}


def test_the_last_grade_missing_in_the_next_school_year_has_graduated(cast, clerk):
    school = cast.own.school
    bring(clerk, [line(school, n, grade="六年级", since="2025-09-01") for n in range(3)])
    run, _plan = bring(
        clerk, [line(school, 2, grade="六年级", since="2026-09-01"), line(school, 8, grade="一年级")]
    )
    assert not RollChange._base_manager.exists()
    clerk.post(f"/rolls/exports/{run.pk}/", {"day": "2026-09-10"})
    assert of_kinds() == [("graduated", "学生0"), ("graduated", "学生1")]
    assert {row.on for row in RollChange._base_manager.all()} == {date(2026, 9, 1)}
    rows = Enrolment._base_manager.filter(pupil__status=Status.GRADUATED, recorded_to=None)
    assert {row.valid_to for row in rows} == {date(2026, 9, 1)}
