"""Reads rows of numbers from text files; whatever is wrong is said with the file and the line."""

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.instance import Ints


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line and where it stands."""

    cells: list[str]
    source: str
    number: int

    def cell(self, place: int, name: str) -> str:
        """Return a cell that must be there and not be empty."""
        if place >= len(self.cells) or not self.cells[place].strip():
            raise BadInput(f"缺少{name}", self.source, self.number)
        return self.cells[place].strip()

    def real(self, place: int, name: str, least: float = -math.inf) -> float:
        """Return a finite number not below `least`.

        Raises
        ------
        BadInput
            When it is no number, not finite or too small.
        """
        text = self.cell(place, name)
        try:
            value = float(text)
        except ValueError:
            raise BadInput(f"{name}应为数字，现为“{text}”", self.source, self.number) from None
        if not math.isfinite(value) or abs(value) > 1e15:
            raise BadInput(f"{name}应为有限数，现为“{text}”", self.source, self.number)
        if value < least:
            raise BadInput(f"{name}不能小于 {least:g}，现为“{text}”", self.source, self.number)
        return value

    def whole(self, place: int, name: str, least: int = 0) -> int:
        """Return a whole number not below `least`."""
        value = self.real(place, name, least)
        if value != int(value):
            raise BadInput(f"{name}应为整数，现为“{self.cells[place]}”", self.source, self.number)
        return int(value)


def text_of(path: Path) -> str:
    """Return a file's text.

    Raises
    ------
    BadInput
        When it cannot be opened or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", path.name) from None
    except UnicodeDecodeError:
        raise BadInput("不是 UTF-8 文本", path.name) from None


def rows_of(path: Path) -> list[list[str]]:
    """Return the rows of a CSV.

    Raises
    ------
    BadInput
        When a cell never ends, as after a quotation mark too many.
    """
    reader = csv.reader(io.StringIO(text_of(path)))
    found: list[list[str]] = []
    try:
        found.extend(reader)
    except csv.Error:
        raise BadInput("此行起引号不成对，或一格过长", path.name, len(found) + 1) from None
    return found


def lines(path: Path) -> list[Line]:
    """Return the lines that hold something, split at tabs, else commas, else blanks."""
    found = []
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if not line.strip():
            continue
        if "\t" in line:
            cells = line.split("\t")
        elif "," in line:
            cells = next(csv.reader([line]))
        else:
            cells = line.split()
        found.append(Line(cells, path.name, number))
    if not found:
        raise BadInput("文件是空的", path.name)
    return found


def read_edges(path: Path, index: dict[str, int]) -> Ints:
    """Read pairs of neighbouring units from the second and third column; the first line is a head.

    Raises
    ------
    BadInput
        When a pair names a unit that is not in the instance.
    """
    pairs = []
    for row in lines(path)[1:]:
        ends = [_unit(row, place, index) for place in (1, 2)]
        if ends[0] != ends[1]:
            pairs.append(ends)
    return np.array(pairs, np.int64).reshape(-1, 2)


def _unit(row: Line, place: int, index: dict[str, int]) -> int:
    key = row.cell(place, "单元编号")
    if key not in index:
        raise BadInput(f"邻接表中的单元“{key}”不在单元表中", row.source, row.number)
    return index[key]
