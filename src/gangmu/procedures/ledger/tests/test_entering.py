"""How tasks enter beside the plan, and how each ledger closes in its own word."""

from datetime import date, timedelta

import pytest

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.procedures.ledger.choices import ProofKind, SourceKind, TaskState
from gangmu.procedures.ledger.models import Task, TaskSource
from gangmu.procedures.ledger.selectors import progress_of
from gangmu.procedures.ledger.services.closing import Given, check_completion, propose_completion
from gangmu.procedures.ledger.services.entering import add_source, answer_result, enter, present_result
from gangmu.procedures.ledger.services.instructing import instruct_again
from gangmu.procedures.ledger.services.splitting import split_by_month
from gangmu.procedures.ledger.services.tasks import Source, Step, TaskDraft, create_task, set_steps

TODAY = clock.today()
SAID = TODAY - timedelta(days=20)
MINUTES = """局长办公会议议定：
一、加快推进城区三所幼儿园建设，由基教科牵头，人事科配合，12月31日前完成主体工程。
二、由人事科牵头，12月底前完成教师招聘工作。
"""


def draft(county, key, ledger, **changes):
    told = {"due_on": TODAY + timedelta(days=30), "lead_id": county.section.pk, **changes}
    return TaskDraft(key, "解决大班额问题", county.bureau.pk, TODAY.year, ledger=ledger, **told)


def instruction(**changes):
    told = {
        "kind": SourceKind.INSTRUCTION,
        "title": "县长批示",
        "wording": "请教育局抓紧解决",
        "person": "县长",
        "said_on": SAID,
    }
    return Source(**{**told, **changes})


def closed(cast, task, proofs=()):
    with acting_as(cast.actor("小周")):
        proposed = propose_completion(task, task.version, "已解决", proofs)
    with acting_as(cast.actor("张主任")):
        check_completion(proposed, True)
    return Task._base_manager.get(pk=task.pk)


@pytest.mark.parametrize(
    ("ledger", "word"),
    [
        (SourceKind.COUNTY_TABLE, "完成认定"),
        (SourceKind.LIVELIHOOD, "完成认定"),
        (SourceKind.CITY_LIST, "完成认定"),
        (SourceKind.INSTRUCTION, "办结"),
        (SourceKind.MEETING, "办结"),
        (SourceKind.PROBLEM, "销号"),
        (SourceKind.SUPERVISION, "销号"),
    ],
)
def test_each_ledger_closes_on_the_same_loop_in_its_own_word(cast, ledger, word):
    with acting_as(cast.actor("小陈")):
        task = enter(draft(cast.own, "k1", ledger), instruction(kind=ledger))
    done = closed(cast, task, [Given(ProofKind.DOCUMENT, "青教〔2026〕8号")])
    assert (done.state, done.state_word) == (TaskState.CLOSED, word)


def test_an_instruction_says_who_when_and_what_and_runs_from_its_day(cast):
    with acting_as(cast.actor("小陈")):
        task = enter(draft(cast.own, "k1", SourceKind.INSTRUCTION), instruction())
        with pytest.raises(Refusal):
            enter(draft(cast.own, "k2", SourceKind.INSTRUCTION), instruction(person=""))
        with pytest.raises(Refusal):
            enter(draft(cast.own, "k3", SourceKind.INSTRUCTION), instruction(said_on=None))
    held = task.sources.get()
    assert (held.person, held.said_on, held.wording, task.issued_on) == (
        "县长",
        SAID,
        "请教育局抓紧解决",
        SAID,
    )
    assert task.leader == cast.own.persons["李副局长"]


def test_the_result_of_an_instruction_returns_to_who_gave_it_and_a_new_one_gives_it_again(cast):
    with acting_as(cast.actor("小陈")):
        task = enter(draft(cast.own, "k1", SourceKind.INSTRUCTION), instruction())
        with pytest.raises(Refusal):
            present_result(task.sources.get(), TODAY)
    task = closed(cast, task)
    with acting_as(cast.actor("小陈")):
        with pytest.raises(Refusal):
            answer_result(task.sources.get(), "已阅")
        answer_result(present_result(task.sources.get(), TODAY), "继续抓好")
        later = TODAY + timedelta(days=60)
        task = instruct_again(task, task.version, "县长", TODAY, "年底前全部消除", later)
    assert (task.state, task.due_on, task.closed_on) == (TaskState.OPEN, later, None)
    first, second = task.sources.order_by("id")
    assert (first.answer, second.wording) == ("继续抓好", "年底前全部消除")
    assert any("再次交办了任务" in told.sentence for told in history_of(task))


