"""A road as it is written: its points one after another, each longitude and latitude in degrees."""

import math

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Longitude and latitude in degrees.
Point = tuple[float, float]


def points_of(written: str) -> list[Point]:
    """Return the points of a line, its blanks and line breaks between two points.

    Raises
    ------
    ValueError
        With the part that is no point of the earth, or empty where there are fewer than two points.
    """
    points = [_point(part) for part in written.split()]
    if len(points) < 2:
        raise ValueError("")
    return points


def written(points: list[Point]) -> str:
    """Return a line as it is written; five digits of a degree are about a metre."""
    return " ".join(f"{longitude:.5f},{latitude:.5f}" for longitude, latitude in points)


def check_line(value: str) -> None:
    """Refuse what is not a line, with the part that is wrong."""
    try:
        points_of(value)
    except ValueError as error:
        part = str(error)
        words = _("“%(part)s”不是“经度，纬度”，请核对") if part else _("走向至少写两个点")
        raise ValidationError(words, params={"part": part}) from error


def _point(part: str) -> Point:
    try:
        longitude, latitude = map(float, part.replace("，", ",").split(","))
    except ValueError:
        raise ValueError(part) from None
    if not (math.fabs(longitude) <= 180 and math.fabs(latitude) <= 90):
        raise ValueError(part)
    return longitude, latitude
