"""A person's own page: panels that rooms declare; what I owe, by when, comes first."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

Panel = Callable[[HttpRequest], str | None]


@dataclass(frozen=True, slots=True)
class HomePanel:
    """A panel: `render` gives its HTML, or nothing where there is nothing to tell."""

    key: str
    order: int
    render: Panel


_panels: dict[str, HomePanel] = {}


def declare(panel: HomePanel) -> None:
    """Add a panel."""
    _panels[panel.key] = panel


def panels(request: HttpRequest) -> list[str]:
    """Return what each panel has to tell this person, in order."""
    told = (panel.render(request) for panel in sorted(_panels.values(), key=lambda p: p.order))
    return [html for html in told if html]
