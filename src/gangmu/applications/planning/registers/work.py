"""Registers of the work beside the plan's own tasks: decisions, projects, pilots, meetings, party activities, reviews, county matters."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.applications.planning.choices import MatterState
from gangmu.applications.planning.models import (
    CountyMatter,
    Decision,
    Highlight,
    Meeting,
    PartyActivity,
    Pilot,
    PolicyDifference,
    StaffTransfer,
    TaskReview,
    WorkProject,
)
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, FilterKind, Register, register
from gangmu.foundation.registers.importer import Importer

Faults = Iterator[tuple[str, Refusal]]
UNIT = Column("organisation__name", _("单位"))
TASK = Column("task__name", _("对应任务"), in_list=False)
NOTE = Column("note", _("说明"), in_list=False)


class WorkRegister(Register):
    """What these registers share: who sees and writes them, the unit, the task served."""

    view_permission = "planning.work:view"
    edit_permission = "planning.work:edit"
    related = ("organisation", "task")
    attachments = True
    search: ClassVar[tuple[str, ...]] = ("name", "organisation__name", "organisation__pinyin")


def _due_after_start(row: Mapping[str, Any]) -> Faults:
    """A project ends after it starts."""
    if row["started_on"] and row["due_on"] and row["due_on"] < row["started_on"]:
        yield "due_on", Refusal("planning.due_first", "应结项日期早于立项日期")


def _fixed_of_found(row: Mapping[str, Any]) -> Faults:
    """No more problems are fixed than were found."""
    found, fixed = row["problems_found"], row["problems_fixed"]
    if fixed is not None and (found is None or fixed > found):
        yield "problems_fixed", Refusal("planning.fixed_more", "已整改的问题多于发现的问题")


def _decided_when_done(row: Mapping[str, Any]) -> Faults:
    """A difference that is settled says how."""
    if row["state"] == MatterState.DONE and not (row["decision"] or "").strip():
        yield "decision", Refusal("planning.no_decision", "办结的差异请写明处理意见")


@register
class Decisions(WorkRegister):
    """The list of major decisions (A1.10)."""

    name = "decisions"
    title = _("重大决策事项清单")
    model = Decision
    columns = (
        Column("name", _("决策事项")),
        Column("decider", _("决策主体")),
        Column("authority", _("决策权限")),
        Column("procedure", _("决策程序")),
        Column("liability", _("责任")),
        Column("listed_on", _("列入日期"), ColumnKind.DATE),
        UNIT,
        TASK,
        NOTE,
    )
    filters = (Filter("listed_on", _("列入日期"), FilterKind.DATES),)
    search = ("name", "decider", "liability")
    order = ("listed_on", "id")
    fields = (
        "organisation",
        "name",
        "decider",
        "authority",
        "procedure",
        "liability",
        "listed_on",
        "task",
        "note",
    )
    unit_kinds = (Kind.BUREAU,)
    importer = Importer(
        fields=("organisation", "name", "decider", "authority", "procedure", "liability", "listed_on", "note"),
        key=("organisation", "name"),
    )  # fmt: skip
    empty = _("列出本局的重大决策事项：谁决定、权限多大、走什么程序、谁负责。")


@register
class WorkProjects(WorkRegister):
    """Work run as topics and projects (A1.11, A1.13)."""

    name = "work-projects"
    title = _("课题和项目")
    model = WorkProject
    columns = (
        Column("name", _("名称")),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        UNIT,
        Column("partner", _("合作单位")),
        Column("head", _("负责人")),
        Column("started_on", _("立项日期"), ColumnKind.DATE),
        Column("due_on", _("应结项日期"), ColumnKind.DATE),
        Column("state", _("状态"), ColumnKind.CHOICE),
        Column("result", _("成果"), in_list=False),
        TASK,
        NOTE,
    )
    filters = (
        Filter("kind", _("类别")),
        Filter("state", _("状态")),
        Filter("started_on", _("立项日期"), FilterKind.DATES),
        Filter("due_on", _("应结项日期"), FilterKind.DATES),
    )
    order = ("-started_on", "-id")
    fields = (
        "organisation", "name", "kind", "partner", "head", "started_on", "due_on", "state", "result", "task", "note",
    )  # fmt: skip
    rules = (_due_after_start,)
    bulk_fields = ("head", "due_on", "state")
    importer = Importer(
        fields=(
            "organisation",
            "name",
            "kind",
            "partner",
            "head",
            "started_on",
            "due_on",
            "state",
            "result",
            "note",
        ),
        key=("organisation", "name", "started_on"),
    )
    empty = _("以课题或项目管理的工作登记在这里：合作单位、负责人、起止时间、成果。")


@register
class Pilots(WorkRegister):
    """Reform pilots and model cases (A1.12)."""

    name = "pilots"
    title = _("改革试点和典型案例")
    model = Pilot
    columns = (
        Column("name", _("名称")),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        Column("level", _("级别"), ColumnKind.CHOICE),
        Column("stage", _("阶段"), ColumnKind.CHOICE),
        UNIT,
        Column("named_on", _("确定日期"), ColumnKind.DATE),
        Column("result", _("成果"), in_list=False),
        TASK,
        NOTE,
    )
    filters = (
        Filter("kind", _("类别")),
        Filter("level", _("级别")),
        Filter("stage", _("阶段")),
        Filter("named_on", _("确定日期"), FilterKind.DATES),
    )
    order = ("-named_on", "-id")
    fields = ("organisation", "name", "kind", "level", "stage", "named_on", "result", "task", "note")
    bulk_fields = ("level", "stage")
    importer = Importer(
        fields=("organisation", "name", "kind", "level", "stage", "named_on", "result", "note"),
        key=("organisation", "kind", "name"),
    )
    empty = _("登记本县承担的改革试点和入选的典型案例：级别、阶段、确定日期。")


@register
class Meetings(WorkRegister):
    """Meetings and rounds of inspection (A1.14)."""

    name = "meetings"
    title = _("会议和督查")
    model = Meeting
    columns = (
        Column("name", _("名称")),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        Column("held_on", _("日期"), ColumnKind.DATE),
        UNIT,
        Column("head", _("主持或带队")),
        Column("schools_visited", _("到校数"), ColumnKind.NUMBER, sums=True),
        Column("problems_found", _("发现问题"), ColumnKind.NUMBER, sums=True),
        Column("problems_fixed", _("已整改"), ColumnKind.NUMBER, sums=True),
        TASK,
        NOTE,
    )
    filters = (Filter("kind", _("类别")), Filter("held_on", _("日期"), FilterKind.DATES))
    order = ("-held_on", "-id")
    fields = (
        "organisation", "name", "kind", "held_on", "head", "schools_visited", "problems_found", "problems_fixed", "task", "note",
    )  # fmt: skip
    rules = (_fixed_of_found,)
    importer = Importer(
        fields=(
            "organisation", "name", "kind", "held_on", "head", "schools_visited", "problems_found", "problems_fixed", "note",
        ),
        key=("organisation", "name", "held_on"),
    )  # fmt: skip
    empty = _("动员会、部署会、读书会和领导带队的督查登记在这里；督查另填到校数、发现的问题和已整改的问题。")


@register
class PartyActivities(WorkRegister):
    """Activities of party building, as sessions and persons (A1.16)."""

    name = "party-activities"
    title = _("党建活动")
    model = PartyActivity
    columns = (
        Column("name", _("名称")),
        Column("kind", _("类别"), ColumnKind.CHOICE),
        Column("held_on", _("日期"), ColumnKind.DATE),
        UNIT,
        Column("sessions", _("场次"), ColumnKind.NUMBER, sums=True),
        Column("persons", _("人次"), ColumnKind.NUMBER, sums=True),
        TASK,
        NOTE,
    )
    filters = (Filter("kind", _("类别")), Filter("held_on", _("日期"), FilterKind.DATES))
    order = ("-held_on", "-id")
    fields = ("organisation", "name", "kind", "held_on", "sessions", "persons", "task", "note")
    importer = Importer(
        fields=("organisation", "name", "kind", "held_on", "sessions", "persons", "note"),
        key=("organisation", "name", "held_on"),
    )
    empty = _("主题活动、党课、廉政谈话等只记场次和人次。")


@register
class Highlights(WorkRegister):
    """Highlights with their evidence (A1.03)."""

    name = "highlights"
    title = _("工作亮点")
    model = Highlight
    columns = (
        Column("name", _("亮点")),
        UNIT,
        Column("shown_on", _("形成日期"), ColumnKind.DATE),
        Column("evidence", _("依据")),
        TASK,
        NOTE,
    )
    filters = (Filter("shown_on", _("形成日期"), FilterKind.DATES),)
    order = ("-shown_on", "-id")
    fields = ("organisation", "name", "shown_on", "evidence", "task", "note")
    importer = Importer(
        fields=("organisation", "name", "shown_on", "evidence", "note"), key=("organisation", "name")
    )
    empty = _("每个亮点写明依据：文件、报道、数据或现场会。")


@register
class CountyMatters(WorkRegister):
    """Matters of the county that another department leads (A1.18)."""

    name = "county-matters"
    title = _("县里其他工作")
    model = CountyMatter
    columns = (
        Column("name", _("事项")),
        Column("county_owner", _("县级牵头部门")),
        UNIT,
        Column("received_on", _("交办日期"), ColumnKind.DATE),
        Column("due_on", _("完成时限"), ColumnKind.DATE),
        Column("state", _("状态"), ColumnKind.CHOICE),
        TASK,
        NOTE,
    )
    filters = (
        Filter("state", _("状态")),
        Filter("received_on", _("交办日期"), FilterKind.DATES),
        Filter("due_on", _("完成时限"), FilterKind.DATES),
    )
    search = ("name", "county_owner", "organisation__name", "organisation__pinyin")
    order = ("-received_on", "-id")
    fields = ("organisation", "name", "county_owner", "received_on", "due_on", "state", "task", "note")
    bulk_fields = ("due_on", "state")
    importer = Importer(
        fields=("organisation", "name", "county_owner", "received_on", "due_on", "state", "note"),
        key=("organisation", "name", "received_on"),
    )
    empty = _("创文、营商环境、双拥、统战、河长制等由县里其他部门牵头、本局配合的工作登记在这里。")


@register
class TaskReviews(WorkRegister):
    """What government supervision, the public and third parties say of the work (A1.06)."""

    name = "task-reviews"
    title = _("多方评价")
    model = TaskReview
    columns = (
        Column("name", _("评价事项")),
        Column("source", _("评价来源"), ColumnKind.CHOICE),
        Column("reviewer", _("评价单位")),
        Column("reviewed_on", _("评价日期"), ColumnKind.DATE),
        Column("conclusion", _("结论"), ColumnKind.CHOICE),
        UNIT,
        Column("task__name", _("对应任务")),
        NOTE,
    )
    filters = (
        Filter("source", _("评价来源")),
        Filter("conclusion", _("结论")),
        Filter("reviewed_on", _("评价日期"), FilterKind.DATES),
    )
    search = ("name", "reviewer", "organisation__name", "organisation__pinyin", "task__name")
    order = ("-reviewed_on", "-id")
    fields = ("organisation", "name", "source", "reviewer", "reviewed_on", "conclusion", "task", "note")
    importer = Importer(
        fields=("organisation", "name", "source", "reviewer", "reviewed_on", "conclusion", "note"),
        key=("organisation", "name", "source", "reviewed_on"),
    )
    empty = _("政府督导、社会监督和第三方评价对一项工作的结论登记在这里，可以指明对应的任务。")


@register
class StaffTransfers(WorkRegister):
    """Persons handed over with a change of boundaries, by kind (A1.15)."""

    name = "staff-transfers"
    title = _("人员划转")
    model = StaffTransfer
    columns = (
        Column("name", _("批次")),
        Column("kind", _("人员类别"), ColumnKind.CHOICE),
        UNIT,
        Column("moved_on", _("划转日期"), ColumnKind.DATE),
        Column("persons_before", _("移交名册人数"), ColumnKind.NUMBER, sums=True),
        Column("persons", _("接收人数"), ColumnKind.NUMBER, sums=True),
        TASK,
        NOTE,
    )
    filters = (Filter("kind", _("人员类别")), Filter("moved_on", _("划转日期"), FilterKind.DATES))
    order = ("-moved_on", "-id")
    fields = ("organisation", "name", "kind", "moved_on", "persons_before", "persons", "task", "note")
    importer = Importer(
        fields=("organisation", "name", "kind", "moved_on", "persons_before", "persons", "note"),
        key=("organisation", "name", "kind", "moved_on"),
    )
    empty = _("区划调整时按批次登记划转人数：移交名册多少人、接收多少人；不同的在说明里写原因。")


@register
class PolicyDifferences(WorkRegister):
    """Policies that differ on the two sides of a change of boundaries (A1.15)."""

    name = "policy-differences"
    title = _("政策差异清单")
    model = PolicyDifference
    columns = (
        Column("name", _("政策事项")),
        Column("before", _("划转前政策")),
        Column("after", _("接收地政策")),
        Column("found_on", pgettext_lazy("差异", "提出日期"), ColumnKind.DATE),
        Column("state", _("状态"), ColumnKind.CHOICE),
        Column("decision", _("处理意见")),
        UNIT,
        TASK,
        NOTE,
    )
    filters = (
        Filter("state", _("状态")),
        Filter("found_on", pgettext_lazy("差异", "提出日期"), FilterKind.DATES),
    )
    order = ("-found_on", "-id")
    fields = ("organisation", "name", "before", "after", "found_on", "state", "decision", "task", "note")
    rules = (_decided_when_done,)
    importer = Importer(
        fields=("organisation", "name", "before", "after", "found_on", "state", "decision", "note"),
        key=("organisation", "name"),
    )
    empty = _("区划调整前后不一致的政策逐条列出，并写明处理意见。")
