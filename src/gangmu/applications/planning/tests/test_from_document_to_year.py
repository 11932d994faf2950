"""From a document to the year that runs: uploading, reviewing, answering, adopting, revising."""

import io
from datetime import date

import pytest

from gangmu.applications.planning import coverage
from gangmu.applications.planning.choices import AnswerKind, ClauseState, ItemKind, PlanState, Stage
from gangmu.applications.planning.models import DraftAnswer, PlanClause, PlanVersion, ReadItem
from gangmu.applications.planning.selectors import changes_between, differing, pieces_of
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.adopting import adopt_plan, run_trial
from gangmu.applications.planning.services.answering import answer_row, settle_answer
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.procedures.ledger.choices import Part, TaskState
from gangmu.procedures.ledger.grid import grid
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.reporting import Cell, write_report
from gangmu.procedures.ledger.services.tasks import assign_units

PLAN = """青山县教育局2026年工作要点

2026年是承上启下的一年。全县教育工作坚持以人民为中心。

一、扩大资源
1.新增学位。新增小学学位800个,8月底前交付使用。完善校舍维护制度。(责任科室:青山县人事科)
2.做好宣传。全年报送信息不少于50篇。(责任科室:青山县基教科、青山县人事科)

二、规范管理
3.规范收费。各学校公示收费项目。(责任科室:青山县基教科)

青山县教育局
2026年3月1日
"""
MEETING = ("局党组会第3次会议", date(2026, 3, 5))


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("张主任")):
        yield cast.own


@pytest.fixture
def version(office):
    return paste_version(office.bureau, Stage.ISSUED, PLAN)


def items(version, kind):
    return list(ReadItem._base_manager.filter(document=version, kind=kind))


def settle_everything(version):
    """Do what a person does on the review screen until both bars are full."""
    left = version.clauses.filter(state__in=(ClauseState.OPEN, ClauseState.NOT_LISTED), confirmed=False)
    reviewing.declare_not_listed(version, left.values_list("pk", flat=True), "背景")
    for item in items(version, ItemKind.TASK):
        if item.lead_id is None:
            reviewing.edit_item(item, item.version, {"lead_id": version.plan.organisation_id})


def test_a_plan_is_read_with_its_owners_deadlines_and_targets(office, version):
    assert (version.plan.year, version.plan.title) == (2026, "青山县教育局2026年工作要点")
    seats, news, fees = items(version, ItemKind.TASK)
    assert seats.lead_id == office.other_section.pk
    assert (news.lead_id, news.cooperating) == (office.section.pk, [office.other_section.pk])
    assert [i.data["value"] for i in items(version, ItemKind.TARGET)] == [800, 50]
    assert fees.name


def test_every_character_of_the_source_stands_in_one_piece(version):
    clauses = list(version.clauses.all())
    pieces = pieces_of(version, clauses, items(version, ItemKind.TARGET))
    assert "".join(piece.text for piece in pieces) == version.text


def test_the_same_text_again_is_recognised(office, version):
    with pytest.raises(Refusal) as refused:
        paste_version(office.bureau, Stage.DRAFT, PLAN)
    assert refused.value.code == "planning.same_text"
    assert PlanVersion._base_manager.count() == 1


def test_a_document_marked_secret_is_refused_before_anything_is_stored(office):
    with pytest.raises(Refusal) as refused:
        paste_version(office.bureau, Stage.DRAFT, "机密★10年\n\n" + PLAN)
    assert refused.value.code == "files.classified"
    assert not PlanVersion._base_manager.exists()


def test_a_text_in_which_nothing_is_read_is_refused(office):
    with pytest.raises(Refusal):
        paste_version(office.bureau, Stage.DRAFT, "今天天气很好")


def test_a_task_planted_inside_a_long_item_shows_as_open(office):
    planted = PLAN.replace("完善校舍维护制度。", "完善校舍维护制度。校车那边的事情。")
    version = paste_version(office.bureau, Stage.DRAFT, planted)
    clause = next(c for c in version.clauses.all() if "校车那边" in planted[c.start : c.end])
    assert not coverage.is_accounted(clause)
    assert not coverage.clause_bar(list(version.clauses.all())).full


def test_an_unread_clause_in_an_appendix_shows_as_open(office):
    text = PLAN + "\n附件:重点项目表\n某些另外的说明文字没有归属\n"
    version = paste_version(office.bureau, Stage.DRAFT, text)
    clause = next(c for c in version.clauses.all() if "另外的说明" in text[c.start : c.end])
    if clause.state == ClauseState.OUTSIDE:
        reviewing.draw_in(version, [clause.pk])
        clause.refresh_from_db()
    assert not coverage.is_accounted(clause)


def test_a_plan_is_not_adopted_while_a_bar_is_not_full(office, version):
    with pytest.raises(Refusal) as refused:
        adopt_plan(version, *MEETING)
    assert refused.value.code == "planning.not_covered"
    assert not Task._base_manager.exists()


