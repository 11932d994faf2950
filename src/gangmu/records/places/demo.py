"""The demo county's places by seed: villages, communities, estates and roads; births by the pupils of each cohort, moves by year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from gangmu.foundation.administration.demo_ground import about, middle_of
from gangmu.foundation.administration.demo_units import bureau_key, towns_of
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.kernel.learned_sizes import learn_sizes
from gangmu.foundation.organisations.choices import Kind, UrbanRural
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.records.places.choices import Basis, PlaceKind, RoadKind
from gangmu.records.places.lines import Point, written
from gangmu.records.places.models import Births, Moves, Place, Road
from gangmu.records.premises.demo import ESTATES
from gangmu.records.rolls.models import Pupil

#: The year from 1 September that is the last told, and how many years of moves there are.
LAST, MOVED = 2025, 5
#: Names of villages and of the seat's communities; the first ones have a school or kindergarten of their own.
VILLAGES = ("上庄", "下畈", "塘头", "桥东", "岭脚", "沙湾", "前洲", "后田", "竹坞", "石坑", "大源", "小坑")
COMMUNITIES = ("文昌", "滨江", "城东", "城西", "城南", "城北", "育才", "桥头", "府前", "东门")
NEW_ESTATES = ("金桂苑", "翠湖庭", "学府里", "和美家园")
#: Villages and communities begin outside the middle, where the schools of a town stand.
OUTSIDE = 14
#: Of a cohort so many of a hundred were born here as registered. Who has not begun primary school is not told by pupils: each of
#: these cohorts is smaller than the one before, as births are since 2017 (seats_and_layout 1 [R]; the rate is the demo's own).
BORN_HERE, BEGUN, FALLS = 96, LAST - 6, 0.07
#: Residents to registered people of the seat, and of other towns.
RESIDENT = {True: 1.08, False: 0.92}
#: Of a hundred children so many move in a year.
MOVING = 1.5


@slice_of_demo(28, "居住地、道路、出生和迁移人口", by_county=True)
def build_places(made: Demonstration, county: int = 0) -> None:
    """Give every town its villages or communities with a point each, join the towns by roads, count births and moves."""
    chance = Random(made.seed * 1000 + 900 + county)  # noqa: S311 - a demo county, no secret
    bureau = Organisation.objects.get(key=bureau_key(county))
    towns = towns_of(county, made.scale)
    units = [Organisation.objects.get(key=f"{bureau.key}-t{number}") for number in range(len(towns))]
    middles = [middle_of(county, number, len(towns)) for number in range(len(towns))]
    places = [
        place
        for number, (unit, middle) in enumerate(zip(units, middles, strict=True))
        for place in _places(unit, number, middle, made.scale.villages, chance)
    ]
    Place._base_manager.bulk_create(places)
    Road._base_manager.bulk_create(_roads(units, middles))
    cohorts = _cohorts(bureau)
    Births._base_manager.bulk_create(_births(places, cohorts, chance), batch_size=500)
    Moves._base_manager.bulk_create(_moves(places, sum(cohorts.values()), chance), batch_size=500)
    learn_sizes()


def _places(unit: Organisation, number: int, middle: Point, many: bool, chance: Random) -> Iterator[Place]:
    names = COMMUNITIES if number == 0 else VILLAGES if many else VILLAGES[:5]
    kind = PlaceKind.COMMUNITY if number == 0 else PlaceKind.VILLAGE
    town = UrbanRural.URBAN if number == 0 else UrbanRural.RURAL
    for order, name in enumerate(names, OUTSIDE):
        x, y = about(middle, order)
        yield Place(
            organisation=unit, name=f"{name}{'社区' if number == 0 else '村'}", kind=kind, urban_rural=town, longitude=x, latitude=y,
            dwellings=chance.randint(900, 2600) if number == 0 else chance.randint(180, 760),
        )  # fmt: skip
    estates = [
        (name, dwellings, due) for where, name, dwellings, _classes, due, *_ in ESTATES if where == unit.name
    ]
    if number == 0:
        estates += [(name, chance.randint(500, 1800), None) for name in NEW_ESTATES]
    for order, (name, dwellings, due) in enumerate(estates, OUTSIDE + len(names)):
        x, y = about(middle, order)
        yield Place(
            organisation=unit, name=name, kind=PlaceKind.ESTATE, urban_rural=UrbanRural.URBAN if number == 0 else UrbanRural.TOWN,
            longitude=x, latitude=y, dwellings=dwellings, completed_on=due,
        )  # fmt: skip


def _roads(units: Sequence[Organisation], middles: Sequence[Point]) -> Iterator[Road]:
    """Yield a highway from the seat to each town, country roads from a town to the next, two streets across the seat."""
    seat, (x, y) = units[0], middles[0]
    for unit, (east, north) in zip(units[1:], middles[1:], strict=True):
        bend = (x + (east - x) * 0.55, y + (north - y) * 0.45)
        yield Road(
            organisation=seat,
            name=f"县城—{unit.name}公路",
            kind=RoadKind.HIGHWAY,
            line=written([(x, y), bend, (east, north)]),
        )
    for (unit, begin), (other, end) in zip(
        list(zip(units, middles, strict=True))[1:], list(zip(units, middles, strict=True))[2:], strict=False
    ):
        yield Road(
            organisation=unit,
            name=f"{unit.name}—{other.name}道路",
            kind=RoadKind.COUNTRY,
            line=written([begin, end]),
        )
    for name, east, north in (("人民路", 0.06, 0.004), ("解放街", 0.003, 0.05)):
        line = written([(x - east, y - north), (x, y + north / 2), (x + east, y + north)])
        yield Road(organisation=seat, name=name, kind=RoadKind.STREET, line=line)


def _cohorts(bureau: Organisation) -> dict[int, int]:
    """Return the pupils and children of a county by the year, from 1 September, in which they were born."""
    units = [u.id for u in tree().below(bureau.pk) if u.kind in (Kind.SCHOOL, Kind.KINDERGARTEN)]
    days = Pupil._base_manager.filter(organisation_id__in=units, birth_date__isnull=False)
    born = Counter(day.year - (day.month < 9) for day in days.values_list("birth_date", flat=True) if day)
    whole = max(born.values(), default=0)
    counted = {year: n for year, n in sorted(born.items()) if year <= BEGUN and n * 3 > whole}
    for year in range(max(counted, default=LAST) + 1, LAST + 1):
        counted[year] = round(counted[year - 1] * (1 - FALLS))
    return counted


def _births(places: Sequence[Place], cohorts: dict[int, int], chance: Random) -> Iterator[Births]:
    """Share the births of each year among the places that stood by their dwellings, registered and resident."""
    for year, pupils in cohorts.items():
        standing = [place for place in places if _stood(place, year)]
        whole = sum(place.dwellings or 0 for place in standing)
        for place in standing:
            expected = pupils * BORN_HERE / 100 * (place.dwellings or 0) / whole
            registered = max(round(chance.gauss(expected, expected**0.5)), 0)
            resident = round(registered * RESIDENT[place.kind != PlaceKind.VILLAGE])
            for basis, born, source in (
                (Basis.REGISTERED, registered, "公安部门户籍登记"), (Basis.RESIDENT, resident, "卫健部门出生医学证明"),
            ):  # fmt: skip
                yield Births(
                    organisation=place.organisation, place=place, year=year, basis=basis, born=born, document=source
                )  # fmt: skip


def _stood(place: Place, year: int) -> bool:
    """Tell whether people lived in a place in a year; an estate of which no completion is told is still to come."""
    return place.kind != PlaceKind.ESTATE or (
        place.completed_on is not None and place.completed_on.year <= year
    )


def _moves(places: Sequence[Place], children: int, chance: Random) -> Iterator[Moves]:
    """Let people move from the villages to the seat, most before a child begins school."""
    whole = sum(place.dwellings or 0 for place in places)
    for year in range(LAST - MOVED + 1, LAST + 1):
        for place in places:
            village = place.kind == PlaceKind.VILLAGE
            each = children / 18 * (place.dwellings or 0) / whole * MOVING / 100
            for age in range(18):
                busy = each * (3 if age in (3, 6, 12) else 1)
                come, gone = (busy * 0.4, busy * 1.6) if village else (busy * 1.7, busy * 0.6)
                into, out = _drawn(come, chance), _drawn(gone, chance)
                if into or out:
                    yield Moves(
                        organisation=place.organisation, place=place, year=year, age=age, moved_in=into, moved_out=out,
                        document="公安部门户籍迁移登记",
                    )  # fmt: skip


def _drawn(expected: float, chance: Random) -> int:
    """Return a whole number near what is expected, the rest of one by chance."""
    whole = int(expected)
    return whole + (chance.random() < expected - whole)
