"""What is written with pupils: the enrolment that holds from a day on, their class, and the changes that this shows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Min, Model
from django.utils.translation import gettext_noop

from gangmu.foundation.audit.services import record, record_rows
from gangmu.foundation.calendars.selectors import add_working_days, school_year_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.many_rows import HeldValues
from gangmu.foundation.organisations.choices import Stage, StageBoundary
from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.organisations.selectors import bureaus_of, stage_boundaries_of
from gangmu.foundation.people.identity import told_by_id
from gangmu.records.rolls.choices import KINDERGARTEN, ON_ROLL, ChangeKind, Grade, Status
from gangmu.records.rolls.comparison import Held, changes
from gangmu.records.rolls.models import CATEGORIES, Enrolment, Pupil, RollChange, SchoolClass

#: What an enrolment repeats of a pupil's row.
REPEATED = ("organisation_id", "grade", "status", "boarding", *CATEGORIES)
#: What, when it changes in a pupil's row, opens another enrolment.
STATE = (*REPEATED, "class_number")
#: Working days within which each party handles its step of a transfer (indicators 1.3 [V]).
STEP_DAYS = 10

Before = Mapping[str, Any] | None


def keep_standing(told: Sequence[tuple[Pupil, Before]]) -> None:
    """Record the enrolments of completed pupils just written, each from its day on, and the changes of the roll that they show.

    The pupils' rows are audited by who wrote them; this is part of that act.

    Parameters
    ----------
    told
        Pupils with what was there before, `None` for a new one.
    """
    moved = [(pupil, before) for pupil, before in told if before is None or _differs(pupil, before)]
    days = {pupil.id: pupil.since or clock.today() for pupil, _before in moved}
    known = _keep_enrolments(moved, days)
    # Of who is new in a school that had no roll before, nothing is to be told.
    telling = [(pupil, before) for pupil, before in moved if before or pupil.organisation_id in known]
    _keep_changes(telling, days, known)


def correct_standing(pupil: Pupil, before: Mapping[str, Any]) -> None:
    """Record the enrolment of a completed pupil that had been told wrongly from its day on, and what the right one shows.

    Changes of the roll that only the wrong one showed are taken back; until a later day than was told, the pupil stood as before it.
    """
    if not _differs(pupil, before):
        return
    day = pupil.since or clock.today()
    was = before["since"] or day
    seen = list(RollChange._base_manager.filter(pupil=pupil, on=was))
    known = _keep_enrolments([(pupil, before)], {pupil.id: day})
    if was < day:
        Enrolment.hold_on({"pupil": pupil}, was, day)
    stood = _stood_before(pupil, was)
    if stood or pupil.organisation_id in known:
        _keep_changes([(pupil, stood)], {pupil.id: day}, known)
    fresh = RollChange._base_manager.filter(pupil=pupil, on=day).exclude(pk__in=[row.pk for row in seen])
    again = {(row.kind, row.organisation_id): row for row in fresh}
    for row in seen:
        same = again.pop((row.kind, row.organisation_id), None)
        if same is None:
            record(row, gettext_noop("删除了"), before={}, organisation_id=row.organisation_id)
            row.delete()
        else:
            row.on, row.grade = day, same.grade
            row.save(update_fields=["on", "grade"])
            same.delete()


def _stood_before(pupil: Pupil, day: date) -> Before:
    """Return how a pupil stood last before a day, as known now: off the roll where an enrolment had ended before; `None` for a new one."""
    rows = Enrolment._base_manager.filter(pupil=pupil, recorded_to__isnull=True, valid_from__lt=day)
    row = rows.order_by("valid_from").last()
    if row is None:
        return None
    status = row.status if row.valid_to is None or row.valid_to >= day else Status.LEFT
    return {"organisation_id": row.organisation_id, "grade": row.grade, "status": status}


def _keep_enrolments(moved: Sequence[tuple[Pupil, Before]], days: Mapping[int, date]) -> frozenset[int]:
    """Record the enrolments of pupils that differ; return the schools that had a roll before."""
    on_roll = [pupil for pupil, _before in moved if pupil.status in ON_ROLL]
    states = _states(on_roll, days)
    known = _schools_before(dict(zip(states["organisation_id"], states["valid_from"], strict=True)))
    new = {pupil.id for pupil, before in moved if before is None}
    first = [number for number, pupil in enumerate(on_roll) if pupil.id in new]
    Enrolment.open_columns({name: [values[n] for n in first] for name, values in states.items()}, {})
    Enrolment.set_states(
        Enrolment(**{name: values[number] for name, values in states.items()})
        for number, pupil in enumerate(on_roll)
        if pupil.id not in new
    )
    Enrolment.end_states({pupil.id: days[pupil.id] for pupil, _ in moved if pupil.status not in ON_ROLL})
    return known


def _states(pupils: Sequence[Pupil], days: Mapping[int, date]) -> dict[str, list[Any]]:
    """Return the enrolments of pupils on the roll by column, each from its day on; classes that are not there yet are opened."""
    held = HeldValues(pupils)
    states = {name: held.of(name) for name in REPEATED}
    schools, grades = states["organisation_id"], states["grade"]
    states["pupil_id"] = held.of("id")
    begins = states["valid_from"] = [days[key] for key in states["pupil_id"]]
    years = {day: school_year_of(day).start_year for day in set(begins)}
    keys: list[_ClassKey | None] = [
        None if number is None else (school, years[day], grade, number)
        for school, day, grade, number in zip(schools, begins, grades, held.of("class_number"), strict=True)
    ]
    classes = _classes({key for key in set(keys) if key is not None})
    states["school_class_id"] = [classes.get(key) for key in keys]
    boundaries = stage_boundaries_of(set(schools))
    places = list(zip(schools, grades, strict=True))
    stages = {(school, grade): _stage(boundaries[school], grade) for school, grade in set(places)}
    states["stage"] = [stages[place] for place in places]
    return states


def complete(pupil: Pupil, before: Before, told: Collection[str] = ()) -> frozenset[str]:
    """Fill in what follows from a pupil's row: how the name sounds, what stands in the citizen's number, since when it stands so.

    A standing that changed without a day being told with it holds from today.
    """
    filled: dict[str, Any] = {"pinyin": pinyin_key(pupil.name), "since": _day(pupil, before, "since" in told)}
    if not (pupil.birth_date and pupil.sex):
        birth, sex = told_by_id(pupil.id_number, pupil.id_kind)
        filled |= {"birth_date": pupil.birth_date or birth, "sex": pupil.sex or sex or ""}
    touched = frozenset([name for name, value in filled.items() if getattr(pupil, name) != value])
    for name in touched:
        setattr(pupil, name, filled[name])
    return touched


def _differs(pupil: Pupil, before: Mapping[str, Any]) -> bool:
    return any(getattr(pupil, name) != before[name] for name in (*STATE, "since"))


def _day(pupil: Pupil, before: Before, is_told: bool) -> date | None:
    """Return the day from which a pupil's standing holds: the one that was told with it, else today."""
    if before is None or is_told:
        return pupil.since or clock.today()
    changed = any(getattr(pupil, name) != before[name] for name in STATE)
    return clock.today() if changed else pupil.since


