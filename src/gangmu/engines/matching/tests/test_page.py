"""The worked example of the page is what the command prints."""

from pathlib import Path

from gangmu.engines.matching.cli import run
from gangmu.engines.matching.rules import _ALLOWED, MECHANISMS

PAGE = (
    next(p for p in Path(__file__).resolve().parents if (p / "docs").is_dir())
    / "docs"
    / "engines"
    / "matching.md"
)


def test_the_worked_example_is_what_the_command_prints(tmp_path, capsys):
    assert run(["match", "run", str(PAGE.parent / "matching-example"), "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    for name in ("cutoffs.csv", "reasons.csv"):
        printed += (tmp_path / name).read_text(encoding="utf-8")
    shown = (
        PAGE.read_text(encoding="utf-8").split("```\n$ gangmu match run")[1].split("```")[0].splitlines()[1:]
    )
    lines = [line for line in shown if not line.startswith("$")]
    assert len(lines) == 5
    assert all(line in printed.splitlines() for line in lines)
    assert run(["match", "verify", str(PAGE.parent / "matching-example"), str(tmp_path)]) == 0


def test_the_page_tells_every_rule_and_mechanism():
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in [*_ALLOWED, *MECHANISMS])
