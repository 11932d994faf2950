"""The demo county's frame: 云溪县, a county that does not exist, with its bureau, sections, schools and persons."""

from datetime import date

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.organisations.choices import GroupKind, Kind, Level, Ownership, Stage, UrbanRural
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import found, join_group, make_group, merge, rename
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.leading import change_leadership
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.services import assign_role, enter_person

BEGIN = date(2020, 1, 1)
#: Printed with the demo and used nowhere else.
PASSWORD = "yunxi-demo-2026"  # noqa: S105
SECTIONS = [
    "办公室",
    "人事科",
    "计划财务科",
    "基础教育科",
    "学前教育科",
    "职业与成人教育科",
    "督导室",
    "安全管理科",
    "体卫艺科",
    "党建办",
]
TOWNS = ["城关镇", "溪口镇", "白石镇", "枫林乡", "东岭乡", "沙河乡"]
#: User name, name, title, role, unit.
PERSONS = [
    ("juzhang", "周文岳", "局长", Role.DIRECTOR, "云溪县教育局"),
    ("fujuzhang", "沈清和", "副局长", Role.LEADER, "云溪县教育局"),
    ("bangongshi", "陆敏", "办公室主任", Role.OFFICE_HEAD, "办公室"),
    ("office", "方晓", "办公室科员", Role.OFFICE, "办公室"),
    ("jijiao", "孟立新", "基础教育科科长", Role.SECTION_HEAD, "基础教育科"),
    ("xueqian", "苏婷", "学前教育科科员", Role.SECTION_CLERK, "学前教育科"),
    ("xiaozhang", "高远", "校长", Role.SCHOOL_HEAD, "云溪县实验小学"),
    ("xuexiao", "韩梅", "教务员", Role.SCHOOL_CLERK, "云溪县实验小学"),
    ("duxue", "程岩", "责任督学", Role.SUPERINTENDENT, "督导室"),
    ("jiaoshi", "林夏", "教师", Role.TEACHER, "云溪县实验小学"),
    ("shenji", "唐明", "审计员", Role.AUDITOR, "云溪县教育局"),
    ("admin", "罗工", "系统管理员", Role.ADMINISTRATOR, "云溪县教育局"),
]


@slice_of_demo(10, "云溪县教育局、科室和学校")
def build_units(made: Demonstration) -> None:
    """Found the bureau, its sections, townships, schools and kindergartens, with a little history."""
    bureau = found(
        "yunxi", BEGIN, name="云溪县教育局", kind=Kind.BUREAU, level=Level.COUNTY, short_name="县教育局"
    )
    for number, name in enumerate(SECTIONS):
        found(f"yunxi-s{number}", BEGIN, bureau, name=name, kind=Kind.SECTION)
    serial = iter(range(1, 999))
    for number, town in enumerate(TOWNS):
        township = found(f"yunxi-t{number}", BEGIN, bureau, name=town, kind=Kind.TOWNSHIP)
        place = (
            UrbanRural.URBAN if number == 0 else UrbanRural.TOWN if town.endswith("镇") else UrbanRural.RURAL
        )
        for name, kind, stages, category, ownership in _schools_of(town, number):
            parent = bureau if number == 0 else township
            found(
                f"yunxi-u{next(serial)}", BEGIN, parent, name=name, kind=kind, stages=stages, ownership=ownership, urban_rural=place,
                school_code=f"{category}33{next(serial):06d}",
            )  # fmt: skip
    group = make_group(bureau, GroupKind.EDUCATION_GROUP, "云溪县实验小学教育集团")
    core, member = _unit("云溪县实验小学"), _unit("云溪县溪口镇中心小学")
    join_group(group, core, date(2022, 9, 1), is_core=True)
    join_group(group, member, date(2022, 9, 1))
    rename(_unit("云溪县第二中学"), date(2023, 9, 1), "云溪县文澜中学", "云溪县人民政府批复")
    merge([_unit("云溪县沙河乡完全小学")], _unit("云溪县沙河乡中心小学"), date(2024, 9, 1), "校网布局调整")


@slice_of_demo(20, "人员、角色和账号")
def build_persons(made: Demonstration) -> None:
    """Enter one person for each role, with an account."""
    for username, name, title, role, unit_name in PERSONS:
        unit = _unit(unit_name)
        person = enter_person(unit, name, title)
        assign_role(person, role, unit, BEGIN)
        if username == "xueqian":
            assign_role(
                person,
                Role.SECTION_HEAD,
                unit,
                BEGIN,
                scope_kind=ScopeKind.LINE,
                line_kinds=[Kind.KINDERGARTEN],
                line_stages=[Stage.KG],
            )
        create_account(person, username, PASSWORD, must_change=False)
        made.accounts.append((username, PASSWORD, f"{unit_name} {title} {name}"))
    director = Person._base_manager.get(name="周文岳")
    leader = Person._base_manager.get(name="沈清和")
    for number, section in enumerate(SECTIONS):
        change_leadership(_unit(section), director if number < 3 else leader, date(2024, 1, 1))


def _unit(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def _schools_of(town: str, number: int) -> list[tuple[str, Kind, list[str], str, Ownership]]:
    public, private = Ownership.PUBLIC, Ownership.PRIVATE_INCLUSIVE
    if number == 0:
        return [
            ("云溪县实验小学", Kind.SCHOOL, [Stage.PRI], "21", public),
            ("云溪县城东小学", Kind.SCHOOL, [Stage.PRI], "21", public),
            ("云溪县第一中学", Kind.SCHOOL, [Stage.SEN], "34", public),
            ("云溪县第二中学", Kind.SCHOOL, [Stage.JUN, Stage.SEN], "34", public),
            ("云溪县初级中学", Kind.SCHOOL, [Stage.JUN], "31", public),
            ("云溪县职业教育中心", Kind.SCHOOL, [Stage.VOC], "36", public),
            ("云溪县特殊教育学校", Kind.SCHOOL, [Stage.SPE], "51", public),
            ("云溪县机关幼儿园", Kind.KINDERGARTEN, [Stage.KG], "11", public),
            ("云溪县童馨幼儿园", Kind.KINDERGARTEN, [Stage.KG], "11", private),
        ]
    found_here: list[tuple[str, Kind, list[str], str, Ownership]] = [
        (f"云溪县{town}中心小学", Kind.SCHOOL, [Stage.PRI], "21", public),
        (f"云溪县{town}初级中学", Kind.SCHOOL, [Stage.JUN], "31", public),
        (f"云溪县{town}中心幼儿园", Kind.KINDERGARTEN, [Stage.KG], "11", public),
    ]
    if town == "沙河乡":
        found_here.append((f"云溪县{town}完全小学", Kind.SCHOOL, [Stage.PRI], "21", public))
    return found_here
