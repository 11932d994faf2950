"""Walking the addresses: what is routed, what a person of the cast must get there, and what it gets."""

import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.safestring import SafeString

from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.rooms import Room
from tests.cast import PERSONS, WITHOUT_ACCOUNT, Cast
from tests.every.role_table import TABLE, UNITS
from tests.every.routes_public import POST_ONLY
from tests.every.watched import WatchingHandler

#: What a person who may gets from a POST: done, shown again, or told why not; never a wall, a hole or a fault.
ANSWERED = frozenset({200, 201, 204, 302, 409, 422})
#: Loads the middleware once, not once a request.
HANDLER = WatchingHandler(enforce_csrf_checks=False)
#: An empty choice drawn as dashes or as nothing.
MUTE = re.compile(r'<option value=""[^>]*>\s*[-—]*\s*</option>')


@dataclass(frozen=True, slots=True)
class Route:
    """An address with its name and what it states of itself."""

    name: str
    pattern: URLPattern
    keys: tuple[str, ...]

    @property
    def permission(self) -> str:
        """The permission that the route states; empty for one that states none."""
        return str(getattr(self.pattern.callback, "permission", ""))

    @property
    def kind(self) -> str:
        """`permission`, `signed in`, `public`, or `nothing` where the route states nothing."""
        view = self.pattern.callback
        if self.permission:
            return "permission"
        if getattr(view, "signed_in", False):
            return "signed in"
        return "public" if getattr(view, "public", False) else "nothing"

    @property
    def machine(self) -> bool:
        """Whether programs ask here, with a token and in JSON."""
        return bool(getattr(self.pattern.callback, "machine", False))

    @property
    def methods(self) -> tuple[str, ...]:
        """How it is asked."""
        return getattr(self.pattern.callback, "methods", ("GET", "POST"))

    def asks(self, method: str) -> str:
        """The permission that the route states for a method."""
        writes = getattr(self.pattern.callback, "write_permission", "")
        return self.permission if method == "GET" or not self.machine else str(writes)


@dataclass(frozen=True, slots=True)
class Example:
    """Objects for an address.

    `own` and `foreign` are its arguments in the own and in the foreign county. `units` are the units (attributes of `County`) one
    of which a reader must reach; `under` the permission by which the object is found, where that is not the route's. `only` names
    the one person whose object it is. `post` is what a POST sends, for pages that need more than nothing.
    """

    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    units: tuple[str, ...] = ("bureau",)
    under: str = ""
    only: str = ""
    post: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody on the way to an object of the own or of the foreign county."""

    name: str
    whose: str


@dataclass
class World:
    """The cast, a session and a token for each, and the examples of every room."""

    cast: Cast
    sessions: dict[str, str]
    tokens: dict[str, str]
    examples: dict[str, Example]


def routes() -> list[Route]:
    """Return every address of the product, by name."""
    return sorted(_routes(get_resolver(), ""), key=lambda route: route.name)


def _routes(resolver: URLResolver, space: str) -> Iterator[Route]:
    keys = tuple(resolver.pattern.converters)
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield Route(f"{space}{pattern.name}", pattern, (*keys, *pattern.pattern.converters))


def examples_of_rooms(cast: Cast) -> dict[str, Example]:
    """Return the examples that rooms give in `tests/examples.py`; a register's one serves its other pages too."""
    found: dict[str, Example] = {}
    with acting_as(SystemActor("测试")):
        for room in apps.get_app_configs():
            path = Path(room.path) / "tests" / "examples.py"
            if isinstance(room, Room) and path.exists():
                spec = importlib.util.spec_from_file_location(f"examples_of_{room.label}", path)
                module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
                spec.loader.exec_module(module)  # type: ignore[union-attr]
                found.update({name: Example(**told) for name, told in module.examples(cast).items()})
    there = {route.name for route in routes()}
    for name, example in list(found.items()):
        if name.startswith("registers:") and name.endswith("-detail"):
            for page in ("edit", "delete", "attach", "data-row"):
                if (other := name.removesuffix("detail") + page) in there:
                    found.setdefault(other, example)
    return found


def may(name: str, permission: str) -> bool:
    """Whether a person of the cast holds a permission, by the hand-written table."""
    return PERSONS[name][0] in TABLE[permission][0]


def reaches(name: str, permission: str, units: tuple[str, ...]) -> bool:
    """Whether a person's permission covers one of the units of the own county, by the hand-written table."""
    own, above = UNITS[name]
    covered = own | above if TABLE[permission][1] else own
    return not covered.isdisjoint(units)


