"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.foundation.registers.declaration import register_named
from gangmu.records.premises.models import EstateKindergarten, TypedCondition

SEPTEMBER = date(2026, 9, 1)
#: Register → what a row of it holds beside its unit and day.
THINGS: dict[str, dict[str, Any]] = {
    "buildings": {"name": "教学楼", "area": 3600},
    "rooms": {"number": "教学楼101", "use": "classroom", "area": 67},
    "grounds": {"name": "操场", "kind": "field", "area": 4000},
    "equipment": {
        "number": "0001",
        "name": "显微镜",
        "kind": "instrument",
        "quantity": 24,
        "value": 36000,
    },
    "books": {"volumes": 12000},
    "networks": {"kind": "metro", "bandwidth": 1000},
    "seat-deliveries": {
        "project": "二期教学楼",
        "stage": "PRI",
        "seats": 540,
        "delivered_on": SEPTEMBER,
        "document": "验收备案〔2026〕8 号",
    },
}
STATES = {
    "buildings": "building-states", "rooms": "room-states", "grounds": "ground-states", "equipment": "equipment-states",
    "books": "books-states", "networks": "network-states", "seat-deliveries": "seat-states",
}  # fmt: skip


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A thing of every kind that each county's school has, an estate's kindergarten in its township, a condition that it told."""
    pks: dict[str, dict[str, int]] = {}
    for whose in ("own", "foreign"):
        county = getattr(cast, whose)
        for name, told in THINGS.items():
            declared = register_named(name)
            row = declared.model._base_manager.create(organisation=county.school, **told)
            declared.complete(row, None, ())
            row.save()
            declared.wrote([(row, None)])
            pks.setdefault(name, {})[whose] = row.pk
            states = register_named(STATES[name]).model
            pks.setdefault(STATES[name], {})[whose] = states._base_manager.latest("pk").pk
        estate = EstateKindergarten._base_manager.create(
            organisation=county.township, estate="滨江花园", kindergarten="滨江花园幼儿园"
        )
        condition = TypedCondition._base_manager.create(
            organisation=county.school, item="inclusive_study", on=SEPTEMBER, value=3, document="随班就读台账"
        )
        pks.setdefault("estate-kindergartens", {})[whose] = estate.pk
        pks.setdefault("typed-conditions", {})[whose] = condition.pk

    return {
        f"registers:{name}-detail": {
            "own": {"pk": told["own"]},
            "foreign": {"pk": told["foreign"]},
            "units": ("township",) if name == "estate-kindergartens" else ("school",),
        }
        for name, told in pks.items()
    }
