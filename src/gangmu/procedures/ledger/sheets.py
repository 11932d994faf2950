"""The ledger out and back: the month's table by units, in the county's columns, into the same reports as the grid writes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.documents.workbooks import Edit, KeyedColumn, KeyedRow
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.selectors import name_of, subtree_ids
from gangmu.foundation.registers.models import Round
from gangmu.foundation.registers.unit_tables import UnitTable
from gangmu.procedures.ledger.choices import RUNNING, Part
from gangmu.procedures.ledger.models import Report, Task, TaskUnit
from gangmu.procedures.ledger.selectors import tasks
from gangmu.procedures.ledger.services import reporting
from gangmu.procedures.ledger.sheet_tables import BUILT_IN, KEY, Layout, keyed_columns, keyed_rows, layouts_of

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
#: What people write for yes.
YES, NO = frozenset("是有√1Yy"), frozenset(["", *"否无×0Nn"])


def month_words(month: date) -> str:
    """Return a month as options keep it."""
    return f"{month:%Y-%m}"


def month_named(words: str) -> date:
    """Return the month that options keep; this one when they keep none."""
    told = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", words)
    return date(int(told.group(1)), int(told.group(2)), 1) if told else clock.today().replace(day=1)


class MonthTable(UnitTable):
    """The month's progress: each unit gets the tasks that it leads."""

    name = "ledger-month"
    title = _("月度进展")
    permission = "ledger.task:edit"

    def option_fields(self, sender_id: int) -> dict[str, forms.Field]:
        """Ask for the month and the columns."""
        today = clock.today().replace(day=1)
        last = (date(today.year - 1, 12, 1) if today.month == 1 else today.replace(month=today.month - 1),)
        months = [(month_words(m), month_words(m)) for m in (today, *last)]
        named = [(key, layout.name) for key, layout in layouts_of(sender_id).items() if _comes_back(layout)]
        return {
            "month": forms.ChoiceField(label=_("月份"), choices=months),
            "layout": forms.ChoiceField(label=_("台账样式"), choices=named, initial="monthly"),
        }

    def default_units(self, sender_id: int, options: Mapping[str, str]) -> Iterable[int]:
        """Return the units that lead a running task in the month's year."""
        year, below = month_named(options.get("month", "")).year, subtree_ids(sender_id)
        rows = TaskUnit.objects.filter(part=Part.LEAD, task__year=year, task__state__in=RUNNING)
        held = rows.filter(organisation_id__in=below).values_list("organisation_id", flat=True)
        return held.order_by("organisation_id").distinct()

    def heading(self, sent: Round, unit_id: int) -> tuple[str, tuple[str, ...]]:
        """Return the layout's title, the unit and the day by which it comes back."""
        month = _month_of(sent)
        lines = (f"填报单位：{name_of(unit_id)}", f"请于 {sent.due_on.isoformat()} 前交回，只填有颜色的格")
        return _layout(sent).heading(month.year, month), lines

    def columns(self, sent: Round) -> Sequence[KeyedColumn]:
        """Return the county's columns."""
        return keyed_columns(_layout(sent))

    def rows(self, sent: Round, unit_id: int) -> Sequence[KeyedRow]:
        """Return the tasks that a unit leads, with what it has told of the month already."""
        return keyed_rows(_led_by(unit_id, _month_of(sent)), _layout(sent), _month_of(sent), filled=False)

    def take(self, sent: Round, unit_id: int, key: str, edits: Mapping[str, Edit]) -> None:
        """Write a row into the month's report of its task, and hand the report in when it tells something."""
        task, month = _task_of(key, unit_id), _month_of(sent)
        held = Report._base_manager.filter(task=task, month=month).first()
        cells = [_cell(name, edit, held) for name, edit in edits.items()]
        report = reporting.write_report(task, month, cells)
        if report.words.strip() or report.no_news or report.value is not None:
            reporting.hand_in(task, month)


def _comes_back(layout: Layout) -> bool:
    return any(column.editable for column in keyed_columns(layout))


def _month_of(sent: Round) -> date:
    return month_named(sent.options.get("month", ""))


def _layout(sent: Round) -> Layout:
    """Return the layout of a sending; the usual one when the bureau has removed its own meanwhile."""
    return layouts_of(sent.organisation_id).get(sent.options.get("layout", ""), BUILT_IN["monthly"])


def _led_by(unit_id: int, month: date) -> list[Task]:
    rows = tasks(month.year).filter(state__in=RUNNING, units__organisation_id=unit_id, units__part=Part.LEAD)
    return list(rows.order_by("order", "id").distinct())


def _task_of(key: str, unit_id: int) -> Task:
    """Return the task of a row's key; only one that the unit leads."""
    led = Task._base_manager.filter(units__organisation_id=unit_id, units__part=Part.LEAD)
    task = next((task for task in led.filter(pk=_number(key))), None)
    if task is None:
        raise Refusal("ledger.sheet_task", "这一项现在不由本单位牵头，请到系统中查看")
    return task


def _number(key: str) -> int:
    told = re.fullmatch(KEY.replace("%s", r"(\d{1,18})"), key)
    return int(told.group(1)) if told else 0


def _cell(name: str, edit: Edit, held: Report | None) -> reporting.Cell:
    """Return an edited cell as the grid's; what stood there when it was sent tells whether somebody wrote there meanwhile.

    A report that is still blank there conflicts with nobody.
    """
    now = getattr(held, name) if held is not None else _read(name, "")
    before = _read(name, edit.sent or "")
    return reporting.Cell(name, _read(name, edit.now), before if now else now)


def _read(name: str, words: str) -> Any:
    if name == "no_news":
        return _yes(words.strip())
    if name == "value":
        return _figure(words)
    if name == "value_as_of":
        return _day(words)
    return words.strip()


def _yes(words: str) -> bool:
    if words not in YES and words not in NO:
        raise Refusal("ledger.sheet_yes", "“%(words)s”填得不对，只填“是”或者留空", words=words)
    return words in YES


def _figure(words: str) -> float | None:
    plain = words.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    try:
        return float(plain)
    except ValueError:
        raise Refusal(
            "ledger.sheet_value", "“%(words)s”不是数字，请只填数字，不带单位", words=words
        ) from None


def _day(words: str) -> date | None:
    if not words.strip():
        return None
    told = _DAY.match(words.strip())
    try:
        if told is None:
            raise ValueError
        return date(*map(int, told.groups()))
    except ValueError:
        raise Refusal(
            "ledger.sheet_day", "“%(words)s”不是日期，应为 2026-03-05 这样的形式", words=words
        ) from None
