"""Tables that clerks of the cast bring: lines written as a workbook, and imported to their end."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.plan import Plan
from gangmu.foundation.registers.services.imports import begin_import, commit_import, planned


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    """Return lines, the titles first, as a workbook of one sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(lines):
            sheet.write_row(number, 0, cells)
    return target.getvalue()


def bring(county: Any, name: str, register: str, lines: Sequence[Sequence[Any]]) -> Plan:
    """Import a table as somebody of a county does, to its end where all rows are right; return what it was to do."""
    declared = register_named(register)
    file = SimpleUploadedFile("表.xlsx", workbook(lines))
    with acting_as(county.actor(name)), scoped(declared.edit_permission):
        run = begin_import(declared, file, county.persons[name].organisation, matched=True)
        _opened, plan = planned(run)
        if not plan.faults:
            commit_import(run, plan.digest)
    return plan
