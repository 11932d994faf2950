"""What the page of a row asks where rows hold from a day on: whether what is changed was told wrongly, or has changed since."""

from collections.abc import Collection
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.foundation.kernel import clock

#: Name of the question in the form.
QUESTION = "telling"


class Telling(models.TextChoices):
    """What a changed row tells."""

    CORRECTION = "correction", gettext_lazy("更正：原来就登错了，从原来的起始日期起改正")
    CHANGE = "change", gettext_lazy("变化：情况变了，从下面填的日期起改")


class Asking(forms.ModelForm):
    """The form of a row that is there, with the question above the day what its changes tell.

    Nothing is chosen beforehand, and an answer is insisted on only where it matters: something that holds from a day on, or the day
    itself, differs. A correction would alter the figures of days past, a change would leave them wrong.
    """

    #: The field with the day from which a row holds.
    day: ClassVar[str]
    #: Attributes of which a change holds from a day on.
    moved_by: ClassVar[Collection[str]]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields[QUESTION] = forms.ChoiceField(
            label=gettext_lazy("这次改动是"), required=False, choices=Telling.choices, widget=forms.RadioSelect,
            help_text=gettext_lazy(
                "改了自某日起才成立的内容，须选一项；不预选，因为更正会改动过去日期的数字，变化不会。更正：下面的日期不用动。变化：填变化的日期，不改就是今天。"
            ),
        )  # fmt: skip
        names = [name for name in self.fields if name != QUESTION]
        names.insert(names.index(self.day), QUESTION)
        self.order_fields(names)

    def clean(self) -> dict[str, Any]:
        """Keep the day of a correction that was left blank; insist on an answer, unless what is there holds since today only."""
        told = super().clean() or {}
        held, answer = self.initial.get(self.day), told.get(QUESTION)
        if answer == Telling.CORRECTION and self.day in told:
            told[self.day] = told[self.day] or held
        day = told.get(self.day)
        if answer == Telling.CHANGE and held and day and day < held:
            words = _("现在的情况自 %(since)s 起，变化不能早于这一天；原来就登错了的，请选更正")
            self.add_error(self.day, words % {"since": held})
        if not answer and held != clock.today() and (moved := self.moved()):
            labels = "、".join(str(self.fields[name].label) for name in moved)
            self.add_error(QUESTION, _("改了%(labels)s：请选更正还是变化") % {"labels": labels})
        return told

    def moved(self) -> list[str]:
        """Return the names of changed fields of which a change holds from a day on, and the day."""
        attributes = {field.name: field.attname for field in self._meta.model._meta.concrete_fields}
        return [n for n in self.changed_data if n == self.day or attributes.get(n) in self.moved_by]

    def corrects(self) -> bool:
        """Whether what was told of the row was wrong from its day on."""
        return bool(self.cleaned_data.get(QUESTION) == Telling.CORRECTION)


@cache
def asking(made: type[forms.ModelForm], day: str, moved_by: frozenset[str]) -> type[Asking]:
    """Return a register's form with the question above its day."""
    return cast(
        type[Asking],
        type(
            f"Asking{made.__name__}",
            (Asking, made),
            {"day": day, "moved_by": moved_by, "__module__": __name__},
        ),
    )
