"""Reads CSV tables cell by cell, and writes them; whatever is wrong is said with the file and the line."""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gangmu.engines.contract import BadInput

#: What statistical offices print for a figure that exists and is not published.
SUPPRESSED = frozenset(
    {"", "*", "c", "x", "z", "..", ":", "~", "-", "–", "—", "na", "n/a", "nan", "<5", "<10"}
)
#: No authority of the world has more pupils in a grade; a larger figure is a slip of the keyboard.
LARGEST = 1e9


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column, the file and the line it stands on."""

    cells: dict[str, str]
    source: str
    line: int

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        value = self.cells[column]
        if not value:
            raise BadInput(f"{column} 为空", self.source, self.line)
        return value

    def year(self, column: str) -> int:
        """Return a cell as a year of four digits."""
        value = self.cells[column]
        if not (value.isascii() and value.isdigit() and len(value) == 4):
            raise BadInput(f"{column} 应为四位年份，现为“{value}”", self.source, self.line)
        return int(value)

    def count(self, column: str) -> float:
        """Return a cell as a count; NaN where the figure is suppressed.

        Raises
        ------
        BadInput
            When the cell is no number, negative, infinite or beyond reason.
        """
        value = self.cells[column]
        if value.lower() in SUPPRESSED:
            return math.nan
        try:
            number = float("" if "_" in value else value)  # Python reads 1_0 as ten, a person does not
        except ValueError:
            raise BadInput(f"{column} 应为数字，现为“{value}”", self.source, self.line) from None
        if not 0 <= number <= LARGEST:
            raise BadInput(f"{column} 不能为负，也不能超出常理，现为“{value}”", self.source, self.line)
        return number

    def number(self, column: str) -> float:
        """Return a cell as a count that must stand there."""
        value = self.count(column)
        if math.isnan(value):
            raise BadInput(f"{column} 没有数字", self.source, self.line)
        return value


def rows_of(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the lines of a CSV file (UTF-8, with or without a byte order mark).

    Parameters
    ----------
    path
        The file.
    needed
        Columns that must stand in the head.
    optional
        Columns that may; absent ones read as empty.

    Raises
    ------
    BadInput
        When the file cannot be read, a column is missing, or a line has more or fewer cells than the head.
    """
    source = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = [name.strip().lower() for name in next(reader, [])]
            _check_head(head, needed, source)
            wanted = [(name, head.index(name)) for name in [*needed, *optional] if name in head]
            absent = {name: "" for name in optional if name not in head}
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(head):
                    raise BadInput(f"应有 {len(head)} 格，现有 {len(cells)} 格", source, reader.line_num)
                found = {name: cells[place].strip() for name, place in wanted}
                yield Row(found | absent, source, reader.line_num)
    except OSError as error:
        raise BadInput(f"无法读取（{error.strerror}）", source) from None
    except UnicodeDecodeError:
        raise BadInput(
            "不是 UTF-8 编码，请另存为 UTF-8 的 CSV", source, _line_of_another_encoding(path)
        ) from None
    except csv.Error as error:
        raise BadInput(f"不是完整的 CSV（{error}）", source) from None


def _line_of_another_encoding(path: Path) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 0


def _check_head(head: list[str], needed: Sequence[str], source: str) -> None:
    if not head:
        raise BadInput("文件是空的", source)
    missing = [name for name in needed if name not in head]
    if missing:
        raise BadInput(f"缺少列 {'、'.join(missing)}；现有列 {'、'.join(head)}", source, 1)
    twice = sorted({name for name in head if name and head.count(name) > 1})
    if twice:
        raise BadInput(f"列名重复：{'、'.join(twice)}", source, 1)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with its head.

    Raises
    ------
    BadInput
        When the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
    except OSError as error:
        raise BadInput(f"无法写入（{error.strerror}）", path.name) from None
