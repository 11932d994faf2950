"""The named systems that the ledger itself is: tasks of the year, problems, milestones, papers, completion."""

from django.utils.translation import gettext_noop

from gangmu.procedures.ledger.registry import System, declare, told

declare(
    [
        System(
            code="key_tasks",
            name=gettext_noop("重点工作台账"),
            rows=("A1.02", "A1.19"),
            state=told(gettext_noop("列入台账 {tasks_issued}，到期任务完成率 {task_completion_share}")),
            summary_line=told(
                gettext_noop("全年列入台账的任务 {tasks_issued}，到期任务完成率 {task_completion_share}。")
            ),
            registers=("tasks",),
            indicators=("tasks_issued", "task_completion_share"),
            words=("重点工作", "考核考评", "任务台账", "完成情况考核"),
        ),
        System(
            code="papers",
            name=gettext_noop("通报和约谈"),
            rows=("A1.04",),
            state=told(
                gettext_noop("督办单 {supervision_letters_issued}，通报 {notices_issued}，约谈 {talks_held}")
            ),
            summary_line=told(
                gettext_noop("印发督办单 {supervision_letters_issued}、通报 {notices_issued}，约谈 {talks_held}。")
            ),
            registers=("papers",),
            indicators=("supervision_letters_issued", "notices_issued", "talks_held"),
            words=("通报和约谈", "约谈制度", "督查通报", "督办"),
        ),
        System(
            code="back_scheduling",
            name=gettext_noop("倒排工期和月度分解"),
            rows=("A1.05", "A1.09"),
            state=told(gettext_noop("到期节点 {milestones_due}，达成率 {milestones_reached_share}")),
            summary_line=told(
                gettext_noop("任务倒排工期、细化到月，到期节点 {milestones_due}，达成率 {milestones_reached_share}。")
            ),
            registers=("milestones", "tasks"),
            indicators=("milestones_due", "milestones_reached_share"),
            words=("倒排工期", "细化到月", "责任清单", "责任分工", "挂图作战"),
        ),
    ]
)  # fmt: skip
