"""What somebody keeps of registers: views, columns, attachments, imports."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import Unit, names_of, tree
from gangmu.foundation.registers.declaration import Register
from gangmu.foundation.registers.models import ColumnChoice, ImportRun, Round, RowAttachment, SavedView
from gangmu.foundation.registers.unit_tables import UnitTable


def own_account() -> int:
    """Return the account of the one who acts; the system has none and keeps nothing."""
    return current_actor().account_id or 0


def own_units() -> list[int]:
    """Return the units in which the one who acts has a role today, without repetition; the system has none."""
    held = getattr(current_actor(), "assignments", ())
    return list(dict.fromkeys(assignment.organisation_id for assignment in held))


def units_to_share_with() -> list[tuple[int, str]]:
    """Return the units with which the one who acts may share a view: those in which they have a role."""
    return list(names_of(own_units()).items())


def views_of(declared: type[Register]) -> QuerySet[SavedView]:
    """Return the reader's own views of a register and those shared with a unit above or around the reader."""
    standing = tree()
    around = {above for unit in own_units() for above in (unit, *standing.ancestors(unit))}
    seen = Q(account_id=own_account()) | Q(shared_with__in=around)
    return SavedView.objects.filter(seen, register=declared.name).select_related("shared_with", "account")


@dataclass(frozen=True, slots=True)
class Shown:
    """Which columns a list shows, and the view that is open, if one is."""

    columns: list[str]
    view: SavedView | None


def shown_columns(declared: type[Register], wanted: list[str], view_id: str, views: list[SavedView]) -> Shown:
    """Return the columns of a list: those the address names, those of the open view, those the reader chose, the register's own."""
    view = next((v for v in views if str(v.pk) == view_id), None)
    chosen = wanted or (view.columns if view else [])
    if not chosen:
        held = ColumnChoice.objects.filter(account_id=own_account(), register=declared.name)
        chosen = held.values_list("columns", flat=True).first() or []
    known = {column.name for column in declared.columns}
    return Shown([name for name in chosen if name in known] or declared.default_columns(), view)


def attachments_of(declared: type[Register], row_id: int) -> list[Attachment]:
    """Return the files of a row, within the reader's scope."""
    held = RowAttachment.objects.filter(register=declared.name, row_id=row_id).select_related("attachment")
    return [link.attachment for link in held]


def runs_of(declared: type[Register]) -> QuerySet[ImportRun]:
    """Return the imports of the one who acts into a register, latest first."""
    mine: QuerySet[ImportRun] = ImportRun.objects.filter(register=declared.name, account_id=own_account())
    return mine.select_related("source")


def rounds_of(declared: type[Register] | UnitTable) -> QuerySet[Round]:
    """Return the sendings of a register or a table by units within the reader's scope, latest first, each with how many units and how many returned."""
    sent: QuerySet[Round] = Round.objects.filter(register=declared.name).select_related("organisation")
    return sent.annotate(
        all_units=Count("units"), returned=Count("units", filter=Q(units__returned_at__isnull=False))
    )


def seat_of_actor(reach: frozenset[int] | None, *, highest: bool = False) -> Organisation | None:
    """Return the unit in whose name the one who acts works: the first own unit within a reach.

    `highest` goes up from there as far as the reach does: the office sends tables in the name of its bureau.
    """
    unit = _highest_seat(reach) if highest else _first_seat(reach)
    return Organisation.objects.get(pk=unit) if unit is not None else None


def _first_seat(reach: frozenset[int] | None) -> int | None:
    return next((unit for unit in own_units() if reach is None or unit in reach), None)


def _highest_seat(reach: frozenset[int] | None) -> int | None:
    unit = _first_seat(reach)
    for above in tree().ancestors(unit) if unit is not None else ():
        if reach is not None and above not in reach:
            break
        unit = above
    return unit


def importing_seat(permission: str) -> Organisation:
    """Return the unit in whose name the one who acts hands in tables under a permission.

    Raises
    ------
    Refusal
        When no own unit lies within the permission.
    """
    unit = seat_of_actor(reach_of(permission))
    if unit is None:
        raise Refusal("registers.no_seat", "您在可登记的范围内没有任职单位，不能导入")
    return unit


def sending_seat(permission: str) -> Organisation:
    """Return the unit in whose name the one who acts sends tables out under a permission: as high as the permission reaches.

    Raises
    ------
    Refusal
        When no own unit lies within the permission.
    """
    unit = seat_of_actor(reach_of(permission), highest=True)
    if unit is None:
        raise Refusal(
            "registers.no_sender",
            "您在可登记的范围内没有任职单位，不能发放表格；请由有任职单位的人员发放，或联系系统管理员",
        )
    return unit


def units_to_send_to(permission: str, sender: int) -> list[Unit]:
    """Return the standing units that the one who acts may send a table to in the name of a unit, each after the one above it.

    They are those of the sender's bureau within the permission: a section has none below it, and keeps a register for the schools
    of its line.
    """
    reach, standing = reach_of(permission), tree()
    near = standing.below(standing.bureau_of(sender) or sender)
    return [unit for unit in near if unit.id != sender and (reach is None or unit.id in reach)]


def may_send_out(permission: str) -> bool:
    """Whether the one who acts has a post under a permission and other units within it, to send them a table."""
    sender = _highest_seat(reach_of(permission))
    return sender is not None and bool(units_to_send_to(permission, sender))
