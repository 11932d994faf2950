"""The number of an official paper (发文字号): 机关代字〔年份〕序号号 (official_documents 12.2)."""

import re
from dataclasses import dataclass

from gangmu.foundation.kernel.errors import Refusal

#: Brackets that people type instead of the hexagonal ones.
_BRACKETS = str.maketrans(
    {
        "[": "〔",
        "(": "〔",
        "（": "〔",
        "【": "〔",
        "［": "〔",
        "]": "〕",
        ")": "〕",
        "）": "〕",
        "】": "〕",
        "］": "〕",
    }
)
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMBER = re.compile(r"(.{1,8})〔(\d{4})〕第?0*([1-9]\d{0,3})号")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A paper's number: the letters of its office, the year, the running number."""

    code: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.sequence}号"


def blank_number(code: str, year: int) -> str:
    """Return how the number of a paper that is not issued is printed: the place for it stays blank."""
    return f"{code}〔{year}〕  号"


def read_number(words: str) -> DocumentNumber:
    """Return a number that somebody typed, whatever brackets and leading zeros it has.

    Raises
    ------
    Refusal
        When it is none.
    """
    plain = re.sub(r"\s", "", words).translate(_FULL)
    found = _NUMBER.fullmatch(plain.translate(_BRACKETS))
    if found is None:
        raise Refusal(
            "documents.number", "“%(words)s”不是发文字号，应为 机关代字〔年份〕序号号，例如 青教发〔2026〕2号", words=words
        )  # fmt: skip
    return DocumentNumber(found.group(1), int(found.group(2)), int(found.group(3)))
