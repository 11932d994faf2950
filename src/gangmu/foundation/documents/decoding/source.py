"""Source text: what the reading engine gets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of the source text stood in the file; what does not apply is `None`."""

    start: int
    end: int
    page: int | None = None
    paragraph: int | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, kept unchanged, and the way back to the places of the file. Offsets are Python characters."""

    text: str
    places: tuple[Place, ...] = ()
    kind: str = "txt"

    def place_of(self, offset: int) -> Place | None:
        """Return the place in which a character stands."""
        return next((place for place in self.places if place.start <= offset < place.end), None)


class Writer:
    """Gathers pieces of text with their places."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.places: list[Place] = []
        self.length = 0

    def add(
        self, text: str, *, page: int | None = None, paragraph: int | None = None, cell: str | None = None
    ) -> None:
        """Append a piece that stood at a place."""
        if text:
            self.places.append(Place(self.length, self.length + len(text), page, paragraph, cell))
        self.plain(text)

    def plain(self, text: str) -> None:
        """Append what stands between pieces."""
        self.pieces.append(text)
        self.length += len(text)

    def done(self, kind: str) -> SourceText:
        """Return what was gathered."""
        return SourceText("".join(self.pieces), tuple(self.places), kind)