def test_problems_found_in_a_supervision_round_stand_under_it(cast):
    with acting_as(cast.actor("小陈")):
        round_ = enter(draft(cast.own, "r", SourceKind.SUPERVISION), instruction(kind=SourceKind.SUPERVISION))
        for number, unit in enumerate((cast.own.school, cast.own.kindergarten)):
            enter(
                draft(cast.own, f"p{number}", SourceKind.PROBLEM, lead_id=unit.pk),
                instruction(kind=SourceKind.PROBLEM), round_,
            )  # fmt: skip
        part = Task._base_manager.get(key="p0")
    with acting_as(cast.actor("小郑")):
        proposed = propose_completion(part, part.version, "已整改")
    with acting_as(cast.actor("张主任")):
        check_completion(proposed, True)
        with scoped("ledger.task:view"):
            told = progress_of(round_)
    assert (told.done, told.total, told.missing) == (1, 2, (cast.own.kindergarten.name,))


def test_a_task_may_have_several_sources_each_with_its_number_and_day(cast):
    with acting_as(cast.actor("小陈")):
        task = enter(
            draft(cast.own, "k1", SourceKind.COUNTY_TABLE), instruction(kind=SourceKind.COUNTY_TABLE)
        )
        paper = Source(
            SourceKind.LIVELIHOOD, "十件民生实事", "新建三所幼儿园", "3", due_on=TODAY, form="表格", channel="县政府督查室"
        )  # fmt: skip
        add_source(task, task.version, paper)
        with pytest.raises(Refusal):
            add_source(task, task.version + 1, paper)
    held = task.sources.get(kind=SourceKind.LIVELIHOOD)
    assert (held.number, held.due_on, held.form, held.channel) == ("3", TODAY, "表格", "县政府督查室")


def test_a_section_cannot_enter_tasks_into_the_bureaus_ledgers(cast):
    with acting_as(cast.actor("小周")), pytest.raises(Forbidden):
        enter(draft(cast.own, "k1", SourceKind.PROBLEM), instruction(kind=SourceKind.PROBLEM))


def test_pasted_minutes_become_proposals_and_only_what_is_accepted_enters(cast):
    client = cast.client("小陈")
    paper = {"ledger": "meeting", "title": "局长办公会议纪要", "said_on": TODAY.isoformat(), "text": MINUTES}
    page = client.post("/ledger/paste/", paper)
    rows = [form.initial for form in page.context["proposed"].forms]
    assert [(r["lead"], r["cooperating"], r["due_on"]) for r in rows] == [
        (cast.own.section.pk, [cast.own.other_section.pk], date(TODAY.year, 12, 31)),
        (cast.own.other_section.pk, [], date(TODAY.year, 12, 31)),
    ]
    assert not Task._base_manager.exists()
    asked = {**paper, "proposed-TOTAL_FORMS": "2", "proposed-INITIAL_FORMS": "2"}
    for place, row in enumerate(rows):
        told = {name: value for name, value in row.items() if name != "accepted" and value}
        asked |= {f"proposed-{place}-{name}": value for name, value in told.items()}
    asked["proposed-0-accepted"] = "on"
    for _twice in range(2):
        assert client.post("/ledger/paste/", asked).status_code == 302
    (task,) = Task._base_manager.all()
    assert "三所幼儿园" in task.name
    assert task.sources.get().wording.startswith("一、加快推进城区三所幼儿园建设")
    assert (task.ledger, task.issued_on) == (SourceKind.MEETING, TODAY)


