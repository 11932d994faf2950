"""Every address × every person of the cast × own and foreign units: nobody gets in who should not, nobody is kept out who should."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gangmu.foundation.access import routes as access_routes
from gangmu.foundation.access.permissions import Reach, all_permissions
from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.services import make_token
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.people.selectors import Reaches
from tests.cast import PERSONS, build_cast
from tests.every.known import remember
from tests.every.role_table import TABLE, UNITS
from tests.every.routes_public import POST_ONLY, PUBLIC
from tests.every.walking import Route, World, examples_of_rooms, may, routes, undone, walk

pytestmark = pytest.mark.django_db
ROUTES = routes()
NAMED = {route.name: route for route in ROUTES}


def _once_a_view(found: list[Route]) -> list[Route]:
    """Keep one register's route of each view: registers share their views, so that a check taken out of one is taken out of all."""
    seen: set[str] = set()
    kept = []
    for route in found:
        bare: Any = inspect.unwrap(route.pattern.callback)
        view = f"{bare.__module__}.{bare.__qualname__}{route.keys}"
        if route.name.startswith("registers:") and view in seen:
            continue
        seen.add(view)
        kept.append(route)
    return kept


ALONE = _once_a_view(ROUTES)
GUARDED = [route for route in ALONE if route.kind != "public"]
#: Pages of every register that its own declaration decides: who sees its rows, a row, and who writes one. Its other pages are walked
#: in the wide suite, and those of one register here.
DECIDED = ("-list", "-detail", "-edit")


def walked(route: Route) -> object:
    """Return a route as a case of the walk."""
    is_wide = route not in ALONE and not route.name.endswith(DECIDED)
    return pytest.param(route, id=route.name, marks=pytest.mark.wide if is_wide else ())


def made(account: Account) -> str:
    """Return a token of an account."""
    with acting_as(SystemActor("测试")):
        return make_token(account, "走查", 30).words


def by_name(route: Route) -> str:
    return route.name


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Both counties with examples of everything, built once; what a walk writes is taken back."""
    with django_db_blocker.unblock(), undone():  # type: ignore[attr-defined]
        cast = build_cast()
        sessions = {name: cast.client(name).cookies["sessionid"].value for name in PERSONS}
        accounts = {name: cast.own.persons[name].account for name in PERSONS}
        remember({sessions[name]: account for name, account in accounts.items()})
        tokens = {name: made(account) for name, account in accounts.items()}
        yield World(cast, sessions, tokens, examples_of_rooms(cast))


def test_every_address_has_a_name_of_its_own() -> None:
    assert len(NAMED) == len(ROUTES)
    assert not [route.name for route in ROUTES if route.name.endswith(("None", ":"))]


def test_every_route_states_a_permission_or_stands_in_the_table_of_public_ones() -> None:
    assert [route.name for route in ROUTES if route.kind == "nothing"] == []
    assert {route.name for route in ROUTES if route.kind == "public"} == set(PUBLIC)
    assert all(PUBLIC.values())


def test_the_table_of_post_only_routes_names_routes_that_are_there() -> None:
    assert set(NAMED) >= POST_ONLY


def test_the_hand_written_table_and_the_rooms_permissions_agree() -> None:
    stated = {p.code: (set(p.roles), p.reach is Reach.UPWARD) for p in all_permissions()}
    differing = {code for code in stated | TABLE if stated.get(code) != TABLE.get(code)}
    assert not differing, f"permissions.py and role_table.py differ: {sorted(differing)}"


def test_the_cast_has_every_role_and_its_units_are_told() -> None:
    from gangmu.foundation.access.roles import Role

    assert {role for role, _unit, _scope in PERSONS.values()} == set(Role)
    assert set(UNITS) == set(PERSONS)


def test_no_example_is_stale(world: World) -> None:
    assert set(world.examples) <= set(NAMED)


@pytest.mark.parametrize("route", [walked(route) for route in ROUTES])
def test_everybody_gets_what_the_table_says(world: World, route: Route) -> None:
    assert list(walk(world, route, alike=route not in ALONE)) == []


@pytest.mark.wide
@pytest.mark.mutation
@pytest.mark.parametrize("route", GUARDED, ids=by_name)
def test_an_address_whose_check_is_taken_out_is_noticed(
    world: World, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk would fail: so it does look."""
    bare = route.pattern.callback.__wrapped__  # type: ignore[attr-defined]

    def open_to_all(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with acting_as(SystemActor()), unscoped("a check taken out"):
            return bare(request, *args, **kwargs)

    open_to_all.__dict__.update(route.pattern.callback.__dict__)
    monkeypatch.setattr(route.pattern, "callback", open_to_all)
    assert next(walk(world, route), None) is not None


@pytest.mark.wide
@pytest.mark.mutation
@pytest.mark.parametrize(
    "route", [route for route in GUARDED if route.permission and route.keys], ids=by_name
)
def test_an_address_that_forgets_the_unit_is_noticed(
    world: World, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = frozenset(Organisation._base_manager.values_list("pk", flat=True))
    held = Reaches.over
    monkeypatch.setattr(Reaches, "over", lambda self, code: everything if held(self, code) else frozenset())
    noticed = walk(world, route, last=lambda visit: visit.whose == "own")
    assert any("foreign" in fault for fault in noticed)


@pytest.mark.wide
@pytest.mark.mutation
@pytest.mark.parametrize(
    "route",
    [route for route in GUARDED if route.permission and not all(may(n, route.permission) for n in PERSONS)],
    ids=by_name,
)
def test_an_address_that_forgets_the_role_is_noticed(
    world: World, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = frozenset(Organisation._base_manager.values_list("pk", flat=True))
    monkeypatch.setattr(Reaches, "over", lambda self, code: everything)
    let_in = {name for name in PERSONS if may(name, route.permission)}
    noticed = walk(world, route, last=lambda visit: visit.name in let_in or visit.name not in PERSONS)
    assert next((fault for fault in noticed if "[403]" in fault), None) is not None


def test_a_platform_that_signs_nobody_in_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_routes, "_signed_in_check", [lambda request: None])
    assert any("未登录" in fault for fault in walk(world, NAMED["accounts:mine"]))


def test_walks_leave_nothing_behind(world: World) -> None:
    assert transaction.get_connection().in_atomic_block
    before = Organisation._base_manager.count()
    list(walk(world, NAMED["accounts:sign-out"]))
    assert Organisation._base_manager.count() == before