def test_a_text_without_tasks_has_nothing_to_adopt_and_no_bar_says_a_hundred_per_cent(cast, version):
    ReadItem._base_manager.filter(document=version).exclude(kind=ItemKind.HEADING).delete()
    settle_everything(version)
    with pytest.raises(Refusal) as refused:
        adopt_plan(version, *MEETING)
    assert refused.value.code == "planning.nothing_to_adopt"
    page = cast.client("张主任").get(f"/plans/versions/{version.pk}/adopt/").content.decode()
    assert "没有可采用的内容" in page
    assert "0/0" not in page
    assert "采用，开始运行台账" not in page


def test_adoption_makes_the_ledger_and_the_targets_once_however_often_it_is_asked(office, version):
    settle_everything(version)
    plan = adopt_plan(version, *MEETING)
    adopt_plan(version, *MEETING)
    assert (plan.state, plan.meeting, plan.adopted_on) == (PlanState.ADOPTED, *MEETING)
    assert Task._base_manager.filter(parent__isnull=True).count() == 3
    assert Target._base_manager.count() == 2
    news = Task._base_manager.get(number__endswith="2", parent__isnull=True)
    assert news.theme == "扩大资源"
    assert [t.indicator for t in news.targets(manager="_base_manager").all()] == ["publicity_items_submitted"]
    assert news.systems == ["publicity"]
    source = news.sources.get()
    assert version.text[source.start : source.end].strip() == source.wording


def test_deadlines_are_read_into_days(office, version):
    settle_everything(version)
    adopt_plan(version, *MEETING)
    seats = Task._base_manager.get(number__endswith="1", parent__isnull=True)
    assert (seats.due_on, seats.kind) == (date(2026, 8, 31), "deadline")


def test_a_clerk_of_a_section_cannot_review_nor_adopt(cast, version):
    with acting_as(cast.actor("小周")):
        with pytest.raises(Forbidden):
            reviewing.confirm_items(version, [])
        with pytest.raises(Forbidden):
            adopt_plan(version, *MEETING)


def test_two_people_on_one_item_the_second_is_told_and_the_first_ones_words_stay(office, version):
    item = items(version, ItemKind.TASK)[0]
    reviewing.edit_item(item, 1, {"name": "甲写的"})
    with pytest.raises(Conflict):
        reviewing.edit_item(item, 1, {"name": "乙写的"})
    assert ReadItem._base_manager.get(pk=item.pk).name == "甲写的"


def test_split_and_merge_are_each_others_inverse_on_spans(office, version):
    item = items(version, ItemKind.TASK)[0]
    start, end = item.start, item.end
    head, tail = reviewing.split_item(item, 1, start + 20)
    assert (head.start, head.end, tail.start, tail.end) == (start, start + 20, start + 20, end)
    whole = reviewing.merge_items(head, tail, (head.version, tail.version))
    assert (whole.start, whole.end) == (start, end)


def test_removing_an_action_opens_its_clause_again(office, version):
    action = next(a for a in items(version, ItemKind.ACTION) if "校舍维护" in a.name)
    reviewing.remove_item(action, action.version)
    clause = next(c for c in version.clauses.all() if "校舍维护" in version.text[c.start : c.end])
    assert clause.state == ClauseState.OPEN


def test_an_item_added_from_a_selection_accounts_for_its_clause(office, version):
    clause = version.clauses.filter(state__in=(ClauseState.NOT_LISTED, ClauseState.OPEN)).first()
    reviewing.add_item(version, ItemKind.ACTION, clause.start, clause.end)
    assert PlanClause.objects.get(pk=clause.pk).state == ClauseState.ACTION


def test_a_section_claims_a_row_and_the_office_takes_it(cast, office, version):
    row = items(version, ItemKind.TASK)[0]
    with acting_as(cast.actor("刘科长")):
        answer = answer_row(row, office.section.pk, AnswerKind.CLAIM)
    settle_answer(answer, accept=True)
    row.refresh_from_db()
    assert row.lead_id == office.section.pk
    with pytest.raises(Conflict):
        settle_answer(answer, accept=False)


def test_a_section_answers_only_for_itself(cast, office, version):
    row = items(version, ItemKind.TASK)[0]
    with acting_as(cast.actor("刘科长")), pytest.raises(Forbidden):
        answer_row(row, office.other_section.pk, AnswerKind.CLAIM)
    assert not DraftAnswer._base_manager.exists()


