"""Sentences whose figures are links."""

import io

from docx import Document

from gangmu.foundation.documents.linked_words import Linked, write_sentences


def test_a_figure_in_a_sentence_leads_to_its_rows_and_the_words_stay_in_order():
    address = "https://example.org/r/seat-states/?f=stage%7C%3D%7CPRI"
    data = write_sentences(
        [[Linked("新增小学学位 "), Linked("1,620个", address), Linked("，目标 1,600个。")]],
        "数据截至2026年12月31日",
    )
    first, foot = Document(io.BytesIO(data)).paragraphs
    assert first.text == "新增小学学位 1,620个，目标 1,600个。"
    assert [(link.text, link.url) for link in first.hyperlinks] == [("1,620个", address)]
    assert foot.text == "数据截至2026年12月31日"
    assert foot.hyperlinks == []


def test_a_figure_that_opens_nowhere_is_just_words():
    (line,) = Document(io.BytesIO(write_sentences([[Linked("共 3 个")]]))).paragraphs
    assert (line.text, line.hyperlinks) == ("共 3 个", [])
