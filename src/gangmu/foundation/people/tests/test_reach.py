"""How far roles reach."""

from datetime import date, timedelta

import pytest

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden
from gangmu.foundation.organisations.choices import GroupKind, Kind, Stage
from gangmu.foundation.organisations.services import found, join_group, leave_group, make_group, merge
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import Reaches, reach
from gangmu.foundation.people.services import assign_role, end_role, enter_person, stand_in

VIEW = "calendars.day:view"
UPWARD = "organisations.unit:view"
DAY = date(2026, 3, 1)


@pytest.fixture
def own(cast, as_system):
    return cast.own


def ids(*units) -> frozenset[int]:
    return frozenset(unit.pk for unit in units)


def test_a_subtree_role_reaches_its_unit_and_all_below(cast, own):
    assert reach(own.persons["小周"].pk, VIEW) == ids(own.section)
    assert reach(own.persons["小钱"].pk, VIEW) == ids(own.township, own.school, own.kindergarten)
    everything = reach(own.persons["王局长"].pk, VIEW)
    assert ids(own.bureau, own.section, own.township, own.kindergarten) <= everything
    assert not everything & ids(cast.city, cast.foreign.bureau, cast.foreign.school)


def test_a_business_line_reaches_the_kindergartens_of_the_whole_county_and_nothing_else(cast, own):
    assert reach(own.persons["小苏"].pk, VIEW) == ids(own.kindergarten_section, own.kindergarten)
    village = found("k9", DAY, own.bureau, name="枫林幼儿园", kind=Kind.KINDERGARTEN, stages=[Stage.KG])
    site = found("k9s", DAY, village, name="枫林幼儿园东园", kind=Kind.CAMPUS, stages=[Stage.KG])
    found("b9", DAY, cast.foreign.bureau, name="邻县幼儿园", kind=Kind.KINDERGARTEN, stages=[Stage.KG])
    assert reach(own.persons["小苏"].pk, VIEW) == ids(
        own.kindergarten_section, own.kindergarten, village, site
    )


def test_a_group_role_follows_the_dated_members(own):
    group = make_group(own.bureau, GroupKind.SUPERVISION_AREA, "第二责任区")
    join_group(group, own.kindergarten, date(2026, 1, 1))
    visitor = enter_person(own.section, "责任督学")
    assign_role(
        visitor, Role.SUPERINTENDENT, own.section, date(2025, 1, 1), scope_kind=ScopeKind.GROUP, group=group
    )
    assert reach(visitor.pk, VIEW, DAY) == ids(own.section, own.kindergarten)
    assert reach(visitor.pk, VIEW, date(2025, 6, 1)) == ids(own.section)
    leave_group(group, own.kindergarten, date(2026, 5, 1))
    assert reach(visitor.pk, VIEW, date(2026, 5, 1)) == ids(own.section)


def test_upward_ends_at_the_own_bureau(cast, own):
    head = reach(own.persons["吴校长"].pk, UPWARD)
    assert head == ids(own.school, own.township, own.bureau)
    assert not reach(own.persons["王局长"].pk, UPWARD) & ids(cast.city)


def test_a_role_counts_from_its_first_day_to_the_day_before_its_last(own):
    person = enter_person(own.other_section, "新人")
    role = assign_role(person, Role.SECTION_CLERK, own.other_section, date(2026, 3, 1))
    end_role(role, date(2026, 9, 1), "轮岗")
    assert not reach(person.pk, VIEW, date(2026, 2, 28))
    assert reach(person.pk, VIEW, date(2026, 3, 1)) == ids(own.other_section)
    assert reach(person.pk, VIEW, date(2026, 8, 31)) == ids(own.other_section)
    assert not reach(person.pk, VIEW, date(2026, 9, 1))


def test_a_stand_in_has_the_absent_persons_reach_for_the_days_agreed_and_no_longer(own):
    clerk, head = own.persons["小周"], own.persons["吴校长"]
    stand_in(head, clerk, date(2026, 3, 1), date(2026, 4, 1), "外出培训")
    assert own.school.pk in reach(clerk.pk, VIEW, date(2026, 3, 31))
    assert own.school.pk not in reach(clerk.pk, VIEW, date(2026, 4, 1))
    roles = Reaches(clerk.pk, DAY).assignments
    assert [role.person_id for role in roles] == [clerk.pk, head.pk]


