"""The month as a grid: what a unit owes, what it told last, what it tells now; and who has not reported."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from gangmu.datacentre.targets.models import Target
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import names_of
from gangmu.procedures.ledger.choices import RUNNING, Part, ReportState
from gangmu.procedures.ledger.models import Milestone, Report, Task, TaskSource, TaskUnit
from gangmu.procedures.ledger.rounds import Timetable
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.standing import COME, begins_of


@dataclass(frozen=True, slots=True)
class GridRow:
    """A task in the month: its report, the last one before, the target of which a value is told, the day it is due.

    `steps` are the milestones of the month. `due` is `None` where the month asks for no report.
    """

    task: Task
    unit_id: int
    unit: str
    report: Report | None
    last: Report | None
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
        return self.last.words if self.last else ""

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

    Parameters
    ----------
    unit_ids
        The units; the reader's scope narrows them further.
    month
        Its first day.
    """
    units = set(unit_ids)
    rows = list(
        tasks(month.year)
        .filter(units__organisation_id__in=units, units__part=Part.LEAD, state__in=RUNNING)
        .prefetch_related(
            Prefetch("sources", TaskSource.objects.only("task_id", "kind")),
            Prefetch(
                "milestones",
                Milestone.objects.filter(due_on__year=month.year, due_on__month=month.month),
                to_attr="steps_of_month",
            ),
            Prefetch("targets", Target._base_manager.filter(indicator=""), to_attr="told_targets"),
        )
        .order_by("order", "id")
        .distinct()
    )
    now, before = _reports([task.pk for task in rows], month)
    timetables: dict[int, Timetable] = {}
    return [_row(task, month, now, before, timetables) for task in rows]


def _row(
    task: Task,
    month: date,
    now: dict[int, Report],
    before: dict[int, Report],
    timetables: dict[int, Timetable],
) -> GridRow:
    lead = next(unit for unit in task.units.all() if unit.part == Part.LEAD)
    timetable = _timetable(timetables, task.organisation_id)
    kinds = [source.kind for source in task.sources.all()]
    asked = timetable.of_month(kinds, task.rhythm, begins_of(task), month)
    targets = task.told_targets  # type: ignore[attr-defined]
    return GridRow(
        task, lead.organisation_id, str(lead.organisation), now.get(task.pk), before.get(task.pk),
        targets[0] if len(targets) == 1 else None, asked.due if asked else None,
        tuple(task.steps_of_month),  # type: ignore[attr-defined]
    )  # fmt: skip


def _reports(task_ids: list[int], month: date) -> tuple[dict[int, Report], dict[int, Report]]:
    now: dict[int, Report] = {}
    before: dict[int, Report] = {}
    earliest = (month - timedelta(days=370)).replace(day=1)
    rows = Report._base_manager.filter(task_id__in=task_ids, month__lte=month, month__gte=earliest)
    for report in rows.select_related("written_by", "confirmed_by").order_by("month"):
        if report.month == month:
            now[report.task_id] = report
        elif report.words:
            before[report.task_id] = report
    return now, before


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
    kinds: dict[int, list[str]] = defaultdict(list)
    for task_id, kind in TaskSource.objects.filter(task__year=month.year).values_list("task_id", "kind"):
        kinds[task_id].append(kind)
    states = dict(Report._base_manager.filter(month=month).values_list("task_id", "state"))
    timetables: dict[int, Timetable] = {}
    held: dict[int, list[tuple[str, str, date]]] = defaultdict(list)
    running = Task.objects.filter(year=month.year, state__in=RUNNING).order_by("order", "id")
    for task in running.only("name", "organisation", "year", "starts_on", "issued_on", "rhythm"):
        timetable = _timetable(timetables, task.organisation_id)
        asked = timetable.of_month(kinds.get(task.pk, ()), task.rhythm, begins_of(task), month)
        if task.pk in leads and asked is not None:
            held[leads[task.pk]].append((task.name, states.get(task.pk, ""), asked.due))
    names = names_of(held)
    found = [
        UnitMonth(
            unit_id, names.get(unit_id, ""), len(rows), sum(state in COME for _name, state, _due in rows),
            sum(state == ReportState.CONFIRMED for _name, state, _due in rows),
            sum(state == ReportState.HANDED_IN for _name, state, _due in rows),
            tuple(name for name, state, _due in rows if state not in COME),
            min((due for _name, state, due in rows if state not in COME), default=None),
        )
        for unit_id, rows in held.items()
    ]  # fmt: skip
    return sorted(found, key=lambda told: (-len(told.missing), told.unit))


def _leads(units: set[int], year: int) -> dict[int, int]:
    rows = TaskUnit.objects.filter(task__year=year, part=Part.LEAD).values_list("task_id", "organisation_id")
    return {task_id: unit_id for task_id, unit_id in rows if unit_id in units}


def _timetable(timetables: dict[int, Timetable], organisation_id: int) -> Timetable:
    if organisation_id not in timetables:
        timetables[organisation_id] = Timetable(organisation_id)
    return timetables[organisation_id]
