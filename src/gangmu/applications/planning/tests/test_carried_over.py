"""The next year's plan takes up what was carried over from the year before."""

from datetime import date

from gangmu.applications.planning.choices import ClauseState, Stage
from gangmu.applications.planning.models import PlanClause, ReadItem
from gangmu.applications.planning.services.adopting import adopt_plan
from gangmu.applications.planning.services.reviewing import confirm_items, declare_not_listed
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as
from gangmu.procedures.ledger.choices import TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.carrying import carry_over
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

PLAN = """青山县教育局2026年工作要点

一、重点工作
1.完善教师交流轮岗制度。健全县管校聘机制。(责任科室:青山县基教科)
"""


def adopted(cast):
    version = paste_version(cast.own.bureau, Stage.ISSUED, PLAN)
    confirm_items(version, ReadItem._base_manager.filter(document=version).values_list("pk", flat=True))
    left = PlanClause.objects.filter(document=version, confirmed=False).exclude(state=ClauseState.OUTSIDE)
    declare_not_listed(version, left.values_list("pk", flat=True), "已含于任务")
    return adopt_plan(version, "局党组会", date(2026, 1, 5))


def test_the_next_plan_takes_up_what_was_carried_and_leaves_the_rest_on_trial(cast):
    own = cast.own
    with acting_as(cast.actor("张主任")):
        undone, other = (
            create_task(TaskDraft(key, name, own.bureau.pk, 2025, lead_id=own.section.pk))
            for key, name in (("c", "完善教师交流轮岗制度"), ("b", "新建城东幼儿园"))
        )
        carry_over(own.bureau.pk, [undone.pk, other.pk])
        adopted(cast)
    taken = Task._base_manager.get(year=2026, carried_from=undone, state=TaskState.OPEN)
    merged = Task._base_manager.get(year=2026, carried_from=undone, state=TaskState.MERGED)
    assert taken.name.startswith("完善教师交流轮岗制度")
    assert merged.into == taken
    assert Task._base_manager.get(carried_from=other).state == TaskState.TRIAL
