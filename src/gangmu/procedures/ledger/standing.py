"""How tasks stand on a date: what is stored of them, gathered in a fixed number of queries, and the lights it sets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from gangmu.datacentre.targets.lights import ResultLight, SetLight
from gangmu.datacentre.targets.models import Target
from gangmu.datacentre.targets.selectors import evaluate_all, with_parts
from gangmu.datacentre.targets.task_lights import (
    Round,
    Stage,
    TaskInputs,
    TaskLights,
    task_lights,
)
from gangmu.foundation.kernel import clock
from gangmu.procedures.ledger.choices import CompletionState, LightKind, ReportState
from gangmu.procedures.ledger.models import Completion, Milestone, Report, Task, TaskLightOverride, TaskSource
from gangmu.procedures.ledger.rounds import Asked, Timetable

#: A report counts as come once it is handed in and not sent back.
COME = (ReportState.HANDED_IN, ReportState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands: its inputs, the lights by rule, and those that a person set instead."""

    task: Task
    on: date
    inputs: TaskInputs
    lights: TaskLights
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
    inputs = _Gathered(listed, day).inputs()
    overrides = _overrides(listed, day)
    return [
        Standing(task, day, inputs[task.pk], task_lights(inputs[task.pk], day), overrides.get(task.pk, {}))
        for task in listed
    ]


class _Gathered:
    """What the database holds of some tasks, as far as lights look at it."""

    def __init__(self, rows: Sequence[Task], on: date) -> None:
        self.rows, self.on = rows, on
        self.ids = [task.pk for task in rows]
        self.timetables: dict[int, Timetable] = {}
        self.sources: dict[int, set[str]] = defaultdict(set)
        for task_id, kind in TaskSource.objects.filter(task_id__in=self.ids).values_list("task_id", "kind"):
            self.sources[task_id].add(kind)
        self.stages = self._stages()
        self.came = self._came()
        self.proposals = self._proposals()
        self.quantities = self._quantities()

    def inputs(self) -> dict[int, TaskInputs]:
        return {task.pk: self._of(task) for task in self.rows}

    def _of(self, task: Task) -> TaskInputs:
        proposed, proofs = self.proposals.get(task.pk, (None, 0))
        came = self.came[task.pk]
        return TaskInputs(
            timing=task.kind, starts=task.starts_on, issued=task.issued_on, due=task.due_on, first_due=task.first_due_on,
            extended=task.extended, started=task.started_on, proposed=proposed, closed=task.closed_on, proofs=proofs,
            reports=tuple(sorted(day for day in came.values() if day <= self.on)),
            rounds=tuple(Round(asked.due, came.get(asked.month)) for asked in self._asked(task)),
            stages=self.stages.get(task.pk, ()), quantities=self.quantities.get(task.pk, ()),
        )  # fmt: skip

    def _asked(self, task: Task) -> list[Asked]:
        timetable = self.timetables.setdefault(task.organisation_id, Timetable(task.organisation_id))
        begins = max((d for d in (task.starts_on, task.issued_on) if d), default=date(task.year, 1, 1))
        ends = min(d for d in (task.closed_on, self.on) if d)
        return timetable.asked(self.sources[task.pk], task.rhythm, begins, ends)

    def _stages(self) -> dict[int, tuple[Stage, ...]]:
        found: dict[int, list[Stage]] = defaultdict(list)
        rows = Milestone.objects.filter(task_id__in=self.ids).order_by("due_on")
        for task_id, due, reached in rows.values_list("task_id", "due_on", "reached_on"):
            found[task_id].append(Stage(due, reached))
        return {task_id: tuple(stages) for task_id, stages in found.items()}

    def _came(self) -> dict[int, dict[date, date]]:
        found: dict[int, dict[date, date]] = defaultdict(dict)
        rows = Report._base_manager.filter(task_id__in=self.ids, state__in=COME, handed_in_on__lte=self.on)
        for task_id, month, day in rows.values_list("task_id", "month", "handed_in_on"):
            if day is not None:
                found[task_id][month] = day
        return found

    def _proposals(self) -> dict[int, tuple[date, int]]:
        rows = Completion._base_manager.filter(
            task_id__in=self.ids, state__in=(CompletionState.PROPOSED, CompletionState.CONFIRMED)
        )
        told = rows.annotate(count=Count("proofs")).values_list("task_id", "proposed_on", "count")
        return {task_id: (day, count) for task_id, day, count in told.order_by("proposed_on", "id")}

    def _quantities(self) -> dict[int, tuple[SetLight, ...]]:
        pairs = Task.targets.through.objects.filter(task_id__in=self.ids).values_list("task_id", "target_id")
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
    held = TaskLightOverride._base_manager.filter(task_id__in=[task.pk for task in rows], set_on__lte=on)
    for row in held.order_by("set_on", "id"):
        if row.until is None or on < row.until:
            found[row.task_id][row.which] = row
    return found


def rounds_ahead(task: Task, days: int = 31, on: date | None = None) -> list[Asked]:
    """Return the reports of a task that fall due from a day (today) within so many days."""
    day = on or clock.today()
    kinds = TaskSource.objects.filter(task=task).values_list("kind", flat=True)
    timetable = Timetable(task.organisation_id)
    last = day + timedelta(days=days)
    return [asked for asked in timetable.asked(kinds, task.rhythm, day, last) if day <= asked.due <= last]
