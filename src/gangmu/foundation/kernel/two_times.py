"""The abstract base of rows with two times: when a state holds in the world, and when the system knew it.

A change in the world ends the valid interval of a state; a correction ends the recorded interval of a row and adds another.
Nothing is overwritten, so that a figure can be asked as of a date and as known at a moment.

A moment of recording is when the writing began, not when its transaction ended: what is asked as known at this very second may
still gain rows of a transaction that is under way. Figures that must never move are frozen in a snapshot.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.many_rows import insert_columns, insert_rows
from gangmu.foundation.kernel.one_state import OneStateAtATime


def known_on(day: date) -> datetime:
    """Return the last moment of a day of the bureau: what was known on that day."""
    midnight = clock.begin_of(day + timedelta(days=1))
    return midnight - timedelta(microseconds=1)


class TwoTimeQuerySet(models.QuerySet):
    """Rows asked at (effective date, known at)."""

    def known(self, known_at: datetime | None = None) -> Self:
        """Rows as the system knew them at a moment; without one, as it knows them now."""
        if known_at is None:
            return self.filter(recorded_to__isnull=True)
        return self.filter(
            Q(recorded_to__isnull=True) | Q(recorded_to__gt=known_at), recorded_from__lte=known_at
        )

    def at(self, effective: date | None = None, known_at: datetime | None = None) -> Self:
        """Rows that hold on a date (today), as known at a moment (now)."""
        day = effective or clock.today()
        return self.known(known_at).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day
        )

    def touching(
        self, valid_from: date, valid_to: date | None = None, known_at: datetime | None = None
    ) -> Self:
        """Rows that hold on some day of [from, to), as known at a moment (now)."""
        rows = self.known(known_at).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from))
        return rows if valid_to is None else rows.filter(valid_from__lt=valid_to)


class TwoTimeBase(ModelBase):
    """Gives the guard that every two-time model inherits the fields of its own entity."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **more: Any) -> Any:
        """Make the model class."""
        made: Any = super().__new__(cls, name, bases, attrs, **more)
        if not made._meta.abstract:
            for constraint in made._meta.constraints:
                if isinstance(constraint, OneStateAtATime) and not constraint.fields:
                    constraint.fields = made.entity_fields
        return made


