"""The abstract base of rows with two times: when a state holds in the world, and when the system knew it.

A change in the world ends the valid interval of a state; a correction ends the recorded interval of a row and adds another.
Nothing is overwritten, so that a figure can be asked as of a date and as known at a moment.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from gangmu.foundation.kernel import clock


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


class TwoTimeRow(models.Model):
    """A state of an entity over a valid interval [from, to), as recorded over [from, to).

    A subclass names in `entity_fields` the fields that say whose state it is; per entity no two rows known at the same
    moment hold on the same date. Rows are written by `set_state` and `end_state` only.
    """

    #: Fields that identify the thing whose state the row is.
    entity_fields: ClassVar[tuple[str, ...]] = ()

    valid_from = models.DateField("生效日期", help_text="该状态在现实中开始的日期")
    valid_to = models.DateField(
        "失效日期", null=True, blank=True, help_text="该状态在现实中结束的日期(不含当日)"
    )
    recorded_from = models.DateTimeField("记录时间", default=clock.now, help_text="系统得知该状态的时刻")
    recorded_to = models.DateTimeField("更正时间", null=True, blank=True, help_text="该记录被更正的时刻")

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
        ]

    @classmethod
    def state_fields(cls) -> tuple[str, ...]:
        """Attribute names of the state itself: neither key, entity nor interval."""
        own = {"id", "valid_from", "valid_to", "recorded_from", "recorded_to", *cls.entity_fields}
        return tuple(
            f.attname for f in cls._meta.concrete_fields if f.attname not in own and f.name not in own
        )

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
        """Record that the entity is in this state over [valid_from, valid_to).

        Other states that reach into the interval are cut back to what lies outside it. Call inside a transaction.

        Parameters
        ----------
        entity
            Field names and values that identify the entity.
        values
            The complete state, by field or attribute name.
        at
            The moment of recording; now when absent. Never earlier than what is already recorded of the entity.
        """
        moment = at or clock.now()
        cls._cut(entity, valid_from, valid_to, moment)
        return cls._base_manager.create(
            **entity, **values, valid_from=valid_from, valid_to=valid_to, recorded_from=moment
        )

    @classmethod
    def end_state(cls, entity: Mapping[str, Any], valid_from: date, at: datetime | None = None) -> None:
        """Record that the entity has no state from a date on. Call inside a transaction."""
        cls._cut(entity, valid_from, None, at or clock.now())

    @classmethod
    def _cut(cls, entity: Mapping[str, Any], start: date, end: date | None, moment: datetime) -> None:
        if end is not None and end <= start:
            raise ValueError("an interval ends after it begins")
        known = cls._base_manager.select_for_update().filter(**entity, recorded_to__isnull=True)
        if end is not None:
            known = known.filter(valid_from__lt=end)
        pieces: list[Self] = []
        hit: list[int] = []
        for row in known.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start)):
            if row.recorded_from > moment:
                raise ValueError("a state is not recorded before one already recorded")
            hit.append(row.pk)
            if row.valid_from < start:
                pieces.append(row._piece(row.valid_from, start, moment))
            if end is not None and (row.valid_to is None or row.valid_to > end):
                pieces.append(row._piece(end, row.valid_to, moment))
        cls._base_manager.filter(pk__in=hit).update(recorded_to=moment)
        cls._base_manager.bulk_create(pieces)

    def _piece(self, valid_from: date, valid_to: date | None, moment: datetime) -> Self:
        kept = {name: getattr(self, name) for name in (*self.state_fields(), *self._entity_attributes())}
        return type(self)(**kept, valid_from=valid_from, valid_to=valid_to, recorded_from=moment)

    @classmethod
    def _entity_attributes(cls) -> tuple[str, ...]:
        return tuple(cls._meta.get_field(name).attname for name in cls.entity_fields)