def _schools_before(days: Mapping[int, date]) -> frozenset[int]:
    """Return the schools that had a roll before the day from which it is now told."""
    held = Enrolment._base_manager.filter(organisation_id__in=days, recorded_to__isnull=True)
    earliest = held.order_by().values_list("organisation_id").annotate(Min("valid_from"))
    return frozenset(school for school, begun in earliest if begun < days[school])


_ClassKey = tuple[int, int, str, int]


def _classes(wanted: Collection[_ClassKey]) -> dict[_ClassKey | None, int]:
    """Return the classes of some schools, school years, grades and numbers; those that are not there yet are opened."""
    rows = SchoolClass._base_manager.filter(
        organisation_id__in={key[0] for key in wanted}, school_year__in={key[1] for key in wanted}
    )
    held = rows.order_by().values_list("organisation_id", "school_year", "grade", "number", "pk")
    found: dict[_ClassKey | None, int] = {(s, year, grade, number): pk for s, year, grade, number, pk in held}
    absent = sorted(key for key in wanted if key not in found)
    boundaries = stage_boundaries_of({school for school, _year, _grade, _number in absent})
    made = SchoolClass._base_manager.bulk_create(
        SchoolClass(
            organisation_id=school, school_year=year, grade=grade, number=number, stage=_stage(boundaries[school], grade)
        )
        for school, year, grade, number in absent
    )  # fmt: skip
    opened: list[tuple[Model, Before]] = [(row, None) for row in made]
    record_rows(
        opened, gettext_noop("按学籍表开设了"), organisation_ids=[row.organisation_id for row in made]
    )
    return found | {(row.organisation_id, row.school_year, row.grade, row.number): row.pk for row in made}


def _stage(boundary: StageBoundary, grade: str) -> Stage:
    """Return the stage of a grade where primary ends so (indicators 1.3)."""
    if grade in KINDERGARTEN:
        return Stage.KG
    last = 5 if boundary == StageBoundary.FIVE_FOUR else 6
    return Stage.PRI if int(grade) <= last else Stage.JUN if int(grade) <= int(Grade.G9) else Stage.SEN


def _keep_changes(
    moved: Sequence[tuple[Pupil, Before]], days: Mapping[int, date], known: frozenset[int]
) -> None:
    """Record the changes that pupils' new standings show, and settle the transfers out of those who turned up."""
    now = clock.today()
    rows: list[RollChange] = []
    due: dict[tuple[int, date], date] = {}
    arrived: dict[int, tuple[int, date]] = {}
    for pupil, before in moved:
        day = days[pupil.id]
        was = Held(before["organisation_id"], before["grade"], before["status"]) if before else None
        stands = Held(pupil.organisation_id, pupil.grade, pupil.status)
        for change in changes(was, stands, day, school_was_known=pupil.organisation_id in known):
            open_step = (
                change.kind == ChangeKind.OUT and change.other is None and change.grade not in KINDERGARTEN
            )
            if open_step and (change.school, day) not in due:
                due[change.school, day] = add_working_days(day, STEP_DAYS, bureaus_of(change.school))
            rows.append(
                RollChange(
                    pupil=pupil, organisation_id=change.school, other_id=change.other, kind=change.kind, grade=change.grade, on=day,
                    due_on=due[change.school, day] if open_step else None, settled_on=None if open_step else now,
                )
            )  # fmt: skip
        if was is not None and was.status == Status.LEFT and stands.on_roll:
            arrived[pupil.id] = (stands.school, day)
    _settle(arrived)
    RollChange._base_manager.bulk_create(rows, batch_size=500)


def _settle(arrived: Mapping[int, tuple[int, date]]) -> None:
    """Settle the open transfers out of pupils who turned up at a school."""
    waiting = list(RollChange._base_manager.filter(pupil_id__in=arrived, settled_on__isnull=True))
    for row in waiting:
        row.other_id, row.settled_on = arrived[row.pupil_id]
    RollChange._base_manager.bulk_update(waiting, ["other", "settled_on"], 200)
