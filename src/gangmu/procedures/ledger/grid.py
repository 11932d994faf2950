"""The month as a grid: what a unit owes, what it told last, what it tells now; and who has not reported."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gangmu.datacentre.targets.by_hand import told_by_hand
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import names_of
from gangmu.procedures.ledger.choices import RUNNING, TOLD_OF, Part, ReportState, TaskState
from gangmu.procedures.ledger.models import Milestone, Report, Task, TaskSource, TaskUnit
from gangmu.procedures.ledger.rounds import Timetable
from gangmu.procedures.ledger.selectors import lead_units
from gangmu.procedures.ledger.standing import COME, begin, begins_of


@dataclass(frozen=True, slots=True)
class GridRow:
    """A task in the month: its report, the words carried on from before, the target of which a value is told, the day it is due.

    `steps` are the milestones of the month. `due` is `None` where the month asks for no report.
    """

    task: Task
    unit_id: int
    report: Report | None
    last: str
    target: Target | None
    due: date | None
    steps: tuple[Milestone, ...] = ()

    @property
    def state(self) -> str:
        """Where the report stands; empty where none is written."""
        return self.report.state if self.report else ""

    @property
    def words(self) -> str:
        """The text to edit: this month's, else last month's carried forward."""
        if self.report is not None and (
            self.report.words or self.report.state in COME or self.report.no_news
        ):
            return self.report.words
        return self.last

    @property
    def carried(self) -> bool:
        """Whether the text is last month's, not yet this month's."""
        return bool(self.words) and not (self.report and self.report.words)

    @property
    def is_open(self) -> bool:
        """Whether the unit may still write."""
        return self.state in ("", ReportState.DRAFT, ReportState.SENT_BACK)

    @property
    def is_missing(self) -> bool:
        """Whether the month asks for a report that has not come."""
        return self.due is not None and self.state not in COME

    @property
    def is_late(self) -> bool:
        """Whether the day for it has passed."""
        return self.is_missing and self.due is not None and self.due < clock.today()


def grid(unit_ids: Iterable[int], month: date) -> list[GridRow]:
    """Return the rows of a month for the tasks that units lead, in a number of queries that does not grow with them.

    A task on trial has its row too: what is written there carries over to the adopted text. It is owed by no day. A task of the year
    before or after stands in the present month while it runs, and in every month of which it has a report: a draft runs on trial before
    its year begins, and what a year left undone is told of until it is closed or carried over.

    Parameters
    ----------
    unit_ids
        The units; the reader's scope narrows them further.
    month
        Its first day.
    """
    rows = list(
        Task.objects.filter(_told_in(month), state__in=TOLD_OF, pk__in=_led_by(set(unit_ids)))
        .only("name", "year", "organisation", "starts_on", "issued_on", "rhythm", "state")
        .order_by("year", "order", "id")
    )
    gathered = _Gathered([task.pk for task in rows], month)
    return [gathered.row(task) for task in rows]


def _told_in(month: date) -> Q:
    """Return which tasks are told of in a month: those of its year, and of the years beside it what a unit may report on now."""
    return Q(year=month.year) | _beside(month)


def _beside(month: date) -> Q:
    told = Q(Exists(Report._base_manager.filter(task=OuterRef("pk"), month=month)))
    if month == clock.today().replace(day=1):
        carried = Task._base_manager.filter(carried_from=OuterRef("pk"))
        told |= Q(year=month.year + 1) | Q(~Exists(carried))
    return Q(told, state__in=TOLD_OF, year__in=(month.year - 1, month.year + 1))


def units_of(month: date, reach: frozenset[int] | None) -> frozenset[int]:
    """Return the units within reach that lead a task of a month's year, or one of the years beside it that stands in its grid."""
    beside = Task._base_manager.filter(_beside(month)).order_by().values("pk")
    return lead_units(Q(task__year=month.year) | Q(task__in=beside), reach)


def _led_by(units: set[int]) -> QuerySet[TaskUnit, Any]:
    return TaskUnit.objects.filter(organisation_id__in=units, part=Part.LEAD).order_by().values("task_id")


class _Gathered:
    """What the rows of a month are made of, read once for all of them and no more of it than the grid shows."""

    def __init__(self, task_ids: list[int], month: date) -> None:
        self.month = month
        self.leads = dict(
            TaskUnit.objects.filter(task_id__in=task_ids, part=Part.LEAD).values_list(
                "task_id", "organisation_id"
            )
        )
        self.kinds = _many(
            TaskSource.objects.filter(task_id__in=task_ids).order_by().values_list("task_id", "kind")
        )
        self.steps = _many((step.task_id, step) for step in _steps_of(task_ids, month))
        self.targets = _targets(task_ids)
        self.reports = {
            report.task_id: report
            for report in Report._base_manager.filter(task_id__in=task_ids, month=month).order_by()
        }
        self.last = _last_words(task_ids, month)
        self.timetables: dict[int, Timetable] = {}

    def row(self, task: Task) -> GridRow:
        """Return the row of a task."""
        timetable, unit = _timetable(self.timetables, task.organisation_id), self.leads[task.pk]
        asked = timetable.of_month(self.kinds.get(task.pk, ()), task.rhythm, begins_of(task), self.month)
        if task.state == TaskState.TRIAL:
            asked = None
        targets = self.targets.get(task.pk, [])
        return GridRow(
            task, unit, self.reports.get(task.pk), self.last.get(task.pk, ""), targets[0] if len(targets) == 1 else None,
            asked.due if asked else None, tuple(self.steps.get(task.pk, ())),
        )  # fmt: skip