def expected(route: Route, name: str, method: str, whose: str, example: Example) -> frozenset[int]:
    """Return the statuses that are right: derived from the table and the units, from nothing else."""
    if route.kind == "public":
        return frozenset({200, 302, 404, 405, 422})
    if name in WITHOUT_ACCOUNT:
        return frozenset({401 if route.machine else 302})
    permission = route.asks(method)
    if permission and not may(name, permission):
        return frozenset({403})
    if method == "GET" and route.name in POST_ONLY:
        return frozenset({405})
    if route.keys:
        there = whose == "own" and (
            name == example.only
            if example.only
            else route.kind != "permission" or reaches(name, example.under or permission, example.units)
        )
        if not there:
            return frozenset({404})
    return frozenset({200}) if method == "GET" else ANSWERED


def _visits(route: Route, example: Example) -> Iterator[Visit]:
    """Everybody, to the own and to the foreign object: who may do nothing there need not be turned away from both."""
    for name in (*WITHOUT_ACCOUNT, *PERSONS):
        yield Visit(name, "own")
        if example.foreign and name in PERSONS and (not route.permission or may(name, route.permission)):
            yield Visit(name, "foreign")


def walk(
    world: World, route: Route, *, last: Callable[[Visit], bool] = lambda visit: False, alike: bool = False
) -> Iterator[str]:
    """Go to an address as everybody, and yield what was not as it must be.

    Those for whom `last` holds go after the others. A page that was shown and did not look at how it was asked would be shown again
    by a POST: once is enough. `alike` is a page whose view and template were walked by everybody under another register: who is
    turned away by the role is so once, by the method that writes, and the page is drawn until it was shown once; from then on each is
    asked by the method that writes alone, programs by one that reads and one that writes.
    """
    example = world.examples.get(route.name, Example())
    if route.keys and not example.own:
        yield f"{route.name}: no example in its room's tests/examples.py"
        return
    posted = shown = False
    for visit in sorted(_visits(route, example), key=last):
        for method in _methods(route, once=alike and shown):
            right = expected(route, visit.name, method, visit.whose, example)
            if alike and method == "GET" and right == {403}:
                continue
            with undrawn() if alike and shown else nullcontext():
                told, looked = _asked(world, route, visit, method, example)
            shown = shown or told == 200
            if told not in right:
                yield f"{route.name}: {visit.name} {method} {visit.whose} got {told}, must get {sorted(right)}"
            if method == "GET" and told == 200 and not looked and posted:
                break
            posted = posted or (method == "POST" and told == 200)


def _methods(route: Route, *, once: bool) -> tuple[str, ...]:
    """Return how a route is asked; `once` for each permission that it states."""
    if not once:
        return route.methods
    return (route.methods[0], route.methods[-1])[not route.machine :]


def _asked(world: World, route: Route, visit: Visit, method: str, example: Example) -> tuple[Any, bool]:
    """Return what somebody gets, and whether the page looked at how it was asked."""
    client = Client(raise_request_exception=True)
    client.handler = HANDLER
    name = visit.name
    headers = {}
    if route.machine and name in world.tokens:
        headers["Authorization"] = f"Bearer {world.tokens[name]}"
    elif name in world.sessions:
        client.cookies["sessionid"] = world.sessions[name]
    address = reverse(route.name, kwargs=getattr(example, visit.whose) if route.keys else {})
    with undone():
        try:
            if route.machine:
                answer = client.generic(method, address, "{}", "application/json", headers=headers)
            else:
                answer = (
                    client.generic("GET", address) if method == "GET" else client.post(address, example.post)
                )
        except Exception as fault:  # noqa: BLE001 a fault of the page is what the walk tells
            return f"{type(fault).__name__}: {fault}", True
    return _told(route, name, answer), getattr(answer.wsgi_request, "looked", True)


def _told(route: Route, name: str, answer: Any) -> Any:
    """Return an answer's status, or what is wrong with it."""
    if name in WITHOUT_ACCOUNT and answer.status_code == 302 and route.kind != "public":
        return (
            302
            if answer.headers["Location"].startswith(reverse("accounts:sign-in"))
            else answer.headers["Location"]
        )
    faults = (_headers(answer) or _mute(answer)) if answer.status_code == 200 else ""
    return faults or answer.status_code


def _mute(answer: Any) -> str:
    """Return that a page has an empty choice without words."""
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return ""
    words = answer.content.decode(answer.charset)
    return "an empty choice says nothing" if MUTE.search(words) else ""


def _headers(answer: Any) -> str:
    """Return which strict header is missing."""
    policy = answer.headers.get("Content-Security-Policy", "")
    strict = "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    right = {
        "Content-Security-Policy": strict,
        "X-Content-Type-Options": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "X-Frame-Options": answer.headers.get("X-Frame-Options") == "DENY",
    }
    return ", ".join(f"no strict {name}" for name, holds in right.items() if not holds)


@contextmanager
def undrawn() -> Iterator[None]:
    """Answer with empty pages: the view is asked, its template is not."""
    with patch.object(Template, "render", lambda self, context=None, request=None: SafeString("")):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
