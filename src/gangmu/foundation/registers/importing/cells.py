"""What a cell of a field must hold, and how its words are read: once for each distinct content, not once a row."""

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gangmu.foundation.documents.spreadsheets import text_of
from gangmu.foundation.documents.spreadsheets_forms import FormColumn
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.sealing.fields import SealedField
from gangmu.foundation.sealing.masking import is_masked
from gangmu.foundation.sealing.sealed import Sealed


class CellKind(StrEnum):
    """How the words of a cell are read."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    UNIT = "unit"
    KEY = "key"


#: What to write into a cell of each kind.
NOTES = {
    CellKind.TEXT: _lazy("文字，最多 %(most)s 字"), CellKind.WHOLE: _lazy("整数"), CellKind.NUMBER: _lazy("数字，不带单位"),
    CellKind.DATE: _lazy("日期，例如 2026-03-05"), CellKind.CHOICE: _lazy("从列表中选择"), CellKind.YES_NO: _lazy("是 或 否"),
    CellKind.UNIT: _lazy("单位名称、单位键或学校标识码"), CellKind.KEY: _lazy("名称或编号"),
}  # fmt: skip
YES, NO = (
    frozenset("是有真√1Yy") | {"yes", "true", "TRUE"},
    frozenset("否无假×0Nn") | {"no", "false", "FALSE"},
)
#: How many words of a list of codes a message tells.
CHOICES_TOLD = 12
#: A long number that Excel wrote as a power of ten has lost its last digits.
RUINED = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}")
#: Excel counts days from here; numbers outside these are no dates of a register (1954 to 2091).
_EXCEL_ZERO, _DAYS = date(1899, 12, 30), range(20_000, 70_000)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EXACT = 10**15
#: The power of ten of the largest number that is looked at: written out, one of a few signs (1e999999) would fill the memory.
_LARGEST = 30
#: Signs that nobody sees: they come with what is copied from web pages.
_NOTHING_WIDE = re.compile("[\u200b-\u200f\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A column that a register takes: its field, kind, title, further titles, code list; `labels` are words that tell a value."""

    field: Any
    kind: CellKind
    title: str
    titles: frozenset[str]
    required: bool
    labels: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The field's name."""
        return str(self.field.name)

    @property
    def attname(self) -> str:
        """The attribute that holds the value: `organisation_id`."""
        return str(self.field.attname)

    @property
    def empty(self) -> Any:
        """What a row holds where the cell is blank."""
        if self.field.has_default():
            return self.field.get_default()
        return None if self.field.null else ""

    def column(self) -> FormColumn:
        """The column of a template or of a page, in the language that is spoken now."""
        note = NOTES[self.kind] % {"most": self.field.max_length or ""}
        if self.kind is CellKind.TEXT and not self.field.max_length:
            note = _("文字")
        choices = tuple(str(label) for _value, label in self.field.flatchoices)
        if self.kind is CellKind.YES_NO:
            choices = (_("是"), _("否"))
        number = self.kind in (CellKind.WHOLE, CellKind.NUMBER)
        return FormColumn(str(self.field.verbose_name), self.required, not number, choices, note)


def cells_of(declared: type[Register]) -> tuple[Cell, ...]:
    """Return the columns that a register takes, in the order of its template."""
    importer = declared.importer
    if importer is None:
        raise ValueError(f"nothing is imported into {declared.name}")
    return tuple(_cell(declared, importer, name) for name in importer.fields)


def _cell(declared: type[Register], importer: Importer, name: str) -> Cell:
    found: Any = declared.model._meta.get_field(name)
    with translation.override("zh-hans"):
        title = str(found.verbose_name)
        labels = {plain(str(label)): value for value, label in found.flatchoices}
        choices = tuple(str(label) for _value, label in found.flatchoices)
    shown = [c.label for c in declared.columns if c.name == name or c.name.startswith(f"{name}__")]
    known = {title, name, str(found.verbose_name), *map(str, shown), *importer.aliases.get(name, ())}
    with translation.override("zh-hans"):
        known |= {str(label) for label in shown}
    labels |= {plain(str(label)): value for value, label in found.flatchoices}
    labels |= {str(value): value for value, _label in found.flatchoices}
    labels |= {plain(words): value for words, value in importer.words.get(name, {}).items()}
    kind = _kind(found, name in importer.look_ups)
    required = not found.blank and not found.has_default()
    choices = ("是", "否") if kind is CellKind.YES_NO else choices
    return Cell(found, kind, title, frozenset(map(plain_title, known)), required, labels, choices)


def _kind(found: Any, looked_up: bool) -> CellKind:
    if looked_up:
        return CellKind.KEY
    if found.flatchoices:
        return CellKind.CHOICE
    if isinstance(found, models.ForeignKey) and found.related_model is Organisation:
        return CellKind.UNIT
    kinds: tuple[tuple[type, CellKind], ...] = (
        (models.BooleanField, CellKind.YES_NO), (models.DateTimeField, CellKind.KEY), (models.DateField, CellKind.DATE),
        (models.IntegerField, CellKind.WHOLE), (models.DecimalField, CellKind.NUMBER), (models.FloatField, CellKind.NUMBER),
        (models.CharField, CellKind.TEXT), (models.TextField, CellKind.TEXT),
    )  # fmt: skip
    kind = next((kind for known, kind in kinds if isinstance(found, known)), CellKind.KEY)
    if kind is CellKind.KEY:
        raise ValueError(f"how {found} is read from a cell must be told by a look-up")
    return kind


