"""The demo county's staff by seed: teachers by the pupils of each stage, who left in five years, posts at other schools, establishments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import ceil
from random import Random
from typing import Any

from django.db.models import Count, Model

from gangmu.foundation.administration.demo_units import bureau_key
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.kernel.learned_sizes import learn_sizes
from gangmu.foundation.organisations.choices import Kind, Ownership, Stage, UrbanRural
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import Unit, tree
from gangmu.foundation.people.choices import Sex
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.services.dated import keep_states
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.rolls.models import Enrolment, SchoolClass
from gangmu.records.staff.choices import GRADES, Category, EstablishmentKind, PostKind, Status, Subject, Title
from gangmu.records.staff.completing import complete_person
from gangmu.records.staff.models import Establishment, SecondPost, StaffMember

SINCE, SEPTEMBER = date(2022, 9, 1), date(2026, 9, 1)
#: Divisions that do not exist: no number of the demo is anybody's. The number of the county follows.
DIVISION = "3399"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "建国丽华志强秀英海燕晓东雪梅文斌春兰永刚玉芳国平慧敏学军淑贞立新红霞伟民爱萍"
#: Staff to pupils of a stage by which establishments are verified (teachers 5.1 [R]); children to a teacher for kindergartens.
RATIO = {Stage.PRI: 19.0, Stage.JUN: 13.5, Stage.SEN: 12.5}
#: Pupils to a teacher as monitored (teachers 5.1 [V-local]); a small school has a teacher for each class and some more.
TEACHING, LEAST = {Stage.PRI: 17.0, Stage.JUN: 13.5, Stage.SEN: 12.5}, 6
#: Of a hundred so many have left in the years that are told; years at whose turn titles of the first grade were given.
LEFT, TITLES_GIVEN = 9, (2023, 2024, 2025, 2026)
#: Subjects of a stage with their weight.
TAUGHT: dict[str, dict[str, int]] = {
    Stage.KG: {Subject.CARE: 1},
    Stage.PRI: {
        Subject.CHINESE: 34, Subject.MATHS: 26, Subject.FOREIGN: 9, Subject.SCIENCE: 6, Subject.MORALS: 4, Subject.SPORT: 8,
        Subject.MUSIC: 5, Subject.FINE_ART: 5, Subject.COMPUTING: 3,
    },
    Stage.JUN: {
        Subject.CHINESE: 18, Subject.MATHS: 18, Subject.FOREIGN: 17, Subject.SCIENCE: 14, Subject.HISTORY: 8, Subject.MORALS: 7,
        Subject.SPORT: 7, Subject.MUSIC: 3, Subject.FINE_ART: 3, Subject.COMPUTING: 3, Subject.MENTAL_HEALTH: 2,
    },
    Stage.SEN: {
        Subject.CHINESE: 15, Subject.MATHS: 15, Subject.FOREIGN: 15, Subject.PHYSICS: 10, Subject.CHEMISTRY: 9, Subject.BIOLOGY: 8,
        Subject.HISTORY: 7, Subject.GEOGRAPHY: 7, Subject.MORALS: 6, Subject.SPORT: 4, Subject.MUSIC: 2, Subject.COMPUTING: 2,
    },
}  # fmt: skip
#: Education of a stage with its weight.
EDUCATED: dict[str, dict[str, int]] = {
    Stage.KG: {"upper": 12, "college": 55, "bachelor": 33},
    Stage.PRI: {"upper": 3, "college": 34, "bachelor": 61, "master": 2},
    Stage.JUN: {"college": 12, "bachelor": 83, "master": 5},
    Stage.SEN: {"college": 1, "bachelor": 86, "master": 13},
}
#: Years of work from which a title may be given, and how many of those who wait for it have it.
TITLED = ((20, Title.SENIOR, 0.35), (8, Title.FIRST, 0.6), (1, Title.SECOND, 0.95))
BACKBONE = {"": 84, "school": 8, "county": 5, "city": 2, "province": 1}
#: Subjects for which a small school has somebody come by.
CIRCUIT = (Subject.MUSIC, Subject.FINE_ART, Subject.SPORT)


@slice_of_demo(27, "教职工：教师、离任、兼任岗位、编制", by_county=True)
def build_staff(made: Demonstration, county: int = 0) -> None:
    """Give every school teachers by its pupils, enter who teaches at a second school, verify establishments, promote some."""
    chance = Random(made.seed * 1000 + 300 + county)  # noqa: S311 - a demo county, no secret
    bureau = Organisation.objects.get(key=bureau_key(county))
    units = [u for u in tree(SEPTEMBER).below(bureau.pk) if u.kind in (Kind.SCHOOL, Kind.KINDERGARTEN)]
    pupils, classes = _counted([unit.id for unit in units])
    born: Counter[tuple[date, str]] = Counter()
    staff: list[StaffMember] = []
    for unit in units:
        here = list(_staff_of(unit, pupils, classes.get(unit.id, 0), chance, born))
        staff += here + [_who_left(unit, here, chance, born) for _ in range(round(len(here) * LEFT / 100))]
    for member in staff:
        number = f"{DIVISION}{county:02}{member.id_number}"
        member.id_number = number + check_sign(number)
    kept = [member for member in _keep("staff", staff) if member.ended_on is None]
    _keep("second-posts", list(_second_posts(units, kept, pupils, chance)))
    _keep("establishments", list(_establishments(units, pupils, chance)))
    _promote_some(kept, chance)
    learn_sizes()


def _counted(units: Sequence[int]) -> tuple[dict[tuple[int, str], int], dict[int, int]]:
    """Return this September's pupils of units by stage, and their classes."""
    held = Enrolment._base_manager.filter(
        recorded_to__isnull=True, valid_from=SEPTEMBER, organisation_id__in=units
    )
    told = held.order_by().values_list("organisation_id", "stage").annotate(Count("pk"))
    open_now = SchoolClass._base_manager.filter(school_year=SEPTEMBER.year, organisation_id__in=units)
    counted = open_now.order_by().values_list("organisation_id").annotate(Count("pk"))
    return {(unit, stage): n for unit, stage, n in told}, dict(counted)


