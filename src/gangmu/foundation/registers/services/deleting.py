"""Taking out a row that was entered by mistake: what goes with it, and what others wrote that forbids it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import holds, require
from gangmu.foundation.audit.services import one_act, record
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.models import RowAttachment


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a row: `own` was written with it, `falling` counts by kind all that goes with it, `blocking` what forbids that it goes."""

    own: list[models.Model]
    falling: list[tuple[str, int]]
    blocking: dict[type[models.Model], list[Any]]

    def blocked_by(self) -> list[tuple[str, int]]:
        """Return what forbids the deletion, kind and number."""
        return [(_kind(model), len(keys)) for model, keys in self.blocking.items()]


def hanging_on(declared: type[Register], row: models.Model) -> Hanging:
    """Return what hangs on a row.

    What was written with the row goes with it, in units for which the one who acts may write: what the row once was in another
    unit is that unit's history.
    """
    own: list[models.Model] = [
        one
        for rows in declared.belonging(row)
        for one in rows
        if holds(declared.edit_permission, one.organisation_id)
    ]
    collector, protected = Collector(using=row._state.db or "default"), set[models.Model]()
    for some in [[row], *_by_kind(own).values()]:
        try:
            collector.collect(some)
        except ProtectedError as error:
            protected |= error.protected_objects
        except RestrictedError as error:
            protected |= error.restricted_objects
    falling = Counter({model: len(rows) for model, rows in collector.data.items()})
    for rows in collector.fast_deletes:
        falling[rows.model] += rows.count()
    del falling[type(row)]
    blocking = {model: [one.pk for one in held] for model, held in _by_kind(protected - set(own)).items()}
    return Hanging(own, [(_kind(model), number) for model, number in falling.items() if number], blocking)


@transaction.atomic
def delete_row(declared: type[Register], row: models.Model, note: str) -> None:
    """Delete a row with what hangs on it; the audit keeps what it and the rows written with it held, files stay in the bureau's keeping.

    Raises
    ------
    Refusal
        When something stands on the row that must not fall with it, or without a reason.
    """
    organisation_id = getattr(row, f"{declared.organisation_field}_id")
    require(declared.edit_permission, organisation_id)
    # Who writes a state of the row meanwhile waits, and finds the row gone.
    declared.model._base_manager.select_for_update().filter(pk=row.pk).first()
    hanging = hanging_on(declared, row)
    if hanging.blocking:
        raise _protected(row, hanging)
    if not note.strip():
        raise Refusal("registers.no_reason", "请写明删除的理由，理由和所删的内容保留在操作记录里")
    with one_act():
        record(row, gettext_noop("删除了"), before={}, organisation_id=organisation_id, note=note)
        for one in hanging.own:
            unit: int = one.organisation_id  # type: ignore[attr-defined]
            record(one, gettext_noop("删除了"), before={}, organisation_id=unit, note=note)
    RowAttachment._base_manager.filter(register=declared.name, row_id=row.pk).delete()
    for model, held in _by_kind(hanging.own).items():
        model._base_manager.filter(pk__in=[one.pk for one in held]).delete()
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise _protected(row, hanging_on(declared, row)) from error


def _protected(row: models.Model, hanging: Hanging) -> Refusal:
    told = "、".join(f"{kind} {number}" for kind, number in hanging.blocked_by())
    return Refusal(
        "registers.protected",
        "“%(name)s”还被其他记录引用（%(what)s），不能删除",
        name=str(row),
        what=told,
    )


def _by_kind(rows: Any) -> dict[type[models.Model], list[models.Model]]:
    found: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for one in sorted(rows, key=lambda one: (one._meta.label, one.pk)):
        found[type(one)].append(one)
    return dict(found)


def _kind(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)
