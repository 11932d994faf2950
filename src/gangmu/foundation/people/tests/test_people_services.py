"""Roles given and ended, hand-over, leadership."""

from datetime import date, timedelta

import pytest

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.leading import change_leadership, clear_leadership, divide_leadership
from gangmu.foundation.people.models import Deputy, Leadership, RoleAssignment
from gangmu.foundation.people.selectors import holders_of, leader_of, roles_of, sections_of, staff_of
from gangmu.foundation.people.services import (
    assign_role,
    change_person,
    end_role,
    end_stand_in,
    enter_person,
    hand_over,
    leave,
    stand_in,
)

DAY = date(2026, 5, 1)


@pytest.fixture
def own(cast, as_system):
    return cast.own


def role_of(person) -> RoleAssignment:
    return roles_of(person.pk, DAY).get()


def refused(code: str):
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


@pytest.mark.parametrize(
    ("role", "unit", "code"),
    [
        (Role.DIRECTOR, "section", "people.wrong_place"),
        (Role.SCHOOL_HEAD, "bureau", "people.wrong_place"),
        (Role.SECTION_HEAD, "school", "people.wrong_place"),
        (Role.DIRECTOR, "bureau", "people.one_director"),
    ],
)
def test_a_role_is_held_where_it_belongs(own, role, unit, code):
    person = enter_person(own.bureau, "某人")
    with refused(code):
        assign_role(person, role, getattr(own, unit), DAY)


def test_one_role_is_not_given_twice_even_from_a_later_day(own):
    person = enter_person(own.section, "某人")
    assign_role(person, Role.SECTION_CLERK, own.section, date(2026, 9, 1))
    with refused("people.role_held"):
        assign_role(person, Role.SECTION_CLERK, own.section, DAY)
    assign_role(person, Role.SECTION_CLERK, own.section, DAY, valid_to=date(2026, 9, 1))


def test_a_scope_is_told_completely(own):
    person = enter_person(own.section, "某人")
    with refused("people.no_line"):
        assign_role(person, Role.SECTION_CLERK, own.section, DAY, scope_kind=ScopeKind.LINE)
    with refused("people.no_line"):
        assign_role(
            person, Role.SECTION_CLERK, own.section, DAY, scope_kind=ScopeKind.LINE, line_kinds=["castle"]
        )
    with refused("people.no_group"):
        assign_role(person, Role.SUPERINTENDENT, own.section, DAY, scope_kind=ScopeKind.GROUP)


def test_an_office_head_makes_nobody_an_administrator(cast, own):
    person = enter_person(own.bureau, "某人")
    with acting_as(cast.actor("张主任")):
        for role in (Role.ADMINISTRATOR, Role.AUDITOR):
            with pytest.raises(Forbidden):
                assign_role(person, role, own.bureau, DAY)
        with pytest.raises(Forbidden):
            hand_over(own.persons["蒋管理"], person, DAY, "越权")
        with pytest.raises(Forbidden):
            stand_in(own.persons["蒋管理"], own.persons["张主任"], DAY, date(2026, 6, 1), "越权")
        assign_role(person, Role.OFFICE, own.bureau, DAY)
    with acting_as(cast.actor("蒋管理")):
        assign_role(person, Role.AUDITOR, own.bureau, DAY)


def test_nobody_gives_what_reaches_into_another_county(cast, own):
    stranger = cast.foreign.persons["小陈"]
    with acting_as(cast.actor("蒋管理")):
        for give in (
            lambda: assign_role(stranger, Role.OFFICE, own.bureau, DAY),
            lambda: assign_role(own.persons["小陈"], Role.OFFICE, cast.foreign.bureau, DAY),
            lambda: hand_over(own.persons["小陈"], stranger, DAY, "越界"),
            lambda: stand_in(own.persons["小陈"], stranger, DAY, date(2026, 6, 1)),
            lambda: assign_role(
                own.persons["冯督学"],
                Role.SUPERINTENDENT,
                own.section,
                DAY,
                scope_kind=ScopeKind.GROUP,
                group=cast.foreign.area,
            ),  # fmt: skip
        ):
            with pytest.raises(Forbidden):
                give()


def test_a_schools_administrator_gives_no_line_over_the_county(own):
    keeper = enter_person(own.school, "校管理员")
    assign_role(keeper, Role.ADMINISTRATOR, own.school, date(2020, 1, 1))
    person = enter_person(own.school, "某老师")
    from gangmu.foundation.accounts.actors import SignedInActor

    with acting_as(SignedInActor(None, keeper.pk, keeper.name)):
        assign_role(person, Role.TEACHER, own.school, DAY)
        with pytest.raises(Forbidden):
            assign_role(
                person,
                Role.SUPERINTENDENT,
                own.school,
                DAY,
                scope_kind=ScopeKind.LINE,
                line_stages=[Stage.PRI],
            )


