"""The worked example of the page is what the command prints, and the page tells every field and setting."""

from pathlib import Path

import pytest

from gangmu.engines.contract import Exit
from gangmu.engines.zoning.cli import run
from gangmu.engines.zoning.geojson import SETTINGS

DOCS = next(p for p in Path(__file__).resolve().parents if (p / "docs").is_dir()) / "docs" / "engines"
PAGE = DOCS / "zoning.md"


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_the_worked_example_is_what_the_command_prints(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, out = str(DOCS / "zoning-example" / f"map.{form}"), tmp_path / "SOL"
    assert run(["zone", "solve", asked, "--out", str(out), "--work", "2", "--quiet"]) == Exit.FINE
    printed = capsys.readouterr().out + out.read_text(encoding="utf-8")
    shown = PAGE.read_text(encoding="utf-8").split("```\n$ gangmu zone solve")[1].split("```")[0]
    lines = [line for line in shown.splitlines()[1:] if not line.startswith("$")]
    assert lines == printed.splitlines()
    assert run(["zone", "check", asked, str(out)]) == Exit.FINE


def test_the_page_tells_every_setting_and_option() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in SETTINGS)
    for option in (
        "--format sap|cflsap|pmp|pmed|gangmu",
        "--connectivity",
        "--open",
        "--seconds",
        "--work",
        "--seed",
    ):
        assert option in text
