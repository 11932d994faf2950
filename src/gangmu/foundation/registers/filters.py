"""From a register's filters to a filter set, and from a figure's rows path to the same rows."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.among import Units
from gangmu.foundation.access.scope import holds, reach_of, scoped
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import RowsPath
from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.organisations.selectors import names_of
from gangmu.foundation.registers.declaration import (
    Filter,
    FilterKind,
    Register,
    is_register,
    labels_of,
    register_named,
)
from gangmu.foundation.registers.units import UnitsAsked
from gangmu.foundation.sealing.fields import sealed_fields

#: Operator of a rows path → (look-up, whether it denies). What denies keeps rows without a value.
OPERATORS = {
    "=": ("exact", False), "!=": ("exact", True), "in": ("in", False), "not in": ("in", True), ">=": ("gte", False),
    "<=": ("lte", False), ">": ("gt", False), "<": ("lt", False), "empty": ("isnull", False),
}  # fmt: skip
#: How an operator is printed.
SIGNS = {"=": "=", "!=": "≠", "in": "=", "not in": "≠", ">=": "≥", "<=": "≤"}


def filter_set(declared: type[Register], data: QueryDict, rows: QuerySet[Any]) -> django_filters.FilterSet:
    """Return the filters of a register, filled with what the page asks."""
    fields: dict[str, Any] = {f.name: _filter(declared, f) for f in declared.filters}
    if declared.search:
        fields["q"] = django_filters.CharFilter(label=_("搜索"), method="search")
    fields["search"] = lambda self, found, name, value: found.filter(matches(declared, value))
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
            return django_filters.DateFromToRangeFilter(
                field_name=asked.name,
                label=asked.label,
                widget=django_filters.widgets.RangeWidget(attrs={"type": "date"}),
            )
        case FilterKind.MODEL:
            choices = asked.choices() if asked.choices else []
            return django_filters.ChoiceFilter(
                field_name=asked.name,
                label=asked.label,
                choices=choices,
                empty_label=_("全部"),
                distinct=True,
            )
        case _:
            return django_filters.CharFilter(
                field_name=asked.name, lookup_expr="icontains", label=asked.label
            )


def matches(declared: type[Register], words: str) -> Q:
    """Return the condition that every word stands in one of the searched paths; names are found by pinyin and initials too.

    A name that the reader sees masked is found whole alone: by parts of it, or by its sound, it would be told letter by letter.
    """
    paths = dict.fromkeys(p for path in declared.search for p in (path, *_pinyin_beside(declared, path)))
    shown = _names_shown(declared)
    masked = {path for path in paths if shown is not None and sealed_fields(_owner(declared, path))}
    names = [path for path in masked if path.rpartition("__")[2] == "name"]
    told = words.split()
    found = Q()
    for word in told:
        one = Q()
        for form in _forms(word):
            one |= _any_is(names, form)
            for path in paths:
                part = Q(**{f"{path}__icontains": form})
                one |= part & shown if shown is not None and path in masked else part
        found &= one
    for form in _forms(" ".join(told)) if len(told) > 1 else ():
        found |= _any_is(names, form)
    return found


def _forms(words: str) -> Iterable[str]:
    """Return words as they are written and with one form of each letter: names are kept as they were written, also full-width."""
    return dict.fromkeys((words, unicodedata.normalize("NFKC", words)))


def _any_is(paths: Iterable[str], words: str) -> Q:
    found = Q()
    for path in paths:
        found |= Q(**{f"{path}__iexact": words})
    return found


def _names_shown(declared: type[Register]) -> Q | None:
    """Return the condition of the rows of which the reader sees persons' names in full; nothing where it is all rows."""
    reach = reach_of(declared.names_permission) if declared.names_permission else None
    if reach is None:
        return None
    found = Q()
    for path in declared.names_units:
        found |= Q(**{f"{path}__among": Units(reach)})
    return found


def _pinyin_beside(declared: type[Register], path: str) -> tuple[str, ...]:
    """Return the path of the pinyin that a model keeps beside its name, for a path that ends at a name."""
    *steps, last = path.split("__")
    kept = {field.name for field in _owner(declared, path)._meta.concrete_fields}
    return ("__".join([*steps, "pinyin"]),) if last == "name" and "pinyin" in kept else ()


def _owner(declared: type[Register], path: str) -> Any:
    """Return the model that has the field at which a path ends."""
    model: Any = declared.model
    for step in path.split("__")[:-1]:
        model = model._meta.get_field(step).related_model
    return model


