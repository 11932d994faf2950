"""The one scope check, in the data layer: a scoped model answers only inside a scope, and only for units within it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.sql import Query
from django.utils.translation import gettext as _

from gangmu.foundation.access.among import Units
from gangmu.foundation.access.permissions import permission as declared
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisations that the reads of this moment may touch; `organisation_ids is None` means all."""

    permission: str
    organisation_ids: frozenset[int] | None

    def covers(self, organisation_id: int | None) -> bool:
        """Whether a unit lies inside."""
        return self.organisation_ids is None or organisation_id in self.organisation_ids


class ScopeMissing(RuntimeError):
    """A scoped model was asked outside any scope: a fault of the program, never of a user."""


_scope: ContextVar[Scope | None] = ContextVar("gangmu_scope", default=None)


def reach_of(permission: str) -> frozenset[int] | None:
    """Return the ids of the units over which the one who acts holds the permission; `None` for all."""
    declared(permission)
    return current_actor().reach(permission)


def holds(permission: str, organisation_id: int | None = None) -> bool:
    """Whether the one who acts holds the permission, over the unit or over any."""
    reach = reach_of(permission)
    if reach is None:
        return True
    return bool(reach) if organisation_id is None else organisation_id in reach


def require(permission: str, organisation_id: int | None = None) -> None:
    """Insist on the permission over a unit; services call it before they write.

    Raises
    ------
    Forbidden
        When the one who acts does not hold it there.
    """
    if not holds(permission, organisation_id):
        raise Forbidden(
            "access.forbidden",
            "您没有“%(label)s”的权限，请联系系统管理员",
            label=_(declared(permission).label),
        )


@contextmanager
def scoped(permission: str) -> Iterator[Scope]:
    """Read under a permission of the one who acts.

    Raises
    ------
    Forbidden
        When it is held nowhere.
    """
    require(permission)
    with _within(Scope(permission, reach_of(permission))) as scope:
        yield scope


@contextmanager
def unscoped(reason: str) -> Iterator[Scope]:
    """Read everything, for a reason that stands in the code and is counted by a test."""
    with _within(Scope(f"unscoped: {reason}", None)) as scope:
        yield scope


@contextmanager
def _within(scope: Scope) -> Iterator[Scope]:
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


def current_scope() -> Scope:
    """Return the scope of this moment.

    Raises
    ------
    ScopeMissing
        Outside `scoped` and `unscoped`.
    """
    scope = _scope.get()
    if scope is None:
        raise ScopeMissing("a scoped model was asked outside a scope")
    return scope


class _PendingQuery(Query):
    """A query made outside any scope, for example by a form class; it can be copied into a scope, never run."""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        raise ScopeMissing("a scoped model was asked outside a scope")

    def within_scope(self) -> Query:
        """Return the same question as one that can be asked."""
        ready = self.clone()
        ready.__class__ = Query
        return ready

    def chain(self, klass: type[Query] | None = None) -> Any:
        if klass is not None and not issubclass(klass, _PendingQuery):
            raise ScopeMissing("a scoped model was asked outside a scope")
        return super().chain(klass)


class ScopedQuerySet(models.QuerySet):
    """Rows inside the scope of the moment in which the query is made or first copied."""

    def _chain(self) -> Any:
        copied = super()._chain()  # type: ignore[misc]
        if isinstance(copied.query, _PendingQuery) and _scope.get() is not None:
            copied.query = copied.query.within_scope()
            copied = _inside(copied)
        return copied


def _inside(rows: Any) -> models.QuerySet[Any]:
    ids = current_scope().organisation_ids
    narrowed: models.QuerySet[Any] = rows if ids is None else rows.model.within(rows, ids)
    return narrowed


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The default manager of a scoped model."""

    def get_queryset(self) -> models.QuerySet:
        """Rows inside the scope of this moment."""
        if _scope.get() is None:
            return ScopedQuerySet(self.model, query=_PendingQuery(self.model), using=self._db)
        return _inside(super().get_queryset())


class ScopedModel(models.Model):
    """A model whose rows belong to organisations.

    `scope_paths` are the look-ups that lead to the ids of the organisations to which a row belongs; one match suffices.
    """

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id",)

    objects = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def within(cls, rows: models.QuerySet[Any], organisation_ids: frozenset[int]) -> models.QuerySet[Any]:
        """Keep the rows that belong to one of the organisations; a row is never doubled by a path to many."""
        condition, units = Q(), Units(organisation_ids)
        for path in cls.scope_paths:
            if "__" in path:
                hits = cls._base_manager.filter(**{f"{path}__among": units}, pk=OuterRef("pk"))
                condition |= Q(Exists(hits))
            else:
                condition |= Q(**{f"{path}__among": units})
        return rows.filter(condition)
