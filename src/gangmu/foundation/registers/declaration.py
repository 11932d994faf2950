"""What a register is: one declaration from which list, filters, form, detail, history and export follow."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import ModelForm
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gangmu.foundation.kernel.two_times import TwoTimeQuerySet, TwoTimeRow
from gangmu.foundation.registers.importer import Importer, Rule
from gangmu.foundation.registers.row_forms import RowForm, row_form
from gangmu.foundation.ui.templatetags.gangmu import light_words

if TYPE_CHECKING:
    from gangmu.foundation.registers.identity import Identity

Words = str | Promise


class ColumnKind(StrEnum):
    """How a column is shown, sorted and exported."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    #: The code of a light (`ui` LIGHTS): shown with colour, shape and word, written out as shape and word.
    LIGHT = "light"


@cache
def labels_of(model: type, field: str) -> Mapping[Any, Words]:
    """Return the words of a field's choices, none for one without; Django works them out anew for every row it displays."""
    if not issubclass(model, models.Model):
        return {}
    try:
        return dict(getattr(model._meta.get_field(field), "flatchoices", ()))
    except FieldDoesNotExist:
        return {}


@cache
def _address_around_key(route: str, _prefix: str) -> tuple[str, str]:
    """Return what stands before and after the key in an address, so that a page of rows looks its route up once."""
    key = 9_999_999_999_999
    before, after = reverse(route, kwargs={"pk": key}).split(str(key))
    return before, after


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a path over the model, or a function of the row where there is no such path.

    A narrow screen shows rows as cards: of the columns that a register says stand `on_phone`, else of the first that are shown.
    """

    name: str
    label: Words
    kind: ColumnKind = ColumnKind.TEXT
    value: Callable[[Any], Any] | None = None
    sums: bool = False
    order_by: str | None = None
    in_list: bool = True
    on_phone: bool = False

    def of(self, row: models.Model) -> Any:
        """Return the column's value in a row, as a person reads it."""
        if self.value is not None:
            told = self.value(row)
            return light_words(told) if self.kind is ColumnKind.LIGHT else told
        found: Any = row
        *path, last = self.name.split("__")
        for step in path:
            found = getattr(found, step, None)
        value = getattr(found, last, None)
        model: Any = type(found)
        labels = labels_of(model, last)
        if labels:
            return None if value is None else str(labels.get(value, value))
        return (_("是") if value else _("否")) if isinstance(value, bool) else value

    def teller(self) -> Callable[[models.Model], Any]:
        """Return what tells the column of very many rows as `of` does, in the language that is spoken now.

        Codes and yes-or-no are few: each is put into words once.
        """
        if self.value is not None or self.kind not in (ColumnKind.CHOICE, ColumnKind.YES_NO):
            return self.of
        *path, last = self.name.split("__")
        known: dict[Any, Any] = {}

        def tell(row: models.Model) -> Any:
            found: Any = row
            for step in path:
                found = getattr(found, step, None)
            value = getattr(found, last, None)
            if value not in known:
                known[value] = self.of(row)
            return known[value]

        return tell


class FilterKind(StrEnum):
    """How a filter asks."""

    CHOICE = "choice"
    TEXT = "text"
    DATES = "dates"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on the left of the list: a path over the model, and how it asks."""

    name: str
    label: Words
    kind: FilterKind = FilterKind.CHOICE
    choices: Callable[[], list[tuple[Any, Words]]] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the detail page: a title and the columns it tells."""

    title: Words
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """A register in the search over everything: its place among the others, the columns told beside what a row is called."""

    place: int
    beside: tuple[str, ...]


