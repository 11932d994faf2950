"""Sentences of the screen in the typography of Chinese: full-width marks beside characters (GB/T 15834)."""

import re
from pathlib import Path

from babel.messages.pofile import read_po
from tools.messages import collisions, messages_of, po_path, rooms

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


def told_in(folder: Path, *entries: tuple[str, str]) -> Path:
    """Write a room's English, each entry the lines before ``msgstr`` and the English, and return the room."""
    path = po_path(folder)
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n'
    path.write_text(
        "\n".join((head, *(f'{before}\nmsgstr "{english}"\n' for before, english in entries))),
        encoding="utf-8",
    )
    return folder


def test_two_rooms_tell_a_sentence_in_the_same_english() -> None:
    assert collisions(rooms()) == []


def test_a_sentence_told_in_two_ways_is_named_with_both_rooms(tmp_path: Path) -> None:
    jobs = told_in(tmp_path / "jobs", ('msgid "任务"', "Job"), ('msgid "状态"', "State"))
    ledger = told_in(tmp_path / "ledger", ('msgid "任务"', "Task"), ('msgid "状态"', "State"))
    assert collisions([jobs, ledger]) == ["'任务' is told in two ways: 'Job' (jobs), 'Task' (ledger)"]


def test_a_context_parts_two_senses_of_a_sentence(tmp_path: Path) -> None:
    jobs = told_in(tmp_path / "jobs", ('msgctxt "后台"\nmsgid "任务"', "Job"))
    ledger = told_in(tmp_path / "ledger", ('msgid "任务"', "Task"))
    assert collisions([jobs, ledger]) == []


def test_contexts_are_read_from_python_and_from_templates(tmp_path: Path) -> None:
    code, page = tmp_path / "words.py", tmp_path / "page.html"
    code.write_text(
        'a = pgettext("沿革", "撤销")\nb = pgettext_lazy("状态", "撤销")\nc = npgettext_lazy("行", "一行", "几行", 2)\n',
        encoding="utf-8",
    )
    page.write_text(
        '{% load i18n %}{% translate "任务" context "后台" %}{% translate "任务" %}', encoding="utf-8"
    )
    assert list(messages_of(code)) == [("撤销", "沿革"), ("撤销", "状态"), (("一行", "几行"), "行")]
    assert list(messages_of(page)) == [("任务", "后台"), ("任务", None)]


def test_english_has_straight_quotation_marks() -> None:
    """“ ” ‘ ’ are as wide as a character in the typefaces of the page, which put Chinese first."""
    told = []
    for path in map(po_path, rooms()):
        if path.exists():
            with path.open("rb") as file:
                told += [
                    english for message in read_po(file) if message.id for english in strings(message.string)
                ]
    assert len(told) > 500
    assert [english for english in told if set("“”‘’") & set(english)] == []


def strings(told: str | tuple[str, ...]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else told