def _keep(name: str, rows: Sequence[Model]) -> list[Any]:
    """Enter the rows of a register with their first states."""
    declared: Any = register_named(name)
    made = declared.model._base_manager.bulk_create(rows, batch_size=500)
    keep_states(declared.states, [(row, None) for row in made])
    return list(made)


def _staff_of(
    unit: Unit,
    pupils: dict[tuple[int, str], int],
    classes: int,
    chance: Random,
    born: Counter[tuple[date, str]],
) -> Iterator[StaffMember]:
    """Yield the staff of a unit: teachers by stage, two to a class and a carer in kindergartens (两教一保), a few others."""
    for stage in unit.stages:
        number = pupils.get((unit.id, stage), 0)
        if stage == Stage.KG and number:
            rooms = max(classes if unit.kind == Kind.KINDERGARTEN else ceil(number / 30), 1)
            for _ in range(round(rooms * 2 * chance.uniform(0.9, 1.02)) or 1):
                yield _member(unit, Category.TEACHER, stage, chance, born)
            for _ in range(rooms):
                yield _member(unit, Category.CARER, "", chance, born)
        elif stage in RATIO and number:
            for _ in range(max(ceil(number / TEACHING[Stage(stage)] * chance.gauss(1.0, 0.05)), LEAST)):
                yield _member(unit, Category.TEACHER, stage, chance, born)
    others = max(round(classes * 0.16), 1)
    for order in range(others):
        category = (Category.OFFICE, Category.SUPPORT, Category.WORKER)[order % 3]
        yield _member(unit, category, "", chance, born)


def _member(
    unit: Unit, category: str, stage: str, chance: Random, births: Counter[tuple[date, str]]
) -> StaffMember:
    age = chance.triangular(23, 59, 41)
    birth = date(SEPTEMBER.year, 3, 1) - timedelta(days=int(age * 365.25))
    sex = Sex.FEMALE if chance.random() < (0.97 if stage == Stage.KG else 0.66) else Sex.MALE
    order = births[birth, sex]
    births[birth, sex] += 1
    digits = f"{birth:%Y%m%d}{order * 2 + (sex == Sex.MALE):03}"
    began = date(birth.year + 22, 8, 15)
    joined = max(began, SEPTEMBER - timedelta(days=chance.randrange(30, 365 * 14)))
    teacher = category == Category.TEACHER
    public = unit.ownership in ("", Ownership.PUBLIC)
    title = _title(SEPTEMBER.year - began.year, chance) if teacher else ""
    member = StaffMember(
        organisation_id=unit.id, name=chance.choice(FAMILY) + "".join(chance.sample(GIVEN, chance.choice([1, 2, 2]))),
        id_number=digits, sex=sex, birth_date=birth, phone=f"1980{chance.randrange(10**7):07}",
        bank_account=f"6200{chance.randrange(10**14):014}", category=category, establishment=_establishment(category, stage, public, chance),
        stage=stage if teacher else "", subject=_drawn(TAUGHT[stage], chance) if teacher else "",
        education=_drawn(EDUCATED[stage], chance) if teacher else chance.choice(["upper", "college", "bachelor"]), title=title,
        post_grade=chance.choice(GRADES[Title(title)]) if title else None, title_on=date(SEPTEMBER.year - chance.randrange(1, 9), 12, 1) if title else None,
        certificate=stage if teacher and chance.random() < (0.93 if stage == Stage.KG else 0.995) else "",
        backbone=_drawn(BACKBONE, chance) if teacher and stage != Stage.KG else "", began_work_on=began, joined_on=joined,
        status=Status.OFF if chance.random() < 0.006 else Status.ON, since=max(SINCE, joined),
    )  # fmt: skip
    if member.certificate:
        member.certificate_subject = member.subject
    complete_person(member)
    return member


