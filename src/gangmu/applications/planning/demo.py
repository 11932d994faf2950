"""Planning's slices of the demo county: the sample plan adopted, articles sent, the office's records of the year."""

from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from gangmu.applications.planning.choices import ClauseState, ItemKind, Stage
from gangmu.applications.planning.models import (
    CountyMatter,
    Decision,
    Highlight,
    Medium,
    Meeting,
    PartyActivity,
    Pilot,
    PlanClause,
    PlanVersion,
    PublicityItem,
    ReadItem,
    SectionDuty,
    TaskReview,
    WorkProject,
)
from gangmu.applications.planning.services.adopting import adopt_plan
from gangmu.applications.planning.services.reviewing import confirm_items, declare_not_listed
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.organisations.models import Organisation

DUTIES = {
    "办公室": ("信息", "宣传", "公文", "建议提案", "督办"),
    "人事科": ("教师", "编制", "招聘", "师德", "职称", "交流轮岗"),
    "计划财务科": ("项目", "学位", "经费", "布局", "审计", "校舍"),
    "基础教育科": ("义务教育", "德育", "课后服务", "招生", "双减", "高中"),
    "学前教育科": ("学前", "幼儿园", "普惠性"),
    "职业与成人教育科": ("职业", "成人", "中职", "双证制"),
    "督导室": ("督导", "督学", "评估"),
    "安全管理科": ("安全", "食堂", "隐患", "演练", "校车"),
    "体卫艺科": ("体育", "体质", "艺术", "美育", "心理", "近视"),
    "党建办": ("党建", "党组织", "党日", "廉政"),
}
ARTICLES = (
    "课后服务暖人心",
    "开学第一课",
    "阳光大课间",
    "校园阅读节",
    "研学路上",
    "教师节慰问",
    "防溺水宣传",
    "劳动教育见闻",
    "送教下乡",
)


#: (register's model, unit, row) of the demo year.
WORK_OF_THE_YEAR: tuple[tuple[type[Any], str, dict[str, Any]], ...] = (
    (Decision, "云溪县教育局", {"name": "学校布局调整方案", "decider": "局党组会", "authority": "集体决策，报县政府批准",
        "procedure": "调研—论证—公示—审议", "liability": "主要负责人", "listed_on": date(2026, 1, 12)}),
    (Decision, "云溪县教育局", {"name": "年度项目资金安排", "decider": "局党组会", "authority": "集体决策",
        "procedure": "科室提出—财务审核—审议", "liability": "分管负责人", "listed_on": date(2026, 2, 20)}),
    (Meeting, "云溪县教育局", {"name": "全县教育工作会议", "kind": "meeting", "held_on": date(2026, 3, 6), "head": "周文岳"}),
    (Meeting, "云溪县教育局", {"name": "春季开学督查", "kind": "inspection", "held_on": date(2026, 3, 12), "head": "沈清和",
        "schools_visited": 18, "problems_found": 27, "problems_fixed": 25}),
    (Meeting, "云溪县教育局", {"name": "秋季开学督查", "kind": "inspection", "held_on": date(2026, 9, 8), "head": "沈清和",
        "schools_visited": 21, "problems_found": 19, "problems_fixed": 14}),
    (PartyActivity, "党建办", {"name": "七一主题党日", "kind": "theme", "held_on": date(2026, 7, 1), "sessions": 36, "persons": 1240}),
    (PartyActivity, "党建办", {"name": "书记讲党课", "kind": "lecture", "held_on": date(2026, 6, 18), "sessions": 12, "persons": 560}),
    (PartyActivity, "云溪县教育局", {"name": "年度廉政谈话", "kind": "talk", "held_on": date(2026, 4, 9), "sessions": 8, "persons": 64}),
    (Pilot, "基础教育科", {"name": "幼小科学衔接", "kind": "pilot", "level": "city", "stage": "running", "named_on": date(2026, 4, 2)}),
    (Pilot, "云溪县实验小学", {"name": "课后服务菜单化", "kind": "case", "level": "province", "stage": "named", "named_on": date(2026, 8, 20)}),
    (WorkProject, "基础教育科", {"name": "乡村学校阅读课程", "kind": "topic", "partner": "市教师发展学院", "head": "孟立新",
        "started_on": date(2026, 2, 25), "due_on": date(2026, 10, 31), "state": "finished", "result": "形成课例 24 节"}),
    (WorkProject, "云溪县实验小学", {"name": "全员导师制", "kind": "project", "head": "高远", "started_on": date(2026, 3, 1),
        "due_on": date(2026, 11, 10), "state": "running"}),
    (Highlight, "基础教育科", {"name": "课后服务午餐午休全覆盖", "shown_on": date(2026, 9, 20), "evidence": "市现场会交流"}),
    (CountyMatter, "办公室", {"name": "文明城市创建迎检", "county_owner": "县文明办", "received_on": date(2026, 2, 10),
        "due_on": date(2026, 9, 30), "state": "done"}),
    (CountyMatter, "办公室", {"name": "营商环境评价", "county_owner": "县发改局", "received_on": date(2026, 5, 8),
        "due_on": date(2026, 11, 15), "state": "open"}),
    (TaskReview, "云溪县教育局", {"name": "课后服务满意度", "source": "third_party", "reviewer": "县统计调查队",
        "reviewed_on": date(2026, 6, 30), "conclusion": "good"}),
)  # fmt: skip


