"""What is counted of planning."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

PUBLICITY_ITEMS = Fact(
    name="publicity_items",
    title="报送信息",
    grain="一条报送的信息",
    register="publicity",
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "报送单位"),
        FactColumn("level", Type.TEXT, "级别"),
        FactColumn("submitted_on", Type.DATE, "报送日期"),
        FactColumn("adopted_on", Type.DATE, "采用日期", nullable=True),
    ),
)
declare(PUBLICITY_ITEMS)
