"""Futures tell the uncertainty that intervals state, at every level and in every year, and add up."""

import numpy as np
import pytest

from gangmu.engines.forecasting.answer import with_totals
from gangmu.engines.forecasting.forecast import estimate
from gangmu.engines.forecasting.history import Floats
from gangmu.engines.forecasting.scenarios import Course, Paths, course_of, simulate
from gangmu.engines.forecasting.sharing import shares_of
from gangmu.engines.forecasting.tests.counties import county
from gangmu.engines.forecasting.tree import Tree, tree_of

ZONES, SCHOOLS, GRADES, YEARS = 5, 12, 6, 4
#: Parts of the variance of a cell: of the county, the zone and the school, each of all grades and of one; one leaves each by itself.
PARTS = {"county": (0.10, 0.05), "zone": (0.05, 0.05), "school": (0.15, 0.60)}
#: Where 80 % and 95 % of normal errors lie.
NORMAL = np.array([1.2816, 1.9600])


def _tree() -> Tree:
    schools = tuple(f"s{number}" for number in range(ZONES * SCHOOLS))
    zone = np.arange(len(schools)) % ZONES
    zones = tuple(f"z{number}" for number in range(ZONES))
    members = [np.array([place]) for place in range(len(schools))]
    members += [np.flatnonzero(zone == number) for number in range(ZONES)] + [np.arange(len(schools))]
    parents = (*(zones[number] for number in zone), *["county"] * ZONES, "")
    levels = (0,) * len(schools) + (1,) * ZONES + (2,)
    return Tree((*schools, *zones, "county"), parents, levels, tuple(members))


def _came(expected: Floats, size: Floats, random: np.random.Generator) -> Floats:
    """Draw what comes, shape (years, schools, grades), by a law written down without the engine's."""
    zone = np.arange(ZONES * SCHOOLS) % ZONES
    error = np.zeros_like(expected)
    for name, number in (("county", 1), ("zone", ZONES), ("school", ZONES * SCHOOLS)):
        common, apart = np.sqrt(PARTS[name])
        part = common * random.normal(size=(YEARS, number, 1)) + apart * random.normal(
            size=(YEARS, number, GRADES)
        )
        error += part[:, {"county": 0 * zone, "zone": zone, "school": np.arange(len(zone))}[name]]
    return expected + size * error


def _stages() -> np.ndarray:
    return np.concatenate([np.eye(GRADES, dtype=bool), np.ones((1, GRADES), dtype=bool)])


def _drawn(tree: Tree, course: Course, paths: int = 3000) -> Paths:
    seats = np.full((len(tree.names), GRADES + 1, len(course.expected)), np.nan)
    return simulate(course, tree, _stages(), seats, paths, 1)


@pytest.fixture(scope="module")
def county_of_known_law() -> tuple[Tree, Floats, Floats, Paths]:
    """Return nodes, all that came in a thousand drawn counties, what was expected, and the futures."""
    tree, random = _tree(), np.random.default_rng(4)
    expected = np.tile(random.integers(60, 200, (ZONES * SCHOOLS, GRADES)).astype(float), (YEARS, 1, 1))
    size = 0.05 * expected * np.arange(1, YEARS + 1)[:, None, None] ** 0.9
    came = np.stack([with_totals(tree.sums(_came(expected, size, random), axis=1)) for _ in range(1000)])
    half = NORMAL[:, None, None, None] * came.std(axis=0)
    paths = _drawn(
        tree, Course(expected, np.tile(np.arange(GRADES) > 0, (len(size[0]), 1)), shares_of(tree, half))
    )
    return tree, came, expected, paths


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("year", [1, 4])
def test_futures_cover_what_comes_as_often_as_they_say(
    county_of_known_law: tuple[Tree, Floats, Floats, Paths], level: int, year: int
) -> None:
    tree, came, _, paths = county_of_known_law
    nodes = np.flatnonzero(np.array(tree.levels) == level)
    real = came[:, year - 1, nodes]
    low95, low80, _, high80, high95 = paths.quantiles[..., year - 1][:, nodes]
    for columns in (slice(-1, None), slice(0, -1)):  # totals, then grades
        for low, high, share in ((low80, high80, 0.80), (low95, high95, 0.95)):
            inside = (real >= low) & (real <= high)
            assert inside[:, :, columns].mean() == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("noise", [0.02, 0.08])
