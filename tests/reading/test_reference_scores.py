"""What the reader scores on the labelled documents: floors that no change may fall below."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gangmu.engines.reading import read

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get("GANGMU_REFERENCE", REPOSITORY.parent / "shared"))
SCORER = REFERENCE / "tools" / "score_plan.py"
PLANS = {"outline": 0.99, "body": 1.0, "docinfo": 1.0, "task": 0.97, "span": 0.98, "tuple": 0.97}
REPORTS = {"outline": 0.99, "body": 1.0, "docinfo": 1.0, "span": 0.98, "tuple": 0.98}
BULLETINS = {"outline": 0.99, "body": 1.0, "docinfo": 1.0, "anchor_r": 0.97, "value": 0.97, "unit": 0.97}

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module", autouse=True)
def _reference_data() -> None:
    if SCORER.is_file():
        return
    reason = f"not run: no reference data at {REFERENCE} (set GANGMU_REFERENCE)"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def scores(folder: Path, plans: str, gold: str, only: str = "") -> dict[str, float]:
    for file in sorted((REFERENCE / plans).glob("*.txt")):
        reading = read(file.read_bytes().decode("utf-8"))
        (folder / f"{file.stem}.json").write_text(
            json.dumps(reading.as_json(), ensure_ascii=False), encoding="utf-8"
        )
    command = [sys.executable, str(SCORER), str(folder), str(REFERENCE / gold), "--json"]
    if only:
        command += ["--only", only]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["totals"]


def below(found: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    return {name: found[name] for name, floor in floors.items() if found[name] < floor}


def test_plans_and_summaries_are_read_as_a_person_labels_them(tmp_path):
    assert not below(scores(tmp_path, "plans", "gold"), PLANS)


def test_reports_of_provinces_are_read_as_a_person_labels_them(tmp_path):
    assert not below(scores(tmp_path, "plans/more", "gold/more", "report"), REPORTS)


def test_bulletins_of_statistics_are_read_as_their_author_labels_them(tmp_path):
    assert not below(scores(tmp_path, "plans/more", "gold/more", "bulletin"), BULLETINS)


def test_real_documents_disagree_with_themselves_only_where_a_site_rewrote_their_year():
    told = {}
    for file in sorted((REFERENCE / "plans").rglob("*.txt")):
        faults = read(file.read_bytes().decode("utf-8")).disagreements
        if faults:
            told[file.name[:3]] = {fault.kind for fault in faults}
    assert told == {"000": {"year"}, "002": {"year"}}


def test_whole_reports_have_a_body_sections_and_few_unread_words_outside(tmp_path):
    for file in sorted((REFERENCE / "plans" / "unlabelled").glob("*.txt")):
        text = file.read_bytes().decode("utf-8")
        reading = read(text)
        assert (reading.doc.year_plan, reading.doc.year_summary) == (2026, 2025), file.name
        assert reading.doc.body_end_offset - reading.doc.body_start_offset > len(text) * 0.75, file.name
        assert sum(1 for node in reading.outline if node.level == 1) >= 3, file.name
        assert len(reading.outline) >= 20, file.name
