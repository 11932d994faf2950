"""Very many new things written at once are kept together: one row of the audit for things of one kind and unit with keys in a row.

What is told of them lies in it by field, compressed; read, each is an entry as if it had been written by itself.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import models

from gangmu.foundation.audit.models import AuditEntry

#: Things that are worth a row of their own together, and that are kept in one at most: to read one of them the row is opened.
LEAST, MOST = 20, 1_000
#: What stands in place of a value that nobody may read.
HIDDEN = "●●●"
#: The number of a row, and a place in it; what is longer no database holds.
_MARK = re.compile(r"(\d{1,18})(?:\.(\d{1,6}))?", re.ASCII)


class Column(NamedTuple):
    """A field of things that are new: its name and title, what each of them holds (`None`: nothing to tell), whether nobody may read it."""

    name: str
    title: str
    values: list[Any]
    hidden: bool


def runs_of(keys: Sequence[Any], units: Sequence[int | None]) -> Iterator[range]:
    """Yield the places of things that follow one another in key and belong to one unit, at most so many together."""
    start = 0
    for place in range(1, len(keys) + 1):
        follows = (
            place < len(keys)
            and place - start < MOST
            and units[place] == units[start]
            and isinstance(keys[start], int)
            and keys[place] == keys[start] + place - start
        )
        if not follows:
            yield range(start, place)
            start = place


def packed(columns: Sequence[Column], labels: Sequence[str], run: range) -> bytes:
    """Return what is told of a run of things; what all of them hold alike is kept once."""
    some = slice(run.start, run.stop)
    told = [[c.name, c.title, _once(c.values[some]), c.hidden] for c in columns]
    text = json.dumps([_once(labels[some]), told], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 1)


def _once(values: Sequence[Any]) -> Sequence[Any]:
    """A column of which all values are the same is its first; no other is one long."""
    first = values[0]
    if values.count(first) == len(values) and len(set(map(type, values))) == 1:
        return values[:1]
    return values


class Batch:
    """A row of the audit that keeps many entries, opened."""

    def __init__(self, row: AuditEntry) -> None:
        self._row = row
        self._labels, self._fields = json.loads(zlib.decompress(bytes(row.together or b"")))

    def __len__(self) -> int:
        return int(self._row.last_subject or 0) - int(self._row.first_subject or 0) + 1

    def entry(self, place: int) -> AuditEntry:
        """Return one of the entries, by its place from 0; it is not saved, and has the number of the row."""
        changes = [
            [name, title, HIDDEN, HIDDEN] if hidden else [name, title, None, value]
            for name, title, values, hidden in self._fields
            if (value := values[place if len(values) > 1 else 0]) is not None
        ]
        row = self._row
        made = AuditEntry(
            row.pk, row.at, row.account_id, row.actor, row.verb, row.subject_type, str((row.first_subject or 0) + place),
            self._labels[place if len(self._labels) > 1 else 0], row.organisation_id, changes, row.note, row.act,
        )  # fmt: skip
        made.place = place
        return made


def mark_of(entry: AuditEntry) -> str:
    """Return the place of an entry among all, after which earlier ones are asked for."""
    return f"{entry.pk}.{entry.place}"


def latest_of(
    rows: models.QuerySet[AuditEntry],
    most: int,
    before: str = "",
    only: Callable[[AuditEntry], bool] = lambda _entry: True,
) -> list[AuditEntry]:
    """Return the latest entries of rows, wherever each lies, latest first.

    Parameters
    ----------
    before
        The mark of an entry: only those before it are meant. What is no mark is passed over.
    only
        Which of the entries of a row that was asked for are meant.
    """
    marked = _MARK.fullmatch(before)
    last, within = (int(marked[1]), int(marked[2] or 0)) if marked else (0, 0)
    rows = rows.order_by("-pk").defer("together")
    some = list((rows.filter(pk__lte=last) if marked else rows)[:most])
    found: list[AuditEntry] = []
    while some:
        for row in some:
            found += islice(
                filter(only, _told_by(row, within if row.pk == last else MOST)), most - len(found)
            )
        if len(found) == most or len(some) < most:
            break
        some = list(rows.filter(pk__lt=some[-1].pk)[:most])
    return found


def _told_by(row: AuditEntry, most: int) -> Iterator[AuditEntry]:
    """Yield the first entries of a row, the latest of them first."""
    if row.last_subject is not None:
        batch = Batch(row)
        yield from map(batch.entry, reversed(range(min(most, len(batch)))))
    elif most:
        yield row


def entry_of(row: AuditEntry, key: Any) -> AuditEntry:
    """Return what a row tells of one thing."""
    return row if row.first_subject is None else Batch(row).entry(int(key) - row.first_subject)


def kept_of(subject_type: str, key: Any) -> models.QuerySet[AuditEntry]:
    """Return the rows that tell of one thing, by itself or with others."""
    # The kind is said on both sides, so that each is answered by its index.
    asked = models.Q(subject_type=subject_type, subject_id=str(key))
    if isinstance(key, int):
        asked |= models.Q(subject_type=subject_type, first_subject__lte=key, last_subject__gte=key)
    return AuditEntry.objects.filter(asked)
