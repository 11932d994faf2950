"""Files to source text, free of Django: what a document says, unchanged, with a map to page, paragraph and cell."""

from gangmu.foundation.documents.decoding.decoder import decode
from gangmu.foundation.documents.decoding.source import Place, SourceText

__all__ = ["Place", "SourceText", "decode"]
