"""The ledger as a table in a county's own columns: what may stand in a column, and the words of each task's cells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import translation

from gangmu.foundation.documents.letters import date_words
from gangmu.foundation.documents.tables import Table, TableColumn
from gangmu.foundation.documents.workbooks import KeyedColumn, KeyedRow
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.selectors import name_of
from gangmu.foundation.people.models import Person, RoleAssignment
from gangmu.foundation.people.selectors import holding
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.models import Report, SheetLayout, Task, TaskSource
from gangmu.procedures.ledger.selectors import cooperating_names, lead_name
from gangmu.procedures.ledger.standing import COME, standings

#: How a leader is told in published versions when no post is known (official_documents 12.6).
LEADER_POST = "分管领导"
#: The key of a task's row in a table that goes out.
KEY = "task-%s"


@dataclass(frozen=True, slots=True)
class SheetField:
    """What may stand in a column: its usual title, whether a unit fills it in, its code list, whether it stands in the middle."""

    title: str
    editable: bool = False
    choices: tuple[str, ...] = ()
    centred: bool = False
    merged: bool = False


#: What the ledger can tell of a task, and what units tell back, in the order in which it is offered.
FIELDS: dict[str, SheetField] = {
    "number": SheetField("序号", centred=True),
    "theme": SheetField("板块", centred=True, merged=True),
    "name": SheetField("工作任务"),
    "content": SheetField("任务内容"),
    "requirement": SheetField("目标要求"),
    "leader": SheetField("牵头领导", centred=True),
    "lead": SheetField("责任科室", centred=True),
    "cooperating": SheetField("配合单位"),
    "starts": SheetField("启动时间", centred=True),
    "due": SheetField("完成时限", centred=True),
    "kind": SheetField("类别", centred=True),
    "sources": SheetField("来源"),
    "last": SheetField("上次进展"),
    "words": SheetField("进展情况", editable=True),
    "problems": SheetField("存在问题", editable=True),
    "next_steps": SheetField("下步措施", editable=True),
    "value": SheetField("填报值", editable=True, centred=True),
    "value_as_of": SheetField("截至日期", editable=True, centred=True),
    "no_news": SheetField("本月无新进展", editable=True, choices=("是",), centred=True),
    "state": SheetField("完成情况", centred=True),
    "time": SheetField("时间灯", centred=True),
    "evidence": SheetField("佐证灯", centred=True),
    "result": SheetField("结果灯", centred=True),
    "remark": SheetField("备注"),
}
#: Columns before a county has said its own: those of the 责任分解表 (official_documents 12.6), and those of the month.
RESPONSIBILITY = (
    "number",
    "theme",
    "name",
    "requirement",
    "leader",
    "lead",
    "cooperating",
    "due",
    "words",
    "remark",
)
MONTHLY = (
    "number",
    "name",
    "requirement",
    "lead",
    "due",
    "last",
    "words",
    "problems",
    "next_steps",
    "no_news",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns as (field, title, width), a title, a paper: a county's own, or one of the two that come with the ledger."""

    name: str
    title: str
    columns: tuple[tuple[str, str, float], ...]
    paper: str = "A4"

    def heading(self, year: int, month: date | None) -> str:
        """Return the title with year and month put in."""
        told = {"{year}": str(year), "{month}": f"{month.month}" if month else ""}
        words = self.title
        for place, value in told.items():
            words = words.replace(place, value)
        return words


