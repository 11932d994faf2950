"""Reads and writes the files of a draw; a fault is told with the file and the line."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from gangmu.engines.contract import BadInput


def read_withdrawn(path: Path) -> list[str]:
    """Read who gave up: one id of an applicant or a ticket a line."""
    names = []
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            names += line.decode().split()
        except UnicodeDecodeError:
            raise BadInput("不是 UTF-8 编码，请另存为 UTF-8", path.name, number) from None
    return names


def read_list(path: Path) -> list[tuple[str, ...]]:
    """Read who takes part: `applicant`, optionally `ticket` (one text for twins who are drawn as one)."""
    head, rows = _table(path)
    if "applicant" not in head:
        raise BadInput(f"缺少列 applicant；现有列 {'、'.join(head)}", path.name, 1)
    bound: dict[tuple[str, str], list[str]] = {}
    seen: dict[str, int] = {}
    for line, cells in rows:
        who = cells[head.index("applicant")].strip()
        if not who or any(letter.isspace() for letter in who):
            raise BadInput("applicant 为空或含空格", path.name, line)
        if who in seen:
            raise BadInput(f"“{who}”重复，第 {seen[who]} 行已有", path.name, line)
        seen[who] = line
        together = cells[head.index("ticket")].strip() if "ticket" in head else ""
        bound.setdefault(("bound", together) if together else ("alone", who), []).append(who)
    return [tuple(sorted(ids)) for ids in bound.values()]


def read_rows(path: Path, head: Sequence[str]) -> list[list[str]]:
    """Return the lines of a CSV file that has this head."""
    found, rows = _table(path)
    if found != list(head):
        raise BadInput(f"列应为 {','.join(head)}", path.name, 1)
    return [cells for _, cells in rows]


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return head and lines of a CSV file; every line is as wide as the head."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = [name.strip().lower() for name in next(reader, [])]
            rows = [(reader.line_num, cells) for cells in reader if cells]
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", path.name) from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput("不是 UTF-8 的 CSV", path.name) from None
    for line, cells in rows:
        if len(cells) != len(head):
            raise BadInput(f"应有 {len(head)} 格，现有 {len(cells)} 格", path.name, line)
    return head, rows


def write_rows(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
