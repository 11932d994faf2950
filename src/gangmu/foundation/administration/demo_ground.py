"""Where things lie in a demo county: its seat in the middle, the towns around it, villages around each town."""

from math import cos, pi, sin, sqrt

#: Longitude and latitude of the first county's seat, and how far counties lie apart, in degrees. A place where no such county is.
SEAT, APART, IN_A_ROW = (118.9, 29.6), 0.9, 5
#: How far a town lies from the seat, and what lies about a town from its middle, in degrees.
AROUND, WIDE = 0.17, 0.011
#: The angle by which one thing about a middle is turned from the one before, so that none hides another (the golden angle).
TURN = pi * (3 - sqrt(5))


def middle_of(county: int, town: int, towns: int) -> tuple[float, float]:
    """Return longitude and latitude of a town's middle; town 0 is the seat."""
    row, column = divmod(county, IN_A_ROW)
    x, y = SEAT[0] + column * APART, SEAT[1] + row * APART
    if town == 0:
        return x, y
    angle, far = 2 * pi * town / max(towns - 1, 1), AROUND * (1 + 0.25 * sin(5.0 * town))
    return x + far * cos(angle), y + far * sin(angle)


def about(middle: tuple[float, float], order: int) -> tuple[float, float]:
    """Return where a thing lies about a middle, each of a higher order farther out."""
    far = WIDE * sqrt(order)
    return round(middle[0] + far * cos(order * TURN), 5), round(middle[1] + far * sin(order * TURN), 5)
