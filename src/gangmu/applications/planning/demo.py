"""Planning's slice of the demo county: the sample plan adopted, articles sent."""

from datetime import date, timedelta
from importlib.resources import files
from random import Random

from gangmu.applications.planning.choices import ClauseState, ItemKind, Stage
from gangmu.applications.planning.models import (
    Medium,
    PlanClause,
    PlanVersion,
    PublicityItem,
    ReadItem,
    SectionDuty,
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


@slice_of_demo(30, "2026 年工作要点:识读、核对、采用")
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
