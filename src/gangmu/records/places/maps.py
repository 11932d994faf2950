"""A map drawn of what the registers hold: roads as lines, schools and places as marks of different shape."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import OrganisationState
from gangmu.foundation.organisations.selectors import tree
from gangmu.records.places.lines import Point, points_of
from gangmu.records.places.models import Place, Road

#: The picture's width and its margin, in its own units.
WIDTH, MARGIN = 1000, 24
#: What is drawn as wide as this part of a degree at least, so that a single point stands in a frame.
LEAST = 0.01
SCHOOL, KINDERGARTEN = "school", "kindergarten"


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies somewhere: its shape, its name, its name with where it lies, the unit that it is or lies in, its point."""

    shape: str
    name: str
    words: str
    unit: int
    point: Point


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its shape, its name, and its name with where it lies."""

    shape: str
    name: str
    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A road: its kind, its name, its points as the picture wants them."""

    kind: str
    words: str
    points: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture, and how many places and schools have no coordinates."""

    width: int
    height: int
    lines: list[Line]
    marks: list[Mark]
    places_without: int
    schools_without: int


def draw(township: int | None = None) -> Drawing:
    """Draw what lies within the reader's reach; of one township its surroundings, so that schools across the border are seen."""
    schools, schools_without = _schools()
    held = list(Place.objects.select_related("organisation"))
    places = [
        Spot(place.kind, place.name, str(place), place.organisation_id, (place.longitude, place.latitude))
        for place in held
        if place.longitude is not None and place.latitude is not None
    ]
    roads = [(road.kind, road.name, points_of(road.line)) for road in Road.objects.all()]
    spots = [*schools, *places]
    within = None if township is None else tree().subtree(township)
    frame = Frame(
        [spot.point for spot in spots if within is None or spot.unit in within]
        or [point for *_, line in roads for point in line]
    )
    return Drawing(
        WIDTH, frame.height,
        [Line(kind, name, frame.path(line)) for kind, name, line in roads if any(map(frame.holds, line))],
        [Mark(spot.shape, spot.name, spot.words, *frame.place(spot.point)) for spot in spots if frame.holds(spot.point)],
        len(held) - len(places), schools_without,
    )  # fmt: skip


def _schools() -> tuple[list[Spot], int]:
    """Return the schools and kindergartens of today that have coordinates, and how many have none."""
    reach = reach_of("places.place:view")
    units = [u for u in tree().below(None) if u.kind in (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN)]
    wanted = {unit.id: unit for unit in units if reach is None or unit.id in reach}
    states = OrganisationState.objects.at(clock.today()).filter(
        longitude__isnull=False, latitude__isnull=False
    )
    told = [
        Spot(
            KINDERGARTEN if unit.kind == Kind.KINDERGARTEN else SCHOOL, unit.name, unit.name, unit.id, (x, y)
        )
        for key, x, y in states.values_list("organisation_id", "longitude", "latitude")
        if (unit := wanted.get(key)) and x is not None and y is not None
    ]
    return told, len(wanted) - len(told)


class Frame:
    """From degrees to the picture: as wide as the points reach, north above, a degree of longitude as much shorter as it is there."""

    def __init__(self, points: Iterable[Point]) -> None:
        known = list(points) or [(0.0, 0.0)]
        self.west, self.east = min(x for x, _ in known), max(x for x, _ in known)
        self.south, self.north = min(y for _, y in known), max(y for _, y in known)
        self.shrinks = max(cos(radians((self.south + self.north) / 2)), 0.01)
        wide = max((self.east - self.west) * self.shrinks, self.north - self.south, LEAST)
        self.scale = (WIDTH - 2 * MARGIN) / max((self.east - self.west) * self.shrinks, wide / 2)
        self.height = round((self.north - self.south) * self.scale) + 2 * MARGIN

    def place(self, point: Point) -> Point:
        """Return where a point stands in the picture."""
        x, y = point
        return MARGIN + (x - self.west) * self.shrinks * self.scale, MARGIN + (self.north - y) * self.scale

    def path(self, line: Iterable[Point]) -> str:
        """Return a line as the picture writes it."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.place, line))

    def holds(self, point: Point) -> bool:
        """Whether a point lies within the picture."""
        x, y = self.place(point)
        return 0 <= x <= WIDTH and 0 <= y <= self.height
