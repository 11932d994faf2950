"""What makes a state impossible beside the other units: its place in the tree and its codes, on every day that it holds."""

from datetime import date

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import PARENTS, Kind
from gangmu.foundation.organisations.codes import faults_of
from gangmu.foundation.organisations.models import Organisation, OrganisationState, Succession


def check_written(rows: list[OrganisationState]) -> None:
    """Insist that states just written are possible; a refusal undoes the transaction that wrote them.

    Raises
    ------
    Refusal
        A wrong or taken code, a place under a unit that does not stand all the time, under itself, or where its kind
        cannot stand.
    """
    for row in rows:
        for _field, refusal in faults_of(row.state()):
            raise refusal
        check_place(row)
        check_children(row)
        check_code_free(row)
        check_name_free(row)


def check_place(row: OrganisationState) -> None:
    """Insist that the unit above stands as long as the state holds, may hold the kind, and is not below the unit."""
    if row.parent_id is None:
        if None not in PARENTS[row.kind]:
            raise Refusal("organisations.parent_needed", "“%(name)s”没有填写上级单位", name=row.name)
        return
    for above in _above(row.parent_id, row.valid_from, row.valid_to, row.name):
        if above.kind not in PARENTS[row.kind]:
            raise Refusal(
                "organisations.wrong_parent",
                "%(kind)s“%(name)s”不能设在%(above_kind)s“%(above)s”之下",
                kind=str(Kind(row.kind).label),
                name=row.name,
                above_kind=str(Kind(above.kind).label),
                above=above.name,
            )
    _check_no_cycle(row.organisation_id, row.parent_id, row.valid_from, row.valid_to, row.name)


def _above(unit_id: int, start: date, end: date | None, name: str) -> list[OrganisationState]:
    """Return the states of a unit over an interval; refuse when one day of it has none."""
    pieces = list(
        OrganisationState.objects.touching(start, end).filter(organisation_id=unit_id).order_by("valid_from")
    )
    reached: date | None = start
    for piece in pieces:
        if reached is None or piece.valid_from > reached:
            break
        reached = piece.valid_to
    if reached is not None and (end is None or reached < end):
        raise Refusal(
            "organisations.parent_missing",
            "“%(name)s”的上级单位“%(above)s”在 %(day)s 尚未设立或已经撤销",
            name=name,
            above=Organisation.objects.get(pk=unit_id).name,
            day=reached.isoformat(),
        )
    return pieces


def _check_no_cycle(unit_id: int, parent_id: int | None, start: date, end: date | None, name: str) -> None:
    if parent_id is None:
        return
    if parent_id == unit_id:
        raise Refusal("organisations.cycle", "“%(name)s”不能划到自己或自己的下级之下", name=name)
    for piece in OrganisationState.objects.touching(start, end).filter(organisation_id=parent_id):
        until = min((day for day in (piece.valid_to, end) if day is not None), default=None)
        _check_no_cycle(unit_id, piece.parent_id, max(start, piece.valid_from), until, name)


def check_children(row: OrganisationState) -> None:
    """Insist that what stands below a unit may stand below its kind."""
    below = OrganisationState.objects.touching(row.valid_from, row.valid_to)
    for child in below.filter(parent_id=row.organisation_id):
        if row.kind not in PARENTS[child.kind]:
            raise Refusal(
                "organisations.wrong_child",
                "“%(name)s”下还有“%(child)s”，不能改为%(kind)s",
                name=row.name,
                child=child.name,
                kind=str(Kind(row.kind).label),
            )


def check_code_free(row: OrganisationState) -> None:
    """Insist that nobody else has the school code on one of the days, and that it is not reused of a stranger at any time."""
    if not row.school_code:
        return
    others = OrganisationState.objects.known().filter(school_code=row.school_code)
    for other in others.exclude(organisation_id=row.organisation_id):
        meets = (other.valid_to is None or other.valid_to > row.valid_from) and (
            row.valid_to is None or other.valid_from < row.valid_to
        )
        if meets:
            raise Refusal(
                "organisations.code_taken",
                "学校标识码 %(code)s 已属于“%(name)s”",
                code=row.school_code,
                name=other.name,
            )
        if not _follow_each_other(row.organisation_id, other.organisation_id):
            raise Refusal(
                "organisations.code_reused",
                "学校标识码 %(code)s 曾属于“%(name)s”，标识码终身唯一，不得重复使用",
                code=row.school_code,
                name=other.name,
            )


def _follow_each_other(one: int, other: int) -> bool:
    return Succession.objects.filter(
        predecessor__in=(one, other), successor__in=(one, other), recorded_to__isnull=True
    ).exists()


def check_name_free(row: OrganisationState) -> None:
    """Insist that two units under one parent differ by name on every day."""
    beside = OrganisationState.objects.touching(row.valid_from, row.valid_to).filter(
        parent_id=row.parent_id, name=row.name
    )
    if row.parent_id is not None and beside.exclude(organisation_id=row.organisation_id).exists():
        raise Refusal("organisations.same_name", "同一上级单位下已有“%(name)s”", name=row.name)


def check_nothing_below(unit: Organisation, on: date) -> None:
    """Insist that no unit stands below, on the day or on a later one."""
    rows = OrganisationState.objects.touching(on).filter(parent=unit).order_by("valid_from")
    below = list(dict.fromkeys(rows.values_list("name", flat=True)))
    if below:
        raise Refusal(
            "organisations.has_children",
            "“%(name)s”下还有 %(count)s 个单位（%(units)s），请先划转或撤销",
            name=unit.name,
            count=len(below),
            units="、".join(below[:5]) + ("…" if len(below) > 5 else ""),
        )


def held_on(unit: Organisation, on: date) -> OrganisationState:
    """Return the state of a unit on a day.

    Raises
    ------
    Refusal
        When it did not stand then: it says whether the day is before the founding or after the closing.
    """
    held = OrganisationState.objects.at(on).filter(organisation=unit).first()
    if held is not None:
        return held
    rows = OrganisationState.objects.known().filter(organisation=unit).order_by("valid_from")
    first, last = rows.first(), rows.last()
    if first is not None and on < first.valid_from:
        raise Refusal(
            "organisations.before_founding",
            "“%(name)s”于 %(founded)s 设立，日期 %(day)s 早于设立日期",
            name=unit.name,
            founded=first.valid_from.isoformat(),
            day=on.isoformat(),
        )
    closed = last.valid_to if last is not None and last.valid_to is not None else on
    raise Refusal(
        "organisations.closed",
        "“%(name)s”已于 %(closed)s 撤销，不能从 %(day)s 起变更",
        name=unit.name,
        closed=closed.isoformat(),
        day=on.isoformat(),
    )
