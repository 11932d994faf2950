"""Mapping profiles: how tables of one source are read, made from a sample file and used again at the next import."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.documents.spreadsheets import Sheet
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.registers.declaration import Register, register_named
from gangmu.foundation.registers.importing.cells import Cell, plain_title
from gangmu.foundation.registers.importing.preview import Opened
from gangmu.foundation.registers.importing.source import HEAD_WITHIN, source_of
from gangmu.foundation.registers.models import ImportRun, MappingProfile


class Reading(NamedTuple):
    """How a table is read beside its columns: the line of its head (from 1; none: it is looked for), its codes, what identifies a row."""

    head: int | None
    codes: Mapping[str, Mapping[str, Any]]
    key: tuple[str, ...]


class Fitting(NamedTuple):
    """A profile that fits a table: what an import takes from it."""

    told: dict[str, Any]


def profiles_for(declared: type[Register], unit: Organisation) -> list[MappingProfile]:
    """Return the profiles of a register that a unit may use: its own and those of the units above it, nearest first."""
    near = [unit.pk, *tree().ancestors(unit.pk)]
    held = MappingProfile._base_manager.filter(register=declared.name, organisation_id__in=near)
    return sorted(
        held.select_related("organisation"), key=lambda profile: near.index(profile.organisation_id)
    )


def fitting(
    declared: type[Register], unit: Organisation, sheets: Sequence[Sheet], cells: Iterable[Cell], name: str
) -> Fitting | None:
    """Return what the first profile says whose every column stands in the line that it calls the head; nothing when none fits."""
    known = tuple(cells)
    for profile in profiles_for(declared, unit):
        if not any(len(sheet.rows) >= profile.head for sheet in sheets):
            continue
        source = source_of(sheets, known, name, profile.head)
        places = {plain_title(title): number for number, title in reversed(list(enumerate(source.titles)))}
        wanted = {field: plain_title(title) for field, title in profile.columns.items()}
        if wanted and all(title in places for title in wanted.values()):
            mapping = {field: places[title] for field, title in wanted.items()}
            told = {"mapping": mapping, "head": profile.head, "codes": profile.codes, "key": profile.key}
            return Fitting({**told, "profile": profile})
    return None


@transaction.atomic
def keep_profile(run: ImportRun, opened: Opened, name: str) -> MappingProfile:
    """Keep how an import's table is read under a name, for its unit and all below it; one of that name is replaced.

    Raises
    ------
    Refusal
        When it has no name, or no column is matched.
    """
    require(register_named(run.register).edit_permission, run.organisation_id)
    titles = opened.source.titles
    columns = {field: titles[column] for field, column in run.mapping.items() if titles[column]}
    if not name.strip():
        raise Refusal("registers.profile_name", "请给导入方案起一个名称")
    if not columns or opened.source.head >= HEAD_WITHIN:
        raise Refusal("registers.profile_empty", "请先对应列，再保存导入方案")
    told = {"head": opened.source.head + 1, "columns": columns, "codes": run.codes, "key": run.key}
    place = {"register": run.register, "organisation_id": run.organisation_id, "name": name.strip()[:40]}
    held = MappingProfile._base_manager.select_for_update().filter(**place).first()
    before = snapshot(held) if held else None
    profile = held or MappingProfile(**place)
    for field, value in told.items():
        setattr(profile, field, value)
    profile.save()
    record(profile, gettext_noop("保存了导入方案"), before=before, organisation_id=run.organisation_id)
    return profile


@transaction.atomic
def forget_profile(declared: type[Register], pk: int) -> None:
    """Remove a profile; imports that used it stay as they are."""
    held = MappingProfile._base_manager.select_for_update().get(pk=pk, register=declared.name)
    require(declared.edit_permission, held.organisation_id)
    record(held, gettext_noop("删除了导入方案"), changes=[], organisation_id=held.organisation_id)
    held.delete()


def checked_codes(cells: Iterable[Cell], asked: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what else codes are called, of known fields and codes alone."""
    by_name = {cell.name: cell for cell in cells}
    return {
        name: kept
        for name, words in asked.items()
        if name in by_name
        and (kept := {told: code for told, code in words.items() if code in by_name[name].labels.values()})
    }


def checked_key(cells: Iterable[Cell], asked: Iterable[str]) -> list[str]:
    """Return the fields that identify a row, of known ones alone, in the order of the template."""
    wanted = set(asked)
    return [cell.name for cell in cells if cell.name in wanted]
