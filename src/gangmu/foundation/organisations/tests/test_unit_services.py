"""What can be done to one unit, and what is refused."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import translation

from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.kernel.two_times import known_on
from gangmu.foundation.organisations.choices import Kind, Ownership, Stage, UrbanRural, UrbanRuralDetail
from gangmu.foundation.organisations.models import GroupMembership, Organisation, OrganisationState
from gangmu.foundation.organisations.selectors import (
    bureau_of,
    count_of,
    name_of,
    section_word_of,
    stage_boundary_of,
    states_of,
    subtree_ids,
    tree,
)
from gangmu.foundation.organisations.services import (
    change,
    change_details,
    close,
    correct,
    correct_date,
    found,
    join_group,
    make_group,
    move,
    rename,
    repeat_all_today,
    set_parameters,
    withdraw_closing,
)


@dataclass(frozen=True)
class Clerk:
    """Somebody who may edit some units."""

    units: frozenset[int]
    label: str = "方晓"
    account_id: int | None = None
    person_id: int | None = None
    person_ids: frozenset[int] = frozenset()

    def reach(self, permission: str) -> frozenset[int] | None:
        return self.units


def refusal(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda error: error.code == f"organisations.{code}")


def test_a_move_effective_in_august_entered_in_september_changes_the_census_asked_afterwards(
    county: SimpleNamespace,
) -> None:
    """Effective 25 August, entered 10 September: the figure of 1 September changes, the one as known on the 5th does not."""
    census = date(2026, 9, 1)
    with time_machine.travel(datetime(2026, 9, 5, 9, tzinfo=UTC), tick=False):
        assert count_of(county.north.pk, Kind.SCHOOL, census).value == 2
    with time_machine.travel(datetime(2026, 9, 10, 9, tzinfo=UTC), tick=False):
        move(county.second, date(2026, 8, 25), county.south, "县政府批复")
    with time_machine.travel(datetime(2026, 9, 11, 9, tzinfo=UTC), tick=False):
        assert count_of(county.north.pk, Kind.SCHOOL, census).value == 1
        assert count_of(county.south.pk, Kind.SCHOOL, census).value == 2
        known = known_on(date(2026, 9, 5))
        assert count_of(county.north.pk, Kind.SCHOOL, census, known).value == 2
        assert count_of(county.south.pk, Kind.SCHOOL, census, known).value == 1
        assert count_of(county.north.pk, Kind.SCHOOL, date(2026, 8, 24)).value == 2


def test_names_and_places_have_a_history(county: SimpleNamespace) -> None:
    rename(county.first, date(2023, 9, 1), "北山实验小学", "更名批复")
    assert name_of(county.first.pk, date(2022, 1, 1)) == "北山小学"
    assert name_of(county.first.pk) == "北山实验小学" == Organisation.objects.get(pk=county.first.pk).name
    assert county.first.name == "北山实验小学"
    assert [row.name for row in states_of(county.first.pk)] == ["北山实验小学", "北山小学"]
    assert states_of(county.first.pk)[0].school_code == "2133000001"


def test_a_late_entry_keeps_what_is_recorded_of_later_days(county: SimpleNamespace) -> None:
    move(county.first, date(2024, 9, 1), county.south)
    rename(county.first, date(2022, 9, 1), "北山完小")
    assert tree(date(2025, 1, 1)).units[county.first.pk].name == "北山完小"
    assert tree(date(2025, 1, 1)).units[county.first.pk].parent_id == county.south.pk
    assert tree(date(2023, 1, 1)).units[county.first.pk].parent_id == county.north.pk


def test_a_change_ahead_of_its_day_shows_when_the_day_comes(county: SimpleNamespace) -> None:
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC), tick=False):
        rename(county.first, date(2026, 9, 1), "云溪县第三小学")
        assert county.first.name == "北山小学"
    with time_machine.travel(datetime(2026, 9, 1, 1, tzinfo=UTC), tick=False):
        assert name_of(county.first.pk) == "云溪县第三小学"
        assert repeat_all_today() == 1
        assert Organisation.objects.get(pk=county.first.pk).name == "云溪县第三小学"
        assert repeat_all_today() == 0


def test_every_change_is_told_in_a_sentence(county: SimpleNamespace) -> None:
    move(county.second, date(2024, 9, 1), county.south, "云政〔2024〕8号")
    change_details(
        county.second, date(2025, 9, 1), {"ownership": Ownership.PUBLIC, "stages": [Stage.PRI, Stage.KG]}
    )
    told = [entry.sentence.replace(" ", "") for entry in history_of(county.second)]
    assert told[0].startswith("系统变更了单位信息“石桥小学”")
    for words in ("生效日期为2025-09-01", "学段由小学改为小学、学前", "举办性质为公办"):
        assert words in told[0]
    assert told[1].startswith("系统划转了单位“石桥小学”") and "上级单位由北山镇改为南塘镇" in told[1]
    assert history_of(county.second)[1].note == "云政〔2024〕8号"
    with translation.override("en"):
        assert "2024-09-01" in history_of(county.second)[1].sentence


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("no_name", {"name": " "}),
        ("unknown_word", {"kind": "castle"}),
        ("school_code", {"school_code": "213300000"}),
        ("school_category", {"school_code": "9933000001"}),
        ("category_differs", {"school_code": "1133000009"}),
        ("code_taken", {"school_code": "2133000001"}),
        ("division_code", {"division_code": "33010600"}),
        ("running_type", {"running_type": "21"}),
        ("unknown_word", {"stages": ["primary"]}),
        ("level", {"level": "county"}),
        ("urban_rural", {"urban_rural": UrbanRural.URBAN, "urban_rural_detail": UrbanRuralDetail.VILLAGE}),
        ("coordinate", {"longitude": 200.0, "latitude": 30.0}),
        ("half_coordinate", {"longitude": 120.0}),
        ("same_name", {"name": "北山小学"}),
        ("key_taken", {"key": "first"}),
    ],
)
def test_a_unit_that_cannot_be_is_not_founded(
    county: SimpleNamespace, code: str, state: dict[str, object]
) -> None:
    given = {"key": "new", "name": "新校", "kind": Kind.SCHOOL} | state
    with refusal(code):
        found(given.pop("key"), date(2026, 9, 1), county.north, **given)
    assert not Organisation.objects.filter(key="new").exists()


def test_a_unit_stands_only_where_its_kind_can(county: SimpleNamespace) -> None:
    with refusal("wrong_parent"):
        found("x", date(2026, 9, 1), county.section, name="某校", kind=Kind.SCHOOL)
    with refusal("parent_needed"):
        found("x", date(2026, 9, 1), None, name="某校", kind=Kind.SCHOOL)
    with refusal("parent_missing"):
        found("x", date(2019, 9, 1), county.north, name="某校", kind=Kind.SCHOOL)
    found("campus", date(2021, 9, 1), county.first, name="东校区", kind=Kind.CAMPUS)
    with refusal("wrong_child"):
        change(county.first, date(2022, 9, 1), {"kind": Kind.OTHER, "school_code": ""})
    with refusal("wrong_child"):
        change(county.north, date(2022, 9, 1), {"kind": Kind.SECTION})


def test_no_unit_comes_below_itself(county: SimpleNamespace) -> None:
    deputy = found("deputy", date(2021, 9, 1), county.first, name="北山教学点", kind=Kind.SCHOOL)
    with refusal("cycle"):
        move(county.first, date(2022, 9, 1), deputy)
    with refusal("cycle"):
        move(county.first, date(2022, 9, 1), county.first)
    move(deputy, date(2025, 9, 1), county.north)
    with refusal("cycle"):
        move(county.first, date(2024, 9, 1), deputy)
    move(county.first, date(2025, 9, 1), deputy)
    assert tree().ancestors(county.first.pk)[0] == deputy.pk


def test_a_school_code_is_for_life(county: SimpleNamespace) -> None:
    close(county.second, date(2022, 9, 1))
    with refusal("code_reused"):
        change_details(county.junior, date(2023, 9, 1), {"school_code": "2133000002"})


def test_dates_outside_a_units_life_are_refused_with_the_day_that_bounds_it(county: SimpleNamespace) -> None:
    with refusal("before_founding") as caught:
        rename(county.first, date(2019, 1, 1), "早名")
    assert str(caught.value) == "“北山小学”于 2020-09-01 设立，日期 2019-01-01 早于设立日期"
    close(county.second, date(2022, 9, 1))
    with refusal("closed") as caught:
        rename(county.second, date(2023, 1, 1), "晚名")
    assert "2022-09-01" in str(caught.value)
    with refusal("closed_at_founding"):
        close(county.first, date(2020, 9, 1))


def test_a_unit_with_units_below_is_not_closed(county: SimpleNamespace) -> None:
    with refusal("has_children") as caught:
        close(county.north, date(2026, 9, 1))
    assert "北山小学" in str(caught.value)
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        for unit in (county.first, county.second, county.garden):
            move(unit, date(2026, 9, 1), county.south)
        with refusal("has_children"):
            close(county.north, date(2026, 8, 1))
        close(county.north, date(2026, 9, 1))
    assert county.north.pk not in tree(date(2026, 9, 1)).units


def test_memberships_end_with_the_unit(county: SimpleNamespace) -> None:
    group = make_group(county.bureau, "education_group", "北山教育集团")
    join_group(group, county.second, date(2021, 9, 1))
    close(county.second, date(2022, 9, 1))
    assert GroupMembership.objects.at(date(2022, 8, 31)).count() == 1
    assert GroupMembership.objects.at(date(2022, 9, 1)).count() == 0


def test_a_closing_by_mistake_is_taken_back(county: SimpleNamespace) -> None:
    with time_machine.travel(datetime(2025, 9, 2, tzinfo=UTC), tick=False):
        close(county.second, date(2025, 9, 1))
        assert not county.second.is_open
    with time_machine.travel(datetime(2025, 9, 9, tzinfo=UTC), tick=False):
        withdraw_closing(county.second, "误录")
        assert county.second.is_open
        assert county.second.pk in tree(date(2025, 9, 3)).units
        assert county.second.pk not in tree(date(2025, 9, 3), known_on(date(2025, 9, 3))).units


def test_a_correction_reaches_as_far_as_the_mistake(county: SimpleNamespace) -> None:
    rename(county.first, date(2022, 9, 1), "北山中心小学")
    founding = states_of(county.first.pk).last()
    assert founding is not None
    correct(county.first, founding, {"school_code": "2133000011"}, "代码抄录错误")
    assert {row.school_code for row in states_of(county.first.pk)} == {"2133000011"}
    assert [row.name for row in states_of(county.first.pk)] == ["北山中心小学", "北山小学"]
    with pytest.raises(Conflict):
        correct(county.first, founding, {"school_code": "2133000012"}, "再次更正")
    with refusal("no_basis"):
        correct(county.first, states_of(county.first.pk)[0], {"name": "x"}, " ")


def test_a_wrong_day_is_corrected_on_both_sides(county: SimpleNamespace) -> None:
    move(county.first, date(2024, 9, 1), county.south)
    correct_date(county.first, states_of(county.first.pk)[0], date(2024, 8, 20), "批复日期")
    assert tree(date(2024, 8, 25)).units[county.first.pk].parent_id == county.south.pk
    correct_date(county.first, states_of(county.first.pk)[0], date(2024, 10, 1), "批复日期")
    assert tree(date(2024, 9, 15)).units[county.first.pk].parent_id == county.north.pk
    with refusal("date_over_state"):
        correct_date(county.first, states_of(county.first.pk)[0], date(2020, 1, 1), "批复日期")
    with refusal("parent_missing"):
        correct_date(county.north, states_of(county.north.pk)[0], date(2021, 1, 1), "设立日期")


def test_only_the_keeper_of_both_places_moves_a_unit(county: SimpleNamespace) -> None:
    clerk = Clerk(subtree_ids(county.bureau.pk))
    with acting_as(clerk):
        move(county.first, date(2024, 9, 1), county.south)
        with pytest.raises(Forbidden):
            move(county.first, date(2025, 9, 1), county.other)
        with pytest.raises(Forbidden):
            change(county.first, date(2025, 9, 1), {"parent": county.other})
        with pytest.raises(Forbidden):
            found("x", date(2025, 9, 1), county.other, name="某校", kind=Kind.SCHOOL)
        with pytest.raises(Forbidden):
            found("x", date(2025, 9, 1), name="某省教育厅", kind=Kind.BUREAU)
        close(county.second, date(2025, 9, 1))
        withdraw_closing(county.second, "误录")
    with acting_as(Clerk(subtree_ids(county.other.pk))), pytest.raises(Forbidden):
        rename(county.first, date(2025, 9, 1), "夺名")


def test_two_editors_of_one_unit_do_not_overwrite_each_other(county: SimpleNamespace) -> None:
    seen = Organisation.objects.get(pk=county.first.pk).version
    change_details(county.first, date(2024, 9, 1), {"address": "北山路1号"}, version=seen)
    with pytest.raises(Conflict):
        change_details(county.first, date(2024, 9, 1), {"address": "北山路2号"}, version=seen)


def test_a_refused_change_leaves_nothing_behind(county: SimpleNamespace) -> None:
    before = list(OrganisationState.objects.order_by("pk").values())
    with refusal("code_taken"):
        change(county.second, date(2024, 9, 1), {"name": "新名", "school_code": "2133000001"})
    assert list(OrganisationState.objects.order_by("pk").values()) == before


def test_a_county_says_where_primary_ends_and_how_its_sections_are_called(county: SimpleNamespace) -> None:
    assert stage_boundary_of(county.first.pk) == "6-3"
    set_parameters(county.city, date(2021, 9, 1), "5-4", "科室")
    set_parameters(county.bureau, date(2024, 9, 1), "6-3", "股室")
    assert stage_boundary_of(county.first.pk, date(2020, 10, 1)) == "6-3"
    assert stage_boundary_of(county.first.pk, date(2022, 10, 1)) == "5-4"
    assert stage_boundary_of(county.first.pk) == "6-3"
    assert stage_boundary_of(county.other.pk) == "5-4"
    assert section_word_of(county.section.pk) == "股室"
    with refusal("not_a_bureau"):
        set_parameters(county.first, date(2024, 9, 1), "6-3", "股室")


def test_a_city_and_its_counties_share_one_tree(county: SimpleNamespace) -> None:
    assert bureau_of(county.first.pk) == county.bureau.pk
    assert tree().bureaus_of(county.first.pk) == (county.bureau.pk, county.city.pk)
    assert county.first.pk in subtree_ids(county.city.pk)
    assert county.first.pk not in subtree_ids(county.other.pk)
