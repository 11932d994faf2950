"""Reads CSV files as typed columns, a million lines in a second; whatever is wrong is said with the file and the line."""

import csv
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as fast

from gangmu.engines.contract import BadInput

#: A float holds every whole number up to here.
LARGEST = 2.0**53
#: Readers of one block at a time; a block is the unit of work of a thread.
BLOCK = 8 << 20
_NO_UTF8 = "不是 UTF-8 编码，请另存为 UTF-8 的 CSV"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text by name, and the file they came from."""

    path: Path
    columns: dict[str, Any]
    rows: int

    @property
    def source(self) -> str:
        """Name of the file."""
        return self.path.name

    def __contains__(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self.columns

    def text(self, column: str) -> Any:
        """Return a column of text that is nowhere empty."""
        cells = self.columns[column]
        empty = pc.equal(cells, "")
        if pc.any(empty).as_py():
            self.fail(f"{column} 为空", _first(empty))
        return cells

    def keys(self, column: str) -> Any:
        """Return a column of text that is nowhere empty and names each thing once."""
        cells = self.text(column)
        if pc.count_distinct(cells).as_py() != self.rows:
            first: dict[str, int] = {}
            for row, cell in enumerate(cells.to_pylist()):
                if cell in first:
                    self.fail(f"“{cell}”重复，第 {self.line(first[cell])} 行已有", row)
                first[cell] = row
        return cells

    def places(self, column: str, names: Any, owner: str, blank: bool = False) -> NDArray[np.int32]:
        """Return the place of each cell among `names`; -1 for an empty cell where `blank` is allowed.

        Raises
        ------
        BadInput
            When a cell stands in no line of `owner`, the file that names them all.
        """
        cells = self.columns[column]
        if len(cells) == len(names) and cells.equals(names):
            return np.arange(len(cells), dtype=np.int32)
        found = pc.index_in(cells, value_set=names)
        if found.null_count:
            absent = pc.is_null(found)
            wrong = pc.and_(absent, pc.not_equal(cells, "")) if blank else absent
            if pc.any(wrong).as_py():
                row = _first(wrong)
                self.fail(f"{column}“{cells[row].as_py()}”不在 {owner} 中", row)
            found = pc.fill_null(found, -1)
        return found.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)  # type: ignore[no-any-return]

    def numbers(self, column: str) -> NDArray[np.float64] | NDArray[np.int64]:
        """Return a column of finite numbers, as whole numbers where all are."""
        cells = self.columns[column]
        for kind in (pa.int64(), pa.float64()):
            try:
                values = pc.cast(cells, kind).to_numpy(zero_copy_only=False)
            except pa.ArrowInvalid:
                continue
            wrong = ~(np.abs(values) <= LARGEST)
            if wrong.any():
                self.fail(
                    f"{column} 应为有限数，现为“{cells[int(wrong.argmax())].as_py()}”", int(wrong.argmax())
                )
            return values  # type: ignore[no-any-return]
        row = _first_unread(cells)
        cell = cells[row].as_py()
        return self.fail(f"{column} 应为数字，现为“{cell}”" if cell else f"{column} 为空", row)

    def whole(self, column: str, least: int = 0, most: int = 1_000_000_000) -> NDArray[np.int64]:
        """Return a column of whole numbers within bounds."""
        values = self.numbers(column)
        for wrong, words in (
            (values != np.floor(values), "应为整数"),
            (values < least, f"不能小于 {least}"),
            (values > most, f"不能大于 {most}"),
        ):
            if wrong.any():
                row = int(wrong.argmax())
                self.fail(f"{column} {words}，现为“{self.columns[column][row].as_py()}”", row)
        return values.astype(np.int64)

    def line(self, row: int) -> int:
        """Return the line of the file on which a row begins, the head being line 1."""
        for place, (line, _) in enumerate(_records(self.path)):
            if place == row + 1:
                return line
        return 0

    def fail(self, message: str, row: int) -> NoReturn:
        """Refuse a row."""
        raise BadInput(message, self.source, self.line(row))


def read_table(path: Path, needed: Sequence[str], optional: Sequence[str] | None = ()) -> Table:
    """Read a CSV file (UTF-8, with or without a byte order mark).

    Parameters
    ----------
    path
        The file.
    needed
        Columns that must stand in the head.
    optional
        Columns that may; `None` takes every column there is.

    Raises
    ------
    BadInput
        When the file cannot be read, a column is missing, or a line has more or fewer cells than the head.
    """
    head = _head(path, needed)
    wanted = head if optional is None else [name for name in head if name in needed or name in optional]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        quoted = content.find(b'"') >= 0
    try:
        table = fast.read_csv(
            path,
            read_options=fast.ReadOptions(column_names=head, skip_rows=1, block_size=BLOCK),
            parse_options=fast.ParseOptions(newlines_in_values=quoted),
            convert_options=fast.ConvertOptions(
                column_types=dict.fromkeys(head, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
                check_utf8=True,
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        _find_fault(path, len(head))
        raise BadInput(f"不是完整的 CSV（{str(error)[:120]}）", path.name) from None
    columns = {name: _whole(table.column(name)) for name in wanted}
    return Table(path, columns, table.num_rows)


def _whole(column: Any) -> Any:
    """Return a chunked column as one array."""
    joined = column.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        return joined.chunk(0) if joined.num_chunks else pa.array([], pa.string())
    return joined


def _head(path: Path, needed: Sequence[str]) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
            head = [name.strip().lower() for name in next(csv.reader(file), [])]
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", path.name) from None
    except csv.Error as error:
        raise BadInput(f"不是完整的 CSV（{error}）", path.name, 1) from None
    if not any(head):
        empty = not path.stat().st_size
        raise BadInput("文件是空的" if empty else "第一行应为列名，现为空行", path.name, 0 if empty else 1)
    if not _is_utf8(head):
        raise BadInput(_NO_UTF8, path.name, 1)
    missing = [name for name in needed if name not in head]
    if missing:
        raise BadInput(f"缺少列 {'、'.join(missing)}；现有列 {'、'.join(head)}", path.name, 1)
    twice = sorted({name for name in head if head.count(name) > 1})
    if twice:
        raise BadInput(f"列名重复：{'、'.join(twice) or '（空）'}", path.name, 1)
    return head


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the line on which it begins; refuse the first in which a quotation mark is left open."""
    line = 0
    with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
        reader = csv.reader(file, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield line + 1, cells
                line = reader.line_num
        except csv.Error as error:
            raise BadInput(f"引号没有配对（{error}）", path.name, line + 1) from None


def _find_fault(path: Path, width: int) -> None:
    """Refuse the first record that is not as wide as the head, or is not UTF-8."""
    for line, cells in _records(path):
        if len(cells) != width:
            raise BadInput(f"应有 {width} 格，现有 {len(cells)} 格", path.name, line)
        if not _is_utf8(cells):
            raise BadInput(_NO_UTF8, path.name, line)


def _is_utf8(cells: list[str]) -> bool:
    """Whether no byte had to be kept as a lone surrogate."""
    return not any("\udc80" <= letter <= "\udcff" for letter in "".join(cells))


def _first_unread(cells: Any) -> int:
    """Return the first row that Arrow does not read as a number: Python reads more, such as full-width digits, so that Arrow is asked."""
    begin, end = 0, len(cells)
    while end - begin > 1:
        middle = (begin + end) // 2
        try:
            pc.cast(cells.slice(begin, middle - begin), pa.float64())
        except pa.ArrowInvalid:
            end = middle
        else:
            begin = middle
    return begin


def _first(flags: Any) -> int:
    """Return the first row that is flagged."""
    return int(pc.index(flags, True).as_py())
