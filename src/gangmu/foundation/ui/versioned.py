"""Forms over what others write too: a save over somebody else's keeps what was typed, tells what happened, and may be sent again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from gangmu.foundation.audit.selectors import Told, hidden_changes_since, history_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Conflict
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.ui.refusals import told_in

#: The answer that a field shall be as the other person wrote it.
THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that somebody else changed after the form was opened: what it holds now, and what was typed over it.

    `contested` is one that both changed: the form keeps what was typed and asks beside the field (`choice`) whose it shall be. Any
    other takes what the other person wrote.
    """

    label: str
    theirs: str
    mine: str
    contested: bool
    choice: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What others did while a form was open: their acts as sentences, latest first, and the fields that they changed."""

    acts: list[Told]
    differing: list[Differing]

    def is_contested(self) -> bool:
        """Whether some field was changed by both."""
        return any(one.contested for one in self.differing)


class VersionedForm(forms.Form):
    """A form that knows which version of a thing it was opened on, and when.

    A form that shows the fields of the thing (`shows_fields`) also carries them as they were shown: only what was typed is written,
    so that two people in different fields of one thing both keep theirs. Identity data is carried as the mask that was shown.
    """

    shows_fields = False
    overtaken: Overtaken | None = None

    version = forms.IntegerField(widget=forms.HiddenInput)
    opened = forms.DateTimeField(widget=forms.HiddenInput, required=False, initial=clock.now)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        shown = self._shown()
        #: Whether it came with what it was shown with; without, what was typed is held against what is there now.
        self.is_compared = not self.is_bound or any(
            self.add_initial_prefix(name) in self.data for name in shown
        )
        for name in shown:
            self.fields[name].show_hidden_initial = self.is_compared
        if self.is_bound and self.is_compared:
            data = self._copied()
            for name in shown:
                # A choice of none sends no copy at all; drawn again, it would be taken for a copy of what was typed.
                data.setlistdefault(self.add_initial_prefix(name), [])
                if data.get(self._choice(name)) == THEIRS:
                    data.setlist(self.add_prefix(name), data.getlist(self.add_initial_prefix(name)))
            self.data = data

    def typed(self) -> dict[str, Any]:
        """Return the fields that differ from what the form was shown with."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self._shown()}

    def overtake(self, subject: models.Model, fresh: "VersionedForm", *, may_know: bool = True) -> None:
        """Lay what was typed over a newer state of the thing: fields that were not touched take its values.

        Parameters
        ----------
        subject
            The thing, whose history tells what others did.
        fresh
            The form as it opens on the newer state.
        may_know
            Whether the one who acts may read the history, which tells values plainly.
        """
        opened: datetime | None = self.cleaned_data.get("opened")
        acts = [
            told for told in (history_of(subject) if may_know else ()) if opened is None or told.at >= opened
        ]
        veiled = hidden_changes_since(subject, opened) if opened else frozenset()
        touched, data, differing = set(self.changed_data), self._copied(), []
        for name in fresh._shown():
            theirs, copied = _sent(fresh[name]), _sent(fresh[name], initial=True)
            place, beside = self.add_prefix(name), self.add_initial_prefix(name)
            mine, before = _listed(data, place), _listed(data, beside)
            if name not in touched:
                data.setlist(place, theirs)
            # What was not copied may have been anything, and two numbers may have one mask.
            moved = before != copied if self.is_compared else name in touched
            moved = moved or (name in touched and name in veiled)
            if moved and not (name in touched and _same(fresh, name, self[name].data, mine, theirs)):
                here = fresh[name]
                told = (str(here.label), _worded(here, theirs), _worded(here, mine))
                one = Differing(*told, contested=name in touched, choice=self._choice(name))
                differing.append(one)
                self.fields[name].clash = one if one.contested else None  # type: ignore[attr-defined]
            data.setlist(beside, copied)
            data.pop(self._choice(name), None)
            self.fields[name].show_hidden_initial = True
        for name in ("version", "opened"):
            data.setlist(self.add_prefix(name), _sent(fresh[name]))
        self.data, self.overtaken, self.is_compared = data, Overtaken(acts, differing), True
        if self.errors:
            # What was wrong beside an older state may be right beside the newer one.
            del self.changed_data
            self.full_clean()

    def _choice(self, name: str) -> str:
        """Return the name under which it is answered whose a field shall be."""
        return self.add_prefix(f"whose-{name}")

    def _copied(self) -> Any:
        sent: Any = self.data
        return sent.copy()

    def _shown(self) -> list[str]:
        return (
            [name for name in self.fields if name not in ("version", "opened")] if self.shows_fields else []
        )


@contextmanager
def kept_in(
    form: VersionedForm,
    subject: models.Model,
    opened: Callable[[], VersionedForm],
    *,
    may_know: bool = True,
) -> Iterator[None]:
    """Do what a versioned form asks for; a refusal and a conflict are told in the form, which keeps what was typed.

    A conflict over the very version on which the form was opened is no newer state to be laid under it: its sentence is told.

    Parameters
    ----------
    opened
        Opens the form on the state as it now is.
    may_know
        Whether the one who acts may read the history of the thing.
    """
    try:
        with told_in(form):
            yield
    except Conflict as conflict:
        fresh = opened()
        if fresh["version"].value() == form.cleaned_data["version"]:
            form.add_error(None, words_of(conflict))
        else:
            form.overtake(subject, fresh, may_know=may_know)


@cache
def versioned(made: type[forms.ModelForm]) -> type[VersionedForm]:
    """Return the form of a row as one that knows on which version of the row it was opened."""
    own = {"shows_fields": True, "__module__": made.__module__}
    return cast(type[VersionedForm], type(f"Versioned{made.__name__}", (VersionedForm, made), own))


def status_of(form: forms.BaseForm) -> int:
    """Return with what status a page of the form is answered: 409 after a conflict, 422 with faults."""
    return 409 if getattr(form, "overtaken", None) else 422 if form.errors else 200


def _sent(bound: BoundField, initial: bool = False) -> list[str]:
    """Return what a browser sends of a field as it stands, or of its hidden copy (`initial`)."""
    value = bound.value()
    if isinstance(value, bool):
        return [str(value)] if initial else ["on"] * value
    said = value if initial else bound.field.widget.format_value(value)
    return _plain(
        [str(one) for one in (said if isinstance(said, list | tuple) else [said]) if one is not None]
    )


def _same(fresh: VersionedForm, name: str, typed: Any, mine: list[str], theirs: list[str]) -> bool:
    """Whether two people wrote the same into a field, however they wrote it: 96 is 96.0."""
    field = fresh.fields[name]
    return mine == theirs or not field.has_changed(fresh.get_initial_for_field(field, name), typed)


def _listed(data: Any, name: str) -> list[str]:
    return _plain(data.getlist(name))


def _plain(words: list[str]) -> list[str]:
    """Without what is empty, lines ended alike, what may be chosen together in one order."""
    return sorted(told for word in words if (told := word.replace("\r\n", "\n")))


def _worded(bound: BoundField, words: list[str]) -> str:
    """Return what a field holds as a person reads it."""
    if isinstance(bound.field, forms.BooleanField):
        return _("是") if words else _("否")
    if isinstance(bound.field, forms.FloatField):
        words = [word.removesuffix(".0") for word in words]
    choices: dict[str, str] = {}
    for key, label in getattr(bound.field, "choices", ()):
        inside = label if isinstance(label, list | tuple) else [(key, label)]
        choices |= {str(one): str(words) for one, words in inside}
    return "、".join(choices.get(word, word) for word in words) or "—"