@slice_of_demo(30, "2026 年工作要点：识读、核对、采用")
def build_plan(made: Demonstration) -> None:
    """Adopt the sample plan, each step by the service that a person's click calls."""
    bureau = Organisation.objects.get(name="云溪县教育局")
    for section, words in DUTIES.items():
        unit = Organisation.objects.get(name=section)
        SectionDuty.objects.bulk_create(SectionDuty(section=unit, words=word) for word in words)
    text = (files("gangmu.applications.planning.sample") / "plan_2026.txt").read_text(encoding="utf-8")
    version = paste_version(bureau, Stage.ISSUED, text)
    _check(version)
    adopt_plan(version, "局党组会2026年第4次会议", date(2026, 3, 2))


@slice_of_demo(40, "报送信息登记册")
def build_publicity(made: Demonstration) -> None:
    """Send articles through the year, as units do: unevenly."""
    chance = Random(made.seed)  # noqa: S311 - a demo county, no secret
    units = list(
        Organisation.objects.filter(
            name__in=["办公室", "基础教育科", "云溪县实验小学", "云溪县第一中学", "云溪县文澜中学"]
        )
    )
    rows = []
    for number in range(43):
        sent = date(2026, 1, 6) + timedelta(days=chance.randint(0, 315))
        taken = sent + timedelta(days=chance.randint(2, 20)) if chance.random() < 0.4 else None
        level = chance.choice([Medium.COUNTY, Medium.COUNTY, Medium.CITY, Medium.PROVINCE])
        rows.append(
            PublicityItem(
                organisation=chance.choice(units), title=f"{chance.choice(ARTICLES)}({number + 1})", level=level, submitted_on=sent,
                adopted_on=taken, medium=f"{Medium(level).label}教育信息",
            )
        )  # fmt: skip
    PublicityItem._base_manager.bulk_create(rows)


@slice_of_demo(45, "工作登记：会议、党建、试点、项目等")
def build_work(made: Demonstration) -> None:
    """A year of the office's records: meetings and inspections, party activities, pilots, projects, other work of the county."""
    units = {
        name: Organisation.objects.get(name=name)
        for name in ("云溪县教育局", "办公室", "基础教育科", "党建办", "云溪县实验小学")
    }
    for model, unit, told in WORK_OF_THE_YEAR:
        model._base_manager.create(organisation=units[unit], **told)


def _check(version: PlanVersion) -> None:
    """What a person does on the review screen: confirm, declare the rest 不单列任务, give the rows without owner to the office."""
    items = ReadItem._base_manager.filter(document=version)
    confirm_items(version, items.values_list("pk", flat=True))
    left = PlanClause.objects.filter(
        document=version, state__in=(ClauseState.OPEN, ClauseState.NOT_LISTED), confirmed=False
    )
    declare_not_listed(version, left.values_list("pk", flat=True), "已含于所在任务")
    office = Organisation.objects.get(name="办公室")
    items.filter(kind=ItemKind.TASK, lead__isnull=True).update(lead=office)
