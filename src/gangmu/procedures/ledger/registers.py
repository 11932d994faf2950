"""What people list of the ledger."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
    Words,
    register,
)
from gangmu.procedures.ledger.models import Task, TaskUnit
from gangmu.procedures.ledger.selectors import cooperating_names, lead_name


def _years() -> list[tuple[Any, Words]]:
    this = clock.today().year
    return [(year, str(year)) for year in range(this + 1, this - 5, -1)]


@register
class Tasks(Register):
    """The ledger of a bureau's tasks, in the columns of the 责任分解表 (official_documents 12.6)."""

    name = "tasks"
    title = _("台账")
    model = Task
    columns = (
        Column("number", _("序号"), ColumnKind.CODE, order_by="order"),
        Column("name", _("任务名称")),
        Column("theme", _("板块")),
        Column("requirement", _("目标要求"), in_list=False),
        Column("leader__name", _("责任领导")),
        Column("lead", _("牵头单位"), value=lead_name),
        Column("cooperating", _("配合单位"), value=lambda task: "、".join(cooperating_names(task))),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        Column("due_on", _("完成时限"), ColumnKind.DATE),
        Column("state", _("状态"), ColumnKind.CHOICE),
        Column("content", _("任务内容"), in_list=False),
    )
    filters = (
        Filter("year", _("年度"), FilterKind.CHOICE, _years),
        Filter("state", _("状态")),
        Filter("kind", _("类别")),
        Filter("theme", _("板块"), FilterKind.TEXT),
        Filter("due_on", _("完成时限"), FilterKind.DATES),
    )
    search = ("name", "theme", "content", "number")
    order = ("year", "order", "id")
    view_permission = "ledger.task:view"
    detail_route = "ledger:task"
    empty = _("采用一份工作要点后,其中的任务会列在这里;也可以导入已有的责任分解表。")
    related = ("leader",)
    prefetched = (Prefetch("units", TaskUnit.objects.select_related("organisation")),)