def test_a_problem_is_entered_on_its_page_once_however_often_the_button_is_pressed(cast):
    client = cast.client("小陈")
    key = client.get("/ledger/enter/?ledger=problem").context["form"].initial["key"]
    asked = {
        "ledger": "problem", "key": key, "name": "实验小学大班额", "requirement": "分流两个班", "kind": "deadline",
        "lead": cast.own.school.pk, "due_on": TODAY.isoformat(), "title": "难点问题台账",
    }  # fmt: skip
    for _twice in range(2):
        assert client.post("/ledger/enter/", asked).status_code == 302
    (task,) = Task._base_manager.all()
    assert (task.ledger, task.requirement, task.sources.get().title) == (
        "problem",
        "分流两个班",
        "难点问题台账",
    )


def test_a_year_is_split_by_month_and_a_reached_month_stays_reached(cast):
    end = date(TODAY.year, 12, 31)
    with acting_as(cast.actor("小陈")):
        task = enter(
            draft(cast.own, "k1", SourceKind.COUNTY_TABLE, due_on=end),
            instruction(kind=SourceKind.COUNTY_TABLE),
        )
        task = set_steps(task, task.version, [Step("验收", end)])
    with acting_as(cast.actor("小周")):
        task = split_by_month(task, task.version, {3: "选址", 6: "开工"})
        task.milestones.filter(name="选址").update(reached_on=TODAY)
        task = split_by_month(task, task.version, {3: "选址", 6: "封顶"})
    held = {s.name: (s.due_on.month, s.reached_on) for s in task.milestones.all()}
    assert held == {"选址": (3, TODAY), "封顶": (6, None), "验收": (12, None)}
    with acting_as(cast.actor("小周")), pytest.raises(Refusal):
        short = Task._base_manager.get(pk=task.pk)
        Task._base_manager.filter(pk=task.pk).update(due_on=date(TODAY.year, 5, 31))
        split_by_month(short, short.version, {7: "装修"})


def test_a_source_of_another_bureau_is_not_found(cast):
    with acting_as(cast.foreign.actor("小陈")):
        task = enter(draft(cast.foreign, "k1", SourceKind.INSTRUCTION), instruction())
    held = TaskSource.objects.get(task=task)
    assert cast.client("小陈").post(f"/ledger/sources/{held.pk}/present/").status_code == 404


def test_what_is_entered_stands_behind_the_plans_own_tasks_in_the_order_in_which_it_came(cast):
    with acting_as(cast.actor("小陈")):
        for number in (1, 2):
            create_task(TaskDraft(f"plan{number}", "规划任务", cast.own.bureau.pk, TODAY.year, order=number))
        for key in ("first", "second"):
            enter(draft(cast.own, key, SourceKind.INSTRUCTION), instruction())
        create_task(TaskDraft("plan3", "补充的规划任务", cast.own.bureau.pk, TODAY.year, order=3))
    held = Task._base_manager.order_by("order", "id").values_list("key", flat=True)
    assert list(held) == ["plan1", "plan2", "plan3", "first", "second"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"said_on": TODAY + timedelta(days=1)}, "还没有到"),
        ({"said_on": TODAY, "due_on": TODAY - timedelta(days=1)}, "早于交办日期"),
        ({"said_on": None, "due_on": date(TODAY.year - 6, 1, 1)}, "不在本年度"),
    ],
)
def test_a_slip_of_the_keyboard_does_not_put_a_matter_into_another_year(cast, days, words):
    typed = {
        "ledger": "problem",
        "key": "k",
        "name": "城区两所幼儿园无证",
        "kind": "deadline",
        "title": "难点问题台账",
        **days,
    }
    answer = cast.client("小陈").post("/ledger/enter/", {name: told for name, told in typed.items() if told})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Task._base_manager.exists()


def test_a_refused_paste_keeps_what_was_read_and_chosen(cast):
    client = cast.client("小陈")
    asked = {"ledger": "meeting", "title": "纪要", "text": MINUTES, "said_on": TODAY + timedelta(days=3)}
    asked |= {"proposed-TOTAL_FORMS": "1", "proposed-INITIAL_FORMS": "1", "proposed-0-accepted": "on"}
    asked["proposed-0-name"] = "加快三所幼儿园建设"
    answer = client.post("/ledger/paste/", asked)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "还没有到" in page
    assert "加快三所幼儿园建设" in page
    assert not Task._base_manager.exists()
    assert client.post("/ledger/paste/", {**asked, "said_on": TODAY}).status_code == 302
