"""Sending a table out to units and taking it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.documents.spreadsheets_forms import mark_of
from gangmu.foundation.files.services import insist_fit
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.declaration import Register, register_named
from gangmu.foundation.registers.models import ImportRun, Round, RoundUnit
from gangmu.foundation.registers.sending import other_round, unit_of_mark, unit_of_name
from gangmu.foundation.registers.services.imports import begin_import, commit_import, planned


@transaction.atomic
def send_out(
    declared: type[Register],
    sender: Organisation,
    units: Iterable[int],
    title: str,
    due_on: date,
    with_rows: bool = True,
) -> Round:
    """Send a table out to units, to be returned by a day.

    Raises
    ------
    Forbidden
        Without the register's permission over the sender and each of the units.
    Refusal
        When no unit is named.
    """
    told = {"title": title[:80], "due_on": due_on, "with_rows": with_rows}
    return begin_round(declared.name, declared.edit_permission, sender, units, told)


def begin_round(
    name: str, permission: str, sender: Organisation, units: Iterable[int], told: Mapping[str, Any]
) -> Round:
    """Begin a sending of a register or a table by units; runs inside the transaction of who sends it."""
    chosen = list(dict.fromkeys(units))
    for unit in (sender.pk, *chosen):
        require(permission, unit)
    if not chosen:
        raise Refusal("registers.no_units", "请选择发给哪些单位")
    sent = Round._base_manager.create(register=name, organisation=sender, **told)
    RoundUnit._base_manager.bulk_create([RoundUnit(round=sent, organisation_id=unit) for unit in chosen])
    note = gettext("发给 %(count)s 个单位") % {"count": len(chosen)}
    record(sent, gettext_noop("发放了"), organisation_id=sender.pk, note=note)
    return sent


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a file that came back: whose it is, the import, the rows that are wrong, or why it was not taken."""

    file: str
    unit: str = ""
    run: ImportRun | None = None
    wrong: int = 0
    reason: Refusal | None = None

    @property
    def words(self) -> str:
        """Why the file was not taken, in the reader's language."""
        return words_of(self.reason) if self.reason else ""


def take_back(sent: Round, upload: UploadedFile, partly: bool = False) -> Returned:
    """Take a returned file: find out whose it is, check it, write it when it is right (or what of it is right, `partly`).

    A file with wrong rows is kept as an import that waits; its unit has returned, and the rows are told. A file that is nobody's
    is refused alone: the others go their way.
    """
    name = upload.name or ""
    try:
        insist_fit(upload)
        unit = _whose(sent, upload)
        declared = register_named(sent.register)
        require(declared.edit_permission, unit.organisation_id)
        run = begin_import(declared, upload, unit.organisation, matched=True, own_rows_only=True)
        _opened, plan = planned(run)
        if not plan.faults or (partly and (plan.created or plan.changed)):
            run = commit_import(run, plan.digest, partly=partly)
        _note_return(unit, run)
        return Returned(name, unit.organisation.name, run, len(plan.wrong_rows))
    except Refusal as refusal:
        return Returned(name, reason=refusal)


def _whose(sent: Round, upload: UploadedFile) -> RoundUnit:
    data = upload.read()
    upload.seek(0)
    return whose(sent, mark_of(data) if data[:2] == b"PK" else "", upload.name or "")


def whose(sent: Round, mark: str, file_name: str) -> RoundUnit:
    """Return the unit to which a file was sent: by its mark, or by the unit's name in the file's name.

    Raises
    ------
    Refusal
        When it is nobody's, or belongs to another sending, which is named.
    """
    units = list(sent.units.select_related("organisation"))
    other = other_round(sent, mark)
    if other is not None:
        raise Refusal(
            "registers.other_round", "“%(name)s”是 %(day)s 发放的“%(title)s”，不是这一次的表；请到那一次收表中上传，或用这次下发的文件重填",
            name=file_name, day=clock.local_date(other.sent_at).isoformat(), title=other.title,
        )  # fmt: skip
    found = unit_of_mark(sent, mark) or unit_of_name(file_name, units)
    unit = next((unit for unit in units if unit.organisation_id == found), None)
    if unit is None:
        raise Refusal(
            "registers.whose", "认不出“%(name)s”是哪个单位的表；请用下发的文件填写，或在文件名中写明单位全称", name=file_name
        )  # fmt: skip
    return unit


@transaction.atomic
def _note_return(unit: RoundUnit, run: ImportRun) -> None:
    held = RoundUnit._base_manager.select_for_update().get(pk=unit.pk)
    before = snapshot(held)
    held.run, held.returned_at = run, clock.now()
    held.save(update_fields=["run", "returned_at"])
    record(held, gettext_noop("交回了"), before=before, organisation_id=unit.organisation_id)
