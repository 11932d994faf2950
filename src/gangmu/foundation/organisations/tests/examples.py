"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import BoundaryChange, OrganisationState
from gangmu.foundation.organisations.services import change_boundary, found


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """One unit, group, record and boundary change in each county."""
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for whose in ("own", "foreign"):
        county = getattr(cast, whose)
        state = OrganisationState.objects.at().get(organisation=county.school)
        north = found(
            f"{whose}-n",
            date(2020, 1, 1),
            county.bureau,
            name=f"{county.bureau.name[:3]}北乡",
            kind=Kind.TOWNSHIP,
        )
        village = found(
            f"{whose}-v",
            date(2020, 1, 1),
            north,
            name=f"{county.bureau.name[:3]}村小",
            kind=Kind.SCHOOL,
            stages=["PRI"],
        )
        change_boundary(county.bureau, [(village, county.township)], date(2024, 9, 1), "区划调整")
        change = BoundaryChange.objects.latest("pk")
        told[whose] = {
            "unit": {"pk": county.school.pk},
            "act": {"pk": county.school.pk, "name": "rename"},
            "correct": {"pk": county.school.pk, "state_pk": state.pk},
            "group": {"pk": county.area.pk},
            "group-leave": {"pk": county.area.pk, "unit_pk": county.school.pk},
            "group-rename": {"pk": county.area.pk},
            "group-end": {"pk": county.area.pk},
            "boundary-change": {"pk": change.pk},
        }
    told["own"]["group-join"], told["foreign"]["group-join"] = told["own"]["group"], told["foreign"]["group"]
    units = {"unit": ("school",), "act": ("school",), "correct": ("school",)}
    return {
        f"organisations:{name}": {
            "own": told["own"][name],
            "foreign": told["foreign"][name],
            "units": units.get(name, ("bureau",)),
        }
        for name in told["own"]
    }
