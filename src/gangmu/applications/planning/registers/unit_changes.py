"""The changes of units over a year, read from their states: founded, renamed, placed under another unit (A1.15)."""

from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Case, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gangmu.applications.planning.choices import UnitChange
from gangmu.foundation.organisations.models import OrganisationState
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.visibility import VIEW, seen
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, Register, register


def unit_changes(known_at: datetime | None = None) -> QuerySet[Any]:
    """Return the states that brought a change, each with `change`, `before` (name) and `parent_before`, as known at a moment (now)."""
    states = OrganisationState.objects.known(known_at)
    last = states.filter(organisation=OuterRef("organisation"), valid_to=OuterRef("valid_from"))
    told = states.annotate(
        before=Subquery(last.values("name")[:1]), parent_before=Subquery(last.values("parent__name")[:1]),
        parent_held=Subquery(last.values("parent_id")[:1]),
    )  # fmt: skip
    change = Case(
        When(before__isnull=True, then=Value(UnitChange.FOUNDED.value)),
        When(~Q(name=F("before")), then=Value(UnitChange.RENAMED.value)),
        When(_differs("parent_id", "parent_held"), then=Value(UnitChange.MOVED.value)),
        output_field=CharField(),
    )
    return told.annotate(change=change).filter(change__isnull=False)


def _differs(held: str, before: str) -> Q:
    """Whether two columns differ; two that are both empty do not."""
    return ~Q(**{held: F(before)}) & ~Q(**{f"{held}__isnull": True, f"{before}__isnull": True})


def _in_words(row: Any) -> str:
    return str(UnitChange(row.change).label)


@register
class UnitChanges(Register):
    """Which units were founded, renamed or placed under another unit, and when."""

    name = "unit-changes"
    title = _("单位变动")
    model = OrganisationState
    columns = (
        Column("name", _("单位名称"), order_by="organisation__sort_key"),
        Column("change", _("变动"), value=_in_words),
        Column("valid_from", _("生效日期"), ColumnKind.DATE),
        Column("before", _("原名称")),
        Column("parent__name", _("上级单位")),
        Column("parent_before", _("原上级单位")),
    )
    filters = (
        Filter("change", _("变动"), FilterKind.CHOICE, lambda: list(UnitChange.choices)),
        Filter("valid_from", _("生效日期"), FilterKind.DATES),
    )
    search = ("name", "organisation__name", "organisation__pinyin")
    order = ("-valid_from", "organisation__sort_key", "id")
    view_permission = VIEW
    related = ("organisation", "parent")
    empty = _("设立、更名和划转单位后，变动会列在这里；它们由单位的历史得出，不需要填报。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """The changes known now, of the units that the reader may see."""
        return cls.rows_at()

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The changes up to a day (today) as known at a moment (now), of the units that the reader may see."""
        standing = tree(on, known_at)
        visible = [unit.id for unit in seen(standing.below(None), standing)]
        rows = unit_changes(known_at).filter(organisation_id__in=visible)
        return (rows if on is None else rows.filter(valid_from__lte=on)).select_related(*cls.related)

    @classmethod
    def address(cls, row: Any) -> str:
        """The unit's own page."""
        return reverse("organisations:unit", kwargs={"pk": row.organisation_id})
