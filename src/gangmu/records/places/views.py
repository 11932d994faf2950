"""The map of places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gangmu.foundation.kernel import clock
from gangmu.records.places.choices import PlaceKind, RoadKind
from gangmu.records.places.maps import draw
from gangmu.records.places.registers import townships


def map_page(request: HttpRequest) -> HttpResponse:
    """Roads, schools and places within the reader's reach, of all townships or of one."""
    asked, offered = request.GET.get("township", ""), townships()
    chosen = next((unit for unit, _name in offered if str(unit) == asked), None)
    shown = {
        "drawing": draw(chosen), "townships": offered, "chosen": chosen, "on": clock.today(),
        "kinds": PlaceKind.choices, "roads": RoadKind.choices,
    }  # fmt: skip
    return render(request, "places/map.html", shown)
