"""Mistakes on the way from a document to the year: a wrong file is withdrawn, a wrong key is taken back."""

from datetime import date
from types import SimpleNamespace

import pytest

from gangmu.applications.planning import coverage
from gangmu.applications.planning.choices import AnswerKind, ClauseState, ItemKind, Stage
from gangmu.applications.planning.models import DraftAnswer, Plan, PlanVersion, ReadItem, ReviewStep
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.adopting import adopt_plan, run_trial
from gangmu.applications.planning.services.answering import answer_row
from gangmu.applications.planning.services.undoing import KEPT, last_step, undo_last
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.applications.planning.services.withdrawing import withdraw
from gangmu.applications.planning.tests.test_from_document_to_year import PLAN, items, settle_everything
from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal

MEETING = ("局党组会第3次会议", date(2026, 3, 5))


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("张主任")):
        yield cast.own


@pytest.fixture
def version(office):
    return paste_version(office.bureau, Stage.DRAFT, PLAN)


def picture(version):
    """Everything that a person sees of a reading, but for the versions of its rows."""
    rows = ReadItem._base_manager.filter(document=version).order_by("pk").values()
    clauses = version.clauses.order_by("pk").values("pk", "state", "confirmed", "reason")
    answers = DraftAnswer._base_manager.filter(item__document=version).order_by("pk").values()
    return [{**row, "version": 0} for row in rows], list(clauses), list(answers)


def task_with_actions(version):
    held = {action.parent_id for action in items(version, ItemKind.ACTION)}
    return next(task for task in items(version, ItemKind.TASK) if task.pk in held)


def remove(version):
    task = task_with_actions(version)
    reviewing.remove_item(task, task.version)


def merge(version):
    first, second, *_rest = items(version, ItemKind.TASK)
    reviewing.merge_items(first, second, (first.version, second.version))


def split(version):
    task = task_with_actions(version)
    reviewing.split_item(task, task.version, task.start + 5)


def add(version):
    clause = version.clauses.filter(confirmed=True).first()
    reviewing.add_item(version, ItemKind.ACTION, clause.start, clause.end)


def edit(version):
    task = task_with_actions(version)
    reviewing.edit_item(task, task.version, {"name": "另一个名称", "due_on": date(2026, 9, 1)})


def declare(version):
    loose = version.clauses.filter(state__in=(ClauseState.OPEN, ClauseState.NOT_LISTED), confirmed=False)
    assert reviewing.declare_not_listed(version, loose.values_list("pk", flat=True), "背景")


def confirm(version):
    reviewing.confirm_items(version, [task.pk for task in items(version, ItemKind.TASK)])


@pytest.fixture
def reviewed(cast, version):
    """A reading with a confirmed 不单列任务, a corrected item and an answer of a section."""
    first = version.clauses.filter(state=ClauseState.NOT_LISTED).first()
    reviewing.declare_not_listed(version, [first.pk], "背景")
    task = task_with_actions(version)
    with acting_as(cast.actor("刘科长")):
        answer_row(task, cast.own.section.pk, AnswerKind.SUGGEST, "请再核")
    return version


@pytest.mark.parametrize("step", [remove, merge, split, add, edit, declare, confirm])
def test_a_step_taken_back_leaves_everything_as_it_was(office, reviewed, step):
    before = picture(reviewed)
    step(reviewed)
    assert picture(reviewed) != before
    undo_last(reviewed)
    assert picture(reviewed) == before


def test_several_steps_are_taken_back_one_after_the_other(office, reviewed):
    before = picture(reviewed)
    split(reviewed)
    remove(reviewed)
    undo_last(reviewed)
    undo_last(reviewed)
    assert picture(reviewed) == before
    assert last_step(reviewed).verb == "确认了不单列任务的条款"


def test_one_takes_back_only_ones_own_steps(cast, office, reviewed):
    own = ReviewStep.objects.count()
    with acting_as(cast.actor("小陈")):
        remove(reviewed)
        assert last_step(reviewed).verb == "移除了条目"
    assert ReviewStep.objects.count() == own + 1
    assert last_step(reviewed).verb == "确认了不单列任务的条款"


def test_a_step_that_somebody_went_on_from_is_not_taken_back(cast, office, version):
    merge(version)
    kept = items(version, ItemKind.TASK)[0]
    with acting_as(cast.actor("小陈")):
        reviewing.edit_item(kept, kept.version, {"name": "小陈改的"})
    after = picture(version)
    with pytest.raises(Conflict):
        undo_last(version)
    assert picture(version) == after


def test_a_screen_from_before_the_undo_is_stale(office, version):
    task = items(version, ItemKind.TASK)[0]
    edit_version = task.version
    reviewing.remove_item(task, task.version)
    undo_last(version)
    with pytest.raises(Conflict):
        reviewing.edit_item(task, edit_version, {"name": "旧屏幕"})


def test_nothing_to_take_back_says_so(office, version):
    with pytest.raises(Refusal) as refused:
        undo_last(version)
    assert refused.value.code == "planning.nothing_to_undo"


