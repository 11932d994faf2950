"""What was decided of a draft goes on to the text that is issued."""

import pytest

from gangmu.applications.planning.choices import ClauseState, ItemKind, Stage
from gangmu.applications.planning.models import PlanVersion, ReadItem, SectionDuty
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.uploading import next_stage, paste_version
from gangmu.foundation.kernel.actors import acting_as

PLAN = """青山县教育局2026年工作要点

一、扩大资源
1.新增学位。新增小学学位800个,8月底前交付使用。完善校舍维护制度。(责任科室:青山县人事科)
2.做好宣传。全年报送信息不少于50篇。(责任科室:青山县基教科、青山县人事科)
"""


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("张主任")):
        yield cast.own


def items(version, kind):
    return list(ReadItem._base_manager.filter(document=version, kind=kind))


def test_what_was_decided_of_a_draft_goes_before_what_is_proposed_from_duties(office):
    words = PLAN.replace("(责任科室:青山县人事科)", "")
    SectionDuty._base_manager.create(section=office.section, words="学位")
    draft = paste_version(office.bureau, Stage.DRAFT, words)
    item = next(one for one in items(draft, ItemKind.TASK) if one.name == "新增学位")
    assert item.lead_id == office.section.pk
    reviewing.edit_item(item, item.version, {"lead_id": office.other_section.pk, "name": "新增小学学位"})
    for text in (words.replace("\n\n", "\n") + "\n", words.replace("完善校舍维护", "健全校舍维护")):
        issued = paste_version(office.bureau, Stage.ISSUED, text, draft.plan)
        same = next(one for one in items(issued, ItemKind.TASK) if one.key == item.key)
        assert same.lead_id == office.other_section.pk
    marked = paste_version(
        office.bureau, Stage.ISSUED, PLAN.replace("青山县人事科)", "青山县基教科)"), draft.plan
    )
    assert (
        next(one for one in items(marked, ItemKind.TASK) if one.key == item.key).lead_id == office.section.pk
    )


def test_when_a_target_is_met_stays_confirmed_in_the_next_text(office):
    draft = paste_version(office.bureau, Stage.DRAFT, PLAN)
    target = items(draft, ItemKind.TARGET)[0]
    reviewing.edit_item(target, target.version, {"met_when": "exactly"})
    issued = paste_version(
        office.bureau, Stage.ISSUED, PLAN.replace("完善校舍维护", "健全校舍维护"), draft.plan
    )
    same = next(one for one in items(issued, ItemKind.TARGET) if one.key == target.key)
    assert same.data["met_when"] == "exactly"
    assert (
        issued.text[same.data["value_start"] : same.data["value_end"]]
        == draft.text[target.data["value_start"] : target.data["value_end"]]
    )


SPEECH = """青山县教育局2026年工作要点

一、扩大资源
1.新增学位。新增小学学位800个,8月底前交付使用。(责任科室:青山县人事科)
2.做好宣传。全年报送信息不少于50篇。(责任科室:青山县基教科)
3.改善校舍。维修校舍30所。(责任科室:青山县基教科)
"""


def declared(version) -> list[str]:
    rows = version.clauses.filter(state=ClauseState.NOT_LISTED, confirmed=True)
    return [version.text[row.start : row.end].strip("。") for row in rows]


def declare(version, words: str, which: int = 0) -> None:
    found = [row.pk for row in version.clauses.all() if words in version.text[row.start : row.end]]
    assert reviewing.declare_not_listed(version, [found[which]], "工作原则") == 1


def test_what_needs_no_task_of_its_own_stays_so_in_the_next_text_where_the_clause_is_the_same(office):
    draft = paste_version(office.bureau, Stage.DRAFT, SPEECH)
    declare(draft, "8月底前交付使用")
    declare(draft, "青山县基教科", which=1)
    changed = SPEECH.replace("做好宣传", "做好新闻宣传").replace("800个", "900个")
    issued = paste_version(office.bureau, Stage.CONSULTATION, changed, draft.plan)
    assert declared(issued) == ["8月底前交付使用", "(责任科室:青山县基教科)"]
    first, second = issued.clauses.filter(confirmed=True)
    assert (first.reason, second.start) == ("工作原则", issued.text.rindex("(责任科室"))


def test_a_clause_that_is_worded_anew_is_asked_about_anew(office):
    draft = paste_version(office.bureau, Stage.DRAFT, SPEECH)
    declare(draft, "8月底前交付使用")
    changed = SPEECH.replace("8月底前交付", "9月底前交付")
    assert declared(paste_version(office.bureau, Stage.ISSUED, changed, draft.plan)) == []


def test_a_clause_that_has_moved_is_known_by_words_that_stand_once(office):
    draft = paste_version(office.bureau, Stage.DRAFT, SPEECH)
    declare(draft, "青山县人事科")
    one, two, three = (f"{number}." + SPEECH.split(f"{number}.")[1].split("\n")[0] for number in (1, 2, 3))
    moved = SPEECH.split("1.")[0] + "\n".join((two, three, one)) + "\n"
    assert declared(paste_version(office.bureau, Stage.ISSUED, moved, draft.plan)) == [
        "(责任科室:青山县人事科)"
    ]


def test_what_is_made_an_action_of_in_the_next_text_is_no_longer_declared(office):
    draft = paste_version(office.bureau, Stage.DRAFT, SPEECH)
    declare(draft, "8月底前交付使用")
    issued = paste_version(office.bureau, Stage.ISSUED, SPEECH + "4.完善制度。\n", draft.plan)
    clause = next(row for row in issued.clauses.all() if "交付" in issued.text[row.start : row.end])
    reviewing.add_item(issued, ItemKind.ACTION, clause.start, clause.end)
    clause.refresh_from_db()
    assert (clause.state, clause.confirmed) == (ClauseState.ACTION, False)


def test_a_new_texts_step_follows_the_last(cast, office):
    assert next_stage(None) == Stage.DRAFT
    plan, told = None, []
    for number in range(5):
        stage = next_stage(plan)
        plan = paste_version(office.bureau, stage, PLAN + "\n" * number, plan).plan
        told.append(stage)
    assert told == [*Stage, Stage.ISSUED]


def test_the_page_shows_the_step_after_the_last_and_takes_it_when_the_plan_is_chosen_there(cast, office):
    plan = paste_version(office.bureau, Stage.CONSULTATION, PLAN).plan
    client = cast.client("张主任")
    shown = client.get(f"/plans/{plan.pk}/upload/").content.decode()
    assert '<option value="submission" selected>' in shown
    answer = client.post("/plans/upload/", {"text": SPEECH, "plan": plan.pk, "stage": ""})
    assert answer.status_code == 302
    assert PlanVersion._base_manager.filter(plan=plan).first().stage == Stage.SUBMISSION
