"""Two people in one form: the second loses nothing that was typed, sees what the first did, and saves over the newer state."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.procedures.ledger.choices import PaperKind
from gangmu.procedures.ledger.models import Completion, Paper, Proof, Task
from gangmu.procedures.ledger.services.closing import propose_completion
from gangmu.procedures.ledger.services.papers import PaperDraft, decide_paper, edit_paper, propose_paper
from gangmu.procedures.ledger.services.tasks import (
    Step,
    TaskDraft,
    assign_units,
    create_task,
    set_steps,
    update_task,
)

TODAY = clock.today()
DUE = TODAY + timedelta(days=60)


@pytest.fixture
def task(cast) -> Task:
    own = cast.own
    with acting_as(SystemActor("测试")):
        return create_task(
            TaskDraft("k1", "新建三所幼儿园", own.bureau.pk, TODAY.year, lead_id=own.section.pk, due_on=DUE,
                      requirement="年内开园", issued_on=date(TODAY.year, 1, 1), leader_id=own.persons["李副局长"].pk)
        )  # fmt: skip


def as_opened(client, address):
    """What the browser would send of the form as it was opened: its fields and their hidden copies."""
    return sent_of(client.get(address).content.decode())


def sent_of(page):
    form = next(one for one in html.fromstring(page).forms if one.xpath(".//input[@name='opened']"))
    told: dict[str, list[str]] = {}
    for name, value in form.form_values():
        told.setdefault(name, []).append(value.strip())
    told.pop("csrfmiddlewaretoken", None)
    return told


def test_a_task_changed_by_two_keeps_both_their_fields_and_shows_where_they_differ(cast, task):
    office, address = cast.client("小陈"), f"/ledger/tasks/{task.pk}/edit/"
    sent = as_opened(office, address)
    with acting_as(cast.actor("张主任")):
        update_task(task, 1, {"name": "新建四所幼儿园", "requirement": "九月开园"})
    page = office.post(address, {**sent, "name": "新建五所幼儿园", "theme": "学前教育"})
    words = page.content.decode()
    assert page.status_code == 409
    assert "张主任" in words, "what the other did is told"
    assert "<td>新建四所幼儿园</td><td>新建五所幼儿园</td>" in words
    again = sent_of(words)
    assert again["name"] == ["新建五所幼儿园"], "what was typed stays"
    assert again["requirement"] == ["九月开园"], "a field that was not touched shows the other's words"
    assert Task._base_manager.get().name == "新建四所幼儿园", "nothing is written before it is sent again"
    assert office.post(address, again).status_code == 302
    held = Task._base_manager.get()
    assert (held.name, held.requirement, held.theme) == ("新建五所幼儿园", "九月开园", "学前教育")
    assert held.due_on == DUE


def test_a_refused_change_of_a_task_stands_in_its_form(cast, task):
    office, address = cast.client("小陈"), f"/ledger/tasks/{task.pk}/edit/"
    sent = as_opened(office, address)
    page = office.post(address, {**sent, "starts_on": (DUE + timedelta(days=1)).isoformat(), "theme": "学前"})
    assert page.status_code == 422
    assert sent_of(page.content.decode())["theme"] == ["学前"]


def test_units_given_by_two_are_laid_over_each_other(cast, task):
    own, office, address = cast.own, cast.client("小陈"), f"/ledger/tasks/{task.pk}/units/"
    sent = as_opened(office, address)
    with acting_as(cast.actor("张主任")):
        assign_units(task, 1, own.other_section.pk, [])
    page = office.post(address, {**sent, "cooperating": [str(own.school.pk)], "note": "会议定的"})
    again = sent_of(page.content.decode())
    assert page.status_code == 409
    assert again["lead"] == [str(own.other_section.pk)]
    assert again["cooperating"] == [str(own.school.pk)]
    assert again["note"] == ["会议定的"]


def test_milestones_typed_over_anothers_stay_beside_what_the_other_arranged(cast, task):
    office, address = cast.client("小陈"), f"/ledger/tasks/{task.pk}/steps/"
    sent = as_opened(office, address)
    with acting_as(cast.actor("张主任")):
        set_steps(task, 1, [Step("开工", TODAY + timedelta(days=5))])
    typed = {"form-0-name": "竣工", "form-0-due_on": DUE.isoformat()}
    page = office.post(address, {**sent, **typed})
    words = page.content.decode()
    again = sent_of(words)
    assert page.status_code == 409
    assert "开工" in words
    assert again["form-0-name"] == ["竣工"]
    assert office.post(address, again).status_code == 302
    assert [step.name for step in task.milestones.all()] == ["竣工"]


@pytest.mark.parametrize(
    ("act", "who", "typed"),
    [
        ("complete", "小周", {"words": "三所都已开园"}),
        ("source", "小陈", {"title": "县政府任务分解表", "ledger": "county_table"}),
        ("again", "小陈", {"person": "县长", "wording": "抓紧办", "said_on": TODAY.isoformat()}),
        ("months", "小周", {f"month_{TODAY.month}": "开工"}),
    ],
)
def test_what_was_typed_about_a_task_survives_anothers_save(cast, task, act, who, typed):
    client, address = cast.client(who), f"/ledger/tasks/{task.pk}/{act}/"
    sent = as_opened(client, address)
    with acting_as(cast.actor("张主任")):
        update_task(task, 1, {"requirement": "九月开园"})
    page = client.post(address, {**sent, **typed})
    again = sent_of(page.content.decode())
    assert page.status_code == 409
    assert all(again[name] == [words] for name, words in typed.items())
    assert client.post(address, again).status_code == 302


def test_a_reason_typed_on_the_tasks_own_page_stays_there(cast, task):
    head, address = cast.client("刘科长"), f"/ledger/tasks/{task.pk}/"
    page = head.post(f"{address}return/", {"version": 9, "reason": "不是本科职责"})
    assert page.status_code == 409
    assert "不是本科职责" in page.content.decode()
    assert head.post(f"{address}return/", {"version": 1, "reason": ""}).status_code == 422


def test_a_completion_that_another_has_proposed_already_is_told_in_the_form(cast, task):
    clerk, address = cast.client("小周"), f"/ledger/tasks/{task.pk}/complete/"
    sent = as_opened(clerk, address)
    with acting_as(cast.actor("刘科长")):
        propose_completion(task, 1, "完成")
    page = clerk.post(address, {**sent, "words": "三所都已开园"})
    assert page.status_code == 409
    page = clerk.post(address, sent_of(page.content.decode()))
    assert page.status_code == 422
    assert sent_of(page.content.decode())["words"] == ["三所都已开园"]


def test_a_paper_drafted_by_two_keeps_both_their_fields(cast, task):
    own = cast.own
    with acting_as(cast.actor("小陈")):
        paper = propose_paper(
            PaperDraft(PaperKind.NOTICE, own.bureau.pk, [task.pk], drafter_id=own.section.pk)
        )
    with acting_as(cast.actor("李副局长")):
        paper = decide_paper(paper, True, "同意")
    head, address = cast.client("刘科长"), f"/ledger/papers/{paper.pk}/edit/"
    sent = as_opened(head, address)
    with acting_as(cast.actor("小周")):
        edit_paper(paper, paper.version, {"copies": "县政府办", "title": "甲"})
    page = head.post(address, {**sent, "body": "一、情况", "title": "乙"})
    words = page.content.decode()
    assert page.status_code == 409
    assert "<td>甲</td><td>乙</td>" in words.replace("<p>", "").replace("</p>", "")
    assert head.post(address, sent_of(words)).status_code == 302
    held = Paper._base_manager.get(pk=paper.pk)
    assert (held.title, held.copies, held.body) == ("乙", "县政府办", "一、情况")


def test_the_proof_chosen_for_a_completion_that_another_overtook_is_kept_and_goes_in_with_what_is_sent_next(
    cast, task
):
    clerk, address = cast.client("小周"), f"/ledger/tasks/{task.pk}/complete/"
    sent = as_opened(clerk, address)
    with acting_as(cast.actor("张主任")):
        update_task(task, 1, {"requirement": "九月开园"})
    page = clerk.post(address, {**sent, "words": "三所都已开园", "file": _text("验收意见.txt")})
    words = page.content.decode()
    assert page.status_code == 409
    assert "验收意见.txt" in words
    again = sent_of(words)
    assert clerk.post(address, again).status_code == 302
    proof = Proof.objects.get()
    assert (proof.words, proof.attachment.name) == ("验收意见.txt", "验收意见.txt")


def test_a_kept_proof_survives_a_missing_word_may_be_left_out_and_is_nobody_elses(cast, task):
    clerk, address = cast.client("小周"), f"/ledger/tasks/{task.pk}/complete/"
    page = clerk.post(address, {**as_opened(clerk, address), "words": "", "file": _text("验收意见.txt")})
    assert page.status_code == 422
    again = sent_of(page.content.decode())
    assert len(again["kept"]) == 1
    head = cast.client("刘科长")
    refused = head.post(address, {**again, "words": ""})
    assert "kept" not in sent_of(refused.content.decode()), "a token is of the account that chose the file"
    del again["kept"]
    assert clerk.post(address, {**again, "words": "三所都已开园"}).status_code == 302
    assert not Proof.objects.exists()


def test_a_scan_is_kept_when_the_number_of_the_paper_is_refused(cast):
    office, address = cast.client("张主任"), "/ledger/papers/register/"
    told = {"kind": "notice", "title": "关于进度的通报", "issued_on": TODAY.isoformat()}
    page = office.post(address, {**told, "number": "没有编号", "scan": _text("通报扫描.txt")})
    assert page.status_code == 422
    form = next(
        one for one in html.fromstring(page.content.decode()).forms if one.xpath(".//input[@name='scan']")
    )
    kept = form.xpath(".//input[@name='kept']/@value")
    assert len(kept) == 1
    assert (
        office.post(address, {**told, "number": f"青教督〔{TODAY.year}〕3号", "kept": kept}).status_code
        == 302
    )
    assert Paper._base_manager.get().scan.name == "通报扫描.txt"


def _text(name):
    return SimpleUploadedFile(name, "三所幼儿园均已通过验收。".encode())


def test_a_completion_that_came_back_is_mended_from_what_it_held_and_says_why(cast, task):
    clerk, address = cast.client("小周"), f"/ledger/tasks/{task.pk}/complete/"
    typed = {"words": "三所都已开园", "document": "青教〔2026〕8号", "file": _text("验收意见.txt")}
    assert clerk.post(address, {**as_opened(clerk, address), **typed}).status_code == 302
    first = Completion._base_manager.get()
    answer = cast.client("张主任").post(
        f"/ledger/completions/{first.pk}/check/", {"passed": "no", "note": "附上三所的清单"}, follow=True
    )
    assert "已退回补充" in answer.content.decode()
    words = cast.client("小周").get(address).content.decode()
    assert "附上三所的清单" in words
    again = sent_of(words)
    assert (again["words"], again["document"], len(again["kept"])) == (
        ["三所都已开园"],
        ["青教〔2026〕8号"],
        1,
    )
    assert clerk.post(address, {**again, "words": "三所都已开园，清单附后"}).status_code == 302
    second = Completion._base_manager.first()
    assert [proof.words for proof in second.proofs.all()] == ["青教〔2026〕8号", "验收意见.txt"]
    assert first.proofs.count() == 2
