"""The map of places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import choices_of
from gangmu.foundation.registers.units import units_of_kinds
from gangmu.records.places.choices import PlaceKind, RoadKind
from gangmu.records.places.maps import draw


def map_page(request: HttpRequest) -> HttpResponse:
    """Roads, schools and places within the reader's reach, of all townships or of one."""
    reach, held = reach_of("places.place:view"), units_of_kinds((Kind.TOWNSHIP,)) or frozenset()
    townships = choices_of(held if reach is None else held & reach)
    asked = request.GET.get("township", "")
    chosen = next((unit for unit, _name in townships if str(unit) == asked), None)
    shown = {
        "drawing": draw(chosen), "townships": townships, "chosen": chosen, "on": clock.today(),
        "kinds": PlaceKind.choices, "roads": RoadKind.choices,
    }  # fmt: skip
    return render(request, "places/map.html", shown)
