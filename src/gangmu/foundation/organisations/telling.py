"""What a unit was and became, in the reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gangmu.foundation.organisations.choices import Kind, Stage, SuccessionKind
from gangmu.foundation.organisations.models import Organisation, OrganisationState, Succession


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two states have otherwise: its title, and both values as a person reads them."""

    field: str
    label: str
    was: Any
    now: Any


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], names: Mapping[int, str] | None = None
) -> list[Difference]:
    """Return what differs between two states; before nothing, every filled field."""
    known = names if names is not None else names_in((before or {}, after))
    found = []
    for attribute in OrganisationState.state_fields():
        if attribute not in after:
            continue
        field: Any = OrganisationState._meta.get_field(attribute.removesuffix("_id"))
        was, now = (before or {}).get(attribute), after[attribute]
        if was != now and not (was in (None, "", []) and now in (None, "", [])):
            words = [worded(field, attribute, value, known) for value in (was, now)]
            found.append(Difference(field.name, str(field.verbose_name), *words))
    return found


def names_in(states: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return the names of the units above in some states."""
    ids = {above for state in states if (above := state.get("parent_id")) is not None}
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))


def worded(field: Any, attribute: str, value: Any, names: Mapping[int, str]) -> Any:
    """Return a value as a person reads it."""
    if attribute == "parent_id":
        return names.get(value)
    if attribute == "stages":
        return [str(Stage(code).label) for code in value or []]
    return str(dict(field.choices).get(value, value)) if field.choices and value else value


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a unit on a day, in sentences, and when the system came to know it."""

    on: date
    sentences: tuple[str, ...]
    recorded_at: datetime
    state_id: int | None = None


def timeline_of(organisation_id: int, known_at: datetime | None = None) -> list[Happening]:
    """Return what happened to a unit as known at a moment, latest first: founding, changes, closing, successions."""
    rows = list(
        OrganisationState.objects.known(known_at)
        .filter(organisation_id=organisation_id)
        .order_by("valid_from")
    )
    names = names_in(row.state() for row in rows)
    found: list[Happening] = []
    previous: OrganisationState | None = None
    for row in rows:
        follows = previous is not None and previous.valid_to == row.valid_from
        if previous is not None and not follows and previous.valid_to is not None:
            found.append(Happening(previous.valid_to, (pgettext("沿革", "撤销"),), previous.recorded_from))
        changes = differences(previous.state() if previous and follows else None, row.state(), names)
        told = tuple(_sentence(change) for change in changes)
        if not follows:
            told = (_("设立，名称“%(name)s”") % {"name": row.name}, *told[1:])
        found.append(Happening(row.valid_from, told, row.recorded_from, row.pk))
        previous = row
    if previous is not None and previous.valid_to is not None:
        found.append(Happening(previous.valid_to, (pgettext("沿革", "撤销"),), previous.recorded_from))
    found += _successions(organisation_id, known_at)
    return sorted(found, key=lambda happening: happening.on, reverse=True)


def _sentence(change: Difference) -> str:
    words = {"field": change.label, "was": _shown(change.was), "now": _shown(change.now)}
    if change.was in (None, "", []):
        return _("%(field)s：%(now)s") % words
    if change.now in (None, "", []):
        return _("%(field)s由“%(was)s”改为空") % words
    return _("%(field)s由“%(was)s”改为“%(now)s”") % words


def _shown(value: Any) -> str:
    return (
        "、".join(map(str, value))
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )


def _successions(organisation_id: int, known_at: datetime | None) -> list[Happening]:
    known = Q(recorded_to__isnull=True)
    if known_at is not None:
        known = (known | Q(recorded_to__gt=known_at)) & Q(recorded_from__lte=known_at)
    rows = Succession.objects.filter(known).select_related("predecessor", "successor")
    found = []
    for row in rows.filter(Q(predecessor_id=organisation_id) | Q(successor_id=organisation_id)):
        if row.predecessor_id == row.successor_id:
            continue
        outward = row.predecessor_id == organisation_id
        words = {"name": row.successor.name if outward else row.predecessor.name}
        if row.kind == SuccessionKind.MERGER:
            told = _("并入“%(name)s”") if outward else _("“%(name)s”并入本单位")
        else:
            told = _("分立出“%(name)s”") if outward else _("自“%(name)s”分立")
        found.append(Happening(row.on, (told % words,), row.recorded_from))
    return found


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of a reconciliation, in the reader's words."""

    where: str
    what: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """After less before."""
        return self.after - self.before


def told_lines(lines: Iterable[Any]) -> list[ToldLine]:
    """Return the lines of a reconciliation: totals first, then what differs."""
    found = []
    for line in lines:
        if line.under == "all":
            where = _("全部单位")
        elif not line.difference:
            continue
        elif line.under == "bureau":
            where = _("%(name)s（全部下级）") % {"name": line.unit_name}
        else:
            where = _("%(name)s（直接下级）") % {"name": line.unit_name}
        words = {"kind": Kind, "stage": Stage}.get(line.by)
        what = str(words(line.code).label) if words else _("合计")
        found.append(ToldLine(where, what, line.before, line.after))
    return found