def _plain(fields: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    return tuple((name, FIELDS[name].title, 0.0) for name in fields)


BUILT_IN = {
    "responsibility": Layout("责任分解表", "{year}年教育工作要点责任分解表", _plain(RESPONSIBILITY)),
    "monthly": Layout("月度进展表", "{year}年{month}月重点工作进展情况表", _plain(MONTHLY)),
}


def heading_of(layout: Layout, tasks: Sequence[Task], year: int, month: date | None) -> str:
    """Return the title of a table of tasks: one with matters beside the plan is not called that of the plan."""
    if layout is BUILT_IN["responsibility"] and any(task.ledger != SourceKind.PLAN for task in tasks):
        layout = replace(layout, title="{year}年重点工作责任分解表")
    return layout.heading(year, month)


def layouts_of(organisation_id: int) -> dict[str, Layout]:
    """Return the layouts that a bureau may choose: those that come with the ledger and its own, by the word that names them."""
    own = SheetLayout._base_manager.filter(organisation_id=organisation_id)
    return {**BUILT_IN, **{str(row.pk): layout_of(row) for row in own}}


def layout_of(row: SheetLayout) -> Layout:
    """Return a bureau's own layout; a column whose field the ledger no longer knows is left out."""
    known = (c for c in row.columns if c.get("field") in FIELDS)
    columns = tuple(
        (c["field"], c.get("title") or FIELDS[c["field"]].title, float(c.get("width") or 0)) for c in known
    )
    return Layout(row.name, row.title, columns, row.paper)


def keyed_columns(layout: Layout) -> list[KeyedColumn]:
    """Return a layout as the columns of a workbook that comes back."""
    return [
        KeyedColumn(name, title, FIELDS[name].editable, FIELDS[name].choices, width, FIELDS[name].merged)
        for name, title, width in layout.columns
    ]


def keyed_rows(
    tasks: Sequence[Task], layout: Layout, month: date, *, filled: bool, public: bool = False
) -> list[KeyedRow]:
    """Return tasks as rows of a workbook.

    Parameters
    ----------
    filled
        Whether the columns to fill in hold what was told last, too; else only what was told of the month.
    public
        Whether persons are told by their posts.
    """
    told = cells_of(
        tasks, [name for name, _title, _width in layout.columns], month, filled=filled, public=public
    )
    return [KeyedRow(KEY % task.pk, cells) for task, cells in zip(tasks, told, strict=True)]


def table_of(
    tasks: Sequence[Task],
    layout: Layout,
    organisation_id: int,
    year: int,
    month: date,
    *,
    public: bool = False,
) -> Table:
    """Return tasks as a table to print, in a layout."""
    names = [name for name, _title, _width in layout.columns]
    told = cells_of(tasks, names, month, filled=True, public=public)
    columns = [
        TableColumn(title, width, FIELDS[name].centred, FIELDS[name].merged)
        for name, title, width in layout.columns
    ]
    above = (f"填报单位：{name_of(organisation_id)}", f"{date_words(clock.today())}")
    return Table(
        heading_of(layout, tasks, year, month), columns, [[cells[name] for name in names] for cells in told], above, paper=layout.paper
    )  # fmt: skip


def responsibility_table(
    tasks: Sequence[Task], organisation_id: int, year: int, *, public: bool = False
) -> Table:
    """Return the 责任分解表 of tasks; the county's own layout of that name stands in for the usual columns."""
    own = SheetLayout._base_manager.filter(organisation_id=organisation_id, name="责任分解表").first()
    layout = layout_of(own) if own else BUILT_IN["responsibility"]
    return table_of(tasks, layout, organisation_id, year, clock.today().replace(day=1), public=public)


def cells_of(
    tasks: Sequence[Task], names: Iterable[str], month: date, *, filled: bool, public: bool
) -> list[dict[str, str]]:
    """Return the words of the cells of tasks, in a number of queries that does not grow with them."""
    wanted = list(names)
    with translation.override("zh-hans"):
        gathered = _Gathered(tasks, month, set(wanted), filled, public)
        return [{name: _CELLS[name](task, gathered) for name in wanted} for task in tasks]


class _Gathered:
    """What the cells of some tasks are made of."""

    def __init__(
        self, tasks: Sequence[Task], month: date, wanted: set[str], filled: bool, public: bool
    ) -> None:
        self.month, self.filled = month, filled
        ids = [task.pk for task in tasks]
        self.now, self.last = _reports(ids, month)
        self.posts = posts_of({task.leader_id for task in tasks if task.leader_id}) if public else None
        self.sources = _sources(ids) if "sources" in wanted else {}
        lit = wanted & {"time", "evidence", "result"}
        self.standings = {told.task.pk: told for told in standings(tasks)} if lit else {}

    def report(self, task: Task) -> Report | None:
        """Return what was told of the month; or, where the table is filled, what was told last.

        A filled table goes to others: what a unit has only begun to write, or was sent back, is not in it, and a month without news
        leaves what was told before.
        """
        now = self.now.get(task.pk)
        if not self.filled:
            return now
        if now is None or now.state not in COME or (now.no_news and not now.words):
            return self.last.get(task.pk)
        return now


def _reports(ids: Sequence[int], month: date) -> tuple[dict[int, Report], dict[int, Report]]:
    now: dict[int, Report] = {}
    last: dict[int, Report] = {}
    for report in Report._base_manager.filter(task_id__in=ids, month__lte=month).order_by("month"):
        if report.month == month:
            now[report.task_id] = report
        elif report.words and report.state in COME:
            last[report.task_id] = report
    return now, last


def _sources(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for source in TaskSource.objects.filter(task_id__in=ids):
        found.setdefault(source.task_id, []).append(f"{source.title} {source.number}".strip())
    return found


def posts_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return how persons are told in a public version: by title, else by the role they hold."""
    ids = set(person_ids)
    titles = dict(Person._base_manager.filter(pk__in=ids).values_list("pk", "title"))
    rows = RoleAssignment._base_manager.filter(holding(), person_id__in=ids).order_by("-valid_from", "id")
    roles = {row.person_id: str(row.get_role_display()) for row in rows}
    return {pk: titles.get(pk) or roles.get(pk) or LEADER_POST for pk in ids}


def post_of(person: Person) -> str:
    """Return how a person is told in a public version."""
    with translation.override("zh-hans"):
        return posts_of([person.pk])[person.pk]


def _leader(task: Task, told: _Gathered) -> str:
    if task.leader is None:
        return ""
    return told.posts[task.leader.pk] if told.posts is not None else str(task.leader)


def _value(task: Task, told: _Gathered) -> str:
    report = told.report(task)
    return "" if report is None or report.value is None else f"{report.value:g}"


def _value_day(task: Task, told: _Gathered) -> str:
    report = told.report(task)
    return report.value_as_of.isoformat() if report and report.value_as_of else ""


def _words(name: str) -> Callable[[Task, _Gathered], str]:
    def words(task: Task, told: _Gathered) -> str:
        report = told.report(task)
        return str(getattr(report, name)) if report else ""

    return words


def _last(task: Task, told: _Gathered) -> str:
    report = told.last.get(task.pk)
    return report.words if report else ""


def _no_news(task: Task, told: _Gathered) -> str:
    report = told.now.get(task.pk)
    return "是" if report and report.no_news else ""


def _light(name: str) -> Callable[[Task, _Gathered], str]:
    def words(task: Task, told: _Gathered) -> str:
        light = getattr(told.standings[task.pk], name)
        return str(LIGHTS[light][2]) if light else ""

    return words


def _due(task: Task) -> str:
    return date_words(task.due_on) if task.due_on else task.due_words


def _state(task: Task) -> str:
    return f"{task.state_word}（{_extended(task)}）" if task.extended else task.state_word


def _extended(task: Task) -> str:
    """Return how often a task's day was moved with consent, and from which day to which."""
    if not task.extended or task.first_due_on is None or task.due_on is None:
        return ""
    return f"经批准延期{task.extended}次，由{date_words(task.first_due_on)}延至{date_words(task.due_on)}"


_CELLS: Mapping[str, Callable[[Task, Any], str]] = {
    "number": lambda task, _told: task.number, "theme": lambda task, _told: task.theme, "name": lambda task, _told: task.name,
    "content": lambda task, _told: task.content, "requirement": lambda task, _told: task.requirement, "leader": _leader,
    "lead": lambda task, _told: lead_name(task), "cooperating": lambda task, _told: "、".join(cooperating_names(task)),
    "starts": lambda task, _told: date_words(task.starts_on) if task.starts_on else "", "due": lambda task, _told: _due(task),
    "kind": lambda task, _told: str(task.get_kind_display()), "sources": lambda task, told: "；".join(told.sources.get(task.pk, ())),
    "last": _last, "words": _words("words"), "problems": _words("problems"), "next_steps": _words("next_steps"),
    "value": _value, "value_as_of": _value_day, "no_news": _no_news, "state": lambda task, _told: _state(task),
    "time": _light("time"), "evidence": _light("evidence"), "result": _light("result"), "remark": lambda task, _told: _extended(task),
}  # fmt: skip
