"""How tasks stand on a date: what is stored of them, gathered in a fixed number of queries, and the lights it sets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from gangmu.datacentre.targets.lights import ResultLight, SetLight
from gangmu.datacentre.targets.models import Target
from gangmu.datacentre.targets.selectors import evaluate_all, with_parts
from gangmu.datacentre.targets.task_lights import (
    Extension,
    Proposal,
    Round,
    Stage,
    TaskInputs,
    TaskLights,
    TaskRule,
    Told,
    task_lights,
)
from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import (
    CompletionState,
    LightKind,
    ReportState,
    RequestKind,
    RequestState,
    TaskState,
)
from gangmu.procedures.ledger.models import (
    Completion,
    Milestone,
    Report,
    Request,
    Task,
    TaskLightOverride,
    TaskSource,
)
from gangmu.procedures.ledger.rounds import Asked, Timetable
from gangmu.procedures.ledger.thresholds import Thresholds

#: A report counts as come once it is handed in and not sent back.
COME = (ReportState.HANDED_IN, ReportState.CONFIRMED)

#: Of more tasks than these the rows of their bureaus and years are read, which costs less than to name each task.
MANY = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands: its inputs, the lights by rule, and those that a person set instead."""

    task: Task
    on: date
    inputs: TaskInputs
    lights: TaskLights
    rule: TaskRule
    overrides: dict[str, TaskLightOverride]

    @property
    def time(self) -> str:
        """The time light that is shown."""
        row = self.overrides.get(LightKind.TIME)
        return row.light if row else self.lights.time.light.value

    @property
    def evidence(self) -> str:
        """The evidence light."""
        return self.lights.evidence.value

    @property
    def result(self) -> str | None:
        """The result light that is shown; `None` for a task without milestone and quantity."""
        row = self.overrides.get(LightKind.RESULT)
        return row.light if row else self.lights.result.light.value if self.lights.result else None


def standings(rows: Iterable[Task], on: date | None = None) -> list[Standing]:
    """Return how tasks stand on a date (today), in a number of queries that does not grow with them."""
    day, listed = on or clock.today(), list(rows)
    inputs, thresholds = _Gathered(listed, day).inputs(), Thresholds(day)
    overrides = _overrides(listed, day)
    found = []
    for task in listed:
        told, rule = inputs[task.pk], thresholds.of(task.organisation_id)
        found.append(
            Standing(task, day, told, task_lights(told, day, rule), rule, overrides.get(task.pk, {}))
        )
    return found


def begins_of(task: Task) -> date:
    """Return the day from which a task's time counts: the later of start and issue, else the first day of its year."""
    return begin(task.year, task.starts_on, task.issued_on)


def begin(year: int, starts: date | None, issued: date | None) -> date:
    """Return the same of a task of which only these are known."""
    if starts and issued:
        return max(starts, issued)
    return starts or issued or date(year, 1, 1)


