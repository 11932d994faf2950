"""Where a target holds: 全市, 各县(市、区), 市直 …, as governing its clause."""

import re

_SCOPE = re.compile(
    r"全[市县省区州旗](?!平均|第|前|首|.{0,6}(?:平均|首位|第一))|各县\(市、区\)|各县[市区]+|各[市县区](?=[要均都新建])|市直(?:属)?(?:学校)?|县直(?:属)?|区直属?|各级各类学校|各乡镇|各学校|各中小学"
)


def scope_of(sentence: str, figure: int) -> str | None:
    """Return the scope that governs the value at `figure`: the last one named before it in its sentence.

    Parameters
    ----------
    sentence
        Folded text of the sentence.
    figure
        Where the value stands in it.
    """
    named = None
    for match in _SCOPE.finditer(sentence, 0, max(figure, 0)):
        named = match.group()
    return named


def is_scope(words: str) -> bool:
    """Whether words name scopes and no more: 各学校, 全县各中小学校."""
    return bool(re.fullmatch(rf"(?:(?:{_SCOPE.pattern})(?:学?校|幼儿园)?)+", words))
