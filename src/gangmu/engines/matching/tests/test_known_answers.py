"""The reference problems, to the last applicant, through the command line."""

from pathlib import Path

import numpy as np
import pytest
from tests.plugins.needs import reference_folder

from gangmu.engines.matching.answers import read_claim
from gangmu.engines.matching.cli import run
from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.tests.folders import write_school_choice, write_two_stages

pytestmark = pytest.mark.reference


def schools_in(folder: Path, answers: Path, mechanism: str) -> tuple[np.ndarray, np.ndarray]:
    claim = read_claim(read_problem(folder, mechanism), answers)
    return claim.school, claim.stage


@pytest.mark.parametrize("name", ["da_2000", "da_20000_s32"])
@pytest.mark.parametrize(
    ("mechanism", "key"), [("deferred-acceptance", "ass"), ("serial-dictatorship", "sd")]
)
def test_school_choice_is_as_known_to_the_last_applicant(tmp_path, name, mechanism, key):
    data = np.load(reference_folder() / "benchmarks" / "e3-matching" / f"{name}.npz")
    folder = write_school_choice(data, tmp_path / "in")
    assert run(["match", "run", "--mechanism", mechanism, str(folder), "--out", str(tmp_path / "out")]) == 0
    school, _ = schools_in(folder, tmp_path / "out", mechanism)
    assert np.array_equal(school, data[key])
    assert run(["match", "verify", str(folder), str(tmp_path / "out")]) == 0


def test_quota_before_parallel_wishes_is_as_known_to_the_last_applicant(tmp_path):
    data = np.load(reference_folder() / "benchmarks" / "e3-matching" / "cn_quota_5000.npz")
    folder = write_two_stages(data, tmp_path / "in")
    command = [
        "match",
        "run",
        "--mechanism",
        "quota-then-parallel",
        str(folder),
        "--out",
        str(tmp_path / "out"),
    ]
    assert run(command) == 0
    school, stage = schools_in(folder, tmp_path / "out", "quota-then-parallel")
    assert np.array_equal(school, data["assigned"])
    assert np.array_equal(stage + 1, data["stage"])
    assert run(["match", "verify", str(folder), str(tmp_path / "out")]) == 0
    assert run(["match", "replay", str(tmp_path / "out")]) == 0
