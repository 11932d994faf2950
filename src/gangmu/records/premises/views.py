"""How schools stand to the lines of 优质均衡 in what premises yield."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gangmu.datacentre.facts import one_reading
from gangmu.datacentre.indicators import indicator
from gangmu.datacentre.targets.figures import figure
from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Result
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.selectors import Unit, ancestor_ids, tree
from gangmu.foundation.registers.asking import day_of
from gangmu.records.premises.norms import LINES, Standing, standing_of

_COLUMNS = {Stage.PRI: "primary", Stage.JUN: "junior"}


@dataclass(frozen=True, slots=True)
class Line:
    """A school in a stage: each rate with its line and how it stands to it."""

    school: str
    rates: list[tuple[Result, float, str]]
    all_reached: bool


@dataclass(frozen=True, slots=True)
class StageShown:
    """The schools of a stage, the rates' names with their lines, and how many schools reach all of them."""

    stage: str
    heads: list[tuple[str, str, float]]
    lines: list[Line]

    @property
    def reached(self) -> int:
        """How many schools reach every line."""
        return sum(line.all_reached for line in self.lines)


def conditions(request: HttpRequest) -> HttpResponse:
    """The rates per pupil of every school within the reader's reach on a day (today), by stage."""
    day = day_of(request.GET.get("as_of", "")) or clock.today()
    reach = reach_of("premises.room:view")
    schools = [
        unit
        for unit in tree(day).below(None)
        if unit.kind == Kind.SCHOOL and (reach is None or unit.id in reach)
    ]
    return render(request, "premises/conditions.html", {"shown": list(_stages(schools, day)), "on": day})


def _stages(schools: list[Unit], day: date) -> Iterator[StageShown]:
    words = {
        Standing.REACHED: _("达到"),
        Standing.NEAR: _("未达到，不低于标准的 85%%") % {},
        Standing.BELOW: _("低于标准的 85%%") % {},
        Standing.UNKNOWN: "",
    }
    with one_reading():
        for stage, column in _COLUMNS.items():
            mine = [unit for unit in schools if stage in unit.stages]
            if not mine:
                continue
            told = {rate: _by_school(f"{rate}_{column}", mine, day) for rate in LINES[stage]}
            lines = []
            for unit in mine:
                results = [(told[rate][unit.id], line) for rate, line in LINES[stage].items()]
                standings = [standing_of(stage, rate, told[rate][unit.id].value) for rate in LINES[stage]]
                shown = [(*one, words[standing]) for one, standing in zip(results, standings, strict=True)]
                whole = all(standing is Standing.REACHED for standing in standings)
                lines.append(Line(unit.name, shown, whole))
            yield StageShown(str(stage.label), list(_heads(stage, column)), lines)


def _heads(stage: str, column: str) -> Iterator[tuple[str, str, float]]:
    for rate, line in LINES[stage].items():
        about: Any = indicator(f"{rate}_{column}")
        yield _(about.name), _(about.unit), line


def _by_school(code: str, schools: list[Unit], day: date) -> dict[int, Result]:
    """Return a rate of each school, each with all below it."""
    above = ancestor_ids(schools[0].id, day)
    ids = [unit.id for unit in schools]
    whole = figure(code, above[-1] if above else ids[0], day, day, parts=ids)
    return dict(zip(ids, whole.breakdown, strict=True))
