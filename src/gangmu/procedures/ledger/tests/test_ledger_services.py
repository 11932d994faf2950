"""What the ledger's services promise."""

from datetime import date

import pytest

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.people.leading import change_leadership, clear_leadership
from gangmu.foundation.people.services import hand_over
from gangmu.procedures.ledger.choices import Part, TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.selectors import is_overdue, progress_of, tasks
from gangmu.procedures.ledger.services.closing import check_completion, propose_completion
from gangmu.procedures.ledger.services.tasks import (
    Step,
    TaskDraft,
    assign_units,
    create_task,
    fan_out,
    set_steps,
    update_task,
)

DUE = date(2026, 9, 30)


def draft(county, **changes) -> TaskDraft:
    told = {
        "key": "k1",
        "name": "新建三所幼儿园",
        "organisation_id": county.bureau.pk,
        "year": 2026,
        "due_on": DUE,
    }
    return TaskDraft(**{**told, "lead_id": county.section.pk, **changes})


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("小陈")):
        yield cast.own


def test_the_same_key_of_a_bureau_makes_one_task(office):
    assert create_task(draft(office)).pk == create_task(draft(office, name="改了名")).pk
    assert Task._base_manager.count() == 1


def test_a_section_clerk_cannot_enter_tasks(cast):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        create_task(draft(cast.own))
    assert not Task._base_manager.exists()


def test_an_office_cannot_enter_tasks_into_the_neighbours_ledger(cast):
    with acting_as(cast.actor("小陈")), pytest.raises(Forbidden):
        create_task(draft(cast.foreign))


def test_a_task_that_ends_before_it_starts_is_refused_with_both_dates(office):
    with pytest.raises(Refusal) as refused:
        create_task(draft(office, starts_on=date(2026, 10, 1)))
    assert "2026-09-30" in str(refused.value)
    assert "2026-10-01" in str(refused.value)


def test_two_people_editing_one_task_the_second_is_told_and_nothing_is_lost(office):
    task = create_task(draft(office))
    update_task(task, 1, {"name": "甲的改动"})
    with pytest.raises(Conflict):
        update_task(task, 1, {"name": "乙的改动"})
    assert Task._base_manager.get().name == "甲的改动"


def test_milestones_are_counted_back_from_the_end_and_follow_it(office):
    task = create_task(draft(office))
    task = set_steps(task, 1, [Step("开工", days_before_end=60), Step("验收", date(2026, 9, 20))])
    assert [s.due_on for s in task.milestones.all()] == [date(2026, 8, 1), date(2026, 9, 20)]
    task = update_task(task, task.version, {"due_on": date(2026, 10, 31)})
    assert {s.name: s.due_on for s in task.milestones.all()} == {
        "开工": date(2026, 9, 1),
        "验收": date(2026, 9, 20),
    }


def test_a_milestone_after_the_end_is_refused(office):
    with pytest.raises(Refusal):
        set_steps(create_task(draft(office)), 1, [Step("验收", date(2026, 12, 1))])


def test_one_unit_leads_and_is_not_also_a_helper(office):
    task = assign_units(
        create_task(draft(office)), 1, office.section.pk, [office.section.pk, office.other_section.pk]
    )
    assert [(u.organisation_id, u.part) for u in task.units.all()] == [
        (office.section.pk, Part.LEAD),
        (office.other_section.pk, Part.COOPERATING),
    ]


def test_a_row_for_all_schools_shows_who_is_missing(cast, office):
    task = create_task(draft(office))
    parts = fan_out(task, [(office.school.pk, "实验小学"), (office.kindergarten.pk, "机关幼儿园")])
    assert fan_out(task, [(office.school.pk, "实验小学")]) == parts[:1]
    done = propose_completion(parts[0], 1, "已建成投用")
    with acting_as(cast.actor("张主任")):
        check_completion(done, True)
    with scoped("ledger.task:view"):
        told = progress_of(task)
    assert (told.done, told.total) == (1, 2)
    assert told.missing == (office.kindergarten.name,)


def test_each_role_sees_the_rows_of_its_units_only(cast, office):
    mine = create_task(draft(office))
    other = create_task(draft(office, key="k2", lead_id=office.other_section.pk))
    part = fan_out(mine, [(office.school.pk, "实验小学")])[0]
    expected = {
        "小陈": {mine, other, part}, "王局长": {mine, other, part}, "小周": {mine}, "小郑": {part}, "卫审计": {mine, other, part},
    }  # fmt: skip
    for name, rows in expected.items():
        with acting_as(cast.actor(name)), scoped("ledger.task:view"):
            assert set(tasks()) == rows, name
    with acting_as(cast.foreign.actor("小陈")), scoped("ledger.task:view"):
        assert not tasks().exists()


def test_when_a_leader_leaves_open_tasks_go_to_the_successor_with_their_history(cast, office):
    leader, successor = office.persons["李副局长"], office.persons["王局长"]
    task = create_task(draft(office, leader_id=leader.pk))
    closed = create_task(draft(office, key="k2", leader_id=leader.pk, state=TaskState.CLOSED))
    with acting_as(cast.actor("张主任")):
        hand_over(leader, successor, date(2026, 5, 1), "调任")
    task.refresh_from_db()
    closed.refresh_from_db()
    assert (task.leader_id, closed.leader_id) == (successor.pk, leader.pk)
    assert any("移交了任务" in told.sentence for told in history_of(task))


def test_a_change_of_leadership_moves_the_sections_open_tasks_in_one_act(cast, office):
    rows = [create_task(draft(office, key=f"k{n}")) for n in range(3)]
    with acting_as(cast.actor("张主任")):
        change_leadership(office.section, office.persons["王局长"], date(2026, 5, 1))
    assert set(
        Task._base_manager.filter(pk__in=[r.pk for r in rows]).values_list("leader_id", flat=True)
    ) == {office.persons["王局长"].pk}


def test_a_section_left_to_nobody_leaves_its_open_tasks_without_leader_but_those_of_another(cast, office):
    under, apart = create_task(draft(office, key="k1")), create_task(draft(office, key="k2"))
    Task._base_manager.filter(pk=under.pk).update(leader=office.persons["李副局长"])
    Task._base_manager.filter(pk=apart.pk).update(leader=office.persons["王局长"])
    with acting_as(cast.actor("张主任")):
        clear_leadership(office.section, date(2026, 5, 1), "分管待定")
    leaders = dict(Task._base_manager.values_list("pk", "leader_id"))
    assert leaders == {under.pk: None, apart.pk: office.persons["王局长"].pk}
    assert any("李副局长" in entry.sentence for entry in history_of(under))


def test_every_change_is_a_sentence_with_old_and_new(office):
    task = create_task(draft(office))
    update_task(task, 1, {"due_on": date(2026, 10, 31)}, note="工期顺延")
    told = history_of(task)[0]
    assert "完成时限由 2026-09-30 改为 2026-10-31" in told.sentence
    assert told.note == "工期顺延"
    assert AuditEntry.objects.filter(subject_type="ledger.task").count() == 2


def test_only_an_open_task_with_a_day_can_be_overdue(office):
    late = create_task(draft(office, due_on=date(2026, 1, 31)))
    standing = create_task(draft(office, key="k2", due_on=None))
    assert is_overdue(late, date(2026, 2, 1))
    assert not is_overdue(late, date(2026, 1, 31))
    assert not is_overdue(standing, date(2030, 1, 1))
