"""What is counted of targets themselves."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

TARGETS = Fact(
    name="targets",
    title="目标",
    grain="一个已确认的目标",
    register="targets",
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "主管单位"),
        FactColumn("indicator", Type.TEXT, "绑定的指标"),
        FactColumn("state", Type.TEXT, "状态"),
        FactColumn("measured_at", Type.DATE, "统计时点"),
    ),
)
declare(TARGETS)
