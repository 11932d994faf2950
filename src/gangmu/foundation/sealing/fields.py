"""The field that stores identity data sealed, and finds it by its mark."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Func, Lookup
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.sealing.masking import Kind, is_masked, normal
from gangmu.foundation.sealing.sealed import HEAD_LENGTH, Masked, Sealed, close_many, heads_of, seal


class Head(Func):
    """The head of a sealed column, by which it is found; an index over it answers equality and keeps values unique.

    The lengths are written out, since an index is used only by a question in the same words.
    """

    template = f"SUBSTR(%(expressions)s, 1, {HEAD_LENGTH})"
    output_field = models.CharField(max_length=HEAD_LENGTH)


class SealedField(models.TextField):
    """Text that lies in the database sealed. In Python it is empty or a `Sealed`; what is assigned as plain text is sealed on its way.

    Parameters
    ----------
    kind
        What it holds: how it is masked and compared.
    searchable
        Whether it is found by equality (`exact`, `in`); no other question can be asked of it.
    takes_masked
        Whether a table may bring it masked: such a cell changes nothing.
    told_in_tables
        Whether tables that come back carry it in full, since rows are known by it.
    """

    def __init__(
        self,
        *given: Any,
        kind: Kind = Kind.ID_NUMBER,
        searchable: bool = True,
        takes_masked: bool = True,
        told_in_tables: bool = False,
        **more: Any,
    ) -> None:
        self.kind = Kind(kind)
        self.searchable, self.takes_masked, self.told_in_tables = searchable, takes_masked, told_in_tables
        self.place = ""
        super().__init__(*given, **more)
        self.validators = [
            *self.validators,
            *([MaxLengthValidator(self.max_length)] if self.max_length else []),
        ]

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Bind ciphertexts to this field, and keep their plain values out of the audit."""
        super().contribute_to_class(cls, name, private_only)
        self.place = f"{cls._meta.label_lower}.{name}"
        if not cls._meta.abstract:
            cls.audit_hidden = frozenset({*getattr(cls, "audit_hidden", ()), self.attname})  # type: ignore[attr-defined]

    def deconstruct(self) -> Any:
        """Tell the migration what the column needs; masks and checks are no part of it."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, {**kwargs, "kind": str(self.kind)}

    def from_db_value(self, value: str | None, *_context: Any) -> Any:
        """Return what lies in the database as a sealed value."""
        return Sealed(value, self.kind, self.place) if value else value

    def to_python(self, value: Any) -> Any:
        """Return a value that is sealed, masked or empty as it is, plain text in its one way of writing."""
        if value is None or isinstance(value, Sealed | Masked):
            return value
        return normal(self.kind, str(value))

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the value sealed, after its checks; a masked one where such are taken."""
        plain = self.to_python(value)
        if isinstance(plain, Sealed):
            return plain
        if isinstance(plain, Masked) or (plain and is_masked(plain)):
            if self.takes_masked:
                return plain if isinstance(plain, Masked) else Masked(plain)
            raise ValidationError(_("须填写完整的号码，不能遮盖"), "sealing.masked")
        return self._sealed(super().clean(plain, model_instance))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal what was assigned as plain text."""
        sealed = self._sealed(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, sealed)
        return sealed

    def are_ready(self, values: Sequence[Any]) -> bool:
        """Whether values of many rows are empty or sealed, so that none of them must be sealed on its row."""
        kinds = set(map(type, values))
        return kinds <= {Sealed, type(None)} or (
            kinds <= {Sealed, type(None), str}
            and not any(value.__class__ is str and value for value in values)
        )

    def prepare_many(self, values: Sequence[Any]) -> list[Any]:
        """Return what is written for the values of many rows, as `get_prep_value` does one by one."""
        sealed = list(map(self._sealed, values))
        close_many([value for value in sealed if isinstance(value, Sealed)])
        return [value.token if isinstance(value, Sealed) else value for value in sealed]

    def get_prep_value(self, value: Any) -> Any:
        """Return what is written: never plain text."""
        told = self._sealed(value)
        return told.token if isinstance(told, Sealed) else told

    def _sealed(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        plain = normal(self.kind, str(value))
        return seal(self.kind, self.place, plain, searchable=self.searchable) if plain else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Return how the field is asked: by equality, and only where it is searchable."""
        asked = {"isnull": super().get_lookup("isnull"), "exact": _Exact, "in": _In}.get(lookup_name)
        return asked if self.searchable or lookup_name != "in" else None

    def get_transform(self, lookup_name: str) -> Any:
        """Nothing is taken out of a sealed value."""
        return None

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form's field: it shows the mask, and what comes back unchanged changes nothing."""
        made = SealedFormField(
            label=self.verbose_name,
            required=not self.blank,
            help_text=self.help_text,
            max_length=self.max_length,
        )
        made.widget.attrs["autocomplete"] = "off"
        return made

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """Take what a form brings, unless it is a mask of what is held."""
        if not (isinstance(data, Masked) and isinstance(getattr(instance, self.attname), Sealed)):
            setattr(instance, self.attname, data)

    def value_to_string(self, obj: models.Model) -> str:
        """Return what lies in the database, for whoever writes rows out."""
        return str(self.get_prep_value(self.value_from_object(obj)) or "")


class SealedFormField(forms.CharField):
    """A line that shows the mask of what is held."""

    def prepare_value(self, value: Any) -> Any:
        """The mask."""
        return str(value) if isinstance(value, Sealed) else value

    def to_python(self, value: Any) -> str:
        """What was entered."""
        return super().to_python(self.prepare_value(value)) or ""

    def clean(self, value: Any) -> Any:
        """What was entered; a mask says nothing new."""
        words = super().clean(value)
        return Masked(words) if is_masked(words) else words

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it is another than the mask that was shown."""
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))


class _Asked(Lookup):
    """A question by equality: empty, or one of the heads under which the values may lie."""

    prepare_rhs = False
    can_use_none_as_rhs = False

    def wanted(self) -> Sequence[Any]:
        """The values asked for."""
        return [self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        """Nothing: the heads are made where the question is written."""
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the question over the head of the column."""
        field: SealedField = self.lhs.output_field
        column, params = self.process_lhs(compiler, connection)
        asked = self.wanted()
        plain = [
            value if isinstance(value, Sealed) and value.kind == field.kind else _words(value)
            for value in asked
        ]
        if any(plain) and not field.searchable:
            raise TypeError(f"{field.place} is not searched")
        heads = heads_of(field.kind, filter(None, plain))
        parts = [f"{column} = ''"] if not all(plain) else []
        told: list[Any] = list(params) if parts else []
        if heads:
            parts.append(f"SUBSTR({column}, 1, {HEAD_LENGTH}) IN ({', '.join(['%s'] * len(heads))})")
            told += [*params, *heads]
        return (f"({' OR '.join(parts)})", told) if parts else ("1 = 0", [])


def _words(value: Any) -> str:
    return value.opened() if isinstance(value, Sealed) else str(value)


class _Exact(_Asked):
    """Equal to one value."""

    lookup_name = "exact"


class _In(_Asked):
    """Equal to one of several values."""

    lookup_name = "in"

    def wanted(self) -> Sequence[Any]:
        """The values asked for."""
        return list(self.rhs) if isinstance(self.rhs, Iterable) else [self.rhs]


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
