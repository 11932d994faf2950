"""From the words of a deadline to its day."""

import re
from calendar import monthrange
from datetime import date

_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日|(底|末|上旬|中旬|下旬))?")
_DAY_OF = {"上旬": 10, "中旬": 20}
_WORDS = {
    "上半年": (6, 30),
    "下半年": (12, 31),
    "年内": (12, 31),
    "年底": (12, 31),
    "全年": (12, 31),
    "今年": (12, 31),
}
_QUARTER = re.compile(r"(?:第)?([一二三四1-4])季度")


def day_of(words: str, year: int) -> date | None:
    """Return the last day on which a deadline's words are kept, in the plan's year; `None` for words that name no day.

    >>> day_of("9月底前", 2026)
    datetime.date(2026, 9, 30)
    >>> day_of("上半年", 2026)
    datetime.date(2026, 6, 30)
    >>> day_of("长期坚持", 2026) is None
    True
    """
    found = _MONTH.search(words)
    if found:
        return _month_day(found, year)
    quarter = _QUARTER.search(words)
    if quarter:
        month = 3 * (
            "一二三四".find(quarter.group(1)) + 1 if quarter.group(1) in "一二三四" else int(quarter.group(1))
        )
        return date(year, month, monthrange(year, month)[1])
    for word, (month, day) in _WORDS.items():
        if word in words:
            return date(year, month, day)
    named = re.search(r"(\d{4})年(?:底|末|前|内)", words)
    return date(int(named.group(1)), 12, 31) if named else None


def _month_day(found: re.Match[str], year: int) -> date | None:
    in_year, month = int(found.group(1) or year), int(found.group(2))
    if not 1 <= month <= 12:
        return None
    last = monthrange(in_year, month)[1]
    day = int(found.group(3)) if found.group(3) else _DAY_OF.get(found.group(4) or "", last)
    return date(in_year, month, day) if day <= last else None


def period_of(period: str | None, year: int) -> tuple[date | None, date]:
    """Return the window of a target's period as (first day, day that decides).

    `2020`, `2018-2020` and `by 2022` are read as the reader writes them; without a period the plan's year counts.
    """
    years = [int(found) for found in re.findall(r"\d{4}", period or "")] or [year]
    if (period or "").startswith("by"):
        return date(year, 1, 1), date(years[-1], 12, 31)
    return date(years[0], 1, 1), date(years[-1], 12, 31)