class Register:
    """A register of the bureau. Subclass, fill the attributes, pass the class to `register`.

    An escape hatch replaces one part: `rows` what is listed, `rows_at` what is listed at a pair of dates, `detail_route` or
    `address` where a row opens, `complete` what follows from a row, `wrote` what is written with rows, `belonging` what of it goes with a row, `opened` what is
    noted of a reader.
    """

    #: Name in addresses and permissions of links: kebab-case plural.
    name: ClassVar[str]
    #: Title on the page.
    title: ClassVar[Words]
    #: The model whose rows are listed; scoped, so that a reader sees only rows of own units.
    model: ClassVar[type[models.Model]]
    #: Columns, in order.
    columns: ClassVar[tuple[Column, ...]]
    #: Filters, in order.
    filters: ClassVar[tuple[Filter, ...]] = ()
    #: Paths that the search box looks through.
    search: ClassVar[tuple[str, ...]] = ()
    #: How it stands in the search over everything; without, it is looked through on its own list alone.
    sought: ClassVar[Sought | None] = None
    #: Default order.
    order: ClassVar[tuple[str, ...]] = ("id",)
    #: Parts of the detail page; one part with all columns when empty.
    panels: ClassVar[tuple[Panel, ...]] = ()
    #: Permission to read.
    view_permission: ClassVar[str]
    #: Permission to read what was changed in a row: the audit tells values plainly. The permission to read when empty.
    history_permission: ClassVar[str] = ""
    #: For a register that tells of persons: permission to see their names in full; all see them when empty.
    names_permission: ClassVar[str] = ""
    #: Paths to the units over one of which it is held where a name is shown in full.
    names_units: ClassVar[tuple[str, ...]] = ("organisation_id",)
    #: Permission to write; empty for a register that is only read.
    edit_permission: ClassVar[str] = ""
    #: Fields that are entered by hand, in order; none for a register that is only read or has a form of its own.
    fields: ClassVar[tuple[str, ...]] = ()
    #: Rules between the fields of a row, for what is entered and for what is imported.
    rules: ClassVar[tuple[Rule, ...]] = ()
    #: Kinds of units that may hold a row; all when empty.
    unit_kinds: ClassVar[tuple[str, ...]] = ()
    #: Form for new and edit, where the one made from `fields` does not do.
    form: ClassVar[type[ModelForm] | None] = None
    #: Field that holds the row's organisation.
    organisation_field: ClassVar[str] = "organisation"
    #: Route that opens a row, called with `pk`; the register's own detail page when empty.
    detail_route: ClassVar[str] = ""
    #: What belongs here, told when the list is empty.
    empty: ClassVar[Words] = ""
    #: Further buttons above the list: (words, route, permission).
    buttons: ClassVar[tuple[tuple[Words, str, str], ...]] = ()
    #: Further buttons on a row's page: (words, route, permission); the route is called with `pk`.
    row_buttons: ClassVar[tuple[tuple[Words, str, str], ...]] = ()
    #: The same query in other looks than a list: (words, route), under the permission to read.
    looks: ClassVar[tuple[tuple[Words, str], ...]] = ()
    #: What to do where a row was not entered by mistake, told before it is deleted.
    instead: ClassVar[Words] = ""
    #: What is taken from tables; none for a register into which nothing is imported.
    importer: ClassVar[Importer | None] = None
    #: Fields of the form that may be changed in many rows at once.
    bulk_fields: ClassVar[tuple[str, ...]] = ()
    #: Whether files may be attached to a row.
    attachments: ClassVar[bool] = False
    #: For a register of persons with sealed numbers: how they are found, opened and compared.
    identity: "ClassVar[Identity | None]" = None
    #: Relations to fetch with the rows.
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[Any, ...]] = ()

    @classmethod
    def rows(cls) -> models.QuerySet[Any]:
        """Return the rows within the reader's scope."""
        return cls.model._default_manager.select_related(*cls.related).prefetch_related(*cls.prefetched)

    @classmethod
    def two_times(cls) -> bool:
        """Whether the rows hold over intervals and are known since moments, so that the list is asked at both."""
        return issubclass(cls.model, TwoTimeRow)

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> models.QuerySet[Any]:
        """Return the rows within the reader's scope that hold on a date (today) as known at a moment (now).

        Ordinary rows are what they are today, whatever is asked.
        """
        rows = cls.rows()
        if cls.two_times():
            rows = cast(TwoTimeQuerySet, rows).at(on, known_at)
        return rows

    @classmethod
    def rows_sought(cls) -> models.QuerySet[Any]:
        """Return the rows that the search over everything looks through: today's, without what the list alone needs."""
        return cls.rows_at()

    @classmethod
    def rules_for(cls, rows: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
        """Return the rules between the fields of a row, for the rows of a table: one that asks the database asks once for them all."""
        return cls.rules

    @classmethod
    def moved_by(cls) -> Collection[str] | None:
        """Return the attributes of which a change holds from a day on, where the importer has a day; any of them (`None`) for most."""
        return None

    @classmethod
    def holds_from(cls) -> str:
        """Return the field with the day from which a row holds; empty where a row is what it is."""
        return (
            cls.importer.day if cls.importer and cls.form and cls.importer.day in cls.form.base_fields else ""
        )

    @classmethod
    def complete(cls, row: Any, before: Mapping[str, Any] | None, told: Collection[str]) -> frozenset[str]:
        """Fill in what follows from a row that is about to be written; return the names of the fields that were filled.

        Parameters
        ----------
        before
            What is there before the row, `None` for a new one.
        told
            Names of the fields that somebody told: changed in a form, filled in a table.
        """
        return frozenset()

    @classmethod
    def wrote(cls, told: Sequence[tuple[Any, Mapping[str, Any] | None]]) -> None:
        """Write what else belongs to rows just written, inside their transaction; nothing for most registers.

        Parameters
        ----------
        told
            Each row with what was there before it, `None` for a new one.
        """

    @classmethod
    def belonging(cls, row: Any) -> Sequence[models.QuerySet[Any]]:
        """Return the rows that were written with a row (`wrote`) and are nothing without it: they go with one entered by mistake."""
        return ()

    @classmethod
    def corrected(cls, row: Any, before: Mapping[str, Any]) -> None:
        """Write what else belongs to a row just written that had been told wrongly from its day on."""
        cls.wrote([(row, before)])

    @classmethod
    def opened(cls, row: Any) -> None:
        """Note that the one who acts opened a row; for registers whose reading is kept."""

    @classmethod
    def exported(cls, words: str) -> None:
        """Note that the one who acts took rows out, narrowed as the words say; for registers whose reading is kept."""

    @classmethod
    def called(cls, row: Any) -> str:
        """Return what a row is called: a person as the list names it to this reader, in full or masked."""
        return str(cls.columns[0].of(row)) if cls.names_permission else str(row)

    @classmethod
    def address(cls, row: Any) -> str:
        """Return where a row opens."""
        before, after = _address_around_key(
            cls.detail_route or f"registers:{cls.name}-detail", get_script_prefix()
        )
        return f"{before}{row.pk}{after}"

    @classmethod
    def default_columns(cls) -> list[str]:
        """Return the names of the columns that the list shows to who chose none."""
        return [column.name for column in cls.columns if column.in_list]

    @classmethod
    def column(cls, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in cls.columns if column.name == name)

    @classmethod
    def filterable(cls) -> frozenset[str]:
        """Return the paths that a rows path may filter by."""
        return frozenset(
            {f.name for f in cls.filters}
            | {c.name for c in cls.columns if c.value is None}
            | {cls.organisation_field}
        )


_registers: dict[str, type[Register]] = {}
#: Names in addresses that belong to the reader, not to a register.
OWN = "my"


def register(declared: type[Register]) -> type[Register]:
    """Enter a register; used as a decorator in a room's `registers.py`."""
    if declared.name in _registers and _registers[declared.name] is not declared:
        raise ValueError(f"register {declared.name} is declared twice")
    if declared.name == OWN:
        raise ValueError(f"{OWN} stands in addresses for what is the reader's own")
    if declared.form is None and declared.fields:
        declared.form = row_form(
            declared.model, declared.fields, declared.edit_permission,
            unit_kinds=declared.unit_kinds, unit_field=declared.organisation_field,
        )  # fmt: skip
    if declared.form is not None and issubclass(declared.form, RowForm):
        declared.form.rules_for = declared.rules_for
    if (identity := declared.identity) is not None:
        declared.buttons = (*identity.buttons(declared.name), *declared.buttons)
        declared.row_buttons = (*identity.row_buttons(declared.name), *declared.row_buttons)
    _registers[declared.name] = declared
    return declared


def registers() -> tuple[type[Register], ...]:
    """Return every register, by name."""
    return tuple(_registers[name] for name in sorted(_registers))


def register_named(name: str) -> type[Register]:
    """Return the register of that name; `KeyError` when there is none."""
    return _registers[name]


def is_register(name: str) -> bool:
    """Whether some room declared a register of that name."""
    return name in _registers
