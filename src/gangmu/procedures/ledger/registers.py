"""What people list of the ledger."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.task_lights import EvidenceLight, TimeLight
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
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS
from gangmu.procedures.ledger.models import Task, TaskUnit
from gangmu.procedures.ledger.selectors import cooperating_names, lead_name
from gangmu.procedures.ledger.services.showing import show_lights


def _years() -> list[tuple[Any, Words]]:
    this = clock.today().year
    return [(year, str(year)) for year in range(this + 1, this - 5, -1)]


def _words(lights: Iterable[str]) -> list[tuple[Any, Words]]:
    return [(str(light), LIGHTS[light][2]) for light in lights]


def _light(task: Task, which: str) -> str:
    """The shape and the word of a light as shown today."""
    held = getattr(getattr(task, "shown", None), which, "")
    return "{1} {2}".format(*LIGHTS[held]) if held else ""


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
        Column("shown__rank", _("时间"), value=lambda task: _light(task, "time"), order_by="shown__rank"),
        Column("shown__evidence", _("佐证"), value=lambda task: _light(task, "evidence")),
        Column(
            "shown__result", _("结果"), value=lambda task: _light(task, "result"), order_by="shown__result"
        ),
        Column("state", _("状态"), value=lambda task: task.state_word, order_by="state"),
        Column("ledger", _("台账类别"), ColumnKind.CHOICE, in_list=False),
        Column("content", _("任务内容"), in_list=False),
    )
    filters = (
        Filter("year", _("年度"), FilterKind.CHOICE, _years),
        Filter("ledger", _("台账类别")),
        Filter("state", _("状态")),
        Filter("shown__time", _("时间"), FilterKind.CHOICE, lambda: _words(TimeLight)),
        Filter("shown__result", _("结果"), FilterKind.CHOICE, lambda: _words(ResultLight)),
        Filter("shown__evidence", _("佐证"), FilterKind.CHOICE, lambda: _words(EvidenceLight)),
        Filter("kind", _("类别")),
        Filter("theme", _("板块"), FilterKind.TEXT),
        Filter("due_on", _("完成时限"), FilterKind.DATES),
    )
    search = ("name", "theme", "content", "number")
    order = ("year", "order", "id")
    view_permission = "ledger.task:view"
    detail_route = "ledger:task"
    empty = _("采用一份工作要点后,其中的任务会列在这里;也可以导入已有的责任分解表。")
    related = ("leader", "shown")
    prefetched = (Prefetch("units", TaskUnit.objects.select_related("organisation")),)

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Return the tasks within the reader's scope, their lights of today worked out."""
        show_lights(Task.objects.all())
        return super().rows()
