"""Numbers, days and names of papers where the system and the OA both issue them."""

from datetime import timedelta

import pytest

from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import Numbering, PaperKind, SourceKind
from gangmu.procedures.ledger.models import Paper
from gangmu.procedures.ledger.services.issuing import record_talk, register_issued
from gangmu.procedures.ledger.services.papers import PaperDraft
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task
from gangmu.procedures.ledger.sheet_tables import responsibility_table
from gangmu.procedures.ledger.tests.test_papers import TODAY, agreed, as_, code, issued, scan


@pytest.fixture
def task(cast):
    with as_(cast, "小陈"):
        return create_task(
            TaskDraft("k", "新建三所幼儿园", cast.own.bureau.pk, TODAY.year, lead_id=cast.own.section.pk)
        )


def test_a_promise_is_not_due_before_the_talk(cast, task):
    told = agreed(cast, task, PaperKind.TALK)
    with as_(cast, "小周"), pytest.raises(Refusal, match="不早于约谈日期"):
        record_talk(told, told.version, TODAY, "基教科科长", "月底前补报", TODAY - timedelta(days=1))


def test_the_issues_go_on_from_those_that_the_oa_has_issued(cast, task):
    bureau = cast.own.bureau.pk
    code(cast, PaperKind.NOTICE, numbering=Numbering.ISSUE)
    with as_(cast, "小陈"):
        register_issued(
            PaperDraft(PaperKind.NOTICE, bureau, title="督察通报"), "督察通报第17期", TODAY, scan(cast)
        )
        with pytest.raises(Refusal, match="已经用过"):
            register_issued(PaperDraft(PaperKind.NOTICE, bureau, title="又一份"), "第17期", TODAY, scan(cast))
    assert issued(cast, agreed(cast, task, PaperKind.NOTICE)).number == "第18期"


@pytest.mark.parametrize("words", ["第17期", "督察通报第十七期", "2026年第 17 期（总第120期）"])
def test_a_notice_that_the_oa_has_issued_may_have_an_issue_without_a_rule_for_it(cast, words):
    draft = PaperDraft(PaperKind.NOTICE, cast.own.bureau.pk, title="督察通报")
    with as_(cast, "小陈"):
        paper = register_issued(draft, words, TODAY, scan(cast))
        with pytest.raises(Refusal, match="已经用过"):
            register_issued(draft, "通报第17期", TODAY, scan(cast))
    assert (paper.number, paper.sequence) == (words, 17)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (PaperKind.NOTICE, "督察通报某期"),
        (PaperKind.SUPERVISION, "第17期"),
        (PaperKind.SUPERVISION, f"青教督〔{TODAY.year + 1}〕3号"),
        (PaperKind.SUPERVISION, "青教督〔1926〕3号"),
    ],
)
def test_a_number_that_cannot_be_the_papers_is_refused_and_nothing_is_kept_of_it(cast, kind, number):
    draft = PaperDraft(kind, cast.own.bureau.pk, title="三所学校食堂改造")
    with as_(cast, "小陈"), pytest.raises(Refusal, match="不是发文字号|的年份与印发日期"):
        register_issued(draft, number, TODAY, scan(cast))
    assert not Paper._base_manager.exists()


def test_a_number_of_december_may_be_issued_in_january(cast):
    draft = PaperDraft(PaperKind.SUPERVISION, cast.own.bureau.pk, title="三所学校食堂改造")
    with as_(cast, "小陈"):
        number = f"青教督〔{TODAY.year - 1}〕9号"
        assert register_issued(draft, number, TODAY, scan(cast)).number == number


def test_a_paper_registered_from_the_oa_shows_no_instruction_that_nobody_gave(cast):
    with as_(cast, "小陈"):
        draft = PaperDraft(PaperKind.SUPERVISION, cast.own.bureau.pk, title="三所学校食堂改造")
        paper = register_issued(draft, f"青教督〔{TODAY.year}〕9号", TODAY, scan(cast))
    page = cast.client("小陈").get(f"/ledger/papers/{paper.pk}/").content.decode()
    assert "<dt>批示</dt>" not in page
    assert "<dt>登记</dt>" in page
    assert "没有要办的步骤" in page


def test_a_notice_is_named_as_a_paper_and_a_form_by_its_matter_alone(cast, task):
    assert agreed(cast, task, PaperKind.NOTICE).title == "关于新建三所幼儿园办理情况的通报"
    assert agreed(cast, task, PaperKind.TALK).title == "新建三所幼儿园"


def test_a_table_of_matters_beside_the_plan_is_not_called_that_of_the_plan(cast, task):
    bureau = cast.own.bureau.pk
    assert "工作要点" in responsibility_table([task], bureau, TODAY.year).title
    with as_(cast, "小陈"):
        other = create_task(TaskDraft("k2", "核查隐患", bureau, TODAY.year, ledger=SourceKind.INSTRUCTION))
    assert (
        responsibility_table([task, other], bureau, TODAY.year).title == f"{TODAY.year}年重点工作责任分解表"
    )


def test_a_file_is_named_by_what_it_is(cast, task):
    paper = agreed(cast, task)
    answer = cast.client("小陈").get(f"/ledger/papers/{paper.pk}/document/?public")
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''%E7%9D%A3%E5%8A%9E%E5%8D%95"
    )
