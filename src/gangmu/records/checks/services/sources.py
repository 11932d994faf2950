"""Taking in what another source tells of schools: lines pasted from a table, each a school, a figure and a number."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record_told
from gangmu.foundation.kernel.errors import Refusal
from gangmu.records.checks.cells import label_of
from gangmu.records.checks.models import CheckRound, CheckSheet, SourceCount
from gangmu.records.checks.services.rounds import EDIT
from gangmu.records.rolls.choices import Grade
from gangmu.records.staff.choices import Category

#: Cells of a line: school, figure, number.
CELLS = 3


def names_of_figures() -> dict[str, str]:
    """Return the figures that a source may tell, by what they are called in the bureau's language."""
    codes = [
        "pupils", "classes", "staff", *(f"{part}.{grade}" for part in ("grade", "classes") for grade in Grade.values),
        *(f"staff.{category}" for category in Category.values),
    ]  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        return {label_of(code): code for code in codes}


@transaction.atomic
def take_source(about: CheckRound, source: str, pasted: str) -> int:
    """Keep what a source tells, all of it or nothing, instead of what it told before; return how many figures.

    Raises
    ------
    Refusal
        When the source has no name, a line is not of three cells, or names no school or no figure of the round.
    """
    require(EDIT, about.organisation_id)
    name = source.strip()[:60]
    if not name:
        raise Refusal("checks.no_source", "请填写来源，例如事业统计、人事系统")
    sheets = CheckSheet._base_manager.filter(round=about)
    schools = {
        sheet.organisation.name: sheet.organisation_id for sheet in sheets.select_related("organisation")
    }
    told = dict(_lines(pasted, schools, names_of_figures()))
    if not told:
        raise Refusal("checks.nothing_told", "请粘贴至少一行：学校、项目、数，三格之间用制表符隔开")
    SourceCount._base_manager.filter(round=about, source=name).delete()
    SourceCount._base_manager.bulk_create(
        SourceCount(round=about, organisation_id=school, source=name, code=code, value=value)
        for (school, code), value in told.items()
    )
    changes = [["source", name, None, len(told)]]
    record_told(
        [(about, changes)],
        gettext_noop("登记了其他来源的数"),
        organisation_id=about.organisation_id,
        note=name,
    )
    return len(told)


def _lines(
    pasted: str, schools: dict[str, int], figures: dict[str, str]
) -> Iterator[tuple[tuple[int, str], int]]:
    for number, line in enumerate(pasted.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != CELLS or not cells[2].isdecimal():
            raise Refusal(
                "checks.bad_line", "第 %(line)s 行应为学校、项目、整数三格，请改正后重新粘贴", line=number
            )
        school, figure, value = cells
        if school not in schools:
            raise Refusal(
                "checks.no_school",
                "第 %(line)s 行的“%(name)s”没有核对单，请核对学校名称",
                line=number,
                name=school,
            )
        if figure not in figures:
            raise Refusal(
                "checks.no_figure",
                "第 %(line)s 行的“%(name)s”不是核对单上的项目，请照核对单填写",
                line=number,
                name=figure,
            )
        yield (schools[school], figures[figure]), int(value)
