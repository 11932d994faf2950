"""The ways of the demo's pupils through its schools: who sat where in which school year, who came and who went.

Cohorts follow births, which fall since 2017 (dossier: seats and layout, 3.2); classes of entry grades are opened at standard size
from 2023 on and the larger ones before them run out (3.4); sizes and numbers of classes lie inside what standards name (3.3).
Nothing here touches the database: the same chance gives the same ways.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from gangmu.foundation.organisations.choices import Stage, UrbanRural
from gangmu.foundation.organisations.selectors import Unit

#: The school year that runs, and the first one that is told.
THIS_YEAR = 2026
#: Stage → grades, age at entry, pupils of a class as opened (standard 25 in 小班, 45, 50, 50; dossier 3.1, 3.3).
STAGES: dict[Stage, tuple[tuple[str, ...], int, int]] = {
    Stage.KG: (("K1", "K2", "K3"), 3, 29),
    Stage.PRI: (tuple("123456"), 6, 44),
    Stage.JUN: (("7", "8", "9"), 12, 47),
    Stage.SEN: (("10", "11", "12"), 15, 50),
}
#: Births of a school year, by the year it ends in, against those of the peak: rising to 2016, falling sharply after 2017.
BIRTHS = {
    2004: 0.74, 2005: 0.75, 2006: 0.76, 2007: 0.78, 2008: 0.80, 2009: 0.81, 2010: 0.83, 2011: 0.88, 2012: 0.92, 2013: 0.90, 2014: 0.95,
    2015: 0.94, 2016: 1.0, 2017: 0.98, 2018: 0.87, 2019: 0.80, 2020: 0.71, 2021: 0.63, 2022: 0.58, 2023: 0.56,
}  # fmt: skip
#: Classes of a grade at the peak of births, by stage and place, for the schools that lie in the middle of a place.
CLASSES: dict[tuple[Stage, UrbanRural], float] = {
    (Stage.KG, UrbanRural.URBAN): 4.1, (Stage.KG, UrbanRural.TOWN): 4.1, (Stage.KG, UrbanRural.RURAL): 2.8,
    (Stage.PRI, UrbanRural.URBAN): 6.3, (Stage.PRI, UrbanRural.TOWN): 3.2, (Stage.PRI, UrbanRural.RURAL): 2.1,
    (Stage.JUN, UrbanRural.URBAN): 10.7, (Stage.JUN, UrbanRural.TOWN): 5.3, (Stage.JUN, UrbanRural.RURAL): 3.8,
    (Stage.SEN, UrbanRural.URBAN): 18.6, (Stage.SEN, UrbanRural.TOWN): 15.6, (Stage.SEN, UrbanRural.RURAL): 10.0,
}  # fmt: skip
#: Classes of a grade in villages, at the peak, and pupils of a class there against those elsewhere.
VILLAGE, VILLAGE_SIZE = 1.4, 0.85
#: From this year of entry on classes open at standard size in the seat too; before, they opened so much fuller.
STANDARD_FROM, FULLER = 2023, 1.17
#: Of a hundred pupils so many go away in a year, and so many come: out of the seat, and in it.
GONE, COME = {True: 0.5, False: 1.4}, {True: 1.2, False: 0.5}


class Stay(NamedTuple):
    """A school year, or a part of it, in a class; `until` is the day on which it ended early."""

    year: int
    unit: int
    stage: Stage
    grade: str
    number: int
    since: date
    until: date | None = None


@dataclass(slots=True)
class Life:
    """A pupil's way: the year in which the school year of birth ends, town of the home, stays in order, how it ended if it did."""

    born: int
    town: int
    in_seat: bool
    stays: list[Stay] = field(default_factory=list)
    #: The day on which the pupil went away or graduated; `None` for who is on roll.
    left_on: date | None = None
    graduated: bool = False
    #: Transferred in on the first day of the first stay told.
    arrived: bool = False

    def birthday(self, chance: Random) -> date:
        """Return a day of the school year of birth: who enters a stage has the age of entry by 31 August (dossier: admission, 1)."""
        return date(self.born, 8, 31) - timedelta(days=chance.randrange(365))


@dataclass(frozen=True, slots=True)
class Place:
    """A school's stage in the making: classes of a grade at the peak and pupils to a class."""

    unit: int
    stage: Stage
    town: int
    in_seat: bool
    classes: float
    size: float
    begun: int = 0


def places(units: Iterable[Unit], factor: float, begun: Mapping[int, int], chance: Random) -> list[Place]:
    """Return where pupils can sit, stage by stage; `factor` on the number of classes, `begun` the first year of young schools."""
    found = []
    for unit in units:
        for stage in STAGES:
            if stage not in unit.stages:
                continue
            in_seat = unit.urban_rural == UrbanRural.URBAN
            small = not in_seat and stage in (Stage.KG, Stage.PRI) and "中心" not in unit.name
            classes = VILLAGE if small else CLASSES[stage, UrbanRural(unit.urban_rural)]
            size = STAGES[stage][2] * (VILLAGE_SIZE if small else 1.0)
            town = 0 if in_seat or unit.parent_id is None else unit.parent_id
            found.append(
                Place(
                    unit.id, stage, town, in_seat, classes * factor * chance.uniform(0.85, 1.15), size * chance.uniform(0.94, 1.02),
                    begun.get(unit.id, 0),
                )
            )  # fmt: skip
    return found


