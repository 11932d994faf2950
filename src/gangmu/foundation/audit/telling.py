"""How rooms put into words what the audit keeps as programs write it: values by field, notes by verb.

The audit keeps plain values for ever; what they are called is asked when an entry is read, so that old entries are told, too.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise

#: Returns a value in the reader's language, given what else the entry tells by field; `None` where there are no words for people.
ValueTeller = Callable[[Any, Mapping[str, Any]], str | None]
#: Returns a note in the reader's language.
NoteTeller = Callable[[str], str]

_titles: dict[tuple[str, str], Promise] = {}
_values: dict[tuple[str, str], ValueTeller] = {}
_notes: dict[str, NoteTeller] = {}


def tell_title(model: type[models.Model], name: str, title: Promise) -> None:
    """Say what a field is called in a sentence, where its title on forms does not read well there."""
    _titles[model._meta.label_lower, name] = title


def tell_field(model: type[models.Model], name: str, teller: ValueTeller) -> None:
    """Say how the values of a field are told; used in a room's `receivers.py`."""
    _values[model._meta.label_lower, name] = teller


def tell_nothing_of(model: type[models.Model], *names: str) -> None:
    """Say that the values of some fields have no words for people: a new thing is told without them, a change only as one."""
    for name in names:
        tell_field(model, name, lambda _value, _beside: None)


def tell_note(verb: str, teller: NoteTeller) -> None:
    """Say how the notes of entries with a verb are told."""
    _notes[verb] = teller


def title_of(model: type[models.Model] | None, field: models.Field) -> str:
    """Return what a field is called in a sentence."""
    told = _titles.get((model._meta.label_lower, field.name)) if model is not None else None
    return str(told or field.verbose_name)


def teller_of(model: type[models.Model] | None, name: str) -> ValueTeller | None:
    """Return how the values of a field are told, if a room says so."""
    return _values.get((model._meta.label_lower, name)) if model is not None else None


def note_of(verb: str, note: str) -> str:
    """Return a note as it is told."""
    teller = _notes.get(verb)
    return teller(note) if teller is not None else note
