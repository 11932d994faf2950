"""The demo county's roll: classes and pupils of a school year by seed, with the changes of its autumn."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.administration.demo import PASSWORD
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import Unit, tree
from gangmu.foundation.people.choices import ScopeKind, Sex
from gangmu.foundation.people.services import assign_role, enter_person
from gangmu.foundation.registers.statistics import learn_sizes
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.rolls.choices import Grade, Relation, Residence, Status
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.services.standing import complete, keep_standing

SEPTEMBER = date(2026, 9, 1)
#: A division that does not exist: no number of the demo is anybody's.
DIVISION = "339900"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "子涵宇轩欣怡梓浩然诗雨思远佳明慧文博嘉雪晨曦语桐俊熙若彤泽瑞安宁一诺奕辰可馨沐阳"
STREETS = ("人民路", "溪滨路", "文昌街", "枫林路", "茶山路", "新学街")
#: Stage → (grades, classes of a grade in the seat and in a township, pupils of a class: mean and spread).
SHAPE: dict[str, tuple[tuple[str, ...], int, int, int, int]] = {
    Stage.KG: (("K1", "K2", "K3"), 3, 2, 27, 3),
    Stage.PRI: (tuple("123456"), 5, 2, 43, 5),
    Stage.JUN: (("7", "8", "9"), 6, 3, 46, 5),
    Stage.SEN: (("10", "11", "12"), 8, 4, 50, 4),
}
#: The town whose schools are fullest; there some classes have grown beyond what is allowed.
SEAT_KIND, CROWDED = "urban", 9
CHUNK = 2000


@slice_of_demo(25, "2026 学年的班级和学生")
def build_rolls(made: Demonstration) -> None:
    """Enrol the pupils of a school year, then let some move, pause and go, as two exports would show it."""
    _enter_keeper(made)
    chance = Random(made.seed)  # noqa: S311 - a demo county, no secret
    born: Counter[tuple[date, str]] = Counter()
    waiting: list[Pupil] = []
    for unit in tree(SEPTEMBER).below(None):
        if unit.kind in (Kind.SCHOOL, Kind.KINDERGARTEN):
            waiting += _pupils_of(unit, chance, born)
    kept: list[Pupil] = []
    for first in range(0, len(waiting), CHUNK):
        some = Pupil._base_manager.bulk_create(waiting[first : first + CHUNK])
        keep_standing([(pupil, None) for pupil in some])
        kept += some
    _let_some_change(kept, chance)
    learn_sizes()


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


def _pupils_of(unit: Unit, chance: Random, born: Counter[tuple[date, str]]) -> Iterator[Pupil]:
    """Yield the pupils of a school: by stage, grade and class."""
    in_seat = unit.urban_rural == SEAT_KIND
    for stage in unit.stages:
        if stage not in SHAPE:
            continue
        grades, of_seat, of_town, mean, spread = SHAPE[stage]
        for grade in grades:
            for number in range(1, (of_seat if in_seat else of_town) + 1):
                size = round(chance.gauss(mean + (2 if in_seat else -6), spread))
                if in_seat and stage != Stage.KG and chance.randrange(100) < CROWDED:
                    size = chance.randint(56, 62)
                for _ in range(max(size, 8)):
                    yield _pupil(unit, grade, number, chance, born, in_seat)


def _pupil(
    unit: Unit, grade: str, number: int, chance: Random, births: Counter[tuple[date, str]], in_seat: bool
) -> Pupil:
    age = 3 + list(Grade).index(Grade(grade))
    born = date(SEPTEMBER.year - age, 8, 31) - timedelta(days=chance.randrange(365))
    sex = chance.choice([Sex.MALE, Sex.FEMALE])
    identity = _number(born, sex, births[born, sex])
    births[born, sex] += 1
    family = chance.choice(FAMILY)
    town = unit.name.removeprefix("云溪县")[:3]
    mother = chance.random() < 0.5
    pupil = Pupil(
        organisation_id=unit.id, roll_number=f"G{identity}", name=family + "".join(chance.sample(GIVEN, chance.choice([1, 2, 2]))),
        id_number=identity, sex=sex, birth_date=born, grade=grade, class_number=number, since=SEPTEMBER,
        residence=chance.choices(list(Residence), [88, 8, 4])[0], address=f"云溪县{town}{chance.choice(STREETS)}{chance.randint(1, 180)}号",
        guardian=chance.choice(FAMILY if mother else family) + chance.choice(GIVEN),
        guardian_relation=Relation.MOTHER if mother else Relation.FATHER, guardian_phone=f"1990000{chance.randrange(10000):04}",
        boarding=grade in ("10", "11", "12") and chance.random() < 0.6, migrant=in_seat and chance.random() < 0.12,
        left_behind=not in_seat and chance.random() < 0.11, disabled=chance.random() < 0.004,
    )  # fmt: skip
    complete(pupil, None)
    return pupil


def _number(born: date, sex: str, order: int) -> str:
    """Return a citizen's number that is nobody's: of the order among the boys or girls of a day."""
    digits = f"{DIVISION}{born:%Y%m%d}{order * 2 + (sex == Sex.MALE):03}"
    return digits + check_sign(digits)


def _let_some_change(pupils: list[Pupil], chance: Random) -> None:
    """Of a thousand pupils some move to another school of their grade, some pause, a few go away."""
    by_grade: dict[str, list[int]] = {}
    for pupil in pupils:
        by_grade.setdefault(pupil.grade, []).append(pupil.organisation_id)
    told = []
    for pupil in chance.sample(pupils, len(pupils) // 250):
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
