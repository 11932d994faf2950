"""Rooms of the foundation that stand below the room that draws pages: where the rows behind their figures are shown."""

from urllib.parse import urlencode

from django.urls import reverse

from gangmu.foundation.kernel.results import RowsPath
from gangmu.foundation.ui.rows import declare_rows

#: Column of a count of units → how the page of the tree asks for it.
ASKED = {"stages": "stage"}


def units_address(path: RowsPath) -> str:
    """Return the page of the tree that lists exactly the units of a count, at its dates."""
    asked = {ASKED.get(field, field): value for field, _operator, value in path.filters}
    if path.effective:
        asked["on"] = path.effective.isoformat()
    if path.known_at:
        asked["known_at"] = path.known_at.isoformat()
    return f"{reverse('organisations:units')}?{urlencode(asked)}"


declare_rows("units", units_address)
