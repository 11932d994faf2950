"""What every page of the frame needs."""

from typing import Any

from django.http import HttpRequest

from gangmu.foundation.calendars.selectors import school_year_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.notices.selectors import unread_count
from gangmu.foundation.ui import menu

THEMES = ("auto", "light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Rail, person, unit and year for the frame; nothing of a person for who is not signed in."""
    theme = request.COOKIES.get("theme", "auto")
    told: dict[str, Any] = {"theme": theme if theme in THEMES else "auto", "today": clock.today()}
    actor = getattr(request, "actor", None)
    if actor is not None:
        with acting_as(actor):
            told["rail"] = menu.rail()
        told["me"] = actor
        told["unread"] = unread_count(actor)
        told["my_units"] = sorted({a.organisation.name for a in actor.assignments})
        told["school_year"] = school_year_of(clock.today()).label
    return told