class TwoTimeRow(models.Model, metaclass=TwoTimeBase):
    """A state of an entity over a valid interval [from, to), as recorded over [from, to).

    A subclass names in `entity_fields` the fields that say whose state it is; per entity no two rows known at the same
    moment hold on the same date. Rows are written by `set_state`, `change_state`, `end_state` and their plurals only, inside a
    transaction; the entity's first key is locked meanwhile, so that two writers of one thing wait for each other.
    """

    #: Fields that identify the thing whose state the row is; the first is best a foreign key, whose row is locked by writers.
    entity_fields: ClassVar[tuple[str, ...]] = ()

    valid_from = models.DateField(_("生效日期"), help_text=_("该状态在现实中开始的日期"))
    valid_to = models.DateField(
        _("失效日期"), null=True, blank=True, help_text=_("该状态在现实中结束的日期（不含当日）")
    )
    recorded_from = models.DateTimeField(
        _("记录时间"), default=clock.now, help_text=_("系统得知该状态的时刻")
    )
    recorded_to = models.DateTimeField(
        _("更正时间"), null=True, blank=True, help_text=_("该记录被更正的时刻")
    )

    objects = TwoTimeQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["valid_from"], condition=Q(recorded_to__isnull=True), name="%(class)s_now")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="%(class)s_valid"
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__isnull=True) | Q(recorded_to__gte=F("recorded_from")),
                name="%(class)s_recorded",
            ),
            OneStateAtATime(name="%(class)s_one_state"),
        ]

    @classmethod
    def state_fields(cls) -> tuple[str, ...]:
        """Attribute names of the state itself: neither key, entity nor interval."""
        own = {"valid_from", "valid_to", "recorded_from", "recorded_to", *cls.entity_fields}
        return tuple(f.attname for f in cls._meta.concrete_fields if not f.primary_key and f.name not in own)

    def state(self) -> dict[str, Any]:
        """The state as attribute names and values."""
        return {name: getattr(self, name) for name in self.state_fields()}

    @classmethod
    def set_state(
        cls,
        entity: Mapping[str, Any],
        values: Mapping[str, Any],
        valid_from: date,
        valid_to: date | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Record that the entity is in this state over [valid_from, valid_to), whatever was recorded of the interval before.

        Other states that reach into the interval are cut back to what lies outside it. For a change of some fields from a day
        on use `change_state`: it keeps what is already recorded of later days.

        Parameters
        ----------
        entity
            Field names and values that identify the entity.
        values
            The complete state, by field or attribute name.
        at
            The moment of recording; now when absent. Never earlier than what is already recorded of the entity.
        """
        moment = cls._moment(entity, at)
        cls._cut(entity, valid_from, valid_to, moment)
        return cls._base_manager.create(
            **entity, **values, valid_from=valid_from, valid_to=valid_to, recorded_from=moment
        )

    @classmethod
    def change_state(
        cls,
        entity: Mapping[str, Any],
        changes: Mapping[str, Any],
        valid_from: date,
        valid_to: date | None = None,
        at: datetime | None = None,
    ) -> list[Self]:
        """Record that some fields are otherwise from a day on; return the rows written.

        A change lasts until `valid_to`, or until a later day from which another value of that field is already recorded, or
        until the entity has no state. So a name changed from September keeps a move already recorded for October, and holds
        after it.

        Parameters
        ----------
        changes
            New values by attribute name (`parent_id`, not `parent`).

        Raises
        ------
        LookupError
            When the entity has no state on the day.
        """
        moment = cls._moment(entity, at)
        rows = cls._base_manager.filter(**entity, recorded_to__isnull=True)
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)).order_by("valid_from")
        held = [row for row in rows if valid_to is None or row.valid_from < valid_to]
        if not held or held[0].valid_from > valid_from:
            raise LookupError("nothing holds on the day from which a change is recorded")
        first, running, reached = held[0].state(), dict(changes), valid_from
        written: list[Self] = []
        for row in held:
            running = {name: value for name, value in running.items() if getattr(row, name) == first[name]}
            if not running or row.valid_from > reached:
                break
            start, end = max(row.valid_from, valid_from), _earlier(row.valid_to, valid_to)
            if any(getattr(row, name) != value for name, value in running.items()):
                cls._cut(entity, start, end, moment)
                fresh = row._piece(start, end, moment)
                for name, value in running.items():
                    setattr(fresh, name, value)
                fresh.save(force_insert=True)
                written.append(fresh)
            if end is None:
                break
            reached = end
        return written

    @classmethod
    def end_state(
        cls,
        entity: Mapping[str, Any],
        valid_from: date,
        valid_to: date | None = None,
        at: datetime | None = None,
    ) -> None:
        """Record that the entity has no state over [valid_from, valid_to), or from a date on."""
        cls._cut(entity, valid_from, valid_to, cls._moment(entity, at))

    @classmethod
    def hold_on(
        cls, entity: Mapping[str, Any], valid_from: date, valid_to: date, at: datetime | None = None
    ) -> None:
        """Record that over [valid_from, valid_to) the entity was still in the state that ended on the first day, or still in none."""
        moment = cls._moment(entity, at)
        last = cls._base_manager.filter(**entity, recorded_to__isnull=True, valid_to=valid_from).first()
        if last is None:
            cls.end_state(entity, valid_from, valid_to, moment)
        else:
            cls.set_state(entity, last.state(), valid_from, valid_to, moment)

    @classmethod
    def open_states(cls, rows: Iterable[Self], at: datetime | None = None) -> list[Self]:
        """Record the first state of many entities at once: rows not yet saved, of entities that have none."""
        moment = at or clock.now()
        fresh = list(rows)
        for row in fresh:
            row.recorded_from, row.recorded_to = moment, None
        if isinstance(cls._meta.pk, models.AutoField):
            return insert_rows(cls, fresh)
        return cls._base_manager.bulk_create(fresh, batch_size=500)

    @classmethod
    def open_columns(
        cls, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any], at: datetime | None = None
    ) -> None:
        """Record the first state of very many entities, told by column, as `open_states` does with rows in hand.

        Parameters
        ----------
        columns, same
            By attribute the values of all rows, and those that all have alike.
        """
        recorded = {"recorded_from": at or clock.now(), "recorded_to": None}
        insert_columns(cls, columns, {"valid_to": None, **same, **recorded})

    @classmethod
    def set_states(cls, rows: Iterable[Self], at: datetime | None = None) -> list[Self]:
        """Record the states of many entities at once, each over the interval of its row, as `set_state` does one by one.

        The rows are not yet saved, and at most one of an entity; of entities known by one field.
        """
        fresh = list(rows)
        owner = cls._entity_attributes()[0]
        moment = cls._cut_many({getattr(r, owner): (r.valid_from, r.valid_to) for r in fresh}, at)
        return cls.open_states(fresh, moment)

    @classmethod
    def end_states(cls, ends: Mapping[Any, date], at: datetime | None = None) -> None:
        """Record that many entities, by key, have no state from a date on, as `end_state` does one by one."""
        cls._cut_many({owner: (day, None) for owner, day in ends.items()}, at)

    @classmethod
    def _cut_many(cls, intervals: Mapping[Any, tuple[date, date | None]], at: datetime | None) -> datetime:
        """Cut back what reaches into an interval of each entity, known by one field; return the moment of recording."""
        if len(cls.entity_fields) != 1:
            raise ValueError("many states at once are those of entities known by one field")
        key, owner = cls._meta.get_field(cls.entity_fields[0]), cls._entity_attributes()[0]
        held: list[Self] = []
        last: list[datetime] = []
        for some in _parts(sorted(intervals)):
            if key.related_model is not None:
                keys = key.related_model._base_manager.select_for_update().filter(pk__in=some)
                list(keys.values_list("pk", flat=True))
            rows = cls._base_manager.filter(**{f"{owner}__in": some})
            held += list(rows.filter(recorded_to__isnull=True).order_by("pk"))  # type: ignore[arg-type]
            latest = rows.aggregate(opened=Max("recorded_from"), closed=Max("recorded_to"))
            last += [moment for moment in latest.values() if moment is not None]
        moment = max([at or clock.now(), *last])
        if at is not None and moment != at:
            raise ValueError("a state is not recorded before one already recorded of the same thing")
        hit: list[int] = []
        pieces: list[Self] = []
        for row in held:
            start, end = intervals[getattr(row, owner)]
            if (end is not None and row.valid_from >= end) or (
                row.valid_to is not None and row.valid_to <= start
            ):
                continue
            hit.append(row.pk)
            pieces += row._outside(start, end, moment)
        for some in _parts(hit):
            cls._base_manager.filter(pk__in=some).update(recorded_to=moment)
        cls._base_manager.bulk_create(pieces, batch_size=500)
        return moment

    def _outside(self, start: date, end: date | None, moment: datetime) -> list[Any]:
        """Return what of this state lies outside an interval, as rows of its own."""
        pieces = [self._piece(self.valid_from, start, moment)] if self.valid_from < start else []
        if end is not None and (self.valid_to is None or self.valid_to > end):
            pieces.append(self._piece(end, self.valid_to, moment))
        return pieces

    @classmethod
    def _moment(cls, entity: Mapping[str, Any], at: datetime | None) -> datetime:
        """Wait for other writers of the entity, and return the moment of recording: never before one already recorded of it.

        Clocks of two machines differ by a little: a moment that nobody named gives way to the latest one recorded.
        """
        key = cls._meta.get_field(cls.entity_fields[0])
        owner = entity.get(key.name, entity.get(getattr(key, "attname", key.name)))
        if key.related_model is not None:
            keys = key.related_model._base_manager.select_for_update().filter(pk=getattr(owner, "pk", owner))
            keys.values_list("pk", flat=True).first()
        latest = cls._base_manager.filter(**entity).aggregate(
            opened=Max("recorded_from"), closed=Max("recorded_to")
        )
        last = max((moment for moment in latest.values() if moment is not None), default=None)
        if at is None:
            return max(clock.now(), last) if last else clock.now()
        if last is not None and at < last:
            raise ValueError("a state is not recorded before one already recorded of the same thing")
        return at

    @classmethod
    def _cut(cls, entity: Mapping[str, Any], start: date, end: date | None, moment: datetime) -> None:
        if end is not None and end <= start:
            raise ValueError("an interval ends after it begins")
        known = cls._base_manager.filter(**entity, recorded_to__isnull=True)
        if end is not None:
            known = known.filter(valid_from__lt=end)
        pieces: list[Self] = []
        hit: list[int] = []
        for row in known.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start)):
            hit.append(row.pk)
            pieces += row._outside(start, end, moment)
        if hit:
            cls._base_manager.filter(pk__in=hit).update(recorded_to=moment)
            cls._base_manager.bulk_create(pieces)

    def _piece(self, valid_from: date, valid_to: date | None, moment: datetime) -> Any:
        kept = {name: getattr(self, name) for name in (*self.state_fields(), *self._entity_attributes())}
        return type(self)(**kept, valid_from=valid_from, valid_to=valid_to, recorded_from=moment)

    @classmethod
    def _entity_attributes(cls) -> tuple[str, ...]:
        return tuple(str(cls._meta.get_field(name).attname) for name in cls.entity_fields)  # type: ignore[union-attr]


def _parts(keys: list[Any], size: int = 500) -> Iterator[list[Any]]:
    for first in range(0, len(keys), size):
        yield keys[first : first + size]


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
