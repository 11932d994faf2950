"""The answer as a file: CSV `unit,site`, ids as printed."""

import csv
import io
from pathlib import Path

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.instance import Instance, Ints
from gangmu.engines.zoning.tables import rows_of

HEAD = ["unit", "site"]


def solution_text(instance: Instance, given: Ints) -> str:
    """Return the answer as CSV: which site serves each unit."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEAD)
    for i, j in enumerate(given):
        for unit in instance.members[i] if instance.members else (instance.units[i],):
            rows.writerow([unit, instance.sites[int(j)]])
    return out.getvalue()


def write_solution(path: Path, instance: Instance, given: Ints) -> None:
    """Write an answer.

    Raises
    ------
    BadInput
        When the file cannot be written.
    """
    try:
        path.write_text(solution_text(instance, given), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"无法写入：{error.strerror}", str(path)) from None


def read_solution(path: Path, instance: Instance) -> Ints:
    """Read which site serves each unit.

    Raises
    ------
    BadInput
        When a unit is unknown, missing or given twice, or a site is unknown.
    """
    units = {key: i for i, key in enumerate(instance.units)}
    for i, keys in enumerate(instance.members):
        units.update(dict.fromkeys(keys, i))
    sites = {key: j for j, key in enumerate(instance.sites)}
    given = np.full(len(instance.units), -1, np.int64)
    seen: set[str] = set()
    for number, row in enumerate(rows_of(path), 1):
        if number == 1:
            if row != HEAD:
                raise BadInput("首行应为 unit,site", path.name, 1)
            continue
        if len(row) != 2:
            raise BadInput("应有两列", path.name, number)
        unit, site = row
        if unit not in units:
            raise BadInput(f"没有单元“{unit}”", path.name, number)
        if unit in seen:
            raise BadInput(f"单元“{unit}”出现两次", path.name, number)
        if site not in sites:
            raise BadInput(f"没有学校“{site}”", path.name, number)
        seen.add(unit)
        if given[units[unit]] not in (-1, sites[site]):
            raise BadInput(f"小区单元“{unit}”与同小区的单元不在一校", path.name, number)
        given[units[unit]] = sites[site]
    printed = {key for keys in instance.members for key in keys} if instance.members else set(units)
    if missing := printed - seen:
        raise BadInput(f"有 {len(missing)} 个单元没有学校，例如“{min(missing)}”", path.name)
    return given
