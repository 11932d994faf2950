"""What a leader looks at first: what will be missed and why, who holds it, what waits for a decision."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from gangmu.datacentre.facts import one_reading
from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.selectors import Evaluation, evaluate_all, targets
from gangmu.datacentre.targets.task_lights import TimeLight
from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import holds
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import Actor
from gangmu.foundation.people.selectors import sections_of
from gangmu.procedures.ledger.choices import RUNNING, PaperState, Part, RequestKind, RequestState
from gangmu.procedures.ledger.models import LadderStep, Paper, Request, Task
from gangmu.procedures.ledger.papers import papers
from gangmu.procedures.ledger.proofs import proof_of_result, proof_of_time
from gangmu.procedures.ledger.reminding import waiting_steps
from gangmu.procedures.ledger.selectors import lead_name, tasks
from gangmu.procedures.ledger.services.showing import show_lights
from gangmu.procedures.ledger.standing import Standing, standings

#: Result lights of what will be missed, the worst first.
BAD = (ResultLight.UNLIKELY, ResultLight.AT_RISK)
#: Rows of a part of the page; the list behind it shows all.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Missed:
    """A task that is late or will be: how it stands, who holds it, and what set the lights of time and result."""

    standing: Standing
    holder: str
    time_proof: str
    result_proof: str

    @property
    def task(self) -> Task:
        """The task."""
        return self.standing.task

    @property
    def why(self) -> str:
        """Why it is late or will be, in one line."""
        late = self.standing.time == TimeLight.OVERDUE or self.standing.result not in BAD
        why = self.time_proof if late else self.result_proof
        return why.splitlines()[0] if why else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A target that will be missed: how it stands, and the units that lead its tasks."""

    told: Evaluation
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a decision of the one who looks: requests of owners, steps of the ladder, papers."""

    requests: list[Request]
    steps: list[LadderStep]
    papers: list[Paper]

    @property
    def count(self) -> int:
        """How many decisions."""
        return len(self.requests) + len(self.steps) + len(self.papers)

    def lines(self) -> list[tuple[str, str, str]]:
        """Return each decision in words: what it is about, what is asked for, why."""
        asked = [
            (one.task.name, f"{one.get_kind_display()}{f' → {one.wanted}' if one.wanted else ''}", one.reason)
            for one in self.requests
        ]
        steps = [(one.task.name, str(one.get_step_display()), str(one.unit)) for one in self.steps]
        return [
            *asked,
            *steps,
            *((one.title, str(one.get_kind_display()), one.reason) for one in self.papers),
        ]


@dataclass(frozen=True, slots=True)
class Morning:
    """A leader's one screen: the counts of all, and the first rows of each."""

    on: date
    late: int
    near: int
    missed: list[Missed]
    missed_whole: int
    targets: list[Judged]
    bad_targets: int
    waiting: Waiting
    running: int

    @property
    def missed_more(self) -> int:
        """How many tasks will be missed beside those that are listed."""
        return self.missed_whole - len(self.missed)

    @property
    def targets_more(self) -> int:
        """How many targets will be missed beside those that are listed."""
        return self.bad_targets - len(self.targets)


def leads_a_part(actor: Actor) -> bool:
    """Whether somebody is of the leadership below its head, so that own duty comes first."""
    return any(held.role == Role.LEADER for held in getattr(actor, "assignments", ()))


def morning_of(actor: Actor, *, everything: bool = False) -> Morning:
    """Return what one who acts sees first: own duty of a leader, the whole bureau of everybody else."""
    whole = everything or not leads_a_part(actor)
    return morning(actor.person_ids, all_tasks=whole, may_decide=holds("ledger.task:decide"))


def in_charge(person_ids: frozenset[int]) -> Q:
    """Return the condition of the tasks that persons answer for: their own, and those that their sections lead."""
    sections = (
        frozenset().union(*(sections_of(person) for person in person_ids)) if person_ids else frozenset()
    )
    led = Q(units__organisation_id__in=sections, units__part=Part.LEAD)
    return Q(leader_id__in=person_ids) | (Q(leader__isnull=True) & led)


