"""Where a document does not agree with itself: sums, per cents, two values of one indicator, a false year, a skipped number.

A false alarm costs more than a missed fault: only what the document states plainly is compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from gangmu.engines.reading.false_years import false_years
from gangmu.engines.reading.model import Disagreement, DocumentFacts, OutlineNode, ReadTarget
from gangmu.engines.reading.numbering import chinese_number
from gangmu.engines.reading.targets.spans import lead_end
from gangmu.engines.reading.text import fold, sentences

_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?年")
#: 确保…力争… gives one indicator two values on purpose.
_CERTAINTY = {"ensure", "strive"}
#: Words between the name of an indicator and its figure; names that only compare; the least length of a name.
_TO_FIGURE = re.compile(
    r"(?:分别|均|要|应|达到?|保持|稳定|控制|在|为|到|至|超过?|突破|不低于|不少于|不超过|至少|提高到?|提升至?到?|增加到?|约|近|[\s\"])+$"
)
_OF_COUNTY = re.compile(r"毛入[园学]率|净入学率|巩固率|覆盖率|辍学率|受教育年限")
_COMPARES = re.compile(
    r"(?:完成|高于|低于|快于|超过|优于|高出|比|较|同比|增长|提高|下降|增速|增幅|年均|其中)"
)
_NAMED = 4
_PARTS = re.compile(r"其中|包括|分别为?|含")


def find_disagreements(
    folded: str, doc: DocumentFacts, outline: list[OutlineNode], targets: list[ReadTarget]
) -> list[Disagreement]:
    """Return the places where the document contradicts itself, in the order of the text.

    Parameters
    ----------
    folded
        Folded text of the whole document.
    doc, outline, targets
        What was read of it.
    """
    found = [
        *_wrong_sums(folded, doc, targets),
        *_wrong_shares(folded, doc, targets),
        *([] if "公报" in (doc.title or "") else _two_values(folded, doc, targets)),
        *_false_year(folded, doc),
        *false_years(folded, doc),
        *_skipped_numbers(outline),
    ]
    return sorted(found, key=lambda fault: fault.start)


def _by_sentence(
    folded: str, doc: DocumentFacts, targets: list[ReadTarget]
) -> Iterator[tuple[str, list[ReadTarget]]]:
    waiting = iter(sorted(targets, key=lambda target: target.start))
    held = next(waiting, None)
    for sentence in sentences(folded, doc.body_start_offset, doc.body_end_offset):
        inside = []
        while held is not None and held.start < sentence.end:
            if held.start >= sentence.start:
                inside.append(held)
            held = next(waiting, None)
        if len(inside) > 1:
            yield folded[sentence.start : sentence.end], inside


def _wrong_sums(folded: str, doc: DocumentFacts, targets: list[ReadTarget]) -> Iterator[Disagreement]:
    """A total and its parts that do not add up: 148所,其中新建72所、改扩建76所.

    What 其中 lists need not be all: parts that fall short count only where they divide the whole (新建 and 改扩建).
    """
    for words, inside in _by_sentence(folded, doc, targets):
        if not _PARTS.search(words):
            continue
        for place, total in enumerate(inside[:-2]):
            parts = _parts_of(folded, total, inside[place + 1 :])
            values = [part.value for part in parts if part.value is not None]
            if len(values) < 2 or total.value is None or total.comparator in ("increase", "decrease"):
                continue
            if abs(sum(values) - total.value) > _rounding([total.value, *values]) and _reads_as_partition(
                folded, total, parts
            ):
                yield Disagreement(
                    "sum",
                    total.start,
                    parts[-1].end,
                    f"各部分之和 {sum(values):g} 与合计 {total.value:g}{total.unit} 不一致",
                    {"total": total.value, "sum": sum(values), "unit": total.unit},
                )


def _parts_of(folded: str, total: ReadTarget, after: list[ReadTarget]) -> list[ReadTarget]:
    parts: list[ReadTarget] = []
    at = total.end
    for target in after:
        changes = target.comparator in ("increase", "decrease")
        if target.unit != total.unit or target.value is None or changes or target.start - at > 12:
            break
        parts.append(target)
        at = target.end
    return parts


def _rounding(values: list[float]) -> float:
    """Return by how much rounded parts may miss their rounded total: half a last digit for each."""
    digits = max(_decimals(value) for value in values)
    return 0.5 * 10**-digits * len(values) if digits else 1e-9


def _reads_as_partition(folded: str, total: ReadTarget, parts: list[ReadTarget]) -> bool:
    """Whether the parts are joined to each other as a whole list and every part is smaller than the total."""
    between = folded[total.end : parts[0].start]
    joined = all(
        re.fullmatch(r"[、,和及]\s*", folded[a.end : b.start]) for a, b in zip(parts, parts[1:], strict=False)
    )
    smaller = all((part.value or 0) < (total.value or 0) for part in parts)
    exceed = sum(part.value or 0 for part in parts) > (total.value or 0)
    complete = re.search(r"新建", folded[parts[0].start : parts[-1].end]) and re.search(
        r"改扩?建|扩建|迁建", folded[parts[0].start : parts[-1].end]
    )
    return joined and smaller and "其中" in between and (exceed or complete is not None)


def _wrong_shares(folded: str, doc: DocumentFacts, targets: list[ReadTarget]) -> Iterator[Disagreement]:
    """Done and per cent of a task that give a task nobody would set: 8050个、完成100.63% of 8000 is right, 101.63% is not."""
    for _words, inside in _by_sentence(folded, doc, targets):
        counts = [t for t in inside if t.unit not in ("%", "个百分点", "") and t.value]
        shares = [
            t
            for t in inside
            if t.unit == "%" and t.value and re.search(r"(?:任务|计划|目标)的?$", _front(folded, t))
        ]
        goals = [
            t
            for t in counts
            if re.search(r"(?:任务|计划|目标)[^,;。]{0,6}$", folded[t.start - 8 : t.value_start])
        ]
        done = next((t for t in counts if t not in goals), None)
        share = shares[0] if len(shares) == 1 else None
        goal = goals[0] if len(goals) == 1 and len(counts) == 2 else None
        if done is None or share is None or goal is None or goal.unit != done.unit:
            continue
        if done.value and goal.value and share.value:
            right = done.value / goal.value * 100
            if abs(right - share.value) > 0.5 * 10 ** -_decimals(share.value) + 1e-9:
                yield Disagreement(
                    "share",
                    done.start,
                    share.end,
                    f"{done.value:g} 占任务 {goal.value:g} 的 {right:.2f}%,文中写 {share.value:g}%",
                    {"done": done.value, "goal": goal.value, "stated": share.value, "computed": right},
                )


def _front(folded: str, target: ReadTarget) -> str:
    return folded[max(0, (target.value_start or target.start) - 6) : target.value_start or target.start]


def _decimals(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])


def _two_values(folded: str, doc: DocumentFacts, targets: list[ReadTarget]) -> Iterator[Disagreement]:
    """One indicator of one period and scope with two values, where both times nothing but its name stands before the figure.

    A report tells the same count of a year and of five years in one breath: of a report only planned shares are compared.
    A summary tells the same count of one school after the other: of what was reached only the rates of a whole county are.
    """
    same: dict[tuple[object, ...], list[ReadTarget]] = defaultdict(list)
    for target in targets:
        share = target.unit in ("%", "‰", ":1")
        if doc.kind is None and not (share and target.modality == "target"):
            continue
        if target.value is None or target.comparator not in ("=", ">=", "<=") or "rank" in target.flags:
            continue
        name = _whole_name(folded, target)
        if name is not None and (target.modality == "target" or _OF_COUNTY.search(name)):
            same[name, target.unit, target.period, target.scope, target.modality].append(target)
    for group in same.values():
        first = group[0]
        name = _whole_name(folded, first)
        for other in group[1:]:
            if other.value != first.value and not _CERTAINTY & {*first.flags, *other.flags}:
                yield Disagreement(
                    "two_values",
                    other.start,
                    other.end,
                    f"“{name}”前文为 {first.value:g}{first.unit},此处为 {other.value:g}{other.unit}",
                    {"name": name, "first": first.value, "second": other.value, "first_start": first.start},
                )


def _whole_name(folded: str, target: ReadTarget) -> str | None:
    """Return the words between the start of a clause and its figure, if they are the name of an indicator and no more."""
    figure = target.value_start if target.value_start is not None else target.start
    opened = max(folded.rfind(mark, 0, figure) for mark in ",。;:!?\n、") + 1
    if lead_end(folded, opened, figure) != target.start:
        return None
    name = _TO_FIGURE.sub("", folded[target.start : figure]).strip()
    return name if len(name) >= _NAMED and not _COMPARES.match(name) else None


def _false_year(folded: str, doc: DocumentFacts) -> Iterator[Disagreement]:
    """A title whose year no sentence of the body knows, while another year rules it."""
    titled = _YEAR.search(fold(doc.title or ""))
    if titled is None:
        return
    counted: dict[int, int] = defaultdict(int)
    for match in _YEAR.finditer(folded, doc.body_start_offset, doc.body_end_offset):
        counted[int(match[1])] += 1
    year = int(titled[1])
    if counted and max(counted) < year - 1 and sum(counted.values()) >= 3:
        yield Disagreement(
            "year",
            doc.body_start_offset,
            doc.body_start_offset + 1,
            f"标题为 {year} 年,正文最晚只写到 {max(counted)} 年",
            {"title": year, "latest": max(counted)},
        )


def _skipped_numbers(outline: list[OutlineNode]) -> Iterator[Disagreement]:
    """Sisters whose numbers leave one out."""
    last: dict[int, tuple[str, int]] = {}
    for node in outline:
        for deeper in [level for level in last if level > node.level]:
            del last[deeper]
        mark = fold(node.number)
        style = re.sub(r"[一二三四五六七八九十百\d]+", "#", mark)
        words = re.search(r"\d+|[一二三四五六七八九十百]+", mark)
        number = None if words is None else int(words[0]) if words[0].isdigit() else chinese_number(words[0])
        if number is None:
            continue
        before = last.get(node.level)
        if before is not None and before[0] == style and number == before[1] + 2:
            yield Disagreement(
                "skip",
                node.start,
                node.start + len(node.number),
                f"编号由 {before[1]} 跳到 {number}",
                {"before": before[1], "here": number},
            )
        last[node.level] = (style, number)
