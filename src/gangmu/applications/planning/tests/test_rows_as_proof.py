"""A row of a register that names a task is seen on the task's page, and is proof enough of its completion."""

from datetime import date, timedelta

import pytest
from lxml import html

from gangmu.applications.planning.models.work import Decision
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.procedures.ledger.models import Proof, Task
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

TODAY = clock.today()


@pytest.fixture
def task(cast) -> Task:
    own = cast.own
    with acting_as(SystemActor("测试")):
        return create_task(
            TaskDraft("k1", "修订决策清单", own.bureau.pk, TODAY.year, lead_id=own.section.pk,
                      due_on=TODAY + timedelta(days=60), issued_on=date(TODAY.year, 1, 1))
        )  # fmt: skip


@pytest.fixture
def decision(cast, task) -> Decision:
    return Decision._base_manager.create(
        organisation=cast.own.section, name="学校布局调整方案", task=task, decider="局党组", authority="集体决策",
        procedure="调研、论证、会议审议", liability="分管领导", listed_on=TODAY,
    )  # fmt: skip


def test_a_row_that_names_a_task_is_offered_as_its_proof_and_opens_for_who_checks(cast, task, decision):
    clerk, address = cast.client("小周"), f"/ledger/tasks/{task.pk}/complete/"
    page = html.fromstring(clerk.get(address).content.decode())
    offered = page.xpath("//input[@name='rows']/@value")
    assert offered == [f"decisions:{decision.pk}"]
    sent = {"version": task.version, "words": "清单已修订", "rows": offered}
    assert clerk.post(address, sent).status_code == 302
    proof = Proof.objects.get()
    assert (proof.kind, proof.register, proof.row) == ("row", "decisions", decision.pk)
    seen = cast.client("小陈").get(f"/ledger/tasks/{task.pk}/").content.decode()
    assert seen.count(f"/decisions/{decision.pk}/") >= 2, "among the rows and as proof"


def test_a_row_of_another_task_is_no_proof(cast, task, decision):
    with acting_as(SystemActor("测试")):
        other = create_task(
            TaskDraft("k2", "另一项", cast.own.bureau.pk, TODAY.year, lead_id=cast.own.section.pk)
        )
    clerk, address = cast.client("小周"), f"/ledger/tasks/{other.pk}/complete/"
    assert "学校布局调整方案" not in clerk.get(address).content.decode()
    sent = {"version": other.version, "words": "已完成", "rows": [f"decisions:{decision.pk}"]}
    clerk.post(address, sent)
    assert not Proof.objects.exists()