def test_a_trial_runs_from_a_draft_and_its_rows_carry_over_to_the_issued_text(office):
    draft = paste_version(office.bureau, Stage.DRAFT, PLAN)
    assert run_trial(draft) == 3
    trial = {task.pk: task.name for task in Task._base_manager.filter(state=TaskState.TRIAL)}
    issued_text = PLAN.replace("新增小学学位800个", "新增小学学位900个").replace(
        "3.规范收费。", "3.规范收费行为。"
    )
    issued = paste_version(office.bureau, Stage.ISSUED, issued_text, draft.plan)
    settle_everything(issued)
    adopt_plan(issued, *MEETING)
    assert set(Task._base_manager.filter(state=TaskState.OPEN).values_list("pk", flat=True)) == set(trial)


def test_what_a_section_reports_on_trial_is_owed_by_no_day_and_stands_at_the_adopted_task(cast, office):
    draft = paste_version(office.bureau, Stage.DRAFT, PLAN)
    run_trial(draft)
    month = date(2026, 3, 1)
    with acting_as(cast.actor("刘科长")), scoped("ledger.task:view"):
        row = grid([office.section.pk], month)[0]
        assert row.task.state == TaskState.TRIAL
        assert row.due is None
        write_report(row.task, month, [Cell("words", "已完成摸底")])
    issued = paste_version(
        office.bureau, Stage.ISSUED, PLAN.replace("完善校舍维护", "健全校舍维护"), draft.plan
    )
    settle_everything(issued)
    adopt_plan(issued, *MEETING)
    with acting_as(cast.actor("刘科长")), scoped("ledger.task:view"):
        row = grid([office.section.pk], month)[0]
    assert (row.task.state, row.words) == (TaskState.OPEN, "已完成摸底")


def test_a_revision_leaves_the_time_of_what_it_repeats_to_run_from_the_first_issue(office):
    first = paste_version(office.bureau, Stage.ISSUED, PLAN)
    settle_everything(first)
    adopt_plan(first, *MEETING)
    issued = date(2026, 2, 1)
    Task._base_manager.update(issued_on=issued)
    Target._base_manager.update(issued_on=issued)
    revised = paste_version(
        office.bureau, Stage.ISSUED, PLAN.replace("新增小学学位800个", "新增小学学位900个"), first.plan
    )
    settle_everything(revised)
    adopt_plan(revised, *MEETING)
    assert set(Task._base_manager.values_list("issued_on", flat=True)) == {issued}
    changed = {t.issued_on == issued for t in Target._base_manager.filter(wording__contains="900")}
    kept = {t.issued_on == issued for t in Target._base_manager.exclude(wording__contains="900")}
    assert (changed, kept) == ({False}, {True})


def lead_of(name):
    return Task._base_manager.get(name=name, parent__isnull=True).units.get(part=Part.LEAD).organisation_id


def test_a_lead_given_after_the_trial_began_leads_the_adopted_task(office):
    draft = paste_version(office.bureau, Stage.DRAFT, PLAN.replace("(责任科室:青山县人事科)", ""))
    run_trial(draft)
    task = Task._base_manager.get(name="新增学位")
    assert not task.units.exists()
    item = next(one for one in items(draft, ItemKind.TASK) if one.name == "新增学位")
    reviewing.edit_item(item, item.version, {"lead_id": office.other_section.pk})
    settle_everything(draft)
    adopt_plan(draft, *MEETING)
    assert lead_of("新增学位") == office.other_section.pk


def test_a_revision_moves_the_lead_that_its_text_moves_and_leaves_what_the_year_decided(office, version):
    settle_everything(version)
    adopt_plan(version, *MEETING)
    kept = Task._base_manager.get(name="规范收费")
    assign_units(kept, kept.version, office.kindergarten_section.pk, (), "分工调整")
    text = PLAN.replace("(责任科室:青山县人事科)", "(责任科室:青山县基教科)")
    revised = paste_version(office.bureau, Stage.ISSUED, text, version.plan)
    moved = next(one for one in items(revised, ItemKind.TASK) if one.name == "新增学位")
    reviewing.edit_item(moved, moved.version, {"lead_id": office.section.pk})
    settle_everything(revised)
    adopt_plan(revised, *MEETING)
    assert lead_of("新增学位") == office.section.pk
    assert lead_of("规范收费") == office.kindergarten_section.pk


def test_a_revision_tells_what_it_adds_drops_and_changes(office, version):
    settle_everything(version)
    adopt_plan(version, *MEETING)
    text = PLAN.replace(
        "2.做好宣传。全年报送信息不少于50篇。(责任科室:青山县基教科、青山县人事科)\n", ""
    ).replace("各学校公示收费项目。", "各学校每学期公示收费项目和标准。")
    revised = paste_version(office.bureau, Stage.ISSUED, text, version.plan)
    told = changes_between(version, revised)
    assert [i.kind for i in told["gone"]] == ["task", "target"]
    assert len(told["changed"]) >= 1
    settle_everything(revised)
    adopt_plan(revised, *MEETING)
    assert Task._base_manager.filter(state=TaskState.STOPPED, parent__isnull=True).count() == 1


