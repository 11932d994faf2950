"""A table by units sent out and taken back: only what was edited is written, an absent row is never a deletion."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.documents.workbooks import (
    Back,
    BackRow,
    Edit,
    KeyFinder,
    edits_of,
    read_keyed,
    same_words,
)
from gangmu.foundation.files.services import insist_fit, keep_attachment
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.models import Round, RoundUnit
from gangmu.foundation.registers.services.rounds import begin_round, whose
from gangmu.foundation.registers.unit_tables import UnitTable, unit_table_named

#: Wrong rows that are kept of a file.
KEPT = 200


@transaction.atomic
def send_table(
    table: UnitTable,
    sender: Organisation,
    units: Iterable[int],
    title: str,
    due_on: date,
    options: Mapping[str, str],
) -> Round:
    """Send a table out to units, to be returned by a day; to those that have rows when none is named.

    Raises
    ------
    Forbidden
        Without the table's permission over the sender and each of the units.
    Refusal
        When no unit has a row.
    """
    chosen = list(units) or list(table.default_units(sender.pk, options))
    told = {"title": title[:80], "due_on": due_on, "options": dict(options)}
    return begin_round(table.name, table.permission, sender, chosen, told)


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that was not taken: its line in the sheet, what it is about, and why."""

    line: int
    about: str
    words: str


@dataclass(slots=True)
class Taken:
    """What became of a file that came back.

    `absent` counts the rows that it no longer has, which stay as they are; `missing` are columns that it no longer has; `written`
    whether its edits stand (not when a row is wrong and all or nothing was asked for).
    """

    file: str
    unit: str = ""
    changed: int = 0
    untouched: int = 0
    absent: int = 0
    missing: tuple[str, ...] = ()
    wrong: list[WrongRow] = field(default_factory=list)
    written: bool = False
    reason: Refusal | None = None

    @property
    def words(self) -> str:
        """Why the file was not taken, in the reader's language."""
        return words_of(self.reason) if self.reason else ""


def take_table_back(sent: Round, upload: UploadedFile, partly: bool = False) -> Taken:
    """Take a returned file: find out whose it is, and write what was edited in it.

    Parameters
    ----------
    partly
        Whether right rows are written although others are wrong.
    """
    table, name = unit_table_named(sent.register), upload.name or ""
    try:
        if not name.lower().endswith((".xlsx", ".xls", ".csv")):
            raise Refusal("registers.no_table", "“%(name)s”不是表格文件，请上传 xlsx、xls 或 csv", name=name)
        insist_fit(upload)
        data = upload.read()
        upload.seek(0)
        back = read_keyed(data, name, table.columns(sent))
        unit = whose(sent, back.mark, name)
        require(table.permission, unit.organisation_id)
        taken = Taken(name, unit.organisation.name, absent=len(back.absent), missing=back.missing)
        if not back.rows and not back.sent:
            raise Refusal(
                "registers.not_this_table", "“%(name)s”中没有找到下发的表，请用下发的文件填写", name=name
            )
        # Together: a process that dies between leaves no rows of a file that counts as not returned.
        with transaction.atomic():
            _write(table, unit, back, taken, partly)
            _note(unit, upload, taken)
    except Refusal as refusal:
        return Taken(name, reason=refusal)
    return taken


class _Undone(Exception):
    """Raised to take back what was written of a file with a wrong row."""


def _write(table: UnitTable, unit: RoundUnit, back: Back, taken: Taken, partly: bool) -> None:
    try:
        with transaction.atomic(), one_act():
            _write_rows(table, unit, back, taken)
            if taken.wrong and not partly:
                raise _Undone
            taken.written = True
    except _Undone:
        taken.written = False


def _write_rows(table: UnitTable, unit: RoundUnit, back: Back, taken: Taken) -> None:
    sent, columns = unit.round, table.columns(unit.round)
    held = table.rows(sent, unit.organisation_id)
    known, finder = (
        {row.key: row for row in held},
        KeyFinder(columns, held, {row.key for row in back.rows if row.key}),
    )
    twice = set(back.twice)
    for row in back.rows:
        key = finder.key_of(row)
        try:
            if key in twice:
                raise Refusal("registers.row_twice", "这一行出现了两次，内容不同，请只留一行")
            if key not in known:
                raise Refusal("registers.row_unknown", "认不出是哪一行；新增的行不收，请在系统中登记")
            edits = edits_of(back, BackRow(row.line, key, row.cells), columns)
            if back.sent is None:
                edits = _told(edits, known[key].cells)
            if not edits:
                taken.untouched += 1
                continue
            with transaction.atomic():
                table.take(sent, unit.organisation_id, key, edits)
            taken.changed += 1
        except Refusal as refusal:
            about = next(
                (words for c in columns if not c.editable and (words := row.cells.get(c.name, ""))), ""
            )
            named = next((row.cells.get(c.name, "") for c in columns if c.name == "name"), "") or about
            taken.wrong.append(WrongRow(row.line, named[:80], words_of(refusal)))


def _told(edits: Mapping[str, Edit], now: Mapping[str, str]) -> dict[str, Edit]:
    """Return the cells of a row that tell something new, where the workbook no longer tells what was sent: a blank one tells nothing."""
    return {
        name: edit
        for name, edit in edits.items()
        if edit.now.strip() and not same_words(edit.now, now.get(name, ""))
    }


def _note(unit: RoundUnit, upload: UploadedFile, taken: Taken) -> None:
    upload.seek(0)
    kept = keep_attachment(upload, unit.organisation_id, "收表")
    held = RoundUnit._base_manager.select_for_update().get(pk=unit.pk)
    before = snapshot(held)
    held.file, held.returned_at = kept, clock.now()
    held.outcome = {
        "changed": taken.changed if taken.written else 0, "untouched": taken.untouched, "absent": taken.absent,
        "written": taken.written, "wrong": [asdict(row) for row in taken.wrong[:KEPT]],
    }  # fmt: skip
    held.save(update_fields=["file", "returned_at", "outcome"])
    record(held, gettext_noop("交回了"), before=before, organisation_id=unit.organisation_id)
