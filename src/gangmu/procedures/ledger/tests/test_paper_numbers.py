"""Numbers, days and names of papers where the system and the OA both issue them."""

from datetime import timedelta

import pytest

from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.choices import Numbering, PaperKind, SourceKind
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