def test_old_steps_are_dropped(office, version):
    clauses = list(version.clauses.all()[:3])
    for at in range(KEPT + 5):
        item = reviewing.add_item(version, ItemKind.ACTION, clauses[0].start + at, clauses[2].end + at)
        assert item.pk
    assert ReviewStep.objects.filter(document=version).count() == KEPT


def test_an_adopted_plan_is_not_taken_back(office, version):
    settle_everything(version)
    adopt_plan(version, *MEETING)
    fresh = PlanVersion._base_manager.get(pk=version.pk)
    assert last_step(fresh) is None
    with pytest.raises(Conflict):
        undo_last(fresh)


def test_a_second_click_on_add_adds_nothing(office, version):
    clause = version.clauses.first()
    reviewing.add_item(version, ItemKind.TASK, clause.start, clause.end)
    with pytest.raises(Conflict):
        reviewing.add_item(version, ItemKind.TASK, clause.start, clause.end)
    assert (
        ReadItem._base_manager.filter(document=version, start=clause.start, kind=ItemKind.TASK).count() == 1
    )


def test_the_screen_offers_to_take_back_and_does(cast, office, version):
    client = cast.client("张主任")
    assert "data-undo" not in client.get(f"/plans/versions/{version.pk}/").content.decode()
    task = task_with_actions(version)
    client.post(f"/plans/items/{task.pk}/remove/", {"version": task.version})
    page = client.get(f"/plans/versions/{version.pk}/").content.decode()
    assert "data-undo" in page and "移除了条目" in page
    fragment = client.post(f"/plans/versions/{version.pk}/undo/", headers={"HX-Request": "true"})
    assert f"item-{task.pk}" in fragment.content.decode()
    assert coverage.owner_bar(items(version, ItemKind.TASK)).total == 3


def test_a_wrong_file_is_withdrawn_and_may_come_in_again(cast, office, version):
    gone = SimpleNamespace(_meta=version._meta, pk=version.pk)
    plan = SimpleNamespace(_meta=Plan._meta, pk=version.plan_id)
    assert withdraw(version, "传错了文件") is None
    assert not Plan._base_manager.exists() and not PlanVersion._base_manager.exists()
    told = history_of(gone)[0]
    assert "撤回了稿件" in told.sentence and version.sha256[:16] in told.sentence
    assert told.note == "传错了文件" and "撤回了工作要点" in history_of(plan)[0].sentence
    assert paste_version(office.bureau, Stage.DRAFT, PLAN).pk


def test_the_list_of_plans_shows_no_withdrawn_plan_but_that_there_was_one(cast, office, version):
    client = cast.client("张主任")
    page = client.post(f"/plans/versions/{version.pk}/withdraw/", {"reason": "传错了文件"}, follow=True)
    assert f"/plans/{version.plan_id}/" not in page.content.decode()
    assert "撤回过 1 稿" in page.content.decode() and "传错了文件" in page.content.decode()
    assert "撤回过" not in cast.client("刘科长").get("/plans/").content.decode()
    assert client.get(f"/plans/versions/{version.pk}/").status_code == 404


def test_a_wrong_draft_of_a_plan_goes_alone(office, version):
    second = paste_version(office.bureau, Stage.CONSULTATION, PLAN.replace("800", "900"), version.plan)
    assert withdraw(second, "传错了稿次") == version.plan
    assert list(PlanVersion._base_manager.values_list("pk", flat=True)) == [version.pk]


def test_a_withdrawal_needs_a_reason_and_the_right_to_upload(cast, office, version):
    with pytest.raises(Refusal):
        withdraw(version, "  ")
    with acting_as(cast.actor("刘科长")), unscoped(reason="test"), pytest.raises(Forbidden):
        withdraw(version, "传错了文件")
    assert PlanVersion._base_manager.exists()


def test_what_runs_is_not_withdrawn(cast, office, version):
    run_trial(version)
    with pytest.raises(Refusal) as refused:
        withdraw(version, "传错了文件")
    assert refused.value.code == "planning.withdraw_running"
    settle_everything(version)
    adopt_plan(version, *MEETING)
    with pytest.raises(Refusal) as refused:
        withdraw(version, "传错了文件")
    assert refused.value.code == "planning.withdraw_adopted"
    page = cast.client("张主任").get(f"/plans/versions/{version.pk}/withdraw/").content.decode()
    assert "不能撤回" in page and '<form method="post" class="panel"' not in page


def test_a_second_click_on_withdraw_is_told(office, version):
    again = PlanVersion._base_manager.select_related("plan").get(pk=version.pk)
    withdraw(version, "传错了文件")
    with pytest.raises(Conflict):
        withdraw(again, "传错了文件")


def test_a_second_click_on_upload_opens_what_the_first_one_made(cast):
    client, told = cast.client("张主任"), {"text": PLAN, "stage": Stage.DRAFT}
    first = client.post("/plans/upload/", told)
    again = client.post("/plans/upload/", told, follow=True)
    assert again.redirect_chain == [(first.headers["Location"], 302)]
    assert "这份文件已经上传过" in again.content.decode()
    assert PlanVersion._base_manager.count() == 1
