"""A table cut up by unit and packed: each unit's own rows in a workbook of its own, known again when it comes back."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence

from django.core import signing
from django.utils import translation

from gangmu.foundation.organisations.selectors import names_of, tree
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.cells import cells_of
from gangmu.foundation.registers.importing.sheets import template_of
from gangmu.foundation.registers.models import Round, RoundUnit
from gangmu.foundation.registers.unit_tables import is_unit_table, workbook_for

_SALT = "registers.round"
#: Signs that a file name of some system cannot hold.
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


def mark_for(sent: Round, unit_id: int) -> str:
    """Return the mark of a unit's workbook, signed: nobody makes one for another unit."""
    return signing.dumps([sent.pk, unit_id], salt=_SALT)


def unit_of_mark(sent: Round, mark: str) -> int | None:
    """Return the unit whose workbook has the mark; nothing for a mark of another sending or of somebody's own making."""
    try:
        round_id, unit_id = signing.loads(mark, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(unit_id) if round_id == sent.pk else None


def other_round(sent: Round, mark: str) -> Round | None:
    """Return the other sending to which a mark belongs: last month's file dropped upon this month's page."""
    try:
        round_id, _unit_id = signing.loads(mark, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    held: Round | None = Round.objects.filter(pk=round_id).exclude(pk=sent.pk).first()
    return held


def unit_of_name(file_name: str, units: Sequence[RoundUnit]) -> int | None:
    """Return the one unit whose name stands in a file's name; the longest name wins (实验小学分校 over 实验小学)."""
    names = names_of(unit.organisation_id for unit in units)
    standing = sorted((name, pk) for pk, name in names.items() if name in file_name)
    longest = max((len(name) for name, _pk in standing), default=0)
    best = [pk for name, pk in standing if len(name) == longest]
    return best[0] if len(best) == 1 else None


def packed(sent: Round) -> bytes:
    """Return the workbooks of a sending as one zip, a file a unit."""
    units = list(sent.units.select_related("organisation"))
    names = names_of(unit.organisation_id for unit in units)
    times = Counter(names.values())
    standing = tree().units
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for number, unit in enumerate(units, 1):
            pk, name = unit.organisation_id, names[unit.organisation_id]
            known = standing[pk].school_code if pk in standing else ""
            twin = f"-{known or number}" if times[name] > 1 else ""
            pack.writestr(f"{_UNFIT.sub('_', name)}{twin}.xlsx", _workbook(sent, pk))
    return target.getvalue()


def _workbook(sent: Round, unit_id: int) -> bytes:
    if is_unit_table(sent.register):
        return workbook_for(sent, unit_id, mark_for(sent, unit_id))
    declared = register_named(sent.register)
    cells = cells_of(declared)
    own = {f"{declared.organisation_field}_id": unit_id}
    rows = declared.rows().filter(**own).order_by(*declared.order, "pk") if sent.with_rows else ()
    with translation.override("zh-hans"):
        return template_of(declared, cells, rows, mark_for(sent, unit_id))
