"""What the registers of this room share: who has premises, and states whose amount is shared among stages."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.registers.dated import StateRegister
from gangmu.foundation.registers.declaration import Column, ColumnKind
from gangmu.records.premises.selectors import with_shares

#: Kinds of units that have premises.
SCHOOLS = (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN)
#: Under which titles a table names the unit and the day.
ALIASES: dict[str, tuple[str, ...]] = {"organisation": ("学校", "学校名称", "园名"), "since": ("登记日期",)}
#: The days of a dated row, as columns.
DAYS = (
    Column("since", _("起始日期"), ColumnKind.DATE, in_list=False),
    Column("ended_on", _("终止日期"), ColumnKind.DATE, in_list=False),
)


class SharedStates(StateRegister):
    """States with an amount of which primary and junior pupils have their parts."""

    #: The attribute that is shared.
    amount: ClassVar[str]
    shares = (
        Column("primary_share", _("小学分摊比例"), ColumnKind.NUMBER, in_list=False),
        Column("junior_share", _("初中分摊比例"), ColumnKind.NUMBER, in_list=False),
        Column("primary_part", _("小学部分"), ColumnKind.NUMBER, sums=True, in_list=False),
        Column("junior_part", _("初中部分"), ColumnKind.NUMBER, sums=True, in_list=False),
        Column("counted_on", _("统计日期"), ColumnKind.DATE, in_list=False),
    )

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Every state within the reader's scope with its shares of today."""
        return cls.on_day(with_shares(super().rows(), cls.amount, None, None), None)

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The states of a day (today) as known at a moment (now), shared by the pupils of that day."""
        held = super().rows().at(on, known_at)  # type: ignore[attr-defined]
        return cls.on_day(with_shares(held, cls.amount, on, known_at), on)
