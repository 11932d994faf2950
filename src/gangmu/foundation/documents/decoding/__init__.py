"""Files to source text: txt, html, docx and pdf in; text with the page, paragraph and cell of every stretch out. Free of Django."""

from gangmu.foundation.documents.decoding.decoder import DEFAULT_LIMIT, decode
from gangmu.foundation.documents.decoding.source import Place, SourceText

__all__ = ["DEFAULT_LIMIT", "Place", "SourceText", "decode"]
