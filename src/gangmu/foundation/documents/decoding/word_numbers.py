"""The numbers that Word draws in front of paragraphs and does not keep in their text."""

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "taiwaneseCounting",
        "chineseLegalSimplified",
    }
)
_MAX_LEVEL = 8


def chinese(number: int) -> str:
    """Write a number from 1 to 99 in Chinese."""
    if number < 1 or number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


class NumberedLists:
    """Counts the automatic lists of a document as Word does."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.abstract_of: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.styles: dict[str, tuple[str | None, int | None]] = {}
        self._read(document)

    def _read(self, document: Any) -> None:
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in numbering.iter(f"{_W}abstractNum"):
            levels = {}
            for level in abstract.iter(f"{_W}lvl"):
                levels[_int(level.get(f"{_W}ilvl"))] = (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    _int(_value(level, "start"), 1),
                )
            self.levels[abstract.get(f"{_W}abstractNumId") or ""] = levels
        for number in numbering.iter(f"{_W}num"):
            self.abstract_of[number.get(f"{_W}numId") or ""] = _value(number, "abstractNumId") or ""
        for style in document.styles.element.iter(f"{_W}style"):
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                level = _value(properties, "ilvl")
                self.styles[style.get(f"{_W}styleId") or ""] = (
                    _value(properties, "numId"),
                    _int(level) if level else None,
                )

    def label(self, paragraph: Any) -> str:
        """Return what Word draws in front of a paragraph, empty where it draws nothing or a bullet."""
        number, level = self._list_of(paragraph)
        levels = self.levels.get(self.abstract_of.get(number or "", ""), {})
        if number is None or number == "0" or level not in levels:
            return ""
        counts = self.counts.setdefault(self.abstract_of[number], {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        form, pattern, _ = levels[level]
        if form in ("bullet", "none"):
            return ""
        return re.sub(r"%([1-9])", lambda m: self._shown(levels, counts, int(m[1]) - 1), pattern)

    def _list_of(self, paragraph: Any) -> tuple[str | None, int]:
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        number, level = self.styles.get(style.get(f"{_W}val") if style is not None else "", (None, None))
        if own is not None:
            number = _value(own, "numId") or number
            printed = _value(own, "ilvl")
            level = _int(printed) if printed else level
        return number, min(level or 0, _MAX_LEVEL)

    def _shown(self, levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        form, _, start = levels.get(level, ("decimal", "", 1))
        number = counts.get(level, start)
        if form in _CHINESE:
            return chinese(number)
        if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
            return chr(ord("①") + number - 1)
        return str(number)


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else default
