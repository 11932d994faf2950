"""The promises of every engine, tried on forecasts."""

import json
from pathlib import Path

import numpy as np

from gangmu.engines.forecasting.backtesting import OURS, backtest, means, origins_of
from gangmu.engines.forecasting.certificate import certificate_of
from gangmu.engines.forecasting.cli import run
from gangmu.engines.forecasting.shrinkage import FADING, LEAST, MOST, PAIRS, Effects, predict
from gangmu.engines.forecasting.tests.counties import county, write_births, write_history

EXEMPT: dict[str, str] = {
    "the_infeasible_is_explained": "every history that can be read has a forecast; what cannot be read is refused with its row",
}


def _question(folder: Path) -> tuple[list[str], list[Path]]:
    """Write a county and return the words that ask about it, and the files."""
    made, births = county(schools=9, zones=3)
    files = [write_history(folder / "h.csv", made), write_births(folder / "b.csv", births)]
    return [str(files[0]), "--births", str(files[1]), "--origin", "2024", "--horizon", "3"], files


def same_seed_and_work_give_the_same_answer(folder: Path) -> None:
    """Run forecast and futures twice and compare bytes."""
    words, _ = _question(folder)
    for command, extra in (("run", []), ("seats", ["--paths", "300"])):
        answers = []
        for name in ("a.csv", "b2.csv"):
            out = folder / name
            asked = ["forecast", command, *words, *extra, "--seed", "5", "--work", "4", "--out", str(out)]
            assert run(asked) == 0
            answers.append(out.read_bytes())
        assert answers[0] == answers[1]


def the_input_is_left_untouched(folder: Path) -> None:
    """Compare the files before and after."""
    words, files = _question(folder)
    before = [path.read_bytes() for path in files]
    assert run(["forecast", "run", *words, "--out", str(folder / "o.csv")]) == 0
    assert [path.read_bytes() for path in files] == before


def limits_are_kept(folder: Path) -> None:
    """Ask for little work, for hardly any time, and for none."""
    words, _ = _question(folder)
    out = folder / "o.csv"
    for limit, value, done in (("--work", "2", 2), ("--seconds", "0.000001", 1)):
        assert run(["forecast", "run", *words, limit, value, "--out", str(out)]) == 0
        assert json.loads(certificate_of(out).read_text(encoding="utf-8"))["question"]["work"] == done
        assert run(["forecast", "replay", str(out)]) == 0
    assert run(["forecast", "run", *words, "--seconds", "0", "--out", str(out)]) == 2


def the_certificate_is_verified(folder: Path) -> None:
    """Replay an answer, then one in which a single figure was changed."""
    words, _ = _question(folder)
    out = folder / "o.csv"
    assert run(["forecast", "run", *words, "--out", str(out)]) == 0
    assert run(["forecast", "replay", str(out)]) == 0
    text = out.read_text(encoding="utf-8").splitlines()
    cells = text[5].split(",")
    cells[4] = f"{float(cells[4]) + 1:.2f}"
    text[5] = ",".join(cells)
    out.write_text("\n".join(text) + "\n", encoding="utf-8")
    assert run(["forecast", "replay", str(out)]) == 1


def brute_force_agrees(folder: Path) -> None:
    """Compute the prediction of tiny cases number by number from the joint distribution."""
    del folder
    random = np.random.default_rng(2)
    for _ in range(20):
        years, grades, horizon = int(random.integers(1, 4)), int(random.integers(1, 3)), 2
        deviations = random.normal(0, 0.1, (2, years, grades))
        deviations[0, 0, 0] = np.nan
        sizes = random.integers(5, 90, deviations.shape).astype(float)
        effects = Effects(
            np.full(grades, 0.1), random.random(4), random.random((grades, 4)), np.full(grades, 0.03)
        )
        expected = _by_hand(deviations, sizes, effects, horizon)
        assert np.allclose(predict(deviations, sizes, effects, horizon), expected, atol=1e-5)


def _by_hand(deviations: np.ndarray, sizes: np.ndarray, effects: Effects, horizon: int) -> np.ndarray:
    units, years, grades = deviations.shape

    def covariance(a: tuple[int, int], b: tuple[int, int]) -> float:
        apart = abs(a[0] - b[0])
        left = [1.0, FADING[0] ** apart, FADING[1] ** apart]
        value = sum(size * share for size, share in zip(effects.shared[:3], left, strict=True))
        value += 0.0 if apart else effects.shared[3]
        if a[1] == b[1]:
            value += sum(size * share for size, share in zip(effects.own[a[1], :3], left, strict=True))
        return float(value)

    def magnitude(unit: int) -> float:
        usual = [covariance((0, g), (1, g)) for g in range(grades)]
        belief = PAIRS * sum(usual) / grades
        seen = expected = 0.0
        for t in range(years - 1):
            for g in range(grades):
                product = deviations[unit, t, g] * deviations[unit, t + 1, g]
                if not np.isnan(product):
                    seen += product / effects.scale[g] ** 2
                    expected += usual[g]
        return min(max((seen + belief) / (expected + belief), LEAST), MOST)

    out = np.zeros((units, horizon, grades))
    for unit in range(units):
        seen = [(t, g) for t in range(years) for g in range(grades) if not np.isnan(deviations[unit, t, g])]
        matrix = np.array([[covariance(a, b) for b in seen] for a in seen]).reshape(len(seen), len(seen))
        for place, (t, g) in enumerate(seen):
            noise = max(effects.own[g, 3], 0.05) / 2 / magnitude(unit)
            matrix[place, place] += noise * (1 + 1 / sizes[unit, t, g] / effects.inverse_size[g])
        values = np.array([deviations[unit, t, g] / effects.scale[g] for t, g in seen])
        for step in range(horizon):
            for grade in range(grades):
                row = np.array([covariance((years + step, grade), b) for b in seen])
                if seen:
                    out[unit, step, grade] = row @ np.linalg.inv(matrix) @ values * effects.scale[grade]
    return out


def the_baseline_is_beaten(folder: Path) -> None:
    """Set the engine beside cohort survival on three counties."""
    del folder
    errors: dict[str, list[float]] = {OURS: [], "cohort": []}
    for seed in (1, 2, 3):
        made, births = county(schools=40, zones=4, years=9, seed=seed, noise=0.05, response=0.6)
        for row in means(backtest(made, births, 2, ["cohort"], origins_of(made)[-2:], least=10)):
            if row.level == 0:
                errors[row.method].append(row.values["mape"])
    assert np.mean(errors[OURS]) < 0.9 * np.mean(errors["cohort"])
