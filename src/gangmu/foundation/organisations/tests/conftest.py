"""A small county to try things on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace

import pytest

from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind, Level, Stage
from gangmu.foundation.organisations.services import found as found_now

BEGIN = date(2020, 9, 1)
#: Entered on the day, so that tests may stand at any later moment.
found = partial(found_now, at=datetime(2020, 9, 1, tzinfo=UTC))


@pytest.fixture
def system() -> Iterator[SystemActor]:
    """The system at work."""
    with acting_as(SystemActor()) as actor:
        yield actor


@pytest.fixture
def county(db: None, system: SystemActor) -> SimpleNamespace:
    """A city with two counties; in the first two townships, three schools and a kindergarten."""
    city = found("city", BEGIN, name="青川市教育局", kind=Kind.BUREAU, level=Level.CITY)
    bureau = found("bureau", BEGIN, city, name="云溪县教育局", kind=Kind.BUREAU, level=Level.COUNTY)
    other = found("other", BEGIN, city, name="平湖县教育局", kind=Kind.BUREAU, level=Level.COUNTY)
    section = found("section", BEGIN, bureau, name="基础教育科", kind=Kind.SECTION)
    north = found("north", BEGIN, bureau, name="北山镇", kind=Kind.TOWNSHIP)
    south = found("south", BEGIN, bureau, name="南塘镇", kind=Kind.TOWNSHIP)
    first = found(
        "first", BEGIN, north, name="北山小学", kind=Kind.SCHOOL, stages=[Stage.PRI], school_code="2133000001"
    )
    second = found(
        "second",
        BEGIN,
        north,
        name="石桥小学",
        kind=Kind.SCHOOL,
        stages=[Stage.PRI],
        school_code="2133000002",
    )
    junior = found("junior", BEGIN, south, name="南塘中学", kind=Kind.SCHOOL, stages=[Stage.JUN])
    garden = found(
        "garden",
        BEGIN,
        north,
        name="北山幼儿园",
        kind=Kind.KINDERGARTEN,
        stages=[Stage.KG],
        school_code="1133000003",
    )
    return SimpleNamespace(**{name: unit for name, unit in locals().items() if name not in ("db", "system")})
