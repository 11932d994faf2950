"""The year of a bureau as its office sees it: by theme, by section, by ledger, by light; what changed lately."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Count, Min, OuterRef, Subquery

from gangmu.datacentre.targets.task_lights import TimeLight
from gangmu.foundation.audit.batches import latest_of
from gangmu.foundation.audit.selectors import Told, entries, sentence_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import names_of
from gangmu.procedures.ledger.choices import RUNNING, Part, SourceKind, TaskState
from gangmu.procedures.ledger.models import Task, TaskUnit
from gangmu.procedures.ledger.overview import BAD
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services.showing import show_lights

#: Entries of what changed that a page shows.
CHANGES = 30
#: What the ladder writes by itself, at times of every task on one day.
BY_ITSELF = ("发出了提醒", "发出了催办")


@dataclass(frozen=True, slots=True)
class Counted:
    """A part of the year: how many whole tasks, how many done, and of those that run how many are late, near, or will be missed.

    `query` narrows the list of tasks to the part.
    """

    label: str
    query: Mapping[str, str]
    whole: int = 0
    done: int = 0
    late: int = 0
    near: int = 0
    bad: int = 0

    @property
    def share(self) -> float | None:
        """The share that is done, in per cent; absent without a task."""
        return self.done / self.whole * 100 if self.whole else None


class _Row(NamedTuple):
    """Tasks alike in the three ways of counting; `marks` are how many they are, done, late, near and bad, to be added up."""

    theme: str
    unit: str
    ledger: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The whole tasks of a bureau's year, counted in three ways; stopped and merged ones are left out and told."""

    by_theme: list[Counted]
    by_unit: list[Counted]
    by_ledger: list[Counted]
    whole: Counted
    left_out: int


def year_of(organisation_id: int, year: int) -> Year:
    """Return the year of a bureau within the reader's scope, in a number of queries that does not grow with it."""
    wanted = tasks(year).filter(organisation_id=organisation_id, parent__isnull=True)
    show_lights(wanted)
    rows = _rows(organisation_id, year)
    kept = [row for state, row in rows if state not in (TaskState.STOPPED, TaskState.MERGED)]
    words = {str(kind.value): str(kind.label) for kind in SourceKind}
    return Year(
        _tally(kept, {row.theme: ({"theme": row.theme}, row.theme) for row in kept}, "theme", year),
        _tally(kept, {row.unit: ({"q": row.unit}, row.unit) for row in kept}, "unit", year),
        _tally(
            kept,
            {row.ledger: ({"ledger": row.ledger}, words.get(row.ledger, "")) for row in kept},
            "ledger",
            year,
        ),
        _count("", {"year": str(year)}, kept),
        sum(row.marks[0] for _, row in rows) - sum(row.marks[0] for row in kept),
    )


def _rows(organisation_id: int, year: int) -> list[tuple[str, _Row]]:
    """Return the whole tasks of a year, those that are alike counted by the database, each kind with its state, in their order."""
    lead = TaskUnit.objects.filter(task=OuterRef("pk"), part=Part.LEAD).order_by("order", "id")
    alike = (
        Task.objects.filter(organisation_id=organisation_id, year=year, parent__isnull=True)
        .order_by()
        .annotate(lead=Subquery(lead.values("organisation_id")[:1]))
        .values_list("theme", "ledger", "state", "shown__time", "shown__result", "lead")
        .annotate(first=Min("order"), begun=Min("pk"), count=Count("pk"))
    )
    told = sorted(alike, key=itemgetter(6, 7))
    names = names_of({row[5] for row in told if row[5] is not None})
    return [
        (state, _Row(theme, names.get(lead or 0, ""), ledger, _marks(count, state, time or "", result or "")))
        for theme, ledger, state, time, result, lead, _, _, count in told
    ]


def _marks(count: int, state: str, time: str, result: str) -> tuple[int, ...]:
    """Return how many tasks they are, done, late, near and bad; only those that run are late, near or bad."""
    runs = state in RUNNING
    late, near = runs and time == TimeLight.OVERDUE, runs and time == TimeLight.NEAR
    told = (True, state == TaskState.CLOSED, late, near, runs and result in BAD)
    return tuple(count * holds for holds in told)


def _tally(
    rows: list[_Row], parts: Mapping[str, tuple[dict[str, str], str]], by: str, year: int
) -> list[Counted]:
    held: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        held[getattr(row, by)].append(row)
    return [
        _count(label, {"year": str(year), **query}, held[key]) for key, (query, label) in parts.items() if key
    ] + ([_count("", {"year": str(year)}, held[""])] if held.get("") else [])


def _count(label: str, query: Mapping[str, str], rows: list[_Row]) -> Counted:
    return Counted(label, query, *map(sum, zip(*(row.marks for row in rows), strict=True)))


def changes_of(organisation_ids: frozenset[int] | None, days: int = 7) -> list[Told]:
    """Return what people did with tasks in the last days, latest first, as sentences; what the ladder sends by itself has its own page."""
    rows = entries(
        organisation_ids,
        subject_type="ledger.task",
        since=clock.today() - timedelta(days=days),
        until=clock.today(),
    )
    told = latest_of(rows.exclude(verb__in=BY_ITSELF), CHANGES)
    return [Told(entry.at, sentence_of(entry), entry.note) for entry in told]