def test_standing_in_is_not_passed_on(own):
    absent, deputy, third = (own.persons[name] for name in ("吴校长", "小周", "小苏"))
    stand_in(absent, deputy, date(2026, 3, 1), date(2026, 4, 1))
    stand_in(deputy, third, date(2026, 3, 1), date(2026, 4, 1))
    assert own.school.pk not in reach(third.pk, VIEW, DAY)


def test_an_administrator_sees_no_business_by_that(own):
    assert not reach(own.persons["蒋管理"].pk, "files.attachment:view")
    assert reach(own.persons["蒋管理"].pk, "accounts.account:edit")


def test_rows_of_a_closed_unit_keep_their_keeper(cast, own):
    other = found("a9", date(2021, 1, 1), own.township, name="旧村小", kind=Kind.SCHOOL, stages=[Stage.PRI])
    merge([other], own.school, date(2024, 9, 1), "布局调整")
    assert other.pk in reach(own.persons["王局长"].pk, VIEW)
    assert other.pk in reach(own.persons["小钱"].pk, VIEW)
    assert other.pk in reach(own.persons["冯督学"].pk, VIEW)
    assert other.pk not in reach(own.persons["小苏"].pk, VIEW)
    assert other.pk not in reach(cast.foreign.persons["王局长"].pk, VIEW)


def test_a_unit_that_opens_in_autumn_can_be_prepared_in_summer(own):
    coming = found(
        "a8",
        clock.today() + timedelta(days=60),
        own.township,
        name="新校",
        kind=Kind.SCHOOL,
        stages=[Stage.PRI],
    )
    assert coming.pk in reach(own.persons["蒋管理"].pk, "people.person:edit")


def test_many_questions_cost_four_queries_at_most(cast, own, django_assert_max_num_queries):
    group = make_group(own.bureau, GroupKind.CONTACT, "联系学校")
    join_group(group, own.school, date(2020, 1, 1))
    assign_role(
        own.persons["李副局长"], Role.SECTION_HEAD, own.section, date(2020, 1, 1), scope_kind=ScopeKind.GROUP, group=group
    )  # fmt: skip
    actor = cast.actor("李副局长")
    actor.reach(VIEW)
    actor = cast.actor("李副局长")
    with django_assert_max_num_queries(4), acting_as(actor):
        for code in (VIEW, UPWARD, "people.person:view", "people.person:edit", VIEW):
            actor.reach(code)
        assert actor.person_ids == {own.persons["李副局长"].pk}


def test_only_the_system_reaches_everything(cast):
    assert SystemActor().reach(VIEW) is None
    assert all(cast.actor(name).reach(VIEW) is not None for name in cast.names)


def test_the_office_serves_the_whole_bureau_wherever_it_sits(own):
    for role in (Role.OFFICE_HEAD, Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR):
        person = enter_person(own.other_section, role.label)
        assign_role(person, role, own.other_section, DAY)
        assert reach(person.pk, VIEW) == reach(own.persons["王局长"].pk, VIEW), role


def test_nobody_below_the_bureau_gives_a_role_that_serves_all_of_it(cast, own):
    lower = enter_person(own.school, "校管理员")
    assign_role(lower, Role.ADMINISTRATOR, own.school, DAY)
    assert reach(lower.pk, VIEW) == ids(own.school)
    clerk = enter_person(own.other_section, "新办公室人员")
    with acting_as(SignedInActor(None, lower.pk, "校管理员")), pytest.raises(Forbidden):
        assign_role(clerk, Role.OFFICE, own.other_section, DAY)


def test_a_role_tells_its_reach_in_words(own):
    def told(name: str) -> str:
        return RoleAssignment._base_manager.get(person=own.persons[name]).reach_words

    office = enter_person(own.other_section, "办公室人员")
    assert assign_role(office, Role.OFFICE, own.other_section, DAY).reach_words == "全局"
    assert told("小苏").startswith("业务条线 · ")
    visitor = enter_person(own.section, "责任督学")
    held = assign_role(
        visitor, Role.SUPERINTENDENT, own.section, DAY, scope_kind=ScopeKind.GROUP, group=own.area
    )
    assert held.reach_words == f"单位群组 · {own.area}"
    assert told("刘科长") == "本单位及下级"
