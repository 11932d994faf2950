"""The demo county's September check: some schools have confirmed, some dispute a figure, some have not begun."""

from datetime import date

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.demonstration import Demonstration, slice_of_demo
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import bureau_of
from gangmu.records.checks.models import CheckSheet
from gangmu.records.checks.services.rounds import Terms, open_round
from gangmu.records.checks.services.sheets import confirm_sheet, judge, settle
from gangmu.records.checks.sheets import sheet_of

YEAR, DUE = 2026, date(2026, 9, 25)
#: Of three sheets the first is confirmed, of eight the second disputes a figure; the others are not begun.
CONFIRMED, DISPUTING = 3, 8
REASON = "有学生 8 月底已转出，对方学校还没有接收，应少 1 人"


@slice_of_demo(29, "2026 学年的九月核对")
def build_check(made: Demonstration) -> None:
    """Open the round, let schools confirm and dispute, and settle the first dispute."""
    section = Organisation.objects.get(name="基础教育科")
    bureau = bureau_of(section.pk)
    if bureau is None:
        raise LookupError("the section of the demo belongs to no bureau")
    about = open_round(bureau, YEAR, Terms(section.pk, DUE, 5, 10))
    is_settled = False
    with scoped("checks.sheet:view"):
        sheets = CheckSheet.objects.filter(round=about, organisation__kind=Kind.SCHOOL).select_related(
            "round", "organisation"
        )
        for number, sheet in enumerate(sheets):
            if number % DISPUTING == 1:
                code = next((f.code for f in sheet_of(sheet).figures if f.code.startswith("grade.")), "")
                if code:
                    (cell,) = judge(sheet, [code], "disputed", REASON)
                    if not is_settled:
                        settle(cell, "以转出地学籍系统办结日期为准，本校先不减")
                        is_settled = True
            if number % CONFIRMED == 0:
                confirm_sheet(sheet)