def lives(
    where: Sequence[Place], years: int, merged: Mapping[int, tuple[int, int]], chance: Random
) -> list[Life]:
    """Return the ways of all pupils who were on roll in the last `years` school years.

    Parameters
    ----------
    merged
        School → (its successor, the first school year there).
    """
    first = THIS_YEAR - years + 1
    told: list[Life] = []
    ready: dict[tuple[Stage | None, int], dict[int, list[Life]]] = {}
    for stage, following in zip(STAGES, (*list(STAGES)[1:], None), strict=True):
        length = len(STAGES[stage][0])
        # Townships fill from their own children first; the seat takes who is left.
        here = sorted((place for place in where if place.stage == stage), key=lambda place: place.in_seat)
        for entry in range(first - length + 1, THIS_YEAR + 1):
            waiting = ready.pop((stage, entry), {})
            going = ready.setdefault((following, entry + length), {})
            for place in here:
                if place.begun > entry:
                    continue
                entering = _entering(place, entry, waiting, first, chance)
                came, through = _through(place, entry, entering, first, merged.get(place.unit), chance)
                told += came
                for life in through:
                    going.setdefault(life.town, []).append(life)
            _graduate(waiting, entry)
            if following is None and entry + length <= THIS_YEAR:
                _graduate(going, entry + length)
    return [life for life in told if life.stays]


def _entering(
    place: Place, entry: int, waiting: Mapping[int, list[Life]], first: int, chance: Random
) -> list[Life]:
    """Return who enters a school's stage in a year: those ready for it from its town, in the seat others too, then new faces."""
    age = STAGES[place.stage][1]
    births = place.classes * BIRTHS[entry - age]
    wanted = round(max(births, 0.4) * place.size * _fullness(place, entry) * chance.uniform(0.95, 1.05))
    towns = [place.town]
    if place.in_seat or place.stage == Stage.SEN:
        towns += sorted(waiting.keys() - {place.town}, key=lambda town: (-len(waiting[town]), town))
    found: list[Life] = []
    for town in towns:
        some = waiting.get(town, [])
        while some and len(found) < wanted:
            found.append(some.pop())
    missing = wanted - len(found)
    if entry > first and place.stage in (Stage.JUN, Stage.SEN):
        # Who was not seen in the stage below has moved here: a few.
        missing = min(missing, max(round(wanted * 0.06), 0 if found else 8))
    return found + [Life(entry - age, place.town, place.in_seat) for _ in range(missing)]


def _fullness(place: Place, entry: int) -> float:
    """Return how many times the standard a class of the seat was opened with."""
    return FULLER if place.in_seat and place.stage != Stage.KG and entry < STANDARD_FROM else 1.0


def _through(
    place: Place,
    entry: int,
    entering: Sequence[Life],
    first: int,
    merger: tuple[int, int] | None,
    chance: Random,
) -> tuple[list[Life], list[Life]]:
    """Seat a cohort in its classes year by year; return the new faces, and who has passed the last grade."""
    grades, age, _size = STAGES[place.stage]
    classes = max(round(len(entering) / (place.size * _fullness(place, entry))), 1)
    seats = [(life, order % classes + 1) for order, life in enumerate(entering)]
    came = [life for life in entering if not life.stays]
    for step, grade in enumerate(grades):
        year = entry + step
        if year > THIS_YEAR:
            return came, []
        moved = merger is not None and year >= merger[1]
        unit, shift = (merger[0], 10) if merger and moved else (place.unit, 0)
        if year >= first:
            seats = _seat(seats, Stay(year, unit, place.stage, grade, shift, date(year, 9, 1)), place, chance)
        if first <= year < THIS_YEAR and step + 1 < len(grades):
            for _ in range(max(round(len(seats) * COME[place.in_seat] / 100 + chance.uniform(-0.5, 0.5)), 0)):
                number = chance.randrange(classes) + 1
                since = date(year, 9, 1) + timedelta(days=chance.randrange(20, 330))
                life = Life(year - age - step, place.town, place.in_seat, arrived=True)
                life.stays.append(Stay(year, unit, place.stage, grade, number + shift, since))
                came.append(life)
                seats.append((life, number))
    return came, [life for life, _number in seats]


def _seat(
    seats: Iterable[tuple[Life, int]], stay: Stay, place: Place, chance: Random
) -> list[tuple[Life, int]]:
    """Write a year of a cohort; return who stays to its end. A stay's number is added to that of the class."""
    staying = []
    for life, number in seats:
        until = None
        if stay.year < THIS_YEAR and chance.random() * 100 < GONE[place.in_seat]:
            until = stay.since + timedelta(days=chance.randrange(40, 340))
        life.stays.append(stay._replace(number=stay.number + number, until=until))
        life.left_on = until
        if until is None:
            staying.append((life, number))
    return staying


def _graduate(waiting: Mapping[int, Iterable[Life]], year: int) -> None:
    """Who goes on to no school of the county has graduated: to a vocational school, another county, a university, work."""
    for some in waiting.values():
        for life in some:
            life.left_on, life.graduated = date(year, 9, 1), True
