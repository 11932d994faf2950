"""The demo county's frame: 云溪县, a county that does not exist, with its bureau, sections, schools and persons."""

from datetime import date

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.administration.demo_ground import about, middle_of
from gangmu.foundation.administration.demo_units import (
    BEGIN,
    MERGED,
    bureau_key,
    name_of,
    schools_of,
    towns_of,
)
from gangmu.foundation.kernel.demonstration import Demonstration, Scale, slice_of_demo
from gangmu.foundation.organisations.choices import GroupKind, Kind, Level, Stage
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import (
    found,
    join_group,
    make_group,
    merge,
    rename,
    writing_tree,
)
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.leading import change_leadership
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.services import assign_role, enter_person

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


@slice_of_demo(10, "教育局、科室、乡镇和学校", by_county=True)
def build_units(made: Demonstration, county: int = 0) -> None:
    """Found a bureau with its sections, townships, schools and kindergartens; the first county has five years of history."""
    # One operation: what is founded in it needs no look at the whole tree, of which a city has some three thousand units.
    with writing_tree():
        bureau = _found_county(county, made.scale)
    if county == 0:
        _build_history(bureau)


def _found_county(county: int, scale: Scale) -> Organisation:
    name, towns = name_of(county), towns_of(county, scale)
    city = _city() if scale.counties > 1 else None
    bureau = found(
        bureau_key(county), BEGIN, city, name=f"{name}教育局", kind=Kind.BUREAU, level=Level.COUNTY, short_name="县教育局"
    )  # fmt: skip
    if county == 0:
        for number, section in enumerate(SECTIONS):
            found(f"yunxi-s{number}", BEGIN, bureau, name=section, kind=Kind.SECTION)
    serial = iter(range(1, 999))
    for number, town in enumerate(towns):
        township = found(f"{bureau.key}-t{number}", BEGIN, bureau, name=town, kind=Kind.TOWNSHIP)
        parent = bureau if number == 0 else township
        middle = middle_of(county, number, len(towns))
        for order, school in enumerate(schools_of(name, town, number, scale)):
            longitude, latitude = about(middle, order)
            found(
                f"{bureau.key}-u{next(serial)}", school.begun, parent, name=school.name, kind=school.kind, stages=list(school.stages),
                ownership=school.ownership, urban_rural=school.place, school_code=f"{school.category}{33 + county:02}{next(serial):06d}",
                longitude=longitude, latitude=latitude,
            )  # fmt: skip
    return bureau


def _city() -> Organisation:
    known = Organisation.objects.filter(key="city").first()
    return known or found(
        "city", BEGIN, name="云州市教育局", kind=Kind.BUREAU, level=Level.CITY, short_name="市教育局"
    )


def _build_history(bureau: Organisation) -> None:
    """A group of schools, a school that was renamed and one that was merged into another."""
    group = make_group(bureau, GroupKind.EDUCATION_GROUP, "云溪县实验小学教育集团")
    core, member = _unit("云溪县实验小学"), _unit("云溪县溪口镇中心小学")
    join_group(group, core, date(2022, 9, 1), is_core=True)
    join_group(group, member, date(2022, 9, 1))
    rename(_unit("云溪县第二中学"), date(2023, 9, 1), "云溪县文澜中学", "云溪县人民政府批复")
    merge([_unit("云溪县沙河乡完全小学")], _unit("云溪县沙河乡中心小学"), MERGED, "校网布局调整")


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