def test_futures_are_as_wide_as_the_intervals_of_the_forecast(noise: float) -> None:
    made, births = county(schools=40, zones=4, years=11, noise=noise)
    found = estimate(made, births, 2024, 4)
    tree, pupils = tree_of(found.known), np.round(found.plan.project(), 2)
    paths = _drawn(tree, course_of(pupils, found.group, found.learned, tree))
    bounds = found.answer().bounds
    stated = (bounds[1] - bounds[0])[..., -1]
    # a zone cannot be surer than its schools are if each errs by itself, whatever is stated of it
    alone = np.sqrt(tree.sums(stated[:, : tree.levels.count(0)] ** 2, axis=1))
    width = (paths.quantiles[3] - paths.quantiles[1])[:, -1].T / np.maximum(stated, alone)
    levels = np.array(tree.levels)
    # schools as stated; a zone that is stated to share less than the county does is drawn as sharing as much, and is a tenth wider
    for level, near in ((0, 0.03), (1, 0.12), (2, 0.12)):
        assert np.median(width[:, levels == level], axis=1) == pytest.approx(1, abs=near)


def test_schools_add_up_in_every_future(county_of_known_law: tuple[Tree, Floats, Floats, Paths]) -> None:
    tree, _, expected, _ = county_of_known_law
    half = 0.3 * with_totals(tree.sums(expected, axis=1))
    course = Course(
        expected, np.zeros(expected.shape[1:], bool), shares_of(tree, np.stack([half, 1.6 * half]))
    )
    single = _drawn(tree, course, paths=1)  # of one future the mean is the future itself
    for node, members in enumerate(tree.members):
        assert np.allclose(single.mean[node], single.mean[members].sum(axis=0), rtol=1e-5)
    assert np.allclose(single.mean[:, -1], single.mean[:, :-1].sum(axis=1), rtol=1e-5)
    assert not np.allclose(
        single.mean[:, -1, 0], with_totals(tree.sums(expected, axis=1))[0, :, -1], rtol=0.01
    )


def test_small_cells_keep_their_mean_and_are_never_fewer_than_nobody() -> None:
    tree = _tree()
    expected = np.full((YEARS, ZONES * SCHOOLS, GRADES), 1.5)
    expected[:, :, 0] = 0
    size = np.where(expected > 0, 2.0, 0.0)
    alone = np.sqrt(with_totals(tree.sums(size**2, axis=1)))
    course = Course(
        expected, np.zeros(expected.shape[1:], bool), shares_of(tree, np.stack([alone, 1.7 * alone]))
    )
    paths = _drawn(tree, course)
    assert paths.quantiles.min() >= 0
    assert (paths.quantiles[:, :, 0] == 0).all()
    assert paths.mean[-1, -1] == pytest.approx(1.5 * ZONES * SCHOOLS * (GRADES - 1), rel=0.02)


def test_a_zone_surer_than_its_schools_shares_nothing_and_the_county_still_does() -> None:
    tree = _tree()
    size = np.full((1, ZONES * SCHOOLS, GRADES), 5.0)
    half = np.sqrt(with_totals(tree.sums(size**2, axis=1)))
    half[:, -1 - ZONES : -1] *= 0.5
    shares = shares_of(tree, np.stack([half, 1.7 * half]))
    assert (shares.all_grades[:, :-1] == 0).all() and (shares.one_grade[:, :-1] == 0).all()
    half[:, -1] *= 3
    shares = shares_of(tree, np.stack([half, 1.7 * half]))
    assert (shares.one_grade[:, -1] > 0).all()
    assert (shares.one_grade[:, -1 - ZONES : -1] >= shares.one_grade[:, -1:]).all()


def test_errors_last_as_their_growth_says() -> None:
    tree = _tree()
    years = np.arange(1.0, 5)[:, None, None]
    for power, expected in ((0.5, np.sqrt([0, 1 / 2, 2 / 3, 3 / 4])), (1.0, np.array([0, 1, 1, 1]))):
        half = (
            np.tile(with_totals(tree.sums(np.full((1, 60, GRADES), 5.0), axis=1)), (4, 1, 1)) * years**power
        )
        shares = shares_of(tree, np.stack([half, 1.6 * half]))
        assert shares.lasting == pytest.approx(expected) and shares.lasting_cells == pytest.approx(expected)
