"""The office of a bureau sits in one of its sections, and takes the bureau's steps all the same."""

import io

from docx import Document

from gangmu.foundation.access.roles import Role
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.notices.models import Notice
from gangmu.foundation.people.models import RoleAssignment
from gangmu.foundation.people.selectors import holders_of
from gangmu.procedures.ledger.choices import PaperKind
from gangmu.procedures.ledger.paper_documents import document_of
from gangmu.procedures.ledger.services.issuing import take_step
from gangmu.procedures.ledger.services.papers import PaperDraft, decide_paper, propose_paper


def test_the_office_that_sits_in_a_section_takes_the_bureaus_steps_of_a_paper(cast):
    own = cast.own
    RoleAssignment._base_manager.filter(person=own.persons["张主任"]).update(organisation=own.other_section)
    with acting_as(cast.actor("张主任")):
        paper = propose_paper(PaperDraft(PaperKind.CIRCULAR, own.bureau.pk, title="关于调度的通知"))
    with acting_as(cast.actor("李副局长")):
        paper = decide_paper(paper, True, "同意")
    with acting_as(cast.actor("张主任")):
        assert [take_step(paper).name for _step in range(3)] == ["拟稿", "科室负责人", "办公室核稿"]
    assert Notice._base_manager.filter(person=own.persons["张主任"], kind="ledger.paper_turn").exists()
    assert set(holders_of(Role.OFFICE_HEAD, own.bureau.pk)) == {own.persons["张主任"]}
    assert not holders_of(Role.OFFICE_HEAD, own.section.pk).exists()
    assert not holders_of(Role.OFFICE_HEAD, cast.city.pk).exists(), "a county's office is not the city's"


def test_the_office_prints_the_bureaus_papers_wherever_it_sits(cast):
    own = cast.own
    head = RoleAssignment._base_manager.filter(person=own.persons["张主任"])
    with acting_as(cast.actor("张主任")):
        paper = propose_paper(PaperDraft(PaperKind.CIRCULAR, own.bureau.pk, title="关于调度的通知"))
    for seat, printer in ((own.bureau, "青山县教育局"), (own.other_section, "青山县人事科")):
        head.update(organisation=seat)
        lines = [line.text for line in Document(io.BytesIO(document_of(paper))).paragraphs]
        assert lines[-1].split() == [printer, "年", "月", "日印发"]
