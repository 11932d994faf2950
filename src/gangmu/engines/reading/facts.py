"""What a document says of itself: kind, years, issuer, number, date, classification."""

import re
from datetime import date

from gangmu.engines.reading.layout import DATE, Paragraph
from gangmu.engines.reading.model import DocumentKind

_SUMMARY = re.compile(
    r"(?:工作|事业|发展|教育)情况的?(?:报告|汇报|通报)|工作汇报|总结|小结|公报|回顾|述职|完成情况|开展情况"
)
_PLAN = re.compile(r"要点|计划|规划|纲要|方案|安排|打算|思路|谋划|部署|任务分解|任务清单|责任分解|意见")
_REPORT = re.compile(r"政府工作报告|工作报告|民生实事|办实事")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
#: Names of other documents, whose years are their own.
_QUOTED = re.compile(r"《[^》]*》(?:\([^)]*\))?")
_YEAR_OPENING = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{1,10})\s*(?P<open>[\[(<])?\s*(?P<year>(?:19|20)\d\d)\s*(?P<close>[\])>])?\s*(?:第)?\s*(?P<serial>\d{1,4})\s*(?P<end>号)?\)?$"
)
_DATE_PARTS = re.compile(r"((?:19|20)\d\d)\D+(\d{1,2})\D+(\d{1,2})")
_CHINESE_DATE = re.compile(
    r"([一二〇0三四五六七八九零]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_CHINESE_YEAR = re.compile(r"([一二][一二三四五六七八九〇零]{3})年")
_DIGIT_OF = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CLASSIFIED = re.compile(
    r"^(?:密级\s*:?\s*)?(绝\s?密|机\s?密|秘\s?密)(?:\s*[★☆*·]?\s*(?:\d{1,2}年|长期|一年|三年|五年|十年|二十年|三十年)?)?$"
)
_PLACE = r"[\u4e00-\u9fff]{2,12}?(?:省|自治区|市|县|区|旗|州|盟|镇|乡|街道|新区|开发区)"
_OFFICE = r"(?:(?:教育(?:和|与)?(?:体育|科技|科学技术)?|教体|教科|教科文卫体?|教育考试)(?:局|委员会|厅|工委)|教委|人民政府(?:办公室)?|教育工作领导小组|教育督导室)"
_TITLE_OFFICE = re.compile(rf"^({_PLACE}{_OFFICE})")
_ACTING_OFFICE = re.compile(
    rf"(?:[^。;]{{0,40}}[。,])?(?:20\d\d年|一年来)?,?(?P<office>(?:[xX]{{2,4}}|[\u4e00-\u9fff]{{2,6}})(?:市|县|区|旗|州){_OFFICE})(?:在.{{2,30}}领导下|坚持以|认真贯彻|深入贯彻|紧紧围绕)"
)
_GENERIC = re.compile(r"[x*]|^(?:省|市|县|区|我|本|某)|^(?:市|县|区|自治区)?(?:教育|教体)")


def kind_of_document(title: str | None, top_titles: list[str]) -> DocumentKind | None:
    """Tell a plan from a summary by the title, and by the headings of the first level.

    Parameters
    ----------
    title
        Folded title, if any.
    top_titles
        Titles of the outline's first level.

    Returns
    -------
    DocumentKind or None
        None for other documents, such as a report of the government.
    """
    name = title or ""
    of_bureau = re.search(r"(?:教育|教体|教科)[^,。]{0,8}(?:局|委)", name) is not None
    if _REPORT.search(name) and not of_bureau:
        return None
    summary = _SUMMARY.search(name) is not None
    plan = _PLAN.search(name) is not None or (of_bureau and "实事" in name)
    if summary and plan:
        return "both"
    next_year = [
        t
        for t in top_titles
        if re.search(r"工作(?:思路|计划|打算|要点|安排|谋划)|下一步|下步|明年", t) and not _SUMMARY.search(t)
    ]
    looks_back = [t for t in top_titles if re.search(r"总结|回顾|完成情况|成效|成绩|亮点|开展情况", t)]
    if summary or (not plan and looks_back):
        return "both" if next_year else "summary"
    return "plan" if plan or next_year else None


def years(
    kind: DocumentKind | None, title: str | None, top_titles: list[str], opening: str
) -> tuple[int | None, int | None]:
    """Return the year of the plan and the year of the summary as printed in title, headings or first sentence; None where masked."""
    name = _with_digits(title or "")
    printed = [int(y) for y in _YEAR.findall(name)]
    masked = bool(re.search(r"(?:[x*]{2,4}|20[x*]{2})年", name))
    if not printed and not masked and kind is None and _REPORT.search(name):
        printed = [max((int(y) for t in top_titles for y in _YEAR.findall(t)), default=0)]
        printed = printed if printed[0] else []
    elif not printed and not masked:
        printed = [int(y) for t in top_titles for y in _YEAR.findall(t)] or [
            int(y) for y in _YEAR_OPENING.findall(_QUOTED.sub("", opening))
        ][:1]
    first = printed[0] if printed else None
    if kind == "plan":
        return first, None
    if kind == "summary":
        return None, first
    if kind == "both":
        return _years_of_both(first, printed, top_titles)
    if _REPORT.search(name) and first is not None:
        return first, first - 1
    return None, None


def _with_digits(title: str) -> str:
    """Write a year in Chinese numerals (二〇二五年) in digits."""
    return _CHINESE_YEAR.sub(lambda m: m[1].translate(_DIGIT_OF) + "年", title)


def _years_of_both(
    first: int | None, printed: list[int], top_titles: list[str]
) -> tuple[int | None, int | None]:
    """Years of a document that looks back and ahead: from the title if it prints two, else from the headings."""
    if len(printed) > 1 and printed[1] != first:
        return max(printed[:2]), min(printed[:2])
    ahead = [int(y) for t in top_titles if _PLAN.search(t) for y in _YEAR.findall(t)]
    back = [int(y) for t in top_titles if _SUMMARY.search(t) for y in _YEAR.findall(t)]
    summary_year = first if first is not None else (back[0] if back else None)
    return (ahead[0] if ahead else None), summary_year


def issuer(
    kind: DocumentKind | None, title: str | None, heads: list[str], tails: list[str], opening: str
) -> str | None:
    """Return the body that issued the document, named with its place.

    Parameters
    ----------
    kind, title
        Kind and folded title of the document.
    heads, tails
        Lines before and after the body that name an office: red head, signature.
    opening
        First paragraph of the body: a summary names its author as the one who acts (某市教育局在…领导下).
    """
    for line in heads + tails:
        name = re.sub(r"文件$|\s", "", line)
        if _TITLE_OFFICE.match(name) and not _GENERIC.search(name[:12]):
            return name
    acting = _ACTING_OFFICE.match(opening)
    if acting and kind is not None:
        return acting["office"].upper()
    if title and kind is not None:
        found = _TITLE_OFFICE.match(title)
        if found and not _GENERIC.search(found.group(1)):
            return found.group(1)
    return None


def document_number(line: str) -> tuple[str | None, str | None]:
    """Return the number as printed, and as it should read where the page broke it.

    Returns
    -------
    tuple
        (printed, repaired): repaired is None where nothing was broken or it cannot be told.
    """
    match = _NUMBER.search(line)
    if match is None:
        return None, None
    proper = f"{match['code']}〔{match['year']}〕{match['serial']}号"
    whole = bool(match["open"] and match["close"] and match["end"])
    return line, None if whole else proper


def document_date(line: str) -> str | None:
    """Read the date of a signature as ISO, also where the page lost 年, 月 and 日 (2022424)."""
    bare = line.strip("() ")
    found = _DATE_PARTS.search(bare)
    if found:
        return _iso(*(int(part) for part in found.groups()))
    chinese = _CHINESE_DATE.search(bare)
    if chinese:
        digits = "".join(
            str("零一二三四五六七八九".find(c.replace("〇", "零").replace("0", "零"))) for c in chinese[1]
        )
        return _iso(int(digits), _small(chinese[2]), _small(chinese[3]))
    if re.fullmatch(r"(?:19|20)\d{5,6}", bare):
        return _glued_date(bare)
    return None


def _glued_date(digits: str) -> str | None:
    """Read a date whose 年, 月 and 日 are gone, if only one reading is a date."""
    year, rest = int(digits[:4]), digits[4:]
    readings = {
        _iso(year, int(rest[:cut]), int(rest[cut:])) for cut in range(1, len(rest)) if rest[cut] != "0"
    }
    readings.discard(None)
    if len(rest) == 4:
        return _iso(year, int(rest[:2]), int(rest[2:]))
    return readings.pop() if len(readings) == 1 else None


def _small(numeral: str) -> int:
    tens, ten, ones = numeral.partition("十")
    values = "零一二三四五六七八九"
    if not ten:
        return max(values.find(numeral), 0)
    return (values.find(tens) if tens else 1) * 10 + (values.find(ones) if ones else 0)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def classification(lines: list[str]) -> str | None:
    """Return the mark 秘密, 机密 or 绝密 that stands alone on a line of the head."""
    for line in lines:
        match = _CLASSIFIED.match(line)
        if match:
            return re.sub(r"\s", "", match[1])
    return None


def dated_line(text: str, paragraphs: list[Paragraph]) -> Paragraph | None:
    """Return the first paragraph that is nothing but a date."""
    return next((p for p in paragraphs if p.kind == "date" and DATE.match(text[p.start : p.end])), None)
