"""What is counted of the ledger: tasks, milestones, papers."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

LEDGER_TASKS = Fact(
    name="ledger_tasks",
    title="任务",
    grain="台账上的一项任务或子任务",
    register="tasks",
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "主管单位"),
        FactColumn("parent_id", Type.INTEGER, "上级任务", nullable=True),
        FactColumn("ledger", Type.TEXT, "台账类别"),
        FactColumn("state", Type.TEXT, "状态"),
        FactColumn("issued_on", Type.DATE, "印发日期", nullable=True),
        FactColumn("due_on", Type.DATE, "完成时限", nullable=True),
    ),
)
MILESTONES = Fact(
    name="milestones",
    title="节点",
    grain="任务的一个节点",
    register="milestones",
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("task__organisation_id", Type.INTEGER, "主管单位"),
        FactColumn("due_on", Type.DATE, "节点时限"),
        FactColumn("reached_on", Type.DATE, "达成日期", nullable=True),
    ),
)
PAPERS = Fact(
    name="papers",
    title="督办文书",
    grain="一份文书",
    register="papers",
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "发文单位"),
        FactColumn("kind", Type.TEXT, "文种"),
        FactColumn("issued_on", Type.DATE, "印发日期", nullable=True),
    ),
)
declare(LEDGER_TASKS, MILESTONES, PAPERS)
