"""Printed owners (牵头单位:…、责任科室:…) and deadlines inside a stretch of folded text."""

import re
from dataclasses import dataclass

_ROLE = r"(?:牵头|责任|主办|主责|负责|承办|实施|落实|配合|协办|协助|参与|分管)"
_WHO = r"(?:责任)?(?:单位|部门|科室|股室|处室|科|股|处|领导|人|机构)"
_LABEL = re.compile(
    rf"(?P<role>{_ROLE}(?:和配合|及责任|及配合|、责任|、配合)?){_WHO}(?:及(?:责任人|配合单位))?\s*[:]\s*|(?P<short>牵头|配合)\s*:\s*"
)
_LIST_END = re.compile(r"[)\]。;\r\n]|\s(?=[\u4e00-\u9fff]{2,6}:)")
_SEPARATOR = re.compile(r"[、,/]|\s+|(?<=[局科股处室委办会厅])(?:和|及|与)(?=[\u4e00-\u9fff])")
_PERSON = re.compile(r"领导|人\s*:")
#: Owners without a label in a bracket that ends a sentence or an item: (人事股)、(计财股、后勤中心).
_SECTION = r"[\u4e00-\u9fff]{1,10}(?:股|科|室|处|办|办公室|中心|局|委|工会|团委|督导组)"
_UNIT = rf"(?:{_SECTION}|[\u4e00-\u9fff]{{0,8}}(?:学校|中学|小学|幼儿园|中小学|单位|教研组))"
BARE_OWNERS = re.compile(
    rf"[(\[](?P<names>{_SECTION}(?:[、,/和及]{_UNIT}){{0,8}})[)\]](?=[。;]?\s*$|[。;]?[\r\n])", re.MULTILINE
)
_COOPERATING = re.compile(r"配合|协办|协助|参与")
_DEADLINE_LABEL = re.compile(
    r"(?:完成|办结|实施|推进|工作)?(?:时限|时间|期限|时间节点|时间要求|时间安排)\s*:\s*(?P<value>[^)\]。;\r\n]{2,30})"
)
_DEADLINE = re.compile(
    r"(?:20\d\d年|[今明]年)?\d{1,2}月(?:\d{1,2}日|份|上旬|中旬|下旬)?(?:之前|以前|底之前|底前|末前|底|前|末)"
    r"|(?:20\d\d年|[今明当]年|年)(?:底之前|底前|底|末|内|前)|到20\d\d年(?:底|末)?|(?:20\d\d年)?(?:上半年|下半年|第?[一二三四1-4]季度)(?:末|底|前|内)?"
    r"|20\d\d年\d{1,2}月(?:\d{1,2}日)?(?:之?前|底前|底)?|(?:春|秋)季(?:学期)?开学前|(?:本|上|下)?学期(?:末|结束前|内)|(?:暑假|寒假)(?:前|期间|结束前)|(?:全年|长期)坚持"
)


@dataclass(frozen=True, slots=True)
class OwnerMark:
    """A printed list of owners: its bounds in the text, the names in order, whether they only cooperate."""

    start: int
    end: int
    names: tuple[str, ...]
    cooperating: bool


def owner_marks(folded: str, start: int, end: int) -> list[OwnerMark]:
    """All printed lists of owning units in a stretch; a leader named beside them (责任领导) owns nothing.

    Parameters
    ----------
    folded
        Folded text.
    start, end
        The stretch.
    """
    found = []
    labels = list(_LABEL.finditer(folded, start, end))
    for place, label in enumerate(labels):
        limit = labels[place + 1].start() if place + 1 < len(labels) else end
        stop = _LIST_END.search(folded, label.end(), limit)
        finish = stop.start() if stop else limit
        printed = folded[label.end() : finish].strip(" ,、;")
        names = tuple(n.strip("()[] ") for n in _SEPARATOR.split(printed) if n.strip("()[] "))
        if not _PERSON.search(label.group()) and names and all(len(n) <= 24 for n in names):
            found.append(OwnerMark(label.start(), finish, names, bool(_COOPERATING.search(label.group()))))
    if not labels:
        found += [
            OwnerMark(bare.start(), bare.end(), tuple(_SEPARATOR.split(bare["names"])), cooperating=False)
            for bare in BARE_OWNERS.finditer(folded, start, end)
        ]
    return found


def owners_of(marks: list[OwnerMark]) -> list[str]:
    """Names of several marks in one list, each once: leading units first, then cooperating ones."""
    ordered = [n for m in marks if not m.cooperating for n in m.names] + [
        n for m in marks if m.cooperating for n in m.names
    ]
    return list(dict.fromkeys(ordered))


def labelled_deadline(folded: str, start: int, end: int) -> str | None:
    """Return the deadline printed after a label (完成时限:…), which holds for all of an item."""
    label = _DEADLINE_LABEL.search(folded, start, end)
    return label["value"].strip() if label else None


def deadline_in(folded: str, start: int, end: int) -> str | None:
    """Return the printed deadline of a stretch: a labelled one first (完成时限:…), else the first that ends a time (6月底前, 年内)."""
    labelled = labelled_deadline(folded, start, end)
    if labelled:
        return labelled
    found = _DEADLINE.search(folded, start, end)
    return found.group() if found else None
