"""Objects for the addresses of this room, for the walker of every address."""

from typing import Any

from gangmu.records.places.models import Births, Moves, Place, Road


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A village of each county's township, a road there, its births and moves."""
    pks: dict[str, dict[str, int]] = {}
    for whose in ("own", "foreign"):
        unit = {"organisation": getattr(cast, whose).township}
        village = Place._base_manager.create(
            **unit, name="上庄", kind="village", longitude=118.9, latitude=29.6
        )
        told = {**unit, "place": village, "year": 2025, "document": "卫健部门提供"}
        rows = {
            "places": village,
            "roads": Road._base_manager.create(
                **unit, name="云溪路", kind="street", line="118.9,29.6 118.91,29.61"
            ),
            "births": Births._base_manager.create(**told, born=31),
            "moves": Moves._base_manager.create(**told, age=6, moved_in=2, moved_out=3),
        }
        for name, row in rows.items():
            pks.setdefault(name, {})[whose] = row.pk
    return {
        f"registers:{name}-detail": {
            "own": {"pk": told["own"]}, "foreign": {"pk": told["foreign"]}, "units": ("township",),
        }
        for name, told in pks.items()
    }  # fmt: skip