def test_an_adopted_version_can_no_longer_be_changed(office, version):
    settle_everything(version)
    adopt_plan(version, *MEETING)
    item = items(version, ItemKind.TASK)[0]
    with pytest.raises(Conflict):
        reviewing.edit_item(item, item.version, {"name": "晚了"})


def test_the_review_screen_answers_in_few_queries(cast, office, version, django_assert_max_num_queries):
    client = cast.client("张主任")
    client.get(f"/plans/versions/{version.pk}/")
    with django_assert_max_num_queries(25):
        page = client.get(f"/plans/versions/{version.pk}/")
    assert page.status_code == 200
    assert "条款覆盖" in page.content.decode()


def test_a_plan_uploaded_again_as_a_new_one_is_told_and_as_a_new_version_is_taken(cast, office, version):
    client = cast.client("张主任")
    text = PLAN.replace("800个", "900个")
    again = client.post("/plans/upload/", {"text": text, "stage": Stage.DRAFT})
    assert again.status_code == 422
    assert "已有“青山县教育局2026年工作要点”" in again.content.decode() and "900个" in again.content.decode()
    taken = client.post("/plans/upload/", {"text": text, "stage": Stage.DRAFT, "plan": version.plan_id})
    assert taken.status_code == 302
    assert PlanVersion._base_manager.filter(plan=version.plan).count() == 2


def test_an_empty_file_is_told_of_alone(cast):
    answer = cast.client("张主任").post("/plans/upload/", {"file": io.BytesIO(b""), "stage": Stage.DRAFT})
    assert "请选择文件" not in answer.content.decode()
    assert answer.status_code == 422


def test_one_unit_takes_all_tasks_of_a_section_that_nobody_leads_and_no_other(cast, office):
    text = PLAN.replace("(责任科室:青山县人事科)", "").replace("(责任科室:青山县基教科)", "")
    draft = paste_version(office.bureau, Stage.DRAFT, text)
    tasks = items(draft, ItemKind.TASK)
    before = {task.pk: task.lead_id for task in tasks}
    ids = [task.pk for task in tasks]
    assert reviewing.give_lead(draft, ids, office.section.pk) == sum(lead is None for lead in before.values())
    for task in items(draft, ItemKind.TASK):
        assert task.lead_id == (before[task.pk] or office.section.pk)
    with pytest.raises(Refusal):
        reviewing.give_lead(draft, ids, cast.foreign.section.pk)


def test_the_own_page_tells_the_section_what_to_answer_and_the_office_what_to_settle(cast, office, version):
    section = cast.client("刘科长")
    assert "等待答复" in section.get("/").content.decode()
    with acting_as(cast.actor("刘科长")):
        for row in items(version, ItemKind.TASK):
            if row.lead_id == office.section.pk:
                answer_row(row, office.section.pk, AnswerKind.CLAIM)
    assert "等待答复" not in section.get("/").content.decode()
    page = cast.client("张主任").get("/").content.decode()
    assert "条科室答复待处理" in page and f"/plans/versions/{version.pk}/" in page
    assert "等待答复" not in cast.client("吴校长").get("/").content.decode()


def test_a_task_written_anew_under_its_name_is_the_same_task(office, version):
    text = PLAN.replace(
        "新增小学学位800个,8月底前交付使用。完善校舍维护制度。",
        "启动城东小学迁建,年内完成立项、选址和初步设计,明年秋季启用。",
    )
    revised = paste_version(office.bureau, Stage.ISSUED, text, version.plan)
    keys = {item.name: item.key for item in items(version, ItemKind.TASK)}
    assert {item.name: item.key for item in items(revised, ItemKind.TASK)} == keys


def test_a_section_that_is_to_cooperate_sees_the_row_before_those_of_others(cast, office):
    text = PLAN.replace("(责任科室:青山县基教科、青山县人事科)", "(责任科室:青山县人事科、青山县基教科)")
    version = paste_version(office.bureau, Stage.DRAFT, text)
    page = cast.client("小周").get("/plans/answers/")
    shown = {name: [row.pk for row, _given in page.context[name]] for name in ("own", "shared", "others")}
    seats, news, fees = (item.pk for item in items(version, ItemKind.TASK))
    assert shown == {"own": [fees], "shared": [news], "others": [seats]}
    assert "拟由我科室配合" in page.content.decode()


def test_both_wordings_of_a_change_stand_whole_with_the_words_marked_that_differ():
    was, now = differing("新建幼儿园148所。", "新建幼儿园150所。")
    assert ("".join(words for words, _ in was), "".join(words for words, _ in now)) == (
        "新建幼儿园148所。",
        "新建幼儿园150所。",
    )
    assert [words for words, differs in was if differs] == ["48"]
    assert [words for words, differs in now if differs] == ["50"]
