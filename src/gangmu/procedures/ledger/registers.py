"""What people list of the ledger."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.datacentre.targets.lights import ResultLight
from gangmu.datacentre.targets.task_lights import EvidenceLight, TimeLight
from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Register,
    Sought,
    Words,
    register,
)
from gangmu.foundation.registers.unit_tables import unit_table
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS
from gangmu.procedures.ledger.models import Milestone, Paper, Task, TaskUnit
from gangmu.procedures.ledger.papers import papers
from gangmu.procedures.ledger.selectors import cooperating_names, lead_name
from gangmu.procedures.ledger.services.showing import show_lights
from gangmu.procedures.ledger.sheets import MonthTable


def _years() -> list[tuple[Any, Words]]:
    this = clock.today().year
    return [(year, str(year)) for year in range(this + 1, this - 5, -1)]


def _words(lights: Iterable[str]) -> list[tuple[Any, Words]]:
    return [(str(light), LIGHTS[light][2]) for light in lights]


def _light(task: Task, which: str) -> str:
    """The light as shown today; empty where there is none."""
    return str(getattr(getattr(task, "shown", None), which, ""))


@register
class Tasks(Register):
    """The ledger of a bureau's tasks, in the columns of the 责任分解表 (official_documents 12.6)."""

    name = "tasks"
    title = _("台账")
    model = Task
    columns = (
        Column("number", _("序号"), ColumnKind.CODE, order_by="order", on_phone=True),
        Column("name", _("任务名称"), on_phone=True),
        Column("theme", _("板块")),
        Column("requirement", _("目标要求"), in_list=False),
        Column("leader__name", _("责任领导")),
        Column("lead", _("牵头单位"), value=lead_name, on_phone=True),
        Column("cooperating", _("配合单位"), value=lambda task: "、".join(cooperating_names(task))),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        Column("due_on", _("完成时限"), ColumnKind.DATE, on_phone=True),
        Column(
            "shown__rank",
            _("时间"),
            ColumnKind.LIGHT,
            value=lambda task: _light(task, "time"),
            order_by="shown__rank",
            on_phone=True,
        ),
        Column(
            "shown__evidence",
            _("佐证"),
            ColumnKind.LIGHT,
            value=lambda task: _light(task, "evidence"),
            on_phone=True,
        ),
        Column(
            "shown__result",
            _("结果"),
            ColumnKind.LIGHT,
            value=lambda task: _light(task, "result"),
            order_by="shown__result_rank",
            on_phone=True,
        ),
        Column("state", _("状态"), value=lambda task: task.state_word, order_by="state"),
        Column("ledger", _("台账类别"), ColumnKind.CHOICE, in_list=False),
        Column("parent_id", _("上级任务"), ColumnKind.CODE, in_list=False),
        Column("issued_on", _("印发日期"), ColumnKind.DATE, in_list=False),
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
    sought = Sought(10, ("number", "lead", "due_on"))
    order = ("year", "order", "id")
    view_permission = "ledger.task:view"
    detail_route = "ledger:task"
    buttons = (
        (_("交办事项"), "ledger:enter", "ledger.task:edit"),
        (_("粘贴纪要或表格"), "ledger:paste", "ledger.task:edit"),
        (_("报送和灯的规定"), "ledger:rules", "ledger.rule:edit"),
    )
    empty = _("采用一份工作要点后，其中的任务会列在这里；也可以导入已有的责任分解表。")
    looks = (
        (_("看板"), "ledger:board"),
        (_("日历"), "ledger:calendar"),
        (_("时间轴"), "ledger:timeline"),
    )
    related = ("leader", "shown")
    prefetched = (Prefetch("units", TaskUnit.objects.select_related("organisation")),)

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Return the tasks within the reader's scope, their lights of today worked out."""
        show_lights(Task.objects.all())
        return super().rows()

    @classmethod
    def rows_sought(cls) -> QuerySet[Any]:
        """Return the tasks within the reader's scope; of lights nothing is told there."""
        return super().rows()


@register
class Milestones(Register):
    """The milestones of the tasks within the reader's scope (A1.05)."""

    name = "milestones"
    title = pgettext_lazy("列表", "节点")
    model = Milestone
    columns = (
        Column("name", _("节点"), on_phone=True),
        Column("task__name", _("任务名称"), on_phone=True),
        Column("due_on", _("节点时限"), ColumnKind.DATE, on_phone=True),
        Column("reached_on", _("达成日期"), ColumnKind.DATE, on_phone=True),
        Column("days_before_end", _("距完成时限天数"), ColumnKind.NUMBER),
    )
    filters = (
        Filter("due_on", _("节点时限"), FilterKind.DATES),
        Filter("reached_on", _("达成日期"), FilterKind.DATES),
    )
    search = ("name", "task__name")
    order = ("due_on", "id")
    view_permission = "ledger.task:view"
    organisation_field = "task__organisation"
    detail_route = "ledger:task"
    related = ("task",)
    empty = _("任务有了节点，倒排工期和按月分解就列在这里。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Return the milestones of the tasks that the reader may see."""
        return Milestone.objects.filter(task__in=Task.objects.all()).select_related(*cls.related)

    @classmethod
    def address(cls, row: Any) -> str:
        """The task's own page."""
        return reverse(cls.detail_route, kwargs={"pk": row.task_id})


@register
class Papers(Register):
    """The papers of the ladder."""

    name = "papers"
    title = _("督办文书")
    model = Paper
    columns = (
        Column("number", _("编号"), ColumnKind.CODE, on_phone=True),
        Column("title", _("标题"), on_phone=True),
        Column("kind", _("文种"), ColumnKind.CHOICE, on_phone=True),
        Column("state", _("状态"), ColumnKind.CHOICE, on_phone=True),
        Column("due_on", _("时限"), ColumnKind.DATE, on_phone=True),
        Column("proposed_on", _("提出日期"), ColumnKind.DATE),
        Column("issued_on", _("印发日期"), ColumnKind.DATE),
        Column("reason", _("提出理由"), in_list=False),
    )
    filters = (
        Filter("kind", _("文种")),
        Filter("state", _("状态")),
        Filter("issued_on", _("印发日期"), FilterKind.DATES),
    )
    search = ("title", "number", "basis")
    sought = Sought(30, ("title", "state"))
    order = ("-proposed_on", "-id")
    view_permission = "ledger.paper:view"
    detail_route = "ledger:paper"
    empty = _("督办单、通报、约谈和公文列在这里；都先拟发，由局领导决定。")
    buttons = (
        (_("拟发文书"), "ledger:paper-new", "ledger.paper:propose"),
        (_("登记已在 OA 印发的"), "ledger:paper-register", "ledger.paper:issue"),
    )

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Return the papers that the reader may see."""
        return papers()


unit_table(MonthTable())
