"""Sentences of the screen in the typography of Chinese: full-width marks beside characters (GB/T 15834)."""

import re

from babel.messages.pofile import read_po
from tools.messages import rooms

#: A half-width mark beside a character, a closing quotation mark or bracket; a mark between figures (8:30, 1,000) stays.
HALF_WIDTH = re.compile(
    r"(?<=[一-鿿”》）])\s*[,;:!?](?!//)|[,;:!?](?=[一-鿿“《（])|\((?=[一-鿿])|(?<=[一-鿿])\)"
)
#: Marks that are typed as they stand: the form of a rule, not a sentence.
TYPED_AS_THEY_STAND = frozenset({"写法：due 或 report（完成时限、报送时限）:天数:发给谁（owner 牵头单位、leader 责任领导、office 办公室，逗号分开）"})  # fmt: skip


def sentences() -> set[str]:
    found: set[str] = set()
    for room in rooms():
        catalogue = room / "locale" / "en" / "LC_MESSAGES" / "django.po"
        if catalogue.exists():
            with catalogue.open("rb") as file:
                told = [message.id for message in read_po(file) if message.id]
            found |= {text if isinstance(text, str) else text[0] for text in told}
    return found


def test_chinese_sentences_have_full_width_marks() -> None:
    told = sentences() - TYPED_AS_THEY_STAND
    assert len(told) > 500
    assert sorted(text for text in told if HALF_WIDTH.search(text)) == []
