"""The same query of tasks in other looks than a list: a board by light, a calendar by day, a timeline by bar."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gangmu.datacentre.targets.task_lights import TimeLight
from gangmu.procedures.ledger.choices import RUNNING, TaskState
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.standing import begins_of

#: Tasks that a look shows at most; the list and the export show all.
MOST = 400
#: Lanes of tasks that run, the most urgent first; each is shown even when it is empty.
LIVE = (TimeLight.OVERDUE, TimeLight.NEAR, TimeLight.NORMAL, TimeLight.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board: a light of tasks that run, or what is over."""

    light: str
    rows: list[Task]


def board(rows: Iterable[Task]) -> list[Lane]:
    """Return the lanes of a board: overdue, near, normal, not started; done and dropped tasks stand last."""
    held: dict[str, list[Task]] = defaultdict(list)
    for task in rows:
        shown = getattr(task, "shown", None)
        held[shown.time if shown and task.state in RUNNING else _over(task)].append(task)
    lanes = [Lane(light.value, held[light.value]) for light in LIVE]
    return lanes + [Lane(over, held[over]) for over in ("closed", "dropped") if over in held]


def _over(task: Task) -> str:
    return "closed" if task.state == TaskState.CLOSED else "dropped"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: outside the month it is only drawn."""

    on: date
    inside: bool
    rows: list[Task]


def month_grid(rows: Iterable[Task], month: date) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, each day with the tasks due on it."""
    due: dict[date, list[Task]] = defaultdict(list)
    for task in rows:
        if task.due_on is not None:
            due[task.due_on].append(task)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [[Day(day, day.month == month.month, due.get(day, [])) for day in week] for week in weeks]


@dataclass(frozen=True, slots=True)
class Placed:
    """How many tasks of a query are due in the month shown, in other months, and on no day."""

    inside: int
    elsewhere: int
    undated: int


def placed_in(rows: Iterable[Task], month: date) -> Placed:
    """Return how many of some tasks the calendar of a month shows on their days, and where the others are."""
    days = [task.due_on for task in rows]
    dated = [day for day in days if day is not None]
    inside = sum(day.replace(day=1) == month for day in dated)
    return Placed(inside, len(dated) - inside, len(days) - len(dated))


@dataclass(frozen=True, slots=True)
class Bar:
    """A task on the timeline: from its beginning to its day, in thousandths of the span; without a day it is open to the right."""

    task: Task
    left: int
    width: int
    open_end: bool
    milestones: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars over a span of days, the months in it, and where today stands, in thousandths."""

    first: date
    last: date
    bars: list[Bar]
    months: list[tuple[int, date]]
    today: int | None


def timeline(rows: Iterable[Task], today: date) -> Timeline | None:
    """Return the tasks as bars, the earliest due first; `None` without a task."""
    told = sorted(rows, key=lambda task: (task.due_on or date.max, task.order, task.pk))
    if not told:
        return None
    first = min(begins_of(task) for task in told).replace(day=1)
    last = max([task.due_on for task in told if task.due_on] or [date(told[0].year, 12, 31)])
    span = max(1, (last - first).days)

    def at(day: date) -> int:
        return min(1000, max(0, round(1000 * (day - first).days / span)))

    bars = [
        Bar(
            task, at(begins_of(task)), max(4, at(task.due_on or last) - at(begins_of(task))), task.due_on is None,
            tuple(at(step.due_on) for step in task.milestones.all()),
        )
        for task in told
    ]  # fmt: skip
    return Timeline(
        first,
        last,
        bars,
        [(at(m), m) for m in _months(first, last)],
        at(today) if first <= today <= last else None,
    )


def _months(first: date, last: date) -> list[date]:
    found, month = [], first
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found