def _who_left(
    unit: Unit, staff: Sequence[StaffMember], chance: Random, born: Counter[tuple[date, str]]
) -> StaffMember:
    """Return somebody like the others of a unit who retired or went elsewhere at the end of a school year."""
    like = chance.choice(staff)
    member = _member(unit, like.category, like.stage, chance, born)
    member.joined_on = min(member.joined_on or SINCE, SINCE - timedelta(days=chance.randrange(200, 4000)))
    member.since, member.ended_on = SINCE, date(chance.randint(SINCE.year + 1, SEPTEMBER.year), 8, 31)
    return member


def _drawn(weights: dict[str, int], chance: Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _title(years: int, chance: Random) -> str:
    """Return the title that somebody of so many years of work is likely to have: not everybody gets it when it may be given."""
    return next((title for least, title, share in TITLED if years >= least and chance.random() < share), "")


def _establishment(category: str, stage: str, public: bool, chance: Random) -> str:
    if not public or category in (Category.CARER, Category.WORKER):
        return EstablishmentKind.OUTSIDE
    if stage == Stage.KG:
        return chance.choices([EstablishmentKind.WITHIN, EstablishmentKind.OUTSIDE], [45, 55])[0]
    return chance.choices(list(EstablishmentKind), [94, 2, 4])[0]


def _second_posts(
    units: Iterable[Unit], staff: Sequence[StaffMember], pupils: dict[tuple[int, str], int], chance: Random
) -> Iterator[SecondPost]:
    """Yield who comes by to small primary schools outside the seat for music, art or sport."""
    free = [m for m in staff if m.stage == Stage.PRI and m.subject in CIRCUIT and m.status == Status.ON]
    chance.shuffle(free)
    for unit in units:
        if unit.urban_rural == UrbanRural.URBAN or not 0 < pupils.get((unit.id, Stage.PRI), 0) < 450:
            continue
        for _ in range(2):
            member = next((m for m in free if m.organisation_id != unit.id), None)
            if member is None:
                return
            free.remove(member)
            yield SecondPost(
                organisation_id=unit.id, member=member, kind=PostKind.CIRCUIT, stage=Stage.PRI, subject=member.subject,
                periods=chance.randint(3, 8), since=SEPTEMBER,
            )  # fmt: skip


def _establishments(
    units: Iterable[Unit], pupils: dict[tuple[int, str], int], chance: Random
) -> Iterator[Establishment]:
    """Yield the verified posts of public schools: what the ratios entitle to, a little more or less."""
    for unit in units:
        entitled = sum(ceil(pupils.get((unit.id, stage), 0) / ratio) for stage, ratio in RATIO.items())
        if entitled and unit.ownership in ("", Ownership.PUBLIC):
            posts = max(round(entitled * chance.uniform(0.98, 1.1)), 5)
            yield Establishment(
                organisation_id=unit.id, posts=posts, document="云编办〔2024〕18 号", since=SINCE
            )


def _promote_some(staff: Sequence[StaffMember], chance: Random) -> None:
    """Give some a title of the first grade at the turn of each year, so that figures of different years differ."""
    declared: Any = register_named("staff")
    waiting = [m for m in staff if m.title == Title.SECOND]
    chance.shuffle(waiting)
    each = len(waiting) // (4 * len(TITLES_GIVEN))
    for order, year in enumerate(TITLES_GIVEN):
        turn = date(year, 1, 1)
        told = []
        for member in waiting[order * each : (order + 1) * each]:
            if member.since is None or member.since >= turn:
                continue
            before = {
                field.attname: getattr(member, field.attname) for field in StaffMember._meta.concrete_fields
            }
            member.title, member.post_grade = Title.FIRST, 10
            member.title_on = member.since = turn
            told.append((member, before))
        StaffMember._base_manager.bulk_update(
            [m for m, _before in told], ["title", "post_grade", "title_on", "since"], 200
        )
        keep_states(declared.states, told)
