"""Words of the reader with the punctuation of the document: the reader folds marks to find things, people read them as printed."""

import unicodedata

from gangmu.engines.reading.text import fold


def as_printed(words: str, source: str) -> str:
    """Give folded words back the marks and brackets that their source has.

    Letters, digits and simplified characters stay as the reader made them.

    Parameters
    ----------
    words
        What the reader says of a stretch, such as a task in a sentence.
    source
        The stretch of the source; line breaks inside it do not matter.

    Returns
    -------
    str
        The words with full-width marks where the source has them; as they came, when they do not stand in the source.
    """
    printed = "".join(source.split())
    sought = "".join(words.split())
    at = fold(printed).find(fold(sought))
    if at < 0 or sought != words:
        return words
    return "".join(
        mark if unicodedata.category(mark)[0] in "PS" else word
        for word, mark in zip(words, printed[at : at + len(words)], strict=True)
    )
