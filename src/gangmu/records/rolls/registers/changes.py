"""The register of changes of the roll, as successive exports showed them."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from gangmu.foundation.access.scope import holds
from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, register
from gangmu.foundation.registers.readings import ExportsKept
from gangmu.records.rolls.models import RollChange
from gangmu.records.rolls.registers.classes import schools


def _name(change: RollChange) -> str:
    """The name in full for who may see it, else the family name alone."""
    may = holds("rolls.identity:view", change.organisation_id) or holds(
        "rolls.identity:view", change.other_id
    )
    return change.pupil.name if may else str(change.pupil)


def _yes_or_no() -> list[tuple[Any, Any]]:
    return [(True, _("是")), (False, _("否"))]


@register
class RollChanges(ExportsKept):
    """Transfers, suspensions, resumptions, graduations (异动)."""

    name = "roll-changes"
    title = _("学籍异动")
    model = RollChange
    columns = (
        Column("pupil", _("姓名"), value=_name, order_by="pupil__pinyin"),
        Column("kind", _("异动"), ColumnKind.CHOICE),
        Column("organisation__name", _("学校")),
        Column("grade", _("年级"), ColumnKind.CHOICE),
        Column("other__name", _("对方学校")),
        Column("on", _("异动日期"), ColumnKind.DATE),
        Column("due_on", _("应办结日期"), ColumnKind.DATE),
        Column("settled_on", pgettext_lazy("异动", "办结日期"), ColumnKind.DATE),
        Column("is_open", _("未办结"), ColumnKind.YES_NO, in_list=False),
        Column("is_overdue", _("超过十个工作日未办结"), ColumnKind.YES_NO, in_list=False),
        Column("note", _("去向说明"), in_list=False),
    )
    filters = (
        Filter("kind", _("异动")),
        Filter("organisation", _("学校"), FilterKind.MODEL, lambda: schools("rolls.pupil:view")),
        Filter("on", _("异动日期"), FilterKind.DATES),
        Filter("is_open", _("未办结"), FilterKind.CHOICE, _yes_or_no),
        Filter("is_overdue", _("超过十个工作日未办结"), FilterKind.CHOICE, _yes_or_no),
        Filter("due_on", _("应办结日期"), FilterKind.DATES),
    )
    search = ("pupil__name", "pupil__pinyin", "organisation__name")
    order = ("-on", "-id")
    view_permission = "rolls.pupil:view"
    names_permission, names_units = "rolls.identity:view", ("organisation_id", "other_id")
    export_verb = gettext_noop("导出了学籍异动")
    related = ("pupil", "organisation", "other")
    buttons = ((_("超期未办结"), "rolls:overdue", "rolls.pupil:view"),)
    row_buttons = ((_("填写去向"), "rolls:settle", "rolls.pupil:edit"),)
    empty = _("学籍系统办理的转学、休学、复学和毕业，在导入前后两次名册后由比对得出，不在这里办理。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """The changes within the reader's scope, each with whether it is open and whether its ten working days are over."""
        waiting = Q(settled_on__isnull=True)
        late = waiting & Q(due_on__isnull=False, due_on__lt=clock.today())
        found: QuerySet[Any] = super().rows().annotate(
            is_open=ExpressionWrapper(waiting, BooleanField()), is_overdue=ExpressionWrapper(late, BooleanField())
        )  # fmt: skip
        return found
