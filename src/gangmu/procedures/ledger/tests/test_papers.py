"""Papers: proposed, decided, signed step by step, issued; the number stays blank until then."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.procedures.ledger.choices import Numbering, PaperKind, PaperState, SourceKind
from gangmu.procedures.ledger.models import Paper
from gangmu.procedures.ledger.models.papers import default_steps
from gangmu.procedures.ledger.paper_documents import document_of, number_words, parts_of
from gangmu.procedures.ledger.papers import current_steps, issued_against_last_year, papers
from gangmu.procedures.ledger.services.issuing import (
    issue_paper,
    record_talk,
    register_in_oa,
    register_issued,
    send_paper_back,
    take_step,
    tell_outcome,
)
from gangmu.procedures.ledger.services.papers import (
    PaperDraft,
    decide_paper,
    edit_paper,
    propose_paper,
    set_paper_rule,
    withdraw_paper,
)
from gangmu.procedures.ledger.services.tasks import Source, TaskDraft, create_task

TODAY = clock.today()
STEPS = ["拟稿", "科室负责人", "办公室核稿", "分管领导", "局长签发"]
SIGNERS = ["小周", "刘科长", "张主任", "李副局长", "王局长"]


@pytest.fixture
def county(cast):
    return cast.own


@pytest.fixture
def task(cast, county):
    source = Source(SourceKind.PLAN, "2026年工作要点", "新建三所幼儿园，年内投用", number="3")
    with acting_as(cast.actor("小陈")):
        return create_task(
            TaskDraft("k", "新建三所幼儿园", county.bureau.pk, TODAY.year, number="3", lead_id=county.section.pk,
                      due_on=TODAY + timedelta(days=20), sources=(source,))
        )  # fmt: skip


def as_(cast, name):
    return acting_as(cast.actor(name))


def proposed(cast, task, kind=PaperKind.SUPERVISION, **more) -> Paper:
    with as_(cast, "小陈"):
        return propose_paper(
            PaperDraft(kind, cast.own.bureau.pk, [task.pk], drafter_id=cast.own.section.pk, reason="时间只剩 15%", **more)
        )  # fmt: skip


def agreed(cast, task, kind=PaperKind.SUPERVISION, **more) -> Paper:
    paper = proposed(cast, task, kind, **more)
    with as_(cast, "李副局长"):
        return decide_paper(paper, True, "请抓紧办理")


def code(cast, kind=PaperKind.SUPERVISION, **more):
    with as_(cast, "张主任"):
        set_paper_rule(cast.own.bureau.pk, kind, {"code": "青教督", **more})


def signed(cast, paper) -> Paper:
    for name in SIGNERS:
        with as_(cast, name):
            take_step(paper)
    return Paper._base_manager.get(pk=paper.pk)


def issued(cast, paper) -> Paper:
    signed(cast, paper)
    with as_(cast, "小陈"):
        return issue_paper(paper)


def test_a_proposed_paper_takes_its_words_from_the_task_and_has_no_number(cast, task):
    paper = proposed(cast, task)
    assert (paper.state, paper.number, paper.issued_on) == (PaperState.PROPOSED, "", None)
    assert (paper.title, paper.due_on) == ("新建三所幼儿园", task.due_on)
    assert paper.basis == "2026年工作要点 3：新建三所幼儿园，年内投用"
    assert [unit.organisation_id for unit in paper.addressed.all()] == [cast.own.section.pk]


def test_the_ladder_may_propose_every_night_and_one_paper_results(cast, task):
    first = proposed(cast, task)
    with acting_as(SystemActor("督办")):
        again = propose_paper(PaperDraft(PaperKind.SUPERVISION, cast.own.bureau.pk, [task.pk]))
        other = propose_paper(PaperDraft(PaperKind.TALK, cast.own.bureau.pk, [task.pk]))
    assert again.pk == first.pk
    assert other.pk != first.pk


def test_nothing_is_drafted_or_issued_before_a_leader_decides(cast, task):
    code(cast)
    paper = proposed(cast, task)
    with as_(cast, "小陈"):
        for act in (lambda: issue_paper(paper), lambda: take_step(paper)):
            with pytest.raises(Refusal):
                act()
        with pytest.raises(Forbidden):
            decide_paper(paper, True)


def test_a_refusal_needs_a_reason_and_ends_the_paper(cast, task):
    paper = proposed(cast, task)
    with as_(cast, "李副局长"):
        with pytest.raises(Refusal):
            decide_paper(paper, False)
        assert decide_paper(paper, False, "先当面催办").state == PaperState.REFUSED
        with pytest.raises(Refusal):
            decide_paper(paper, True)
    assert proposed(cast, task).pk != paper.pk


def test_the_default_steps_are_taken_in_order_each_by_who_may(cast, task):
    code(cast)
    paper = agreed(cast, task)
    assert [step.name for step in paper.steps.all()] == STEPS
    for place, name in enumerate(SIGNERS):
        for other in ("小苏", "吴校长", *SIGNERS[place + 1 :]):
            # A head of section may also draft, and the director may sign for the leader in charge.
            if (place, other) in ((0, "刘科长"), (3, "王局长")):
                continue
            with as_(cast, other), pytest.raises(Refusal):
                take_step(paper)
        with as_(cast, name):
            assert take_step(paper, "同意").name == STEPS[place]
    with as_(cast, "小陈"):
        done = issue_paper(paper)
    assert done.number == f"青教督〔{TODAY.year}〕1号"
    assert (done.state, done.issued_on) == (PaperState.ISSUED, TODAY)


def test_a_leader_not_in_charge_of_the_drafting_section_does_not_sign_for_the_one_who_is(cast, task):
    steps = [step for step in default_steps() if step["name"] == "分管领导"]
    code(cast, steps=steps)
    other = cast.own.persons["李副局长"]
    paper = agreed(cast, task)
    with as_(cast, "王局长"):
        assert take_step(paper).name == "分管领导"
    second = agreed(cast, task, PaperKind.NOTICE)
    assert other.pk
    with acting_as(cast.foreign.actor("李副局长")), pytest.raises(Refusal):
        take_step(second)


def test_units_that_sign_beside_each_other_share_a_step_and_all_must_sign(cast, task):
    code(cast)
    paper = agreed(cast, task)
    other = cast.own.kindergarten_section.pk
    with as_(cast, "刘科长"):
        edit_paper(paper, paper.version, {"body": "正文"}, cosigning_ids=[other, cast.own.other_section.pk])
        take_step(paper)
        take_step(paper)
    assert {step.organisation_id for step in current_steps(paper)} == {other, cast.own.other_section.pk}
    with as_(cast, "张主任"), pytest.raises(Refusal, match="会签"):
        take_step(paper)


def test_a_paper_sent_back_is_signed_anew_from_the_beginning(cast, task):
    paper = agreed(cast, task)
    with as_(cast, "小周"):
        take_step(paper)
    with as_(cast, "刘科长"):
        with pytest.raises(Refusal):
            send_paper_back(paper, "")
        send_paper_back(paper, "事由写清楚")
    assert [step.name for step in current_steps(paper)] == ["拟稿"]


def test_nobody_writes_into_a_paper_that_a_leader_has_signed(cast, task):
    paper = agreed(cast, task)
    for name in SIGNERS[:4]:
        with as_(cast, name):
            take_step(paper)
    fresh = Paper._base_manager.get(pk=paper.pk)
    with as_(cast, "小周"), pytest.raises(Refusal, match="已经领导签批"):
        edit_paper(fresh, fresh.version, {"body": "改一改"})


def test_two_who_write_into_one_paper_the_second_is_told(cast, task):
    paper = proposed(cast, task)
    with as_(cast, "小周"):
        edit_paper(paper, paper.version, {"body": "甲"})
        with pytest.raises(Conflict):
            edit_paper(paper, paper.version, {"body": "乙"})


def test_numbers_run_on_by_the_letters_of_the_office_and_none_is_given_without_them(cast, task):
    paper = signed(cast, agreed(cast, task))
    with as_(cast, "小陈"), pytest.raises(Refusal, match="机关代字"):
        issue_paper(paper)
    code(cast)
    code(cast, PaperKind.TALK)
    with as_(cast, "小陈"):
        assert issue_paper(paper).sequence == 1
    assert issued(cast, agreed(cast, task, PaperKind.TALK)).number == f"青教督〔{TODAY.year}〕2号"


def test_a_notice_is_counted_by_issues_where_the_bureau_does_so(cast, task):
    code(cast, PaperKind.NOTICE, numbering=Numbering.ISSUE)
    paper = agreed(cast, task, PaperKind.NOTICE)
    assert number_words(paper) == "第  期"
    assert issued(cast, paper).number == "第1期"
    assert issued(cast, agreed(cast, task, PaperKind.NOTICE)).number == "第2期"


def scan(cast) -> int:
    file = SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4 scan")
    return keep_attachment(file, cast.own.bureau.pk, "文书扫描件").pk


def test_a_paper_issued_in_the_oa_is_registered_in_one_step(cast, task):
    with as_(cast, "小陈"):
        paper = register_issued(
            PaperDraft(PaperKind.SUPERVISION, cast.own.bureau.pk, [task.pk]), "青教督[2026]007号", TODAY, scan(cast)
        )  # fmt: skip
        assert (paper.number, paper.sequence, paper.in_oa) == ("青教督〔2026〕7号", 7, True)
        assert paper.state == PaperState.ISSUED
        with pytest.raises(Refusal, match="已经用过"):
            register_issued(PaperDraft(PaperKind.NOTICE, cast.own.bureau.pk, [task.pk]), "青教督〔2026〕7号", TODAY, scan(cast))  # fmt: skip
    second = agreed(cast, task, PaperKind.TALK)
    with as_(cast, "小陈"):
        with pytest.raises(Refusal, match="还没有到"):
            register_in_oa(second, "青教督〔2026〕8号", TODAY + timedelta(days=1), scan(cast))
        assert register_in_oa(second, "青教督〔2026〕8号", TODAY, scan(cast)).number == "青教督〔2026〕8号"
    third = proposed(cast, task, PaperKind.NOTICE)
    with as_(cast, "小陈"), pytest.raises(Refusal):
        register_in_oa(third, "青教督〔2026〕9号", TODAY, scan(cast))


def test_the_database_holds_no_number_of_a_paper_that_is_not_issued(cast, task):
    from django.db import IntegrityError, transaction

    paper = proposed(cast, task)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper._base_manager.filter(pk=paper.pk).update(number="青教督〔2026〕1号")


def test_an_issued_paper_stands_in_the_tasks_history(cast, task):
    code(cast)
    issued(cast, agreed(cast, task))
    told = history_of(task)[0]
    assert "印发了文书" in told.sentence
    assert f"青教督〔{TODAY.year}〕1号" in told.sentence


def test_a_talk_keeps_its_promise_with_a_day(cast, task):
    paper = agreed(cast, task, PaperKind.TALK)
    with as_(cast, "刘科长"):
        told, day = (paper, paper.version, TODAY, "某校校长", "月底前整改到位"), TODAY + timedelta(days=10)
        with pytest.raises(Refusal):
            record_talk(*told, None)
        done = record_talk(*told, day)
    assert (done.promise, done.promised_on) == ("月底前整改到位", day)
    with as_(cast, "刘科长"), pytest.raises(Refusal, match="约谈记录"):
        record_talk(notice := agreed(cast, task), notice.version, TODAY, "某校校长", "", None)


def test_the_addressed_unit_tells_the_outcome_and_no_other(cast, task):
    code(cast)
    paper = issued(cast, agreed(cast, task))
    with as_(cast, "小郑"), pytest.raises(Forbidden):
        tell_outcome(paper, "不相干")
    with as_(cast, "小周"):
        assert tell_outcome(paper, "已完成招标").outcome == "已完成招标"


def test_a_unit_sees_papers_addressed_to_it_once_they_are_issued(cast, county):
    with as_(cast, "小陈"):
        paper = propose_paper(
            PaperDraft(PaperKind.TALK, county.bureau.pk, unit_ids=[county.school.pk], title="约谈实验小学")
        )
    seen = {}
    for name in ("小陈", "王局长", "吴校长", "小周", "卫审计"):
        with as_(cast, name), scoped("ledger.paper:view"):
            seen[name] = list(papers())
    assert seen == {"小陈": [paper], "王局长": [paper], "吴校长": [], "小周": [], "卫审计": [paper]}
    Paper._base_manager.filter(pk=paper.pk).update(state=PaperState.ISSUED, issued_on=TODAY)
    with as_(cast, "吴校长"), scoped("ledger.paper:view"):
        assert list(papers()) == [paper]
    with acting_as(cast.foreign.actor("小陈")), scoped("ledger.paper:view"):
        assert not papers().exists()


def test_a_withdrawn_paper_tells_why(cast, task):
    paper = proposed(cast, task)
    with as_(cast, "小陈"):
        with pytest.raises(Refusal):
            withdraw_paper(paper, " ")
        assert withdraw_paper(paper, "事项已办结").state == PaperState.WITHDRAWN
    assert history_of(paper)[0].note == "事项已办结"


def test_rules_without_a_leaders_signature_are_refused(cast):
    steps = [step for step in default_steps() if step["name"] in ("拟稿", "办公室核稿")]
    with as_(cast, "张主任"):
        for wrong in (steps, [{**default_steps()[0], "roles": ["nobody"]}], [{"name": ""}]):
            with pytest.raises(Refusal):
                set_paper_rule(cast.own.bureau.pk, PaperKind.NOTICE, {"steps": wrong})


def test_papers_are_counted_against_last_year(cast, county):
    days = [date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), date(2025, 5, 31), date(2025, 11, 1)]
    for number, day in enumerate(days):
        Paper._base_manager.create(
            organisation=county.bureau, drafter=county.bureau, kind=PaperKind.NOTICE, state=PaperState.ISSUED, year=day.year,
            number=f"第{number}期", title="通报", proposed_on=day, issued_on=day,
        )  # fmt: skip
    told = {row.kind: row for row in issued_against_last_year(county.bureau.pk, date(2026, 6, 1))}
    notice = told[PaperKind.NOTICE]
    assert (notice.this_year, notice.by_this_day, notice.last_year) == (2, 1, 2)
    assert (notice.is_more, notice.is_beyond) == (True, False)
    later = {row.kind: row for row in issued_against_last_year(county.bureau.pk, date(2026, 12, 31))}[PaperKind.NOTICE]  # fmt: skip
    assert (later.this_year, later.by_this_day, later.last_year) == (3, 2, 2)
    assert later.is_beyond
    assert told[PaperKind.TALK].this_year == 0


def words_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_supervision_form_has_its_cells_and_a_blank_number_until_it_is_issued(cast, task):
    code(cast)
    paper = agreed(cast, task)
    words = words_of(document_of(paper))
    assert [
        name for name in ("编号", "事项", "来源", "承办", "时限", "批示", "办理情况") if name not in words
    ] == []
    assert f"青教督〔{TODAY.year}〕  号" in words
    assert "拟稿，未印发" in words
    assert "请抓紧办理" in words
    done = words_of(document_of(issued(cast, paper)))
    assert f"青教督〔{TODAY.year}〕1号" in done
    assert "未印发" not in done


def test_a_public_version_shows_posts_not_names(cast, task):
    paper = agreed(cast, task)
    assert "李副局长" in words_of(document_of(paper))
    public = words_of(document_of(paper, public=True))
    assert "李副局长" not in public
    assert "局领导" in public


def test_a_circular_carries_its_text_in_levels_and_the_table_of_its_tasks(cast, task):
    with as_(cast, "小陈"):
        fields = {
            "body": "一、总体要求\n坚持立德树人。\n(一)压实责任\n1.逐月报送进展。",
            "with_table": True,
            "recipients": "各学校",
        }
        paper = propose_paper(
            PaperDraft(
                PaperKind.CIRCULAR,
                cast.own.bureau.pk,
                [task.pk],
                title="关于印发责任分解表的通知",
                fields=fields,
            )
        )
    words = words_of(document_of(paper))
    for told in (
        "一、总体要求",
        "（一）压实责任",
        "1．逐月报送进展。",
        "各学校：",
        "附件：",
        "责任科室",
        "新建三所幼儿园",
    ):
        assert told in words


def test_a_text_is_read_by_its_numbers():
    parts = parts_of("一、甲\n\n正文。\n（二）乙\n3.5亿元的投资。\n(1)做完。")
    assert [part.level for part in parts] == [1, 0, 2, 0, 4]
