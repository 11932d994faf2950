"""Sentences of the screen: extract them, keep the English complete, compile. No GNU gettext needed.

python tools/messages.py update [ROOM_FOLDER …]   refresh locale/en/LC_MESSAGES/django.po, keep what is translated
python tools/messages.py check                    exit 1 when an English sentence is missing, stale or told in two ways
python tools/messages.py compile                  write the .mo files that are older than their .po
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "src" / "gangmu"
#: Rooms that are no Django applications keep their sentences with the project.
PROJECT = ROOT / "project"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("gettext_lazy", "gettext_noop", "_", "_lazy")),
    **dict.fromkeys(("ngettext_lazy",), (1, 2)),
    **dict.fromkeys(("pgettext_lazy",), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext_lazy",), ((1, "c"), 2, 3)),
    **dict.fromkeys(("Refusal", "Conflict", "Forbidden", "BadRequest"), (2,)),
}
#: Quotation marks that the typefaces of the page, which put Chinese first, draw as wide as a character.
ROUND = "“”‘’"


def rooms() -> list[Path]:
    """Return the folders that are Django applications, and the project."""
    return [*sorted(path.parent for path in ROOT.rglob("apps.py")), PROJECT]


def sources(room: Path) -> Iterator[Path]:
    """Yield the files whose sentences belong to a room's catalogue."""
    others = [path for path in rooms() if path != room]
    top = ROOT if room == PROJECT else room
    for path in sorted(top.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".svg"} or {
            "tests",
            "migrations",
            "static",
            "sample",
        } & set(path.parts):
            continue
        if not any(other in path.parents for other in others):
            yield path


def messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield the message ids of a file with their context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if path.suffix == ".txt" and "templates" not in path.parts:
            return
        text = _as_python(text)
    stream = io.BytesIO(text.encode("utf-8"))
    for _line, message, _comments, context in extract(
        "python", stream, KEYWORDS, options={"encoding": "utf-8"}
    ):
        if message:
            yield message, context


def _as_python(template: str) -> str:
    return "(" + templatize(template).replace("\n", " ") + ")"


def fresh_catalogue(room: Path) -> Catalog:
    """Return the room's sentences as they stand in its files now."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for path in sources(room):
        for message, context in messages_of(path):
            catalogue.add(message, context=context)
    return catalogue


def po_path(room: Path) -> Path:
    """Return where the room keeps its English."""
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def read_catalogue(room: Path) -> Catalog:
    """Return the room's English as kept."""
    path = po_path(room)
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def update(room: Path) -> None:
    """Write the room's .po with today's sentences, the translations kept."""
    fresh, kept = fresh_catalogue(room), read_catalogue(room)
    fresh.fuzzy = False
    for message in fresh:
        known = kept.get(message.id, message.context) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    if len(fresh) == 0:
        return
    fresh.header_comment = f"# English of {room.relative_to(ROOT)}."
    po_path(room).parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, fresh, sort_output=True, no_location=True, width=0, omit_header=False)
    lines = [
        line
        for line in buffer.getvalue().decode("utf-8").splitlines()
        if not line.startswith(
            ('"POT-', '"PO-Rev', '"Last-', '"Language-Team', '"Generated', '"Project-Id', '"Report-')
        )
    ]
    po_path(room).write_text("\n".join(lines) + "\n", encoding="utf-8")


def faults(room: Path) -> list[str]:
    """Return what is wrong with the room's English."""
    fresh, kept = fresh_catalogue(room), read_catalogue(room)
    name = room.relative_to(ROOT)
    found = []
    for message in fresh:
        known = kept.get(message.id, message.context) if message.id else None
        if message.id and (
            known is None or not known.string or (isinstance(known.string, tuple) and not all(known.string))
        ):
            found.append(f"{name}: no English for {message.id!r}")
    ids = {(m.id, m.context) for m in fresh}
    found += [f"{name}: no longer used: {m.id!r}" for m in kept if m.id and (m.id, m.context) not in ids]
    found += [
        f"{name}: quotation marks as wide as a character, write \" and ' instead: {m.string!r}"
        for m in kept
        if m.id and set(ROUND) & set(str(m.string))
    ]
    return found


def collisions(folders: list[Path]) -> list[str]:
    """Return the sentences that two rooms tell differently in English.

    The rooms' catalogues are merged when the program runs, so that one of the two would be shown in both rooms.
    Where the senses differ the sentence needs a context: ``pgettext_lazy("…", "…")``, ``{% translate "…" context "…" %}``.
    """
    told: dict[tuple[str, str | None], dict[str, list[str]]] = {}
    for folder in folders:
        for message in read_catalogue(folder):
            if message.id and message.string:
                ways = told.setdefault((str(message.id), message.context), {})
                ways.setdefault(str(message.string), []).append(folder.name)
    return [
        f"{sentence!r} is told in two ways: "
        + ", ".join(f"{english!r} ({', '.join(names)})" for english, names in ways.items())
        for (sentence, _context), ways in told.items()
        if len(ways) > 1
    ]


def compile_all() -> None:
    """Write every .mo that is older than its .po."""
    for path in ROOT.rglob("locale/*/LC_MESSAGES/django.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3])
        with target.open("wb") as file:
            write_mo(file, catalogue)


def main(words: list[str]) -> int:
    """Run one of the three verbs."""
    settings.configure(USE_I18N=True)
    match words:
        case ["update", *folders]:
            for room in [Path(folder).resolve() for folder in folders] or rooms():
                update(room)
        case ["check"]:
            found = [*(fault for room in rooms() for fault in faults(room)), *collisions(rooms())]
            print("\n".join(found) or "every sentence has its English")
            return 1 if found else 0
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
