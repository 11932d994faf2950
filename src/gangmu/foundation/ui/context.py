"""What every page of the frame needs."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Menu, units and year for the frame."""
    return {}
