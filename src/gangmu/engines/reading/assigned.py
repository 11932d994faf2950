"""Reads pasted minutes, tables and messages: who is to do what until when (由×科牵头，×月×日前)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gangmu.engines.reading.model import Reading, Span
from gangmu.engines.reading.owners import deadline_in, owner_marks
from gangmu.engines.reading.reader import read
from gangmu.engines.reading.text import clauses, fold, sentences, trimmed

#: Column of a pasted table → words of its head, as the forms print them (official_documents 12.6).
HEADS = {
    "number": re.compile(r"^序号$|^编号$"),
    "theme": re.compile(r"^(?:板块|类别|事项类别|所属)"),
    "task": re.compile(r"工作任务|任务内容|重点任务|工作内容|目标任务|主要任务|事项|问题|^任务|^内容$"),
    "measure": re.compile(r"措施|目标要求|工作要求|具体要求"),
    "lead": re.compile(r"牵头|责任(?:[科股处]室|单位|部门)|承办|主办"),
    "cooperating": re.compile(r"配合|协办"),
    "due": re.compile(r"时限|期限|完成时间|完成日期"),
}
_NAME = r"[\u4e00-\u9fff]{1,14}?(?:科|股|室|处|办|中心|委|局|馆|站|队|学校|小学|中学|幼儿园|镇|乡|街道|科室|部门|单位)"
_NAMES = rf"(?P<names>{_NAME}(?:(?:、|和|及|与|,){_NAME})*)"
_ADDRESS = r"(?:请|由|交由|责成|要求|安排|明确)?"
_LEADS = re.compile(rf"{_ADDRESS}{_NAMES}(?:等)?(?:负责)?(?:牵头|负责|承办|主办|主责|具体落实|落实)")
_HELPS = re.compile(rf"{_ADDRESS}{_NAMES}(?:等)?(?:积极|密切|共同|予以)?(?:配合|协助|参与|协办)")
_ASKED = re.compile(rf"^(?:请|责成|要求|安排){_NAMES}(?=[^、和及与])")
_LIST = re.compile(r"[、,]|和|及|与")
_WORK = re.compile(
    r"完成|推进|开展|组织|排查|整改|制定|报送|落实|建设|招聘|启动|加快|提交|做好|上报|研究|梳理|督促|印发|解决|改造|检查|培训"
)
#: How minutes tell what was heard or talked over (会议听取了…汇报), and what stands before what was decided (会议要求,…).
_HEARD = re.compile(r"^(?:会议)?(?:听取|传达|学习|通报|审议|研究|讨论)了")
_SAYS = re.compile(r"^会议(?:要求|决定|议定|强调|明确|指出|认为)$")
_NUMBER = re.compile(r"^\s*(?:\(?[一二三四五六七八九十百\d]{1,3}[、.)]+|[①-⑳]|[-·]+)\s*")
_EDGES = " ,;。、:\t\r\n"


@dataclass(frozen=True, slots=True)
class Assigned:
    """A task that a text gives to units: its words with their span, names as printed, the deadline's words."""

    start: int
    end: int
    name: str
    leading: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    deadline: str = ""
    number: str = ""
    theme: str = ""
    measure: str = ""


def read_assigned(text: str) -> list[Assigned]:
    """Read what a pasted text gives to whom until when.

    A block with columns is read as a table by the words of its head; other text as a document, item by item, and where that finds
    no task, sentence by sentence.

    Parameters
    ----------
    text
        Pasted text, unchanged; columns of a table are separated by tabs.

    Returns
    -------
    list of Assigned
        In the order of the text; spans count characters of `text`.
    """
    folded = fold(text)
    table = _table(text, folded)
    if table:
        return table
    found = list(_items(text, folded, read(text)))
    if not found:
        told = _with_owners(folded, sentences(folded))
        found = [_assigned(text, folded, span) for span in told if _gives_work(folded, span)]
    return found


def _items(text: str, folded: str, reading: Reading) -> Iterable[Assigned]:
    """Read the tasks of a document; one of an item that begins with its topic (二、关于教师招聘。) is told with number and topic."""
    topics = {node.path: node for node in reading.outline if node.title.startswith("关于")}
    for task in reading.tasks:
        span = Span(task.start, task.end)
        if task.status != "planned" or _is_heard(folded, span):
            continue
        topic = topics.get(task.section_path)
        if topic is None or topic.title_end is None or topic.title_end > task.start:
            yield _assigned(text, folded, span)
        elif not folded[topic.title_end : task.start].strip(_EDGES):
            yield _assigned(text, folded, Span(topic.start, task.end))
        else:
            told = _assigned(text, folded, span)
            number = topic.number.strip(_EDGES + "().（）")
            yield replace(told, name=f"{topic.title}，{told.name}"[:300], number=told.number or number)