def rows_address(path: RowsPath) -> str | None:
    """Return the address of the list that shows the rows of a figure within the reader's scope.

    Nothing for a register that the reader may not see at all.
    """
    declared = _register_of(path)
    if declared is None:
        return None
    pairs = [("f", f"{field}|{operator}|{_written(value)}") for field, operator, value in path.filters]
    if path.effective:
        pairs.append(("as_of", path.effective.isoformat()))
    if path.known_at:
        pairs.append(("known_at", path.known_at.isoformat()))
    return reverse(f"registers:{declared.name}-list") + ("?" + urlencode(pairs) if pairs else "")


def _register_of(path: RowsPath) -> type[Register] | None:
    """Return the register that a rows path names, if there is one and the reader may see it."""
    kind, _colon, name = path.source.partition(":")
    if kind != "register" or not is_register(name) or not holds(register_named(name).view_permission):
        return None
    return register_named(name)


@contextmanager
def rows_behind(path: RowsPath) -> Iterator[tuple[type[Register], QuerySet[Any]] | None]:
    """Give the register and the rows of a figure within the reader's own scope, for reading inside the block."""
    declared = _register_of(path)
    if declared is None:
        yield None
        return
    conditions = [f"{field}|{operator}|{_written(value)}" for field, operator, value in path.filters]
    with scoped(declared.view_permission):
        yield (
            declared,
            narrowed(
                declared,
                declared.rows_at(path.effective, path.known_at).order_by(*declared.order),
                conditions,
                path.effective,
                path.known_at,
            ),
        )


def narrowed(
    declared: type[Register],
    rows: QuerySet[Any],
    conditions: list[str],
    on: date | None = None,
    known_at: datetime | None = None,
) -> QuerySet[Any]:
    """Narrow rows by the conditions of a figure's rows path, asked on a date (today) as known at a moment (now).

    A condition that the register does not offer gives no rows at all: a list that silently shows more than the figure counted
    would be a lie.
    """
    own = f"{declared.organisation_field}_id"
    told = [tuple((condition.split("|", 2) + ["", ""])[:3]) for condition in conditions]
    for field, operator, value in told:
        if field.startswith(f"{own}:"):
            continue
        try:
            if operator == "under" and field == own:
                asked = UnitsAsked.of_conditions(own, told)  # type: ignore[arg-type]
                rows = (
                    rows.filter(**{f"{own}__in": asked.ids(on or clock.today(), known_at)})
                    if asked
                    else rows.none()
                )
            elif field not in declared.filterable() or operator not in OPERATORS:
                rows = rows.none()
            else:
                look_up, denied = OPERATORS[operator]
                held = {f"{field}__{look_up}": _read(look_up, value)}
                rows = rows.exclude(**held) if denied else rows.filter(**held)
        except (ValueError, TypeError, ValidationError):
            rows = rows.none()
    return rows


def _read(look_up: str, value: str) -> Any:
    """Return the value of a condition as its look-up takes it."""
    if look_up == "isnull":
        return value == str(True)
    return value.split(",") if look_up == "in" else value


def condition_words(declared: type[Register], conditions: list[str]) -> list[str]:
    """Return conditions of a rows path as a person reads them; those that only help another are left out."""
    words = []
    for condition in conditions:
        field, operator, value = (condition.split("|", 2) + ["", ""])[:3]
        unit = whole_number(value)
        if field == f"{declared.organisation_field}_id" and unit is not None:
            words.append(_("%(unit)s及所属单位") % {"unit": _name_of(unit)})
        elif ":" not in field:
            label = next((c.label for c in declared.columns if c.name == field), field)
            words.append(_words_of(declared, label, field, operator, value))
    return words


def _words_of(declared: type[Register], label: Any, field: str, operator: str, value: str) -> str:
    if operator == "empty":
        return f"{label} {_('为空') if value == str(True) else _('不为空')}"
    return f"{label} {SIGNS.get(operator, operator)} {_value_words(declared, field, value)}"


def _name_of(organisation_id: int) -> str:
    return names_of([organisation_id]).get(organisation_id, str(organisation_id))


def _value_words(declared: type[Register], field: str, value: str) -> str:
    model: Any = declared.model
    *steps, last = field.split("__")
    try:
        for step in steps:
            model = model._meta.get_field(step).related_model
    except FieldDoesNotExist:
        return value
    choices = {str(code): words for code, words in labels_of(model, last).items()}
    return "、".join(str(choices.get(one, one)) for one in value.split(","))


def _written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(str(item) for item in sorted(value))
    return str(value)
