"""What people keep of registers in words: the register by its title, its columns by theirs, the question to its list by its filters."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gangmu.foundation.kernel.sent_numbers import whole_number
from gangmu.foundation.organisations.selectors import names_of
from gangmu.foundation.registers.asking import field_of
from gangmu.foundation.registers.declaration import (
    Filter,
    FilterKind,
    Register,
    is_register,
    labels_of,
    register_named,
)
from gangmu.foundation.registers.filters import condition_words


def title_in_words(value: Any, _beside: Mapping[str, Any]) -> str | None:
    """Return the title of a register; nothing for one that is gone."""
    return str(register_named(value).title) if is_register(value) else None


def columns_in_words(value: Any, beside: Mapping[str, Any]) -> str | None:
    """Return the titles of columns of the register that stands beside; nothing where it does not."""
    declared = _beside(beside)
    if declared is None or not isinstance(value, list):
        return None
    titles = {column.name: str(column.label) for column in declared.columns}
    return _("、").join(titles[name] for name in value if name in titles) or None


def query_in_words(value: Any, beside: Mapping[str, Any]) -> str | None:
    """Return the question to a list of the register that stands beside; nothing where it does not."""
    declared = _beside(beside)
    return asked_in_words(declared, str(value)) or None if declared is not None else None


def exported_in_words(declared: type[Register], note: str) -> str:
    """Return what an export was narrowed by; what is no question to a list is told as it stands."""
    return (asked_in_words(declared, note) or _("全部")) if "=" in note or not note else note


def asked_in_words(declared: type[Register], query: str) -> str:
    """Return the query of a list's address as a person reads it; what narrows nothing is left out."""
    asked = QueryDict(query)
    return _("，").join(
        [
            *condition_words(declared, asked.getlist("f")),
            *_narrowing(declared, asked),
            *_standing(declared, asked),
        ]
    )


def _beside(told: Mapping[str, Any]) -> type[Register] | None:
    name = told.get("register", "")
    return register_named(name) if isinstance(name, str) and is_register(name) else None


def _narrowing(declared: type[Register], asked: QueryDict) -> Iterator[str]:
    """Yield what the filters ask, each with its label."""
    if words := asked.get("q") or asked.get("search"):
        yield _("搜索“%(words)s”") % {"words": words}
    for one in declared.filters:
        since, until = asked.get(f"{one.name}_min"), asked.get(f"{one.name}_max")
        if one.kind is FilterKind.DATES and (since or until):
            yield f"{one.label} {since or ''}—{until or ''}"
        elif value := asked.get(one.name):
            yield f"{one.label} {_choice(declared, one, value)}"


def _choice(declared: type[Register], asked: Filter, value: str) -> str:
    """Return the words of what a filter asks for."""
    key = whole_number(value)
    if asked.kind is FilterKind.MODEL and asked.name == declared.organisation_field and key is not None:
        return names_of([key]).get(key, value)
    known = asked.choices() if asked.choices else labels_of(declared.model, asked.name).items()
    return next((str(words) for code, words in known if str(code) == value), value)


def _standing(declared: type[Register], asked: QueryDict) -> Iterator[str]:
    """Yield the day that is asked about, and the order."""
    if day := asked.get("as_of"):
        yield _("截至 %(day)s") % {"day": day}
    sort = asked.get("sort", "")
    label = next((c.label for c in declared.columns if field_of(c) == sort.lstrip("-")), None)
    if label is not None:
        words = _("按%(column)s从大到小") if sort.startswith("-") else _("按%(column)s从小到大")
        yield words % {"column": label}
