"""A form that came too late: what the other person changed, what this one typed, and a form that can be saved after all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django import forms
from django.utils.translation import gettext as _

F = TypeVar("F", bound=forms.BaseForm)


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that somebody else changed after this form was opened.

    `contested` is one that both changed: the form keeps what was typed. Any other takes the other person's value.
    """

    label: Any
    theirs: str
    mine: str
    contested: bool


@dataclass(frozen=True, slots=True)
class Late(Generic[F]):
    """A refused form made ready to be saved again, with what is to be told above it."""

    form: F
    differing: tuple[Differing, ...]


def remember_opened(form: forms.BaseForm) -> None:
    """Let a form carry what it showed when it was opened, so that a late one tells who changed what.

    What counts as changed is then measured against what the person saw, not against what holds now.
    """
    for field in form.fields.values():
        if not field.widget.is_hidden:
            field.show_hidden_initial = True


def after_conflict(mine: F, theirs: F) -> Late[F]:
    """Join a late form with what holds now: typed fields stay, untouched ones take what somebody else wrote.

    Parameters
    ----------
    mine
        The form as sent, valid, of a kind that remembers what it was opened with.
    theirs
        The same form, unbound, filled with what holds now. It is bound to the joined values here and must not be
        used for anything else.
    """
    typed = set(mine.changed_data)
    data: dict[str, Any] = {}
    told = []
    for name, field in theirs.fields.items():
        held = theirs.get_initial_for_field(field, name)
        if callable(held):
            held = held()
        place, opened = mine.add_prefix(name), mine.add_initial_prefix(name)
        data[opened] = held
        data[place] = mine[name].data if name in typed else held
        if field.widget.is_hidden:
            continue
        words = mine[name].data if name in typed else _opened(mine, name)
        if field.has_changed(_opened(mine, name), held):
            told.append(Differing(field.label, _shown(field, held), _shown(field, words), name in typed))
    theirs.data, theirs.is_bound = data, True
    return Late(theirs, tuple(told))


def _opened(form: forms.BaseForm, name: str) -> Any:
    """Return what a field showed when the form was opened, as it was sent back."""
    field = form.fields[name]
    widget = field.hidden_widget()
    sent: Mapping[str, Any] = form.data
    return field.to_python(widget.value_from_datadict(sent, form.files, form.add_initial_prefix(name)))


def _shown(field: forms.Field, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if isinstance(field, forms.BooleanField):
        return _("是") if value else _("否")
    if value is None or value in ("", []):
        return _("（空）")
    if isinstance(value, list | tuple):
        return "、".join(_shown(field, one) for one in value)
    choices = getattr(field, "choices", None)
    if choices is not None:
        return next((str(words) for key, words in choices if str(key) == str(value)), str(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)
