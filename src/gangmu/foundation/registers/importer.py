"""How a register takes rows from a table: which fields, what identifies a row, which rules hold between its fields."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gangmu.foundation.kernel.errors import Refusal

#: A rule between the fields of a row: it gets the whole row as it would be, and yields the field that is wrong with the reason.
Rule = Callable[[Mapping[str, Any]], Iterable[tuple[str, Refusal]]]
#: From the distinct words of a column to the keys of what they name; words that name nothing are left out.
LookUp = Callable[[Sequence[str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Importer:
    """What may be imported into a register.

    `fields` are fields of the model in the order of the template; `key` are those that identify a row, so that the same file
    twice changes nothing. `look_ups` read the cells of keys to other models; units need none: they are found by name, key or
    school code. `aliases` are further titles under which a column is known, `words` further words for values of a field. `left_blank` are fields that tables with rows do not
    fill, since what is written there tells something new: first of them the day from which a row holds.
    """

    fields: tuple[str, ...]
    key: tuple[str, ...]
    look_ups: Mapping[str, LookUp] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    left_blank: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.key or not set(self.key) <= set(self.fields):
            raise ValueError("a row is identified by fields that are imported")

    @property
    def day(self) -> str:
        """The field with the day from which a row holds: the day of the whole table stands there for rows that tell none."""
        return self.left_blank[0] if self.left_blank else ""
