"""Objects for the addresses of this room, for the walker of every address."""

import io
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.jobs.choices import JobState
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.declaration import register_named, registers
from gangmu.foundation.registers.models import ImportRun, SavedView
from gangmu.foundation.registers.services.imports import begin_import
from gangmu.foundation.registers.services.made_files import TEMPLATE
from gangmu.foundation.registers.services.rounds import send_out


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A view and an import of a clerk of each county's section, a table sent out by each bureau."""
    views, runs = {}, {}
    register = register_named("publicity")
    taking = [declared for declared in registers() if declared.importer is not None]
    rounds: dict[str, dict[str, Any]] = {declared.name: {} for declared in taking}
    for whose in ("own", "foreign"):
        county = getattr(cast, whose)
        account = county.persons["小周"].account
        views[whose] = SavedView.objects.create(register="tasks", name="我的", account=account)
        file = SimpleUploadedFile("报送.csv", f"标题,媒体\n{whose},县报".encode())
        run = begin_import(register, file, county.section, matched=True)
        ImportRun._base_manager.filter(pk=run.pk).update(account=account)
        runs[whose] = run
        units = [county.school.pk, county.kindergarten.pk]
        for declared in taking:
            sent = send_out(declared, county.bureau, units, "报送", date(2026, 12, 1))
            rounds[declared.name][whose] = {"pk": sent.pk}

    templates = {whose: _template(getattr(cast, whose)) for whose in ("own", "foreign")}

    def own(rows: dict[str, Any]) -> dict[str, Any]:
        return {**{whose: {"pk": row.pk} for whose, row in rows.items()}, "only": "小周"}

    return {
        **{
            f"registers:{name}-{page}": {**told, "units": ("bureau",)}
            for name, told in rounds.items()
            for page in ("round", "pack")
        },
        "registers:my-view-remove": own(views),
        "registers:my-import": own(runs),
        "registers:my-import-faults": own(runs),
        "registers:my-file": own(templates),
    }


def _template(county: Any) -> Attachment:
    """A template that a worker made for the clerk of a county's section; return its file."""
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    upload = SimpleUploadedFile("tasks.xlsx", book.getvalue(), "application/zip")
    kept = keep_attachment(upload, county.section.pk, "导出", sealed=True)
    Job._base_manager.create(
        name=TEMPLATE, title="带现有数据的模板", organisation=county.section, account=county.persons["小周"].account, state=JobState.DONE,
        arguments={"register": "publicity", "query": "", "unit": county.section.pk}, result={"file": kept.pk, "rows": 0},
        asked_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip
    return kept
