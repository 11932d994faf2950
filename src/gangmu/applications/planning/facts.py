"""What is counted of planning."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

_ID = FactColumn("id", Type.INTEGER, "编号")


def _unit(title: str = "单位") -> FactColumn:
    return FactColumn("organisation_id", Type.INTEGER, title)


def _day(name: str, title: str, *, nullable: bool = False) -> FactColumn:
    return FactColumn(name, Type.DATE, title, nullable=nullable)


def _word(name: str, title: str) -> FactColumn:
    return FactColumn(name, Type.TEXT, title)


def _number(name: str, title: str, unit: str) -> FactColumn:
    return FactColumn(name, Type.INTEGER, title, unit, nullable=True)


PUBLICITY_ITEMS = Fact(
    name="publicity_items",
    title="报送信息",
    grain="一条报送的信息",
    register="publicity",
    columns=(
        _ID,
        _unit("报送单位"),
        _word("level", "级别"),
        _day("submitted_on", "报送日期"),
        _day("adopted_on", "采用日期", nullable=True),
    ),
)
DECISIONS = Fact(
    name="decisions",
    title="重大决策事项",
    grain="清单上的一个决策事项",
    register="decisions",
    columns=(_ID, _unit(), _day("listed_on", "列入日期")),
)
WORK_PROJECTS = Fact(
    name="work_projects",
    title="课题和项目",
    grain="一个课题或项目",
    register="work-projects",
    columns=(
        _ID, _unit(), _word("kind", "类别"), _day("started_on", "立项日期"), _day("due_on", "应结项日期", nullable=True),
        _word("state", "状态"),
    ),
)  # fmt: skip
PILOTS = Fact(
    name="pilots",
    title="改革试点和典型案例",
    grain="一个试点或案例",
    register="pilots",
    columns=(
        _ID,
        _unit(),
        _word("kind", "类别"),
        _word("level", "级别"),
        _word("stage", "阶段"),
        _day("named_on", "确定日期"),
    ),
)
MEETINGS = Fact(
    name="meetings",
    title="会议和督查",
    grain="一次会议或督查",
    register="meetings",
    columns=(
        _ID, _unit(), _word("kind", "类别"), _day("held_on", "日期"), _number("schools_visited", "到校数", "校次"),
        _number("problems_found", "发现问题", "个"), _number("problems_fixed", "已整改", "个"),
    ),
)  # fmt: skip
PARTY_ACTIVITIES = Fact(
    name="party_activities",
    title="党建活动",
    grain="一项活动",
    register="party-activities",
    columns=(
        _ID, _unit(), _word("kind", "类别"), _day("held_on", "日期"), _number("sessions", "场次", "场"),
        _number("persons", "人次", "人次"),
    ),
)  # fmt: skip
HIGHLIGHTS = Fact(
    name="highlights",
    title="工作亮点",
    grain="一个亮点",
    register="highlights",
    columns=(_ID, _unit(), _day("shown_on", "形成日期")),
)
COUNTY_MATTERS = Fact(
    name="county_matters",
    title="县里其他工作",
    grain="一件交办的事项",
    register="county-matters",
    columns=(
        _ID,
        _unit(),
        _day("received_on", "交办日期"),
        _day("due_on", "完成时限", nullable=True),
        _word("state", "状态"),
    ),
)
TASK_REVIEWS = Fact(
    name="task_reviews",
    title="多方评价",
    grain="一次评价",
    register="task-reviews",
    columns=(
        _ID,
        _unit(),
        _word("source", "评价来源"),
        _day("reviewed_on", "评价日期"),
        _word("conclusion", "结论"),
    ),
)
STAFF_TRANSFERS = Fact(
    name="staff_transfers",
    title="人员划转",
    grain="一个批次的一类人员",
    register="staff-transfers",
    columns=(
        _ID, _unit(), _word("kind", "人员类别"), _day("moved_on", "划转日期"), _number("persons_before", "移交名册人数", "人"),
        _number("persons", "接收人数", "人"),
    ),
)  # fmt: skip
POLICY_DIFFERENCES = Fact(
    name="policy_differences",
    title="政策差异",
    grain="一条不一致的政策",
    register="policy-differences",
    columns=(_ID, _unit(), _day("found_on", "提出日期"), _word("state", "状态")),
)
UNIT_CHANGES = Fact(
    name="unit_changes",
    title="单位变动",
    grain="一个单位的一次设立、更名或划转",
    register="unit-changes",
    two_times=True,
    columns=(_ID, _unit("单位"), _word("change", "变动"), _day("valid_from", "生效日期")),
)
declare(
    PUBLICITY_ITEMS, DECISIONS, WORK_PROJECTS, PILOTS, MEETINGS, PARTY_ACTIVITIES, HIGHLIGHTS, COUNTY_MATTERS, TASK_REVIEWS,
    STAFF_TRANSFERS, POLICY_DIFFERENCES, UNIT_CHANGES,
)  # fmt: skip