class _Gathered:
    """What the database holds of some tasks, as far as lights look at it."""

    def __init__(self, rows: Sequence[Task], on: date) -> None:
        self.rows, self.on = rows, on
        self.ids = [task.pk for task in rows]
        self.timetables: dict[int, Timetable] = {}
        self.rounds: dict[tuple[Asked, ...], tuple[Round, ...]] = {}
        self.sources: dict[int, set[str]] = defaultdict(set)
        for task_id, kind in self._of_tasks(TaskSource.objects.all()).values_list("task_id", "kind"):
            self.sources[task_id].add(kind)
        self.stages = self._stages()
        self.came = self._came()
        self.proposals = self._proposals()
        self.extensions = self._extensions()
        self.quantities = self._quantities()

    def inputs(self) -> dict[int, TaskInputs]:
        return {task.pk: self._of(task) for task in self.rows}

    def _of_tasks(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow rows to those of the tasks, of many tasks to those of their bureaus and years."""
        return _narrowed(rows, self.rows)

    def _of(self, task: Task) -> TaskInputs:
        dropped = task.state in (TaskState.STOPPED, TaskState.MERGED)
        extensions = self.extensions.get(task.pk, ()) if task.extended else ()
        if extensions and task.due_on is not None:
            extensions = (*extensions[:-1], Extension(extensions[-1].granted, task.due_on))
        return TaskInputs(
            timing=task.kind, starts=task.starts_on or (None if task.issued_on else begins_of(task)), issued=task.issued_on,
            due=task.first_due_on if extensions else task.due_on, extensions=extensions, started=task.started_on,
            proposals=self.proposals.get(task.pk, ()),
            closed=task.closed_on if task.state == TaskState.CLOSED else None, dropped=task.closed_on if dropped else None,
            reports=tuple(self.came.get(task.pk, ())), rounds=self._rounds(task), stages=self.stages.get(task.pk, ()),
            quantities=self.quantities.get(task.pk, ()),
        )  # fmt: skip

    def _rounds(self, task: Task) -> tuple[Round, ...]:
        timetable = self.timetables.get(task.organisation_id)
        if timetable is None:
            timetable = self.timetables[task.organisation_id] = Timetable(task.organisation_id)
        ends = task.closed_on if task.closed_on and task.closed_on < self.on else self.on
        asked = timetable.asked(self.sources.get(task.pk, ()), task.rhythm, begins_of(task), ends)
        if asked not in self.rounds:
            self.rounds[asked] = tuple(Round(told.month, told.due) for told in asked)
        return self.rounds[asked]

    def _stages(self) -> dict[int, tuple[Stage, ...]]:
        found: dict[int, list[Stage]] = defaultdict(list)
        rows = self._of_tasks(Milestone.objects.order_by("due_on"))
        for task_id, due, reached in rows.values_list("task_id", "due_on", "reached_on"):
            found[task_id].append(Stage(due, reached))
        return {task_id: tuple(stages) for task_id, stages in found.items()}

    def _came(self) -> dict[int, list[Told]]:
        found: dict[int, list[Told]] = defaultdict(list)
        rows = Report._base_manager.filter(state__in=COME, handed_in_on__lte=self.on)
        for task_id, month, day in self._of_tasks(rows).values_list("task_id", "month", "handed_in_on"):
            found[task_id].append(Told(month, day))
        return found

    def _proposals(self) -> dict[int, tuple[Proposal, ...]]:
        found: dict[int, list[Proposal]] = defaultdict(list)
        rows = self._of_tasks(Completion._base_manager.annotate(count=Count("proofs")))
        told = rows.order_by("proposed_on", "id").values_list(
            "task_id", "proposed_on", "count", "state", "checked_on", "reopened_on"
        )
        for task_id, proposed, count, state, checked, reopened in told:
            sent_back = state == CompletionState.SENT_BACK
            closed = None if sent_back else checked
            found[task_id].append(Proposal(proposed, count, closed, checked if sent_back else reopened))
        return {task_id: tuple(proposals) for task_id, proposals in found.items()}

    def _extensions(self) -> dict[int, tuple[Extension, ...]]:
        found: dict[int, list[Extension]] = defaultdict(list)
        granted = Request._base_manager.filter(
            kind=RequestKind.EXTEND,
            state=RequestState.GRANTED,
            decided_on__isnull=False,
            due_on__isnull=False,
        )
        rows = self._of_tasks(granted).order_by("decided_on", "id")
        for task_id, day, due in rows.values_list("task_id", "decided_on", "due_on"):
            found[task_id].append(Extension(day, due))
        return {task_id: tuple(extensions) for task_id, extensions in found.items()}

    def _quantities(self) -> dict[int, tuple[SetLight, ...]]:
        pairs = self._of_tasks(Task.targets.through.objects.all()).values_list("task_id", "target_id")
        held: dict[int, list[int]] = defaultdict(list)
        for task_id, target_id in pairs:
            held[task_id].append(target_id)
        wanted = {target_id for ids in held.values() for target_id in ids}
        if not wanted:
            return {}
        rows = with_parts(Target._base_manager.filter(pk__in=wanted))
        lights = {
            told.target.pk: SetLight(
                ResultLight(told.shown), told.light.rule, told.light.planned, told.light.actual
            )
            for told in evaluate_all(rows, self.on)
        }
        return {task_id: tuple(lights[i] for i in ids if i in lights) for task_id, ids in held.items()}


def _overrides(rows: Sequence[Task], on: date) -> dict[int, dict[str, TaskLightOverride]]:
    found: dict[int, dict[str, TaskLightOverride]] = defaultdict(dict)
    held = _narrowed(TaskLightOverride._base_manager.filter(set_on__lte=on), rows)
    for row in held.order_by("set_on", "id"):
        if row.until is None or on < row.until:
            found[row.task_id][row.which] = row
    return found


def _narrowed(rows: QuerySet[Any], tasks: Sequence[Task]) -> QuerySet[Any]:
    if len(tasks) <= MANY:
        return rows.filter(task_id__in=[task.pk for task in tasks])
    bureaus, years = {task.organisation_id for task in tasks}, {task.year for task in tasks}
    return rows.filter(task__organisation_id__in=bureaus, task__year__in=years)