def plain(words: str) -> str:
    """Return words as they are compared: full-width and half-width alike, without blanks around or nothing-wide inside."""
    folded = unicodedata.normalize("NFKC", words)
    return _NOTHING_WIDE.sub("", folded).strip()


def plain_title(words: str) -> str:
    """Return a title as it is compared: without blanks, stars, colons."""
    return re.sub(r"[\s*:]", "", plain(words)).casefold()


def read_cell(cell: Cell, content: Any) -> Any:
    """Return what a cell means; `None` for a blank one.

    Raises
    ------
    Refusal
        Saying what is wrong and what to write.
    """
    words = plain(text_of(content))
    if not words:
        return None
    match cell.kind:
        case _ if words in cell.labels:
            value = cell.labels[words]
        case CellKind.CHOICE:
            raise _no_choice(cell, words)
        case CellKind.YES_NO:
            value = _yes_no(words)
        case CellKind.DATE:
            value = _date(content, words)
        case CellKind.WHOLE | CellKind.NUMBER:
            value = _number(cell, words)
        case _:
            value = _text(content, text_of(content))
    return _valid(cell, value)


def clear_reader(cell: Cell) -> Callable[[Any], Any] | None:
    """Return what reads the plain contents of a text column as `read_cell` does, at a part of the cost; `None` where it cannot.

    Names and numbers differ from row to row, so that reading each distinct content once saves nothing with them. Most are letters
    and digits alone: nothing in them is folded, trimmed or masked. What it answers with `None` is left to `read_cell`.
    """
    found = cell.field
    if cell.kind is not CellKind.TEXT or found.choices or type(found).clean not in _KNOWN_CLEAN:
        return None
    longest = found.max_length or sys.maxsize
    further = [check for check in found.validators if type(check) not in _LENGTHS]
    is_sealed = isinstance(found, SealedField)
    hold: Callable[[str], Any] = str
    if is_sealed:
        hold = partial(Sealed, None, found.kind, found.place, searchable=found.searchable)

    def read(content: Any) -> Any:
        if content.__class__ is not str or not content.isalnum() or len(content) > longest:
            return None
        if is_sealed and not _NUMBER.fullmatch(content):
            return None
        if ("E" in content or "e" in content) and RUINED.fullmatch(content):
            return None
        try:
            for check in further:
                check(content)
        except ValidationError:
            return None
        return hold(content)

    return read


_KNOWN_CLEAN = (models.Field.clean, SealedField.clean)
_LENGTHS = (MaxLengthValidator,)
#: A number as it is stored: it is the same for every kind of sealed value.
_NUMBER = re.compile(r"[0-9A-Z]+")


def _no_choice(cell: Cell, words: str) -> Refusal:
    choices = "、".join(cell.choices[:CHOICES_TOLD])
    if len(cell.choices) > CHOICES_TOLD:
        return Refusal(
            "registers.choice", "“%(words)s”不在代码表中，应为：%(choices)s等 %(count)s 个之一，见模板的代码表",
            words=words, choices=choices, count=len(cell.choices),
        )  # fmt: skip
    return Refusal(
        "registers.choice", "“%(words)s”不在代码表中，应为：%(choices)s", words=words, choices=choices
    )


def _yes_no(words: str) -> bool:
    if words not in YES | NO:
        raise Refusal("registers.yes_no", "“%(words)s”应为 是 或 否", words=words)
    return words in YES


def _date(content: Any, words: str) -> date:
    if isinstance(content, datetime):
        return content.date()
    if isinstance(content, date):
        return content
    if isinstance(content, int | float) and _DAYS.start <= content < _DAYS.stop:
        return _EXCEL_ZERO + timedelta(days=int(content))
    told = _DATE.fullmatch(words) or _COMPACT.fullmatch(words)
    if told is None:
        raise Refusal("registers.date", "“%(words)s”不是日期，请写成 年-月-日，如 2026-03-05", words=words)
    try:
        return date(*map(int, told.groups()))
    except ValueError:
        raise Refusal("registers.no_such_day", "没有 %(words)s 这一天，请核对", words=words) from None


def _number(cell: Cell, words: str) -> Any:
    try:
        number = Decimal(words.replace(",", ""))
        if not number.is_finite() or number.adjusted() > _LARGEST:
            raise InvalidOperation
    except InvalidOperation:
        raise Refusal(
            "registers.number", "“%(words)s”不是数字，只填数字，不带单位和文字", words=words
        ) from None
    if cell.kind is CellKind.WHOLE:
        if number != number.to_integral_value():
            raise Refusal("registers.whole", "“%(words)s”应为整数", words=words)
        return int(number)
    return number if isinstance(cell.field, models.DecimalField) else float(number)


def _text(content: Any, words: str) -> str:
    if RUINED.fullmatch(words) or (isinstance(content, int | float) and abs(content) >= _EXACT):
        raise Refusal(
            "registers.ruined", "Excel 已把长号码变成数字，末尾几位已丢失；请把该列设为文本格式后重新填写"
        )
    return _NOTHING_WIDE.sub("", words).strip()


def _valid(cell: Cell, value: Any) -> Any:
    """Return the value as the field takes it: length, range, validators."""
    if cell.kind in (CellKind.UNIT, CellKind.KEY):
        return value
    try:
        return cell.field.clean(value, None)
    except ValidationError as error:
        if isinstance(cell.field, SealedField) and cell.field.told_in_tables and is_masked(str(value)):
            raise Refusal(
                "registers.masked", "号码不能遮盖，否则认不出是谁；请填写完整的号码，已登记的可下载“带现有数据的模板”，其中的号码是完整的"
            ) from error  # fmt: skip
        raise Refusal("registers.invalid", "%(why)s", why="；".join(error.messages)) from error
