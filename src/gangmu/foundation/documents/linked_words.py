"""Sentences as docx whose figures are links: a reader of the paper opens the rows behind a figure where the platform runs."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from gangmu.foundation.documents.word_layout import (
    SIZE_SMALL_4,
    Font,
    add_line,
    add_run,
    indent,
    new_document,
    number_pages,
    set_grid,
)


@dataclass(frozen=True, slots=True)
class Linked:
    """Words of a sentence, and where they lead; words without an address lead nowhere."""

    words: str
    address: str = ""


def write_sentences(sentences: Sequence[Sequence[Linked]], foot: str = "") -> bytes:
    """Return sentences as docx, each a paragraph two characters in; `foot` says as of when and as known when."""
    document = new_document()
    set_grid(document.sections[0])
    number_pages(document)
    for told in sentences:
        line = add_line(document)
        indent(line, first=2)
        for part in told:
            run = add_run(line, part.words)
            if part.address:
                _link(line, run, part.address)
    if foot:
        indent(add_line(document, foot, Font.KAI, SIZE_SMALL_4), first=2)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _link(paragraph: Any, run: Any, address: str) -> None:
    """Put a run into a link that leads out of the document, underlined as a sign beside its being one."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run.font.underline = True
    run._r.addprevious(link)
    link.append(run._r)
