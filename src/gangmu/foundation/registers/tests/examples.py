"""Objects for the addresses of this room, for the walker of every address."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.models import ImportRun, SavedView
from gangmu.foundation.registers.services.imports import begin_import


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A view and an import of a clerk of each county's section."""
    views, runs = {}, {}
    for whose in ("own", "foreign"):
        county = getattr(cast, whose)
        account = county.persons["小周"].account
        views[whose] = SavedView.objects.create(register="tasks", name="我的", account=account)
        file = SimpleUploadedFile("报送.csv", f"标题,媒体\n{whose},县报".encode())
        run = begin_import(register_named("publicity"), file, county.section, matched=True)
        ImportRun._base_manager.filter(pk=run.pk).update(account=account)
        runs[whose] = run

    def own(rows: dict[str, Any]) -> dict[str, Any]:
        return {**{whose: {"pk": row.pk} for whose, row in rows.items()}, "only": "小周"}

    return {
        "registers:my-view-remove": own(views),
        "registers:my-import": own(runs),
        "registers:my-import-faults": own(runs),
    }
