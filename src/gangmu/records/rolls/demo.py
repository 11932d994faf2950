"""The demo county's roll: five school years of classes, pupils, enrolments and changes by seed, with the changes of this autumn."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from random import Random
from typing import Any

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.administration.demo import PASSWORD
from gangmu.foundation.administration.demo_units import BEGIN, bureau_key
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.kernel.learned_sizes import learn_sizes
from gangmu.foundation.kernel.many_rows import blank_line, insert_columns, insert_rows, made_rows, uncollected
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation, OrganisationState, Succession
from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.organisations.selectors import Unit, tree
from gangmu.foundation.people.choices import ScopeKind, Sex
from gangmu.foundation.people.services import assign_role, enter_person
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.rolls.choices import ChangeKind, Relation, Residence, Status
from gangmu.records.rolls.demo_lives import THIS_YEAR, Life, Stay, lives, places
from gangmu.records.rolls.models import CATEGORIES, Enrolment, Pupil, RollChange, SchoolClass
from gangmu.records.rolls.services.standing import keep_standing

SEPTEMBER = date(THIS_YEAR, 9, 1)
#: Divisions that do not exist: no number of the demo is anybody's. The number of the county follows.
DIVISION = "3399"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "子涵宇轩欣怡梓浩然诗雨思远佳明慧文博嘉雪晨曦语桐俊熙若彤泽瑞安宁一诺奕辰可馨沐阳"
STREETS = ("人民路", "溪滨路", "文昌街", "枫林路", "茶山路", "新学街")
#: Pupils written at once, so that a city takes no more memory than a county.
CHUNK = 4000
#: The attributes of an enrolment that differ from one to another, in the order in which they are told here.
HELD = (
    "pupil_id", "organisation_id", "school_class_id", "stage", "grade", "boarding", *CATEGORIES, "valid_from", "valid_to", "recorded_from",
    "recorded_to",
)  # fmt: skip
#: Of so many pupils one moves, pauses or goes this autumn.
CHANGING = 330
RESIDENCES = tuple(Residence)
#: Grades in which some board.
SENIOR = ("10", "11", "12")

ClassKey = tuple[int, int, str, int]


@slice_of_demo(25, "五个学年的班级、学生和异动", by_county=True)
def build_rolls(made: Demonstration, county: int = 0) -> None:
    """Enrol the pupils of five school years, then let some move, pause and go this autumn, as two exports would show it."""
    if county == 0:
        _enter_keeper(made)
    chance = Random(made.seed * 1000 + county)  # noqa: S311 - a demo county, no secret
    bureau = Organisation.objects.get(key=bureau_key(county))
    standing = {unit.id: unit for day in (BEGIN, SEPTEMBER) for unit in tree(day).below(bureau.pk)}
    units = [standing[key] for key in sorted(standing)]
    units = [unit for unit in units if unit.kind in (Kind.SCHOOL, Kind.KINDERGARTEN)]
    ways = lives(
        places(units, made.scale.classes, _begun(standing), chance),
        made.scale.years,
        _merged(standing),
        chance,
    )
    chance.shuffle(ways)
    made.tell(f"   {len(ways):,} 名学生，{sum(len(way.stays) for way in ways):,} 条在籍记录")
    classes = _open_classes(ways)
    births: Counter[tuple[date, str]] = Counter()
    changing: list[Pupil] = []
    for first in range(0, len(ways), CHUNK):
        some = ways[first : first + CHUNK]
        with uncollected():
            pupils = _write(some, f"{DIVISION}{county:02}", standing, classes, chance, births)
        attending = [pupil for pupil in pupils if pupil.status == Status.ATTENDING]
        changing += chance.sample(attending, len(some) // CHANGING)
        made.tell(f"   已写入 {first + len(some):,} 名")
    _let_some_change(changing, chance)
    learn_sizes()


def _begun(standing: Mapping[int, Unit]) -> dict[int, int]:
    """Return the first school year of schools that were founded after the others."""
    states = OrganisationState.objects.known().filter(organisation_id__in=standing).order_by("-valid_from")
    first = dict(states.values_list("organisation_id", "valid_from"))
    return {unit: day.year for unit, day in first.items() if day > BEGIN}


def _merged(standing: Mapping[int, Unit]) -> dict[int, tuple[int, int]]:
    """Return the schools that were merged into another: its successor, and the first school year there."""
    rows = Succession.objects.filter(predecessor_id__in=standing, recorded_to__isnull=True)
    return {row.predecessor_id: (row.successor_id, row.on.year) for row in rows}


def _enter_keeper(made: Demonstration) -> None:
    """The clerk who keeps the roll of all schools and kindergartens."""
    section = Organisation.objects.get(name="基础教育科")
    person = enter_person(section, "顾小满", "学籍管理员")
    kinds = [Kind.SCHOOL, Kind.KINDERGARTEN]
    assign_role(
        person, Role.SECTION_CLERK, section, date(2024, 9, 1), scope_kind=ScopeKind.LINE, line_kinds=kinds
    )
    create_account(person, "xueji", PASSWORD, must_change=False)
    made.accounts.append(("xueji", PASSWORD, "基础教育科 学籍管理员 顾小满"))


def _open_classes(ways: Sequence[Life]) -> dict[ClassKey, int]:
    """Open the classes in which pupils sat; return their keys."""
    stages = {_class_key(stay): stay.stage for way in ways for stay in way.stays}
    rows = [
        SchoolClass(organisation_id=unit, school_year=year, stage=stages[key], grade=grade, number=number)
        for key in sorted(stages)
        for unit, year, grade, number in [key]
    ]
    insert_rows(SchoolClass, rows)
    return {(row.organisation_id, row.school_year, row.grade, row.number): row.pk for row in rows}


def _class_key(stay: Stay) -> ClassKey:
    return stay.unit, stay.year, stay.grade, stay.number


def _write(
    ways: Sequence[Life], division: str, standing: Mapping[int, Unit], classes: Mapping[ClassKey, int], chance: Random,
    births: Counter[tuple[date, str]],
) -> list[Pupil]:  # fmt: skip
    """Write some pupils with their enrolments and changes; return the pupils."""
    blank = blank_line(Pupil)
    lines = [{**blank, **_pupil(way, division, standing, chance, births)} for way in ways]
    pupils = insert_rows(Pupil, made_rows(Pupil, lines))
    held = [row for way, pupil in zip(ways, pupils, strict=True) for row in _enrolments(way, pupil, classes)]
    told = {name: list(column) for name, column in zip(HELD, zip(*held, strict=True), strict=True)}
    insert_columns(Enrolment, told, {"status": Status.ATTENDING})
    insert_rows(
        RollChange, [row for way, pupil in zip(ways, pupils, strict=True) for row in _changes(way, pupil)]
    )
    return pupils


def _pupil(
    way: Life, division: str, standing: Mapping[int, Unit], chance: Random, births: Counter[tuple[date, str]]
) -> dict[str, Any]:
    """Return the row of a pupil, by attribute."""
    born = way.birthday(chance)
    sex = chance.choice((Sex.MALE, Sex.FEMALE))
    identity = _number(division, born, sex, births[born, sex])
    births[born, sex] += 1
    family = chance.choice(FAMILY)
    name = family + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
    last = way.stays[-1]
    mother = chance.random() < 0.5
    return {
        "organisation_id": last.unit, "roll_number": f"G{identity}", "name": name, "pinyin": _sound(name), "id_number": identity, "sex": sex,
        "birth_date": born, "grade": last.grade, "class_number": last.number, "since": way.left_on or last.since,
        "residence": chance.choices(RESIDENCES, (88, 8, 4))[0],
        "address": f"{standing[last.unit].name[:6]}{chance.choice(STREETS)}{chance.randint(1, 180)}号",
        "guardian": chance.choice(FAMILY if mother else family) + chance.choice(GIVEN),
        "guardian_relation": Relation.MOTHER if mother else Relation.FATHER, "guardian_phone": f"1990000{chance.randrange(10000):04}",
        "boarding": last.grade in SENIOR and chance.random() < 0.6, "migrant": way.in_seat and chance.random() < 0.12,
        "left_behind": not way.in_seat and chance.random() < 0.11, "disabled": chance.random() < 0.004,
        "status": Status.ATTENDING if way.left_on is None else Status.GRADUATED if way.graduated else Status.LEFT,
    }  # fmt: skip


@lru_cache(maxsize=100_000)
def _sound(name: str) -> str:
    return pinyin_key(name)


def _number(division: str, born: date, sex: str, order: int) -> str:
    """Return a citizen's number that is nobody's: of the order among the boys or girls of a day."""
    digits = f"{division}{born:%Y%m%d}{order * 2 + (sex == Sex.MALE):03}"
    return digits + check_sign(digits)


def _enrolments(way: Life, pupil: Pupil, classes: Mapping[ClassKey, int]) -> Iterator[tuple[Any, ...]]:
    """Yield a pupil's enrolments by school year, each recorded when the export of the year, or that after a change, was read.

    Who left in the course of a year was until then known to stay to its end: that record is corrected, not overwritten.
    """
    categories = tuple(getattr(pupil, name) for name in CATEGORIES)
    for stay in way.stays:
        boards = pupil.boarding and stay.grade in SENIOR
        of = (
            pupil.pk,
            stay.unit,
            classes[_class_key(stay)],
            stay.stage,
            stay.grade,
            boards,
            *categories,
            stay.since,
        )
        read = _read_after(stay.since)
        end = None if stay.year == THIS_YEAR else date(stay.year + 1, 9, 1)
        if stay.until is None:
            yield (*of, end, read, None)
        else:
            corrected = _read_after(stay.until)
            yield (*of, end, read, corrected)
            yield (*of, stay.until, corrected, None)


@cache
def _read_after(day: date) -> datetime:
    """Return when the export that first showed what holds from a day on was read: on the next tenth of a month."""
    month = (day.replace(day=1) + timedelta(days=32 if day.day >= 10 else 0)).replace(day=10)
    return datetime.combine(month, time(9), clock.BUREAU_ZONE)


def _changes(way: Life, pupil: Pupil) -> Iterator[RollChange]:
    """Yield what the exports of earlier years showed: who came, who went away, who graduated; all of it handled since."""
    first, last = way.stays[0], way.stays[-1]
    told = []
    if way.arrived:
        told.append((ChangeKind.IN, first, first.since))
    if way.left_on is not None:
        told.append((ChangeKind.GRADUATED if way.graduated else ChangeKind.OUT, last, way.left_on))
    for kind, stay, day in told:
        read = _read_after(day)
        yield RollChange(
            pupil=pupil, organisation_id=stay.unit, kind=kind, grade=stay.grade, on=day, settled_on=clock.local_date(read), seen_at=read
        )  # fmt: skip


def _let_some_change(pupils: list[Pupil], chance: Random) -> None:
    """Of these pupils half move to another school of their grade, some pause, some go away."""
    by_grade: dict[str, list[int]] = {}
    for pupil in pupils:
        by_grade.setdefault(pupil.grade, []).append(pupil.organisation_id)
    told = []
    for pupil in pupils:
        before = {field.attname: getattr(pupil, field.attname) for field in Pupil._meta.concrete_fields}
        pupil.since = date(2026, 9, 14) + timedelta(days=chance.randrange(60))
        what = chance.choice(["move", "move", "pause", "go"])
        if what == "move":
            pupil.organisation_id, pupil.class_number = chance.choice(by_grade[pupil.grade]), 1
        else:
            pupil.status = Status.SUSPENDED if what == "pause" else Status.LEFT
        told.append((pupil, before))
    Pupil._base_manager.bulk_update(
        [pupil for pupil, _before in told], ["organisation", "class_number", "status", "since"], 200
    )
    keep_standing(told)
