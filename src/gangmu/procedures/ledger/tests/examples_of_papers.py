"""Papers, layouts and workbooks for the walker of every address."""

import io
from datetime import date
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.services import keep_attachment
from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.services.unit_rounds import send_table
from gangmu.foundation.registers.unit_tables import unit_table_named
from gangmu.procedures.ledger.choices import PaperKind, SourceKind
from gangmu.procedures.ledger.models import Paper
from gangmu.procedures.ledger.services.issuing import register_issued
from gangmu.procedures.ledger.services.layouts import save_layout
from gangmu.procedures.ledger.services.papers import PaperDraft, decide_paper, propose_paper
from gangmu.procedures.ledger.services.workbooks import upload_workbook

Counties = dict[str, Any]


def paper_examples(counties: Counties) -> dict[str, dict[str, Any]]:
    """A paper of each county at each stage, drafted by its section and addressed to it."""
    proposed = {whose: _proposed(county, PaperKind.SUPERVISION) for whose, county in counties.items()}
    drafting = {w: decide_paper(_proposed(c, PaperKind.TALK), True, "同意") for w, c in counties.items()}
    issued = {whose: _issued(county) for whose, county in counties.items()}
    section = ("bureau", "section")
    return {
        **dict.fromkeys(
            ("ledger:paper", "registers:papers-detail", "ledger:paper-document"), _told(issued, section)
        ),
        "ledger:paper-outcome": _told(issued, section),
        "ledger:paper-edit": _told(proposed, section),
        "ledger:paper-decide": _told(proposed, ("bureau",)),
        "ledger:paper-withdraw": _told(proposed, ("bureau",)),
        **dict.fromkeys(("ledger:paper-step", "ledger:paper-talk"), _told(drafting, section)),
        **dict.fromkeys(("ledger:paper-issue", "ledger:paper-oa"), _told(drafting, ("bureau",))),
    }


def sheet_examples(counties: Counties) -> dict[str, dict[str, Any]]:
    """A layout, a source's workbook and a sending of each county."""
    layouts = {
        w: save_layout(c.bureau.pk, "本县样式", "表", [("name", "任务", 0.0), ("words", "进展", 0.0)], "A4")
        for w, c in counties.items()
    }
    books = {
        w: upload_workbook(
            SimpleUploadedFile("县表.xlsx", _book()), c.bureau.pk, SourceKind.COUNTY_TABLE, "县表", 2026
        )
        for w, c in counties.items()
    }
    table = unit_table_named("ledger-month")
    rounds = {
        w: send_table(table, c.bureau, [c.section.pk], "月报", date(2026, 12, 1), {})
        for w, c in counties.items()
    }
    return {
        "ledger:layout": _told(layouts, ("bureau",)),
        **dict.fromkeys(("ledger:workbook", "ledger:workbook-file"), _told(books, ("bureau",))),
        **dict.fromkeys(
            ("registers:ledger-month-round", "registers:ledger-month-pack"), _told(rounds, ("bureau",))
        ),
    }


def _told(rows: dict[str, Any], units: tuple[str, ...]) -> dict[str, Any]:
    return {**{whose: {"pk": row.pk} for whose, row in rows.items()}, "units": units}


def _proposed(county: Any, kind: PaperKind) -> Paper:
    return propose_paper(
        PaperDraft(
            kind,
            county.bureau.pk,
            unit_ids=[county.section.pk],
            drafter_id=county.section.pk,
            title="请抓紧办理",
        )
    )


def _issued(county: Any) -> Paper:
    draft = PaperDraft(
        PaperKind.NOTICE,
        county.bureau.pk,
        unit_ids=[county.section.pk],
        drafter_id=county.section.pk,
        title="通报",
    )
    scan = keep_attachment(SimpleUploadedFile("扫描.pdf", b"%PDF-1.4"), county.bureau.pk, "文书扫描件")
    return register_issued(draft, "青教督〔2026〕1号", clock.today(), scan.pk)


def _book() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("任务")
        page.write_row(0, 0, ["序号", "工作任务", "进展情况"])
        page.write_row(1, 0, ["1", "新建三所幼儿园", ""])
    return target.getvalue()