def _many(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for task_id, told in pairs:
        found[task_id].append(told)
    return found


def _steps_of(task_ids: list[int], month: date) -> QuerySet[Milestone]:
    after = (month + timedelta(days=32)).replace(day=1)
    return Milestone.objects.filter(task_id__in=task_ids, due_on__gte=month, due_on__lt=after)


def _targets(task_ids: list[int]) -> dict[int, list[Target]]:
    """Return the targets of tasks of which no register holds the value."""
    bound = Task.targets.through.objects.filter(task_id__in=task_ids)
    pairs = list(bound.order_by("id").values_list("task_id", "target_id"))
    held = Target._base_manager.in_bulk([target_id for _task_id, target_id in pairs]) if pairs else {}
    asked = {target.pk for target in told_by_hand(held.values())}
    return _many((task_id, held[target_id]) for task_id, target_id in pairs if target_id in asked)


def _last_words(task_ids: list[int], month: date) -> dict[int, str]:
    """Return what was told last of each task within the year before a month."""
    earliest = (month - timedelta(days=370)).replace(day=1)
    told = Report._base_manager.filter(task_id__in=task_ids, month__lt=month, month__gte=earliest)
    return dict(told.exclude(words="").order_by("month").values_list("task_id", "words"))


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """How far a unit's reports of a month have come, which items are missing, and by when the first of them is due."""

    unit_id: int
    unit: str
    asked: int
    handed_in: int
    confirmed: int
    waiting: int
    missing: tuple[str, ...]
    due: date | None = None


def by_unit(unit_ids: Iterable[int], month: date) -> list[UnitMonth]:
    """Return the month by leading unit, the unit with most missing first; reads no texts, so that a whole bureau fits.

    Parameters
    ----------
    unit_ids
        The units; the reader's scope narrows them further.
    month
        Its first day.
    """
    leads = _leads(set(unit_ids), month.year)
    kinds = _many(TaskSource.objects.filter(task__year=month.year).order_by().values_list("task_id", "kind"))
    states = dict(Report._base_manager.filter(month=month).order_by().values_list("task_id", "state"))
    timetables: dict[int, Timetable] = {}
    held: dict[int, list[tuple[str, str, date]]] = defaultdict(list)
    running = Task.objects.filter(year=month.year, state__in=RUNNING).order_by("order", "id")
    told = running.values_list("id", "name", "organisation_id", "rhythm", "starts_on", "issued_on")
    for pk, name, bureau, rhythm, starts, issued in told.iterator():
        if pk not in leads:
            continue
        begins = begin(month.year, starts, issued)
        asked = _timetable(timetables, bureau).of_month(kinds.get(pk, ()), rhythm, begins, month)
        if asked is not None:
            held[leads[pk]].append((name, states.get(pk, ""), asked.due))
    names = names_of(held)
    found = [
        UnitMonth(
            unit_id, names.get(unit_id, ""), len(rows), sum(state in COME for _name, state, _due in rows),
            sum(state == ReportState.CONFIRMED for _name, state, _due in rows),
            sum(state == ReportState.HANDED_IN for _name, state, _due in rows),
            tuple(_of_unit(name, names.get(unit_id, "")) for name, state, _due in rows if state not in COME),
            min((due for _name, state, due in rows if state not in COME), default=None),
        )
        for unit_id, rows in held.items()
    ]  # fmt: skip
    return sorted(found, key=lambda told: (-len(told.missing), told.unit))


def _of_unit(name: str, unit: str) -> str:
    """Return a task's name beside its unit's: the part of a task that is addressed to all does not name the unit again."""
    return name.removesuffix(f"({unit})").removesuffix(f"（{unit}）")


def _leads(units: set[int], year: int) -> dict[int, int]:
    rows = TaskUnit.objects.filter(task__year=year, part=Part.LEAD, organisation_id__in=units).order_by()
    return dict(rows.values_list("task_id", "organisation_id"))


def _timetable(timetables: dict[int, Timetable], organisation_id: int) -> Timetable:
    if organisation_id not in timetables:
        timetables[organisation_id] = Timetable(organisation_id)
    return timetables[organisation_id]
