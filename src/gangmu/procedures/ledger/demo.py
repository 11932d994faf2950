"""The ledger's slice of the demo county: a year that has run, with reports, milestones, completions and what is late."""

from datetime import date, timedelta
from random import Random

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.organisations.models import Organisation
from gangmu.procedures.ledger.choices import (
    CompletionState,
    PaperKind,
    Part,
    ProofKind,
    ReportState,
    SourceKind,
    TaskKind,
    TaskState,
)
from gangmu.procedures.ledger.models import Completion, Milestone, Proof, Report, Task, TaskUnit
from gangmu.procedures.ledger.services.papers import set_paper_rule
from gangmu.procedures.ledger.services.tasks import Source, Step, TaskDraft, create_task

WORDS = (
    "已印发实施方案，明确责任分工和时间安排。",
    "按计划推进，已召开推进会，各校完成自查。",
    "完成阶段性任务，正在组织抽查和复核。",
    "已完成主体工作，正在整理资料。",
)
STEPS = ("方案印发", "中期检查", "总结验收")


@slice_of_demo(50, "台账：签收、月报、节点、完成认定")
def build_ledger(made: Demonstration) -> None:
    """Let the adopted plan run to today: signed for, reported month by month, some done, a few behind."""
    chance = Random(made.seed)  # noqa: S311 - a demo county, no secret
    bureau = Organisation.objects.get(name="云溪县教育局")
    tasks = list(Task._base_manager.filter(organisation=bureau, parent__isnull=True).order_by("order"))
    TaskUnit.objects.filter(task__in=tasks, part=Part.LEAD).update(signed_on=date(2026, 3, 5))
    months = _months(date(2026, 3, 1), clock.today())
    Report._base_manager.bulk_create(
        _report(task, month, place)
        for task in tasks
        for place, month in enumerate(months[:-1])
        if chance.random() < 0.9
    )
    for task in tasks[::3]:
        _milestones(task, chance)
    for task in [one for one in tasks if one.kind == TaskKind.DEADLINE][:3]:
        _done(task)
    _others(bureau)
    for kind in (PaperKind.SUPERVISION, PaperKind.NOTICE, PaperKind.TALK, PaperKind.CIRCULAR):
        set_paper_rule(bureau.pk, kind, {"code": "云教督" if kind != PaperKind.CIRCULAR else "云教发"})


def _months(first: date, last: date) -> list[date]:
    found = [first]
    while (following := (found[-1] + timedelta(days=32)).replace(day=1)) <= last:
        found.append(following)
    return found


def _report(task: Task, month: date, place: int) -> Report:
    day = min(month.replace(day=22), clock.today())
    return Report(
        task=task, month=month, words=WORDS[min(place // 2, len(WORDS) - 1)], state=ReportState.CONFIRMED, handed_in_on=day,
        confirmed_on=day, no_news=False,
    )  # fmt: skip


def _milestones(task: Task, chance: Random) -> None:
    last = task.due_on or date(2026, 11, 30)
    for name, back in zip(STEPS, (150, 75, 0), strict=True):
        due = max(last - timedelta(days=back), date(2026, 3, 10))
        reached = due + timedelta(days=chance.randint(-6, 9))
        past = reached <= clock.today() and chance.random() < 0.8
        Milestone.objects.create(task=task, name=name, due_on=due, reached_on=reached if past else None)


def _done(task: Task) -> None:
    day = min(task.due_on or clock.today(), clock.today())
    told = Completion._base_manager.create(
        task=task,
        words="各项措施已落实，资料齐全。",
        proposed_on=day,
        state=CompletionState.CONFIRMED,
        checked_on=day,
    )
    Proof.objects.create(completion=told, kind=ProofKind.DOCUMENT, words="云教〔2026〕18号")
    Task._base_manager.filter(pk=task.pk).update(state=TaskState.CLOSED, closed_on=day)


def _others(bureau: Organisation) -> None:
    """A problem, an instruction and an item of the county's list beside the plan's own tasks."""
    section = Organisation.objects.get(name="计划财务科")
    safety = Organisation.objects.get(name="安全管理科")
    told = (
        (
            SourceKind.PROBLEM,
            "三所学校食堂改造进度滞后",
            section,
            "逐校倒排工期，每周调度",
            date(2026, 10, 31),
        ),
        (
            SourceKind.INSTRUCTION,
            "核查校园周边交通隐患",
            safety,
            "请教育局会同有关部门核查并报结果",
            date(2026, 12, 10),
        ),
        (SourceKind.LIVELIHOOD, "新增公办幼儿园学位", section, "年内新增公办幼儿园学位", date(2026, 12, 20)),
    )
    for number, (kind, name, unit, words, due) in enumerate(told, 1):
        source = Source(kind, str(kind.label), words, str(number), person="县长" if kind == SourceKind.INSTRUCTION else "",
                        said_on=date(2026, 5, 11))  # fmt: skip
        create_task(
            TaskDraft(
                f"demo.{kind.value}", name, bureau.pk, 2026, ledger=kind, content=words, lead_id=unit.pk, due_on=due,
                issued_on=date(2026, 5, 11), theme=str(kind.label), order=900 + number, sources=(source,),
                steps=(Step("整改方案", days_before_end=60),) if kind == SourceKind.PROBLEM else (),
            )
        )  # fmt: skip