def test_who_leaves_passes_roles_sections_and_account_in_one_act_and_history_stays(cast, own):
    leader, successor = own.persons["李副局长"], enter_person(own.bureau, "赵副局长")
    with acting_as(cast.actor("蒋管理")):
        hand_over(leader, successor, DAY, "调任")
    assert list(roles_of(leader.pk, DAY)) == []
    assert roles_of(leader.pk, date(2026, 4, 30)).get().role == Role.LEADER
    assert role_of(successor).role == Role.LEADER
    assert leader_of(own.section.pk, date(2026, 4, 30)) == leader
    assert leader_of(own.section.pk, DAY) == successor
    assert sections_of(successor.pk, DAY) == {own.section.pk}
    assert not Account.objects.get(person=leader).is_active
    assert leader not in staff_of(own.bureau.pk, DAY) and leader in staff_of(own.bureau.pk, date(2026, 4, 30))
    written = AuditEntry.objects.filter(actor="蒋管理")
    assert written.count() >= 6 and len({entry.act for entry in written}) == 1


def test_a_role_that_begins_later_is_passed_too(own):
    person, successor = own.persons["小周"], own.persons["刘科长"]
    assign_role(person, Role.SECTION_CLERK, own.other_section, clock.today() + timedelta(days=30))
    hand_over(person, successor, DAY, "调任")
    held = RoleAssignment._base_manager.filter(person=successor, organisation=own.other_section).get()
    assert held.valid_from == clock.today() + timedelta(days=30)
    assert not roles_of(person.pk, held.valid_from).exists()


def held_by(person, unit) -> list[tuple[date, date | None]]:
    rows = RoleAssignment._base_manager.filter(person=person, organisation=unit).order_by("valid_from", "pk")
    return list(rows.values_list("valid_from", "valid_to"))


def test_a_successor_who_holds_the_role_for_a_time_gets_the_rest_of_it(own):
    person, successor = own.persons["小周"], enter_person(own.section, "小钟")
    first, second = (DAY, date(2026, 6, 1)), (date(2026, 9, 1), date(2027, 1, 1))
    for begins, ends in (first, second):
        assign_role(successor, Role.SECTION_CLERK, own.section, begins, valid_to=ends)
    hand_over(person, successor, date(2026, 4, 1), "调任")
    assert held_by(successor, own.section) == [
        (date(2026, 4, 1), DAY), first, (date(2026, 6, 1), date(2026, 9, 1)), second, (date(2027, 1, 1), None),
    ]  # fmt: skip


def test_a_successor_who_holds_the_role_all_the_while_is_given_nothing(own):
    person, successor = own.persons["小周"], enter_person(own.section, "小钟")
    assign_role(successor, Role.SECTION_CLERK, own.section, DAY)
    hand_over(person, successor, DAY, "调任")
    assert held_by(successor, own.section) == [(DAY, None)]


def test_a_role_of_the_successor_that_never_began_keeps_nothing_from_them(own):
    person, successor = own.persons["小周"], enter_person(own.section, "小钟")
    never = assign_role(successor, Role.SECTION_CLERK, own.section, date(2026, 9, 1))
    end_role(never, DAY, "取消")
    hand_over(person, successor, DAY, "调任")
    assert held_by(successor, own.section) == [(DAY, None), (date(2026, 9, 1), date(2026, 9, 1))]


