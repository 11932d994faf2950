"""The demo county's premises by seed over five years: buildings, rooms, grounds, equipment, books, lines of each school; seats delivered; estates."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Count, Model

from gangmu.foundation.administration.demo_units import bureau_key
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.kernel.learned_sizes import learn_sizes
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import Unit, tree
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.services.dated import keep_states
from gangmu.records.premises.choices import (
    DeliveryKind,
    EquipmentKind,
    GroundKind,
    Item,
    NetworkKind,
    OpenedAs,
    RoomUse,
)
from gangmu.records.premises.models import (
    Books,
    Building,
    Equipment,
    EstateKindergarten,
    Ground,
    Network,
    Room,
    SeatDelivery,
    TypedCondition,
)
from gangmu.records.rolls.choices import ON_ROLL
from gangmu.records.rolls.models import Pupil, SchoolClass

SINCE, SEPTEMBER = date(2022, 9, 1), date(2026, 9, 1)
#: What every so many classes of a school share: use, square metres, classes to one room.
SPECIAL = (
    (RoomUse.MUSIC, 96, 12), (RoomUse.ART, 90, 12), (RoomUse.LABORATORY, 92, 6), (RoomUse.COMPUTER, 98, 10),
    (RoomUse.LIBRARY, 180, 12), (RoomUse.HALL, 150, 12), (RoomUse.COUNSELLING, 42, 18), (RoomUse.INDOOR_SPORTS, 240, 24),
    (RoomUse.AUXILIARY, 24, 2), (RoomUse.OFFICE, 26, 3), (RoomUse.CANTEEN, 420, 24),
)  # fmt: skip
#: What the equipment of a school consists of: name, kind, its part of the value, what one costs.
ITEMS = (
    ("科学实验仪器", EquipmentKind.INSTRUMENT, 0.22, 420), ("数理化实验仪器", EquipmentKind.INSTRUMENT, 0.12, 650),
    ("音体美器材", EquipmentKind.SPORTS_ARTS, 0.10, 180), ("学生用计算机", EquipmentKind.PUPIL_COMPUTER, 0.22, 3900),
    ("教师用计算机", EquipmentKind.TEACHER_COMPUTER, 0.12, 4300), ("交互式一体机", EquipmentKind.DISPLAY, 0.22, 14800),
)  # fmt: skip
#: Unit, project, stage, how, seats, day of delivery.
SEATS = (
    ("云溪县实验小学", "实验小学二期教学楼", Stage.PRI, DeliveryKind.EXTENDED, 540, date(2023, 8, 20)),
    ("云溪县初级中学", "初级中学综合楼", Stage.JUN, DeliveryKind.EXTENDED, 300, date(2024, 8, 18)),
    ("云溪县溪口镇中心小学", "溪口镇中心小学迁建", Stage.PRI, DeliveryKind.MOVED, 270, date(2025, 8, 25)),
    ("云溪县城东小学", "城东小学扩建", Stage.PRI, DeliveryKind.EXTENDED, 540, date(2026, 8, 20)),
    ("云溪县白石镇中心小学", "白石镇中心小学教学楼", Stage.PRI, DeliveryKind.EXTENDED, 270, date(2026, 8, 28)),
    ("云溪县初级中学", "初级中学教学楼", Stage.JUN, DeliveryKind.EXTENDED, 400, date(2026, 8, 22)),
    ("云溪县机关幼儿园", "机关幼儿园滨江分园", Stage.KG, DeliveryKind.NEW, 270, date(2026, 3, 1)),
    ("云溪县童馨幼儿园", "童馨幼儿园转公办", Stage.KG, DeliveryKind.CONVERTED, 180, date(2026, 9, 1)),
)  # fmt: skip
#: Township, estate, dwellings, classes, when due, handed over, opened, opened as.
ESTATES: tuple[tuple[Any, ...], ...] = (
    ("城关镇", "滨江花园", 2100, 9, date(2025, 6, 30), date(2025, 7, 12), date(2026, 3, 1), OpenedAs.PUBLIC),
    ("城关镇", "文澜雅苑", 1600, 6, date(2025, 12, 31), date(2026, 1, 20), date(2026, 9, 1), OpenedAs.INCLUSIVE),
    ("城关镇", "枫桥公馆", 1200, 6, date(2026, 6, 30), date(2026, 8, 5), None, ""),
    ("溪口镇", "溪口新城", 1900, 9, date(2026, 6, 30), None, None, ""),
    ("白石镇", "白石家园", 900, 6, date(2027, 6, 30), None, None, ""),
)  # fmt: skip


@slice_of_demo(26, "办学条件：校舍、用房、场地、装备、新增学位", by_county=True)
def build_premises(made: Demonstration, county: int = 0) -> None:
    """Give every school what its classes and pupils need, more or less; in five years books come and rooms change."""
    chance = Random(made.seed * 1000 + 600 + county)  # noqa: S311 - a demo county, no secret
    bureau = Organisation.objects.get(key=bureau_key(county))
    units = [u for u in tree(SEPTEMBER).below(bureau.pk) if u.kind in (Kind.SCHOOL, Kind.KINDERGARTEN)]
    here = [unit.id for unit in units]
    classes = _counted(SchoolClass._base_manager.filter(school_year=SEPTEMBER.year, organisation_id__in=here))
    pupils = _counted(Pupil._base_manager.filter(status__in=ON_ROLL, organisation_id__in=here))
    things: dict[str, list[Any]] = {
        name: [] for name in ("buildings", "rooms", "grounds", "equipment", "books", "networks")
    }
    for unit in units:
        rooms = list(_rooms(unit, classes.get(unit.id, 0), chance))
        things["rooms"] += rooms
        things["buildings"] += _buildings(unit, rooms, chance)
        things["grounds"] += _grounds(unit, pupils.get(unit.id, 0), chance)
        things["equipment"] += _equipment(unit, pupils.get(unit.id, 0), chance)
        things["books"].append(_books(unit, pupils.get(unit.id, 0), chance))
        things["networks"] += _networks(unit, chance)
    for name, rows in things.items():
        _keep(name, rows)
    for year in range(SINCE.year + 1, SEPTEMBER.year + 1):
        _let_rooms_change(things["rooms"], date(year, 9, 1), chance)
        _let_books_come(things["books"], date(year, 9, 1))
    if county == 0:
        _keep("seat-deliveries", list(_seats()))
        EstateKindergarten._base_manager.bulk_create(_estates())
    TypedCondition._base_manager.bulk_create(_conditions(units, pupils, chance))
    learn_sizes()


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("organisation_id").annotate(Count("pk")))


def _keep(name: str, rows: Sequence[Model]) -> None:
    """Enter the rows of a register with their first states."""
    declared: Any = register_named(name)
    made = declared.model._base_manager.bulk_create(rows, batch_size=500)
    keep_states(
        declared.states, [(row, None) for row in made], declared.day_field, happens_once=declared.happens_once
    )


def _rooms(unit: Unit, classes: int, chance: Random) -> Iterator[Room]:
    """Yield the rooms of a unit: one for each class, and what classes share; older schools have fewer and smaller ones."""
    plenty = chance.uniform(0.7, 1.2)
    nursery = unit.kind == Kind.KINDERGARTEN
    for number in range(classes):
        use, area = (RoomUse.ACTIVITY, 105) if nursery else (RoomUse.CLASSROOM, 67)
        yield _room(unit, number, use, area * chance.uniform(0.92, 1.1), chance.random() < 0.75 * plenty)
    made = classes
    for use, area, shared_by in SPECIAL:
        if nursery and use not in (RoomUse.OFFICE, RoomUse.HALL, RoomUse.CANTEEN, RoomUse.AUXILIARY):
            continue
        for _ in range(round(classes / shared_by * plenty) or 1):
            equipped = use in (RoomUse.COMPUTER, RoomUse.HALL) and not nursery
            yield _room(unit, made, use, area * chance.uniform(0.85, 1.1), equipped)
            made += 1


def _room(unit: Unit, order: int, use: RoomUse, area: float, multimedia: bool) -> Room:
    block, rest = divmod(order, 24)
    number = f"{block + 1}号楼{rest // 6 + 1}{rest % 6 + 1:02}"
    return Room(
        organisation_id=unit.id, building=f"{block + 1}号楼", number=number, use=use, area=_metres(area), multimedia=multimedia,
        since=SINCE,
    )  # fmt: skip


def _metres(area: float) -> Decimal:
    return Decimal(round(area * 10)) / 10


def _buildings(unit: Unit, rooms: Iterable[Room], chance: Random) -> Iterator[Building]:
    """Yield the buildings in which rooms lie; corridors and stairs are two fifths more."""
    areas: dict[str, Decimal] = {}
    for room in rooms:
        areas[room.building] = areas.get(room.building, Decimal(0)) + room.area
    for name, area in areas.items():
        yield Building(
            organisation_id=unit.id, name=name, area=area * Decimal("1.4"), floors=4, built_year=chance.randint(1994, 2021), since=SINCE
        )  # fmt: skip


def _grounds(unit: Unit, pupils: int, chance: Random) -> Iterator[Ground]:
    if unit.kind == Kind.KINDERGARTEN:
        told = [("户外活动场地", GroundKind.PLAY, pupils * chance.uniform(3.2, 6.5))]
    else:
        told = [("运动场", GroundKind.FIELD, pupils * chance.uniform(5.0, 11.0))]
        if pupils > 900:
            told.append(("体育馆", GroundKind.GYMNASIUM, chance.uniform(800, 1600)))
    told.append(("校园", GroundKind.SITE, pupils * chance.uniform(14, 26) + 600))
    for name, kind, area in told:
        yield Ground(organisation_id=unit.id, name=name, kind=kind, area=_metres(area), since=SINCE)


def _equipment(unit: Unit, pupils: int, chance: Random) -> Iterator[Equipment]:
    worth = pupils * chance.uniform(1500, 3300)
    for order, (name, kind, part, price) in enumerate(ITEMS, 1):
        quantity = max(1, round(worth * part / price))
        yield Equipment(
            organisation_id=unit.id, number=f"{unit.id:04}{order:03}", name=name, kind=kind, quantity=quantity,
            value=Decimal(quantity * price), since=SINCE,
        )  # fmt: skip
    yield Equipment(
        organisation_id=unit.id, number=f"{unit.id:04}900", name="办公家具", kind=EquipmentKind.OTHER, quantity=40, value=Decimal(24000),
        teaching=False, since=SINCE,
    )  # fmt: skip


def _books(unit: Unit, pupils: int, chance: Random) -> Books:
    volumes = round(pupils * chance.uniform(18, 36))
    added = round(pupils * chance.uniform(0.6, 1.6))
    return Books(
        organisation_id=unit.id, volumes=volumes, added=added, e_books=chance.choice([0, 2000, 5000]), weekly_hours=40, since=SINCE
    )  # fmt: skip


def _networks(unit: Unit, chance: Random) -> Iterator[Network]:
    yield Network(
        organisation_id=unit.id, kind=NetworkKind.METRO, bandwidth=chance.choice([100, 200, 500, 1000]), since=SINCE
    )  # fmt: skip
    if unit.kind == Kind.SCHOOL:
        yield Network(
            organisation_id=unit.id, kind=NetworkKind.CAMPUS, bandwidth=1000, wireless=chance.random() < 0.6, since=SINCE
        )  # fmt: skip


def _let_rooms_change(rooms: Sequence[Room], september: date, chance: Random) -> None:
    """Let some classrooms be equipped this September, and a few rooms take another use."""
    told = []
    for room in chance.sample(list(rooms), len(rooms) // 40):
        if room.use not in (RoomUse.CLASSROOM, RoomUse.AUXILIARY) or (room.since or SINCE) >= september:
            continue
        before = _as_it_was(room)
        room.since = september
        if room.use == RoomUse.CLASSROOM:
            room.multimedia = True
        else:
            room.use = RoomUse.COUNSELLING
        told.append((room, before))
    Room._base_manager.bulk_update([room for room, _before in told], ["use", "multimedia", "since"], 200)
    keep_states(register_named("rooms").states, told)  # type: ignore[attr-defined]


def _let_books_come(libraries: Sequence[Books], september: date) -> None:
    """Add what each library takes in a year."""
    told = []
    for library in libraries:
        before = _as_it_was(library)
        library.since = september
        library.volumes += library.added
        told.append((library, before))
    Books._base_manager.bulk_update(libraries, ["volumes", "since"], 200)
    keep_states(register_named("books").states, told)  # type: ignore[attr-defined]


def _as_it_was(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _seats() -> Iterator[SeatDelivery]:
    for order, (unit, project, stage, kind, seats, day) in enumerate(SEATS, 1):
        yield SeatDelivery(
            organisation=Organisation.objects.get(name=unit), project=project, stage=stage, kind=kind, seats=seats, delivered_on=day,
            document=f"云教验收〔{day.year}〕{order} 号",
        )  # fmt: skip


def _estates() -> Iterator[EstateKindergarten]:
    for town, estate, dwellings, classes, due, handed, opened, opened_as in ESTATES:
        yield EstateKindergarten(
            organisation=Organisation.objects.get(name=town, key__startswith=bureau_key(0)), estate=estate, kindergarten=f"{estate}幼儿园", dwellings=dwellings,
            classes=classes, due_on=due, handed_over_on=handed, opened_on=opened, opened_as=opened_as,
        )  # fmt: skip


def _conditions(units: Iterable[Unit], pupils: dict[int, int], chance: Random) -> Iterator[TypedCondition]:
    for unit in units:
        if unit.kind == Kind.SCHOOL and {Stage.PRI, Stage.JUN} & set(unit.stages):
            counted = pupils.get(unit.id, 0)
            told = {
                Item.INCLUSIVE_STUDY: chance.randrange(6),
                Item.OPERATING_BUDGET: counted * 900,
                Item.TRAINING_BUDGET: counted * 900 * chance.choice([4, 5, 6]) // 100,
            }
            for item, value in told.items():
                yield TypedCondition(
                    organisation_id=unit.id, item=item, on=SEPTEMBER, value=value, document="2026 年优质均衡监测填报"
                )  # fmt: skip
