"""Registers of persons whose numbers are sealed: what one declares, and what follows for each: found by number, alike, opened for a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.people import duplicates
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.readings import open_numbers
from gangmu.foundation.sealing.fields import sealed_fields
from gangmu.foundation.sealing.masking import is_masked

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Identity:
    """What a register of persons says of their numbers. Its model has `name`, `pinyin`, `birth_date` and `organisation`.

    `reading` is the proxy of the model under which the audit keeps who looked. `opened` are the sealed fields that are opened
    together, `numbers` those by which somebody is found, `alone` those of which two persons share none. `columns` are the columns of
    the register by which a person is recognised, the name first. The permissions: to `see` names and masks, to `reveal` numbers, to
    read the `readers`. What the pages say: which numbers are asked for, which are opened, who is likely one person, that there are none.
    """

    reading: type[Model]
    opened: tuple[str, ...]
    numbers: tuple[str, ...]
    alone: tuple[str, ...]
    columns: tuple[str, ...]
    see: str
    reveal: str
    readers: str
    asked_for: Words
    opened_words: Words
    alike_words: Words
    none_found: Words
    none_alike: Words

    def buttons(self, register: str) -> tuple[tuple[Words, str, str], ...]:
        """Return the buttons above the register's list."""
        return (
            (_("按号码查找"), f"registers:{register}-find", self.see),
            (_("疑似重复"), f"registers:{register}-duplicates", self.see),
        )

    def row_buttons(self, register: str) -> tuple[tuple[Words, str, str], ...]:
        """Return the buttons on a person's page."""
        return (
            (_("查看完整信息"), f"registers:{register}-reveal", self.reveal),
            (_("谁查阅过"), f"registers:{register}-readers", self.readers),
        )


def tells_identity(declared: type[Register]) -> bool:
    """Whether tables of a register hold numbers of persons: its own sealed fields, or those by which it names a row of another model."""
    named = declared.importer.look_ups if declared.importer else ()
    looked_up: list[Any] = [declared.model._meta.get_field(name).related_model for name in named]
    return any(sealed_fields(model) for model in (declared.model, *looked_up))


def numbered(model: Any, identity: Identity, words: str) -> QuerySet[Any]:
    """Return the persons within the reader's scope who have a number; none for a part of one or a masked one."""
    asked = Q()
    for name in identity.numbers:
        asked |= Q(**{name: words})
    found: QuerySet[Any] = model.objects.filter(asked).select_related("organisation").order_by("pinyin", "id")
    return found if words.strip() and not is_masked(words) else found.none()


def alike(model: Any, identity: Identity) -> list[list[Any]]:
    """Return groups of persons within the reader's scope who are likely one: one number that is one person's, or one name and birthday."""
    return duplicates.likely_duplicates(model.objects.all(), identity.alone)


def resembling(row: Any, identity: Identity) -> bool:
    """Whether somebody else within the reader's scope is likely the same person."""
    asked = Q(name=row.name, birth_date=row.birth_date) if row.birth_date else Q(pk__in=())
    for name in identity.alone:
        if held := getattr(row, name):
            asked |= Q(**{name: held})
    return bool(type(row).objects.filter(asked).exclude(pk=row.pk).exists())


def open_identity(row: Any, identity: Identity, reason: str) -> list[tuple[Words, str]]:
    """Open a person's sealed fields for a reason; return each with what it is called.

    Raises
    ------
    Forbidden
        Without the permission over the person's unit.
    Refusal
        Without a reason.
    """
    values: Mapping[str, str] = open_numbers(row, identity.reading, identity.opened, identity.reveal, reason)
    fields = [field for field in sealed_fields(type(row)) if field.name in identity.opened]
    return [(field.verbose_name, values[field.name]) for field in fields]