def test_some_roles_pass_and_the_person_stays(own):
    person, successor = own.persons["小周"], own.persons["小苏"]
    second = assign_role(person, Role.SECTION_CLERK, own.other_section, date(2026, 1, 1))
    hand_over(person, successor, DAY, "分工调整", roles=[second])
    assert [role.organisation for role in roles_of(person.pk, DAY)] == [own.section]
    assert own.other_section in [role.organisation for role in roles_of(successor.pk, DAY)]
    person.refresh_from_db()
    assert person.left_on is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda own: hand_over(own.persons["小周"], own.persons["小周"], DAY, ""), "people.same_person"),
        (
            lambda own: hand_over(
                own.persons["小周"], own.persons["小陈"], clock.today() + timedelta(days=1), ""
            ),
            "people.later",
        ),
        (lambda own: leave(own.persons["李副局长"], DAY, "调离"), "people.still_leads"),
        (lambda own: change_leadership(own.section, own.persons["小陈"], DAY), "people.no_leader"),
        (
            lambda own: change_leadership(own.section, own.persons["王局长"], date(2019, 1, 1)),
            "people.no_leader",
        ),
        (
            lambda own: stand_in(own.persons["小周"], own.persons["小周"], DAY, date(2026, 6, 1)),
            "people.same_deputy",
        ),
        (lambda own: stand_in(own.persons["小周"], own.persons["小苏"], DAY, DAY), "people.deputy_interval"),
        (lambda own: enter_person(own.section, "  "), "people.no_name"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(own, change, code):
    before = AuditEntry.objects.count()
    with refused(code):
        change(own)
    assert AuditEntry.objects.count() == before


def test_a_role_ended_once_is_not_ended_again(own):
    role = role_of(own.persons["小周"])
    end_role(role, DAY, "轮岗")
    with refused("people.role_ended"):
        end_role(role, date(2026, 6, 1))


def test_who_left_is_given_nothing(own):
    leave(own.persons["小周"], DAY, "辞职")
    with refused("people.has_left"):
        assign_role(own.persons["小周"], Role.SECTION_CLERK, own.section, DAY)


def test_leadership_is_dated_and_a_recorded_later_change_stands(own):
    change_leadership(own.section, own.persons["王局长"], date(2026, 9, 1))
    assert leader_of(own.section.pk, date(2026, 8, 31)) == own.persons["李副局长"]
    with refused("people.later_leader"):
        change_leadership(own.section, own.persons["王局长"], DAY)


def test_a_new_division_of_work_is_one_act_and_what_stays_is_not_written(cast, own):
    with acting_as(cast.actor("张主任")):
        divide_leadership(
            {
                own.persons["王局长"]: [own.other_section],
                own.persons["李副局长"]: [own.section, own.kindergarten_section],
            },
            DAY,
            "领导班子分工",
        )
    assert Leadership._base_manager.filter(section=own.section).count() == 1
    assert leader_of(own.other_section.pk, DAY) == own.persons["王局长"]
    assert len({e.act for e in AuditEntry.objects.filter(actor="张主任")}) == 1


def test_a_section_is_left_to_nobody_from_a_day_and_the_past_stays(cast, own):
    with acting_as(cast.actor("张主任")):
        divide_leadership({None: [own.section]}, DAY, "分管待定")
    assert leader_of(own.section.pk, date(2026, 4, 30)) == own.persons["李副局长"]
    assert leader_of(own.section.pk, DAY) is None
    assert clear_leadership(own.section, DAY) is None
    change_leadership(own.section, own.persons["王局长"], date(2026, 9, 1))
    with refused("people.later_leader"):
        clear_leadership(own.section, DAY)


def test_a_hand_over_names_the_successor_on_one_page_and_the_predecessor_on_the_other(cast, own):
    leader, successor = own.persons["李副局长"], enter_person(own.bureau, "赵副局长")
    with acting_as(cast.actor("蒋管理")):
        hand_over(leader, successor, DAY, "调任")
    told = [entry.sentence for entry in history_of(leader)]
    assert any("移交" in sentence and "赵副局长" in sentence for sentence in told)
    assert any("李副局长" in entry.sentence for entry in history_of(successor))
    page = cast.client("蒋管理").get(f"/setup/persons/{leader.pk}/").content.decode()
    assert "移交给" in page and f'">{successor.name}</a>' in page


def test_a_stand_in_can_end_earlier_or_never_begin(own):
    row = stand_in(own.persons["吴校长"], own.persons["小周"], DAY, date(2026, 8, 1))
    end_stand_in(row, date(2026, 6, 1), "提前返岗")
    assert Deputy._base_manager.get().valid_to == date(2026, 6, 1)
    end_stand_in(row, DAY)
    assert not Deputy._base_manager.exists()


def test_two_who_correct_one_person_do_not_overwrite_each_other(own):
    person = own.persons["小周"]
    changed = change_person(person, person.version, {"title": "副科长"}, "职务变动")
    assert history_of(changed)[0].sentence == "测试 将人员“小周”的职务填为 副科长"
    with pytest.raises(Conflict):
        change_person(person, 1, {"title": "科长"})


def test_holders_are_asked_by_date(own):
    assert list(holders_of(Role.DIRECTOR, own.bureau.pk)) == [own.persons["王局长"]]
    assert not holders_of(Role.DIRECTOR, own.bureau.pk, date(2019, 1, 1)).exists()
    assert own.bureau.kind == Kind.BUREAU
