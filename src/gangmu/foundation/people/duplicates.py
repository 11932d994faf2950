"""Rows of persons that are likely one person: one number twice, or one name with one birthday twice."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from gangmu.foundation.sealing.fields import Head

#: Keys that occur twice and are looked at, of each kind.
MOST = 200


def likely_duplicates(persons: QuerySet[Any], numbers: tuple[str, ...]) -> list[list[Any]]:
    """Return groups of rows that are likely one person, each group once, with their units.

    Parameters
    ----------
    persons
        Rows within the reader's scope, of a model with `name`, `pinyin`, `birth_date` and `organisation`.
    numbers
        Its sealed fields that are one person's alone, such as `id_number`.
    """
    groups: dict[frozenset[int], list[Any]] = {}
    for field in numbers:
        told = persons.exclude(**{field: ""}).annotate(head=Head(field))
        twice = told.order_by().values("head").annotate(times=Count("pk")).filter(times__gt=1)
        _gather(groups, told.filter(head__in=twice.values("head")[:MOST]), lambda row: row.head)
    dated = persons.filter(birth_date__isnull=False)
    same = dated.order_by().values("name", "birth_date").annotate(times=Count("pk")).filter(times__gt=1)
    asked = Q(pk__in=())
    for pair in same[:MOST]:
        asked |= Q(name=pair["name"], birth_date=pair["birth_date"])
    _gather(groups, dated.filter(asked), lambda row: (row.name, row.birth_date))
    return list(groups.values())


def _gather(groups: dict[frozenset[int], list[Any]], rows: QuerySet[Any], key: Any) -> None:
    found: dict[Any, list[Any]] = {}
    for row in rows.select_related("organisation").order_by("pinyin", "id"):
        found.setdefault(key(row), []).append(row)
    for some in found.values():
        groups.setdefault(frozenset(row.pk for row in some), some)
