"""Class sizes: the statistical band of a number of pupils, and how many classes lie in each band."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gangmu.records.rolls.choices import LARGE, OVER_LARGE, Band

#: The largest class of each band but the last.
_TO = {int(band): band for band in Band if band != Band.ABOVE_65}


def band_of(pupils: int) -> Band:
    """Return the band of a class (indicators 1.5 [V]).

    >>> band_of(55), band_of(56), band_of(66)
    (Band.TO_55, Band.TO_60, Band.ABOVE_65)
    """
    return next((band for most, band in _TO.items() if pupils <= most), Band.ABOVE_65)


def limits_of(band: Band) -> tuple[int, int | None]:
    """Return the smallest and the largest class of a band; the last has no largest."""
    if band == Band.ABOVE_65:
        return OVER_LARGE, None
    most = int(band)
    return 1 if band == Band.TO_25 else most - 4, most


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many classes lie in each band; of how many, and how many are 大班额 and 超大班额."""

    bands: dict[Band, int]
    classes: int
    pupils: int
    large: int
    over_large: int


def sizes_of(pupils: Iterable[int]) -> Sizes:
    """Return the distribution of class sizes; every band is named, also an empty one. A class without pupils has no size."""
    told = [size for size in pupils if size]
    counted = Counter(band_of(size) for size in told)
    return Sizes(
        {band: counted[band] for band in Band}, len(told), sum(told), sum(size >= LARGE for size in told),
        sum(size >= OVER_LARGE for size in told),
    )  # fmt: skip