def _is_heard(folded: str, span: Span) -> bool:
    """Whether a sentence only tells what a meeting heard or talked over: nobody is to do anything, on no day."""
    said = folded[span.start : span.end]
    return (
        bool(_HEARD.match(said))
        and not any(_owners(folded, span))
        and not deadline_in(folded, span.start, span.end)
    )


def _with_owners(folded: str, spans: Iterable[Span]) -> list[Span]:
    """Join what only says whose a sentence is, in brackets after it, to that sentence."""
    found: list[Span] = []
    for span in spans:
        alone = folded[span.start] in "([" and owner_marks(folded, span.start, span.end)
        if alone and found:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _gives_work(folded: str, span: Span) -> bool:
    """Whether a sentence says that somebody is to do something, or by when."""
    said = folded[span.start : span.end]
    named = _LEADS.search(said) or _ASKED.search(said) or owner_marks(folded, span.start, span.end)
    return bool(_WORK.search(said) and (named or deadline_in(folded, span.start, span.end)))


def _assigned(text: str, folded: str, span: Span) -> Assigned:
    said = folded[span.start : span.end]
    leading, cooperating = _owners(folded, span)
    number = _NUMBER.match(said)
    return Assigned(
        span.start, span.end, _name(text, folded, span), leading, cooperating,
        deadline_in(folded, span.start, span.end) or "", number.group().strip(_EDGES + "().") if number else "",
    )  # fmt: skip


def _owners(folded: str, span: Span) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find who leads and who cooperates: printed lists (责任科室:…) before running words (由…牵头)."""
    marks = owner_marks(folded, span.start, span.end)
    leading = [name for mark in marks if not mark.cooperating for name in mark.names]
    helping = [name for mark in marks if mark.cooperating for name in mark.names]
    for clause in clauses(folded, span.start, span.end):
        said = _NUMBER.sub("", folded[clause.start : clause.end]).strip(_EDGES)
        helped = _HELPS.search(said)
        if helped:
            helping += _split(helped)
            continue
        led = _LEADS.search(said) or _ASKED.search(said)
        if led and not marks:
            leading += _split(led)
    lead = tuple(dict.fromkeys(leading))
    return lead, tuple(name for name in dict.fromkeys(helping) if name not in lead)


def _split(found: re.Match[str]) -> list[str]:
    return [name for name in _LIST.split(found["names"]) if name]


def _name(text: str, folded: str, span: Span) -> str:
    """Return the words of the work: the clauses that name more than who and when."""
    kept: list[str] = []
    for clause in clauses(folded, span.start, span.end):
        said = _NUMBER.sub("", folded[clause.start : clause.end]).strip(_EDGES)
        bare = _HELPS.sub("", said)
        bare = _LEADS.sub("", bare)
        bare = _ASKED.sub("", bare)
        if len(bare.strip(_EDGES)) >= 4 and not _SAYS.match(bare.strip(_EDGES)):
            kept.append(bare.strip(_EDGES))
    whole = _NUMBER.sub("", text[span.start : span.end]).strip(_EDGES)
    return (",".join(kept).replace(",", "，") or whole)[:300]


def _table(text: str, folded: str) -> list[Assigned]:
    """Read a block with columns: the first line whose cells are heads of a task and of an owner or a day."""
    rows = [(span, _cells(folded, span)) for span in _lines(folded) if "\t" in folded[span.start : span.end]]
    for place, (_span, heads) in enumerate(rows):
        columns = _columns([folded[cell.start : cell.end] for cell in heads])
        if "task" in columns and ("lead" in columns or "due" in columns):
            return list(_rows(text, folded, rows[place + 1 :], columns))
    return []


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        for name, words in HEADS.items():
            if name not in found and words.search(re.sub(r"\s+", "", head)):
                found[name] = place
                break
    return found


def _rows(
    text: str, folded: str, rows: Sequence[tuple[Span, list[Span]]], columns: dict[str, int]
) -> Iterable[Assigned]:
    theme = ""
    for span, cells in rows:
        told = {
            name: text[cells[place].start : cells[place].end].strip() if place < len(cells) else ""
            for name, place in columns.items()
        }
        theme = told.get("theme") or theme
        if told["task"]:
            yield Assigned(
                span.start, span.end, told["task"][:300],
                tuple(filter(None, _LIST.split(fold(told.get("lead", ""))))),
                tuple(filter(None, _LIST.split(fold(told.get("cooperating", ""))))),
                told.get("due", "")[:60], told.get("number", "")[:40], theme, told.get("measure", ""),
            )  # fmt: skip


def _lines(folded: str) -> Iterable[Span]:
    """Yield whole lines: an empty first cell counts."""
    at = 0
    for line in folded.split("\n"):
        yield Span(at, at + len(line))
        at += len(line) + 1


def _cells(folded: str, line: Span) -> list[Span]:
    found, at = [], line.start
    for piece in folded[line.start : line.end].split("\t"):
        found.append(trimmed(folded, at, at + len(piece)))
        at += len(piece) + 1
    return found
