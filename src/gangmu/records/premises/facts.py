"""What is counted of premises."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

_SHARES = (
    FactColumn("primary_share", Type.NUMBER, "小学分摊比例"),
    FactColumn("junior_share", Type.NUMBER, "初中分摊比例"),
)


def _parts(unit: str) -> tuple[FactColumn, ...]:
    return (
        FactColumn("primary_part", Type.NUMBER, "小学部分", unit),
        FactColumn("junior_part", Type.NUMBER, "初中部分", unit),
    )


_WHOSE = (FactColumn("id", Type.INTEGER, "编号"), FactColumn("organisation_id", Type.INTEGER, "单位"))
_DAY = FactColumn("counted_on", Type.DATE, "统计日期")
ROOMS = Fact(
    name="rooms",
    title="用房",
    grain="一间用房在统计日期的用途和面积",
    register="room-states",
    two_times=True,
    columns=(
        *_WHOSE,
        FactColumn("use", Type.TEXT, "用途"),
        FactColumn("area", Type.DECIMAL, "使用面积", "平方米"),
        FactColumn("multimedia", Type.YES_NO, "网络多媒体教室"),
        *_SHARES,
        *_parts("平方米"),
        _DAY,
    ),
)
GROUNDS = Fact(
    name="grounds",
    title="场地和场馆",
    grain="一处场地或场馆在统计日期的面积",
    register="ground-states",
    two_times=True,
    columns=(
        *_WHOSE,
        FactColumn("kind", Type.TEXT, "类别"),
        FactColumn("area", Type.DECIMAL, "面积", "平方米"),
        *_SHARES,
        *_parts("平方米"),
        _DAY,
    ),
)
EQUIPMENT = Fact(
    name="equipment",
    title="装备",
    grain="一个资产编号的装备在统计日期的数量和原值",
    register="equipment-states",
    two_times=True,
    columns=(
        *_WHOSE,
        FactColumn("kind", Type.TEXT, "类别"),
        FactColumn("teaching", Type.YES_NO, "计入教学仪器设备值"),
        FactColumn("quantity", Type.INTEGER, "数量"),
        FactColumn("value", Type.DECIMAL, "账面原值", "元"),
        *_SHARES,
        *_parts("元"),
        _DAY,
    ),
)
SEATS_DELIVERED = Fact(
    name="seats_delivered",
    title="新增学位",
    grain="一个项目一个学段交付使用的学位",
    register="seat-states",
    two_times=True,
    columns=(
        *_WHOSE,
        FactColumn("stage", Type.TEXT, "学段"),
        FactColumn("kind", Type.TEXT, "建设方式"),
        FactColumn("seats", Type.INTEGER, "学位数", "个"),
        FactColumn("delivered_on", Type.DATE, "交付使用日期"),
    ),
)
declare(ROOMS, GROUNDS, EQUIPMENT, SEATS_DELIVERED)
