"""The source text of a file and where each stretch of it stands in the file."""

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of the source text stands; counts begin at 1, `None` where the kind of file has no such thing."""

    start: int
    end: int
    paragraph: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @property
    def cell(self) -> str | None:
        """Table, row and column in short (T1R2C3); None outside tables."""
        return f"T{self.table}R{self.row}C{self.column}" if self.table else None

    def describe(self) -> str:
        """Say the place in Chinese: 第3页第2段, 表1第2行第3列."""
        page = f"第{self.page}页" if self.page else ""
        if self.table:
            return f"{page}表{self.table}第{self.row}行第{self.column}列"
        return f"{page}第{self.paragraph}段" if self.paragraph else page


@dataclass(frozen=True, slots=True)
class SourceText:
    """Text as decoded, never changed afterwards, with its places in order."""

    text: str
    places: tuple[Place, ...]
    kind: str

    def place_at(self, offset: int) -> Place | None:
        """Return the place of a character, or the last one before it (line breaks between paragraphs have none)."""
        index = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[index] if index >= 0 else None


@dataclass(slots=True)
class Writer:
    """Collects paragraphs and cells into one text and notes their places."""

    kind: str
    pieces: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    length: int = 0
    paragraphs: int = 0
    tables: int = 0

    def paragraph(self, text: str, page: int | None = None) -> None:
        """Write a paragraph on a line of its own."""
        self.paragraphs += 1
        self._write(text, paragraph=self.paragraphs, page=page)
        self._plain("\n")

    def table(self, rows: list[list[str]], page: int | None = None) -> None:
        """Write a table: a line a row, cells apart by tabs; line breaks inside a cell become blanks."""
        self.tables += 1
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row, start=1):
                if column > 1:
                    self._plain("\t")
                flat = " ".join(cell.split())
                self._write(flat, page=page, table=self.tables, row=number, column=column)
            self._plain("\n")

    def finish(self) -> SourceText:
        """Return what was written."""
        return SourceText("".join(self.pieces), tuple(self.places), self.kind)

    def _plain(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _write(
        self,
        text: str,
        *,
        paragraph: int | None = None,
        page: int | None = None,
        table: int | None = None,
        row: int | None = None,
        column: int | None = None,
    ) -> None:
        if text:
            self.places.append(
                Place(self.length, self.length + len(text), paragraph, page, table, row, column)
            )
        self._plain(text)
