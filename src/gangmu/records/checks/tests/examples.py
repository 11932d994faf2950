"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.records.checks.models import CheckCell, CheckRound, CheckSheet


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A round of each county with the sheet of its school, which disputes one figure."""
    pks: dict[str, dict[str, int]] = {}
    for whose in ("own", "foreign"):
        county = getattr(cast, whose)
        about = CheckRound._base_manager.create(
            organisation=county.bureau, school_year=2025, section=county.section, due_on=date(2025, 9, 20)
        )
        sheet = CheckSheet._base_manager.create(round=about, organisation=county.school)
        cell = CheckCell._base_manager.create(
            sheet=sheet,
            organisation=county.school,
            code="grade.5",
            verdict="disputed",
            seen=45,
            reason="转出一人",
        )
        pks[whose] = {"round": about.pk, "sheet": sheet.pk, "cell": cell.pk}

    def of(kind: str, *units: str, **more: Any) -> dict[str, Any]:
        return {
            "own": {"pk": pks["own"][kind]},
            "foreign": {"pk": pks["foreign"][kind]},
            "units": units,
            **more,
        }

    seen = ("bureau", "section", "school")
    return {
        "checks:round": of("round", *seen),
        "checks:edit": of("round", *seen),
        "checks:source": of("round", *seen),
        "checks:sheet": of("sheet", "school", "section"),
        "checks:print": of("sheet", "school", "section"),
        "checks:judge": of("sheet", "school", post={"code": "grade.5", "verdict": "confirmed"}),
        "checks:confirm": of("sheet", "school"),
        "checks:settle": of("cell", "school", "section", post={"words": "以学籍系统为准"}),
    }
