"""The reader's scores on each kind of labelled document, by the scorer of the reference data."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from gangmu.engines.reading import read

#: Kind of document → (part of the gold, files whose name begins so, goals by measure).
KINDS: dict[str, tuple[str, tuple[str, ...], dict[str, float]]] = {
    "plans and summaries": ("gold", ("0",), {"outline": 0.95, "span": 0.90, "tuple": 0.85, "body": 0.95}),
    "reports": ("gold/more", ("report_",), {"outline": 0.95, "span": 0.90, "tuple": 0.85, "body": 0.95}),
    "bulletins": (
        "gold/more",
        ("bulletin_",),
        {"outline": 0.95, "anchor_r": 0.95, "value": 0.95, "unit": 0.95},
    ),
}


def measure(quick: bool) -> Iterator[Figure]:
    """Yield each goal's measure on each kind of document; quick or not, all of it runs in seconds."""
    del quick
    reference = Path(os.environ.get("GANGMU_REFERENCE", "../shared"))
    for kind, (gold, names, goals) in KINDS.items():
        scores = _scores(reference, gold, names)
        for name, goal in goals.items():
            yield Figure(f"{kind}: {name}", scores[name], "F1 or share", goal, better="higher")


def _scores(reference: Path, gold: str, names: tuple[str, ...]) -> dict[str, float]:
    folder = reference / gold
    stems = [path.stem for path in sorted(folder.glob("*.json")) if path.name.startswith(names)]
    with tempfile.TemporaryDirectory() as out:
        for stem in stems:
            with (reference / gold.replace("gold", "plans") / f"{stem}.txt").open(
                encoding="utf-8", newline=""
            ) as file:
                reading = read(file.read()).as_json()
            (Path(out) / f"{stem}.json").write_text(json.dumps(reading, ensure_ascii=False), encoding="utf-8")
        scorer = reference / "tools" / "score_plan.py"
        words = [sys.executable, str(scorer), out, str(folder), "--json", "--only", ",".join(stems)]
        printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    scores: dict[str, float] = json.loads(printed)["totals"]
    return scores
