"""From a register's filters to a filter set, and from a figure's rows path to the same rows."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel.results import RowsPath
from gangmu.foundation.registers.declaration import Filter, FilterKind, Register

OPERATORS = {"=": "exact", "in": "in", ">=": "gte", "<=": "lte", ">": "gt", "<": "lt"}


def filter_set(declared: type[Register], data: QueryDict, rows: QuerySet[Any]) -> django_filters.FilterSet:
    """Return the filters of a register, filled with what the page asks."""
    fields: dict[str, Any] = {f.name: _filter(declared, f) for f in declared.filters}
    if declared.search:
        fields["q"] = django_filters.CharFilter(label=_("搜索"), method="search")
    fields["search"] = lambda self, found, name, value: found.filter(_matches(declared, value))
    made = type(f"{declared.__name__}Filters", (django_filters.FilterSet,), fields)
    return made(data, queryset=rows)


def _filter(declared: type[Register], asked: Filter) -> django_filters.Filter:
    match asked.kind:
        case FilterKind.CHOICE:
            field = declared.model._meta.get_field(asked.name) if asked.choices is None else None
            choices = asked.choices() if asked.choices else list(getattr(field, "choices", None) or [])
            return django_filters.ChoiceFilter(
                field_name=asked.name, label=asked.label, choices=choices, empty_label=_("全部")
            )
        case FilterKind.DATES:
            return django_filters.DateFromToRangeFilter(field_name=asked.name, label=asked.label)
        case FilterKind.MODEL:
            choices = asked.choices() if asked.choices else []
            return django_filters.TypedChoiceFilter(
                field_name=asked.name,
                label=asked.label,
                choices=choices,
                coerce=int,
                empty_label=_("全部"),
                distinct=True,
            )
        case _:
            return django_filters.CharFilter(
                field_name=asked.name, lookup_expr="icontains", label=asked.label
            )


def _matches(declared: type[Register], words: str) -> Q:
    found = Q()
    for word in words.split():
        one = Q()
        for path in declared.search:
            one |= Q(**{f"{path}__icontains": word})
        found &= one
    return found


def rows_address(path: RowsPath) -> str | None:
    """Return the address of the list that shows exactly the rows of a figure."""
    kind, _colon, name = path.source.partition(":")
    if kind != "register":
        return None
    pairs = [("f", f"{field}|{operator}|{_written(value)}") for field, operator, value in path.filters]
    if path.effective:
        pairs.append(("as_of", path.effective.isoformat()))
    return reverse(f"registers:{name}-list") + ("?" + urlencode(pairs) if pairs else "")


def narrowed(declared: type[Register], rows: QuerySet[Any], conditions: list[str]) -> QuerySet[Any]:
    """Narrow rows by the conditions of a figure's rows path; one that the register does not offer is left out."""
    for condition in conditions:
        field, operator, value = (condition.split("|", 2) + ["", ""])[:3]
        if field not in declared.filterable() or operator not in OPERATORS:
            continue
        asked: Any = value.split(",") if operator == "in" else value
        try:
            rows = rows.filter(**{f"{field}__{OPERATORS[operator]}": asked})
        except (ValueError, TypeError):
            rows = rows.none()
    return rows


def _written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(str(item) for item in sorted(value))
    return str(value)
