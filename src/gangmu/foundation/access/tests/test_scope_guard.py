"""One check in the data layer: no query without a scope, no row outside it, no permission nobody declared."""

import pytest
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from hypothesis import given
from hypothesis import strategies as st

from gangmu.foundation.access import permissions, routes
from gangmu.foundation.access.permissions import Permission, UnknownPermission, declare, permission
from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import (
    Scope,
    ScopeMissing,
    current_scope,
    holds,
    reach_of,
    require,
    scoped,
    unscoped,
)
from gangmu.foundation.kernel.actors import ActorMissing, SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden
from gangmu.foundation.people.models import Leadership, Person, RoleAssignment

VIEW = "people.person:view"


def test_a_query_without_a_scope_raises_however_it_is_asked(cast):
    for ask in (
        lambda: list(Person.objects.all()),
        lambda: Person.objects.count(),
        lambda: Person.objects.filter(name="小周").exists(),
        lambda: Person.objects.first(),
        lambda: Person.objects.update(name="x"),
        lambda: Person.objects.all().delete(),
        lambda: Person.objects.aggregate(n=Count("pk")),
        lambda: list(Person.objects.values("pk").union(Person.objects.values("pk"))),
        lambda: list(RoleAssignment._base_manager.filter(person__in=Person.objects.all())),
        lambda: list(cast.own.persons["小周"].assignments.all()),
        lambda: get_object_or_404(Person.objects.all(), pk=1),
        lambda: list(Person.objects.iterator()),
        lambda: Person.objects.in_bulk(),
    ):
        with pytest.raises(ScopeMissing):
            ask()
    assert Person._base_manager.count() == 2 * len(cast.names)


def test_inside_a_scope_only_own_rows_are_there(cast):
    stranger = cast.foreign.persons["小周"]
    with acting_as(cast.actor("王局长")), scoped(VIEW):
        assert set(Person.objects.all()) == set(cast.own.persons.values())
        assert not Person.objects.filter(pk=stranger.pk).exists()
        assert not stranger.assignments.exists()
        assert Person.objects.filter(pk=stranger.pk).update(name="x") == 0
        with pytest.raises(Http404):
            get_object_or_404(Person.objects.all(), pk=stranger.pk)
        assert list(Leadership.objects.values_list("section_id", flat=True)) == [cast.own.section.pk]


def test_a_query_made_outside_and_used_inside_takes_the_scope_of_its_use(cast):
    pending = Person.objects.filter(name__startswith="小")
    with acting_as(cast.actor("刘科长")), scoped(VIEW):
        assert {p.name for p in pending.all()} == {"小周"}
    with pytest.raises(ScopeMissing):
        list(pending)


def test_scopes_nest_and_end(cast):
    with acting_as(cast.actor("王局长")):
        with scoped(VIEW) as outer:
            with unscoped("the test compares"):
                assert Person.objects.count() == 2 * len(cast.names)
            assert current_scope() is outer
        with pytest.raises(ScopeMissing):
            current_scope()


def test_who_lacks_the_permission_enters_no_scope(cast):
    with acting_as(cast.actor("褚老师")):
        with pytest.raises(Forbidden, match="查看人员"), scoped(VIEW):
            pass
        assert not holds(VIEW)
        assert reach_of(VIEW) == frozenset()


def test_require_asks_for_the_unit(cast):
    with acting_as(cast.actor("蒋管理")):
        require("people.person:edit", cast.own.school.pk)
        assert holds("people.person:edit")
        with pytest.raises(Forbidden):
            require("people.person:edit", cast.foreign.school.pk)
        with pytest.raises(Forbidden):
            require("people.person:edit", cast.city.pk)
    with acting_as(SystemActor()):
        require("people.person:edit", cast.foreign.school.pk)


def test_nobody_reaches_nothing():
    with pytest.raises(ActorMissing):
        reach_of(VIEW)


def test_a_permission_nobody_declared_raises_everywhere(cast):
    with acting_as(SystemActor()):
        for ask in (
            lambda: permission("people.person:veiw"),
            lambda: holds("people.person:veiw"),
            lambda: require("people.person:veiw"),
            lambda: cast.actor("王局长").reach("people.person:veiw"),
            lambda: routes.page("x/", lambda request: HttpResponse(), "x", "people.person:veiw"),
        ):
            with pytest.raises(UnknownPermission):
                ask()


@pytest.mark.parametrize("code", ["person:view", "people.person", "people.person:", "view"])
def test_a_permission_has_its_form(code):
    with pytest.raises(ValueError, match="room.noun:action"):
        declare([Permission(code, "x", (Role.OFFICE,))])


def test_a_permission_is_declared_once():
    held = dict(permissions._declared)
    with pytest.raises(ValueError, match="twice"):
        declare([Permission(VIEW, "别的", (Role.TEACHER,))])
    declare([permission(VIEW)])
    assert permissions._declared == held


@given(st.frozensets(st.integers(1, 50)), st.integers(1, 50))
def test_a_scope_covers_exactly_its_units(ids, unit):
    assert Scope(VIEW, ids).covers(unit) == (unit in ids)
    assert Scope(VIEW, None).covers(unit)
    assert not Scope(VIEW, ids).covers(None)


def test_without_a_room_that_signs_people_in_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(routes, "_signed_in_check", [])
    pattern = routes.signed_in("x/", lambda request: HttpResponse("secret"), "x")
    with pytest.raises(RuntimeError, match="no room signs people in"):
        pattern.callback(HttpRequest())