def running(year: int, whose: Q | None = None) -> QuerySet[Task]:
    """Return the whole tasks that run in a year within the reader's scope; `whose` narrows them."""
    rows = tasks(year).filter(parent__isnull=True, state__in=RUNNING)
    return rows if whose is None else rows.filter(pk__in=Task.objects.filter(whose).values("pk"))


def morning(person_ids: frozenset[int], *, all_tasks: bool, may_decide: bool) -> Morning:
    """Return what a leader sees first.

    Parameters
    ----------
    person_ids
        Oneself and the absent leaders stood in for.
    all_tasks
        Whether to look over the whole bureau instead of one's own duty.
    may_decide
        Whether decisions are the reader's at all.
    """
    today = clock.today()
    rows = running(today.year, None if all_tasks else in_charge(person_ids))
    show_lights(rows)
    alike = rows.order_by().values_list("shown__time", "shown__result").annotate(Count("pk"))
    counted, whole_missed = Counter[str](), 0
    for time, result, count in alike:
        counted[time] += count
        whole_missed += count if time == TimeLight.OVERDUE or result in BAD else 0
    missed = rows.filter(Q(shown__time=TimeLight.OVERDUE) | Q(shown__result__in=BAD))
    with one_reading():
        judged = _bad_targets(None if all_tasks else rows, today)
        shown = _missed(missed.order_by("-shown__rank", "due_on", "pk")[:SHOWN])
    return Morning(
        today, counted[TimeLight.OVERDUE], counted[TimeLight.NEAR], shown, whole_missed, _with_holders(judged[:SHOWN]),
        len(judged), waiting(person_ids, everything=all_tasks) if may_decide else Waiting([], [], []), counted.total(),
    )  # fmt: skip


def _missed(rows: QuerySet[Task]) -> list[Missed]:
    """Tell in their order how tasks stand, who holds each, and why it is late or will be."""
    return [
        Missed(told, lead_name(told.task), proof_of_time(told), proof_of_result(told))
        for told in standings(rows)
    ]


def _bad_targets(of_tasks: QuerySet[Task] | None, today: date) -> list[Evaluation]:
    """Return the targets of the year that will be missed, the worst first: all of them, or those of some tasks."""
    asked = targets(today.year)
    if of_tasks is not None:
        held = Task.targets.through.objects.filter(task__in=of_tasks.order_by().values("pk"))
        asked = asked.filter(pk__in=held.values("target"))
    told = [one for one in evaluate_all(asked, today) if one.shown in BAD]
    return sorted(told, key=lambda one: BAD.index(ResultLight(one.shown)))


def waiting(person_ids: frozenset[int], *, everything: bool = False) -> Waiting:
    """Return what waits for the decision of persons; `everything` for the head of the bureau, who may decide all."""
    asked = Request.objects.filter(state=RequestState.ASKED).exclude(kind=RequestKind.RETURN)
    # A step that asks for a paper is decided as that paper.
    steps = waiting_steps().filter(paper__isnull=True).select_related(None).select_related("task", "unit")
    drafts = papers().filter(state=PaperState.PROPOSED).select_related(None).select_related("proposed_by")
    if not everything:
        asked = asked.filter(task__in=Task.objects.filter(in_charge(person_ids)))
        steps = steps.filter(task__in=Task.objects.filter(in_charge(person_ids)))
        drafts = drafts.filter(tasks__in=Task.objects.filter(in_charge(person_ids))).distinct()
    return Waiting(
        list(asked.select_related("task", "asked_by", "into", "to_unit").order_by("asked_on", "id")),
        list(steps),
        list(drafts),
    )


def _with_holders(judged: list[Evaluation]) -> list[Judged]:
    """Tell who holds each target: the units that lead its tasks, in their order."""
    if not judged:
        return []
    ids = {one.target.pk for one in judged}
    held: dict[int, dict[str, None]] = defaultdict(dict)
    for task in (
        tasks().filter(targets__in=ids).prefetch_related("targets").order_by("order", "id").distinct()
    ):
        for target in task.targets.all():
            if lead := lead_name(task):
                held[target.pk][lead] = None
    return [Judged(one, tuple(held.get(one.target.pk, ()))) for one in judged]
