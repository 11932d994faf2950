"""Objects for the addresses of this room, for the walker of every address."""

from typing import Any

from gangmu.foundation.registers.models import SavedView


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A view of a clerk of each county's section."""
    views = {
        whose: SavedView.objects.create(
            register="tasks", name="我的", account=getattr(cast, whose).persons["小周"].account
        )
        for whose in ("own", "foreign")
    }
    return {
        "registers:my-view-remove": {
            **{whose: {"pk": view.pk} for whose, view in views.items()},
            "only": "小周",
        }
    }
