"""What a section sees when it answers on a draft, and what the office may still do with an answer."""

import pytest
from django.urls import reverse

from gangmu.applications.planning.choices import AnswerKind, ItemKind, Stage
from gangmu.applications.planning.models import DraftAnswer, PlanVersion, ReadItem
from gangmu.applications.planning.services.answering import answer_row, settle_answer
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Conflict

PLAN = "青山县教育局2026年工作要点\n\n一、重点工作\n1.规范收费管理。各学校公示收费项目。\n2.加强教研工作。组织教研活动。\n"


@pytest.fixture
def row(cast) -> ReadItem:
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, PLAN)
    row = ReadItem._base_manager.filter(document=version, kind=ItemKind.TASK).first()
    ReadItem._base_manager.filter(pk=row.pk).update(lead=cast.own.section)
    row.refresh_from_db()
    return row


def answered(cast, row, **sent):
    return cast.client("刘科长").post(reverse("planning:answer", args=[row.pk]), sent)


@pytest.mark.parametrize(
    ("kind", "says"), [("change_lead", "请选择建议的牵头单位"), ("suggest", "请写明修改建议")]
)
def test_a_refused_answer_is_told_in_its_row_and_what_was_typed_stands(cast, row, kind, says):
    words = "学位数请再核" if kind == "change_lead" else ""
    answer = answered(cast, row, kind=kind, words=words)
    page = answer.content.decode()
    place = page.index(f'id="row-{row.pk}"')
    assert answer.status_code == 422
    assert page.index(says) > place
    assert f'value="{words}"' in page[place:]
    assert not DraftAnswer._base_manager.exists()


def test_a_unit_that_is_no_number_is_no_unit(cast, row):
    answer = answered(cast, row, kind="change_lead", section="²", proposed_lead="³")
    assert answer.status_code == 422
    assert "请选择建议的牵头单位" in answer.content.decode()


def test_after_an_answer_the_page_stands_at_its_row_and_says_to_whom_it_was_proposed(cast, row):
    answer = answered(cast, row, kind="change_lead", proposed_lead=cast.own.other_section.pk)
    assert answer.headers["Location"] == f"{reverse('planning:answers')}#row-{row.pk}"
    page = cast.client("刘科长").get(reverse("planning:answers")).content.decode()
    assert f"→ {cast.own.other_section}" in page


def test_an_answer_taken_after_adoption_says_where_the_lead_is_changed_now(cast, row):
    with acting_as(cast.actor("刘科长")):
        given = answer_row(row, cast.own.section.pk, AnswerKind.CHANGE_LEAD, "", cast.own.other_section.pk)
    PlanVersion._base_manager.filter(pk=row.document_id).update(adopted=True)
    with acting_as(cast.actor("张主任")):
        with pytest.raises(Conflict, match="台账"):
            settle_answer(DraftAnswer._base_manager.get(pk=given.pk), accept=True)
        settle_answer(DraftAnswer._base_manager.get(pk=given.pk), accept=False)
    row.refresh_from_db()
    assert row.lead_id == cast.own.section.pk


def test_a_draft_that_an_adopted_text_followed_asks_nobody_any_more(cast, row):
    section = cast.client("刘科长")
    assert row.name in section.get(reverse("planning:answers")).content.decode()
    with acting_as(cast.actor("张主任")):
        issued = paste_version(
            cast.own.bureau, Stage.ISSUED, PLAN.replace("公示", "按期公示"), row.document.plan
        )
    PlanVersion._base_manager.filter(pk=issued.pk).update(adopted=True)
    assert row.name not in section.get(reverse("planning:answers")).content.decode()
    assert "等待答复" not in section.get("/").content.decode()
