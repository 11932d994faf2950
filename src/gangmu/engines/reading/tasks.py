"""Tasks of a document and the named actions inside them."""

import re

from gangmu.engines.reading.actions import is_work, role_of
from gangmu.engines.reading.model import Action, DocumentFacts, OutlineNode, ReadTask, Span, Status
from gangmu.engines.reading.owners import OwnerMark, deadline_in, labelled_deadline, owner_marks, owners_of
from gangmu.engines.reading.text import PINYIN_NOTE, clauses, sentences, trimmed

_GUIDANCE = re.compile(
    r"指导思想|总体要求|总体思路|基本思路|基本原则|工作原则|基本要求|形势|背景|重大意义|主要考虑|时代背景|存在.{0,6}(?:问题|不足)|困难.{0,4}问题|主要问题|问题和不足|问题与不足"
)
_AIMS = re.compile(r"(?:事业|工作|发展|主要|总体|预期|具体)?目标$|主要(?:预期)?指标$")
_AHEAD = re.compile(
    r"思路|计划|打算|要点|安排|下一步|下步|明年|重点工作|重点任务|主要任务|目标任务|工作谋划|工作举措"
)
_BACK = re.compile(r"回顾|总结|成就|成绩|成效|完成情况|开展情况|主要做法|工作情况")
_NEXT_STEP = re.compile(r"^(?:[\d(（一二三四五六七八九十、.)\s]*)(?:下一步|下步|下一阶段|明年|接下来)")
_FIGURE = re.compile(
    r"\d|[xX]{1,}(?:\.[xX]+)?(?=[%所个名人万家项]|\s)|\*{2}|[一二三四五六七八九十百千两]+[所个名项]"
)
_SECTION_STYLE = re.compile(
    r"(?:^|\.)(?:[一二三四五六七八九十]+|第[一二三四五六七八九十]+(?:部分|章|节|篇|编))$"
)
#: A title longer than this, with a comma, is the work itself and no label of it.
_LABEL = 30
_NUMBER = re.compile(
    r"^\s*(?:\(?[一二三四五六七八九十百\d]{1,3}[、.)]+|[①-⑳]|[一二三四五六七八九十]{1,2}是|其[一二三四五]|-{1,3})\s*"
)


def find_tasks(folded: str, doc: DocumentFacts, outline: list[OutlineNode]) -> list[ReadTask]:
    """Find the tasks: one a leaf item, or one a sentence where a section has sentences only.

    Parameters
    ----------
    folded
        Folded text of the whole document.
    doc
        Facts of the document.
    outline
        Its outline, in the order of the text.
    """
    found: list[ReadTask] = []
    above_of = parents(outline)
    for index, node in enumerate(outline):
        leaf = index + 1 == len(outline) or outline[index + 1].level <= node.level
        above = chain_to(outline, above_of, above_of[index])
        if not leaf or is_guidance([*above, node]):
            continue
        status = status_of(doc, [*above, node])
        found.extend(_tasks_of_leaf(folded, node, above, status))
    return found


def parents(outline: list[OutlineNode]) -> list[int]:
    """Index of the node that each node stands under, -1 at the top."""
    found: list[int] = []
    open_nodes: list[int] = []
    for index, node in enumerate(outline):
        while open_nodes and outline[open_nodes[-1]].level >= node.level:
            open_nodes.pop()
        found.append(open_nodes[-1] if open_nodes else -1)
        open_nodes.append(index)
    return found


def chain_to(outline: list[OutlineNode], above_of: list[int], index: int) -> list[OutlineNode]:
    """Nodes from the top down to the one at `index` (none for -1)."""
    found: list[OutlineNode] = []
    while index >= 0:
        found.append(outline[index])
        index = above_of[index]
    return found[::-1]


def is_guidance(chain: list[OutlineNode]) -> bool:
    """Whether a node stands in a section of guidance, principles or background."""
    return any(_GUIDANCE.search(n.title_clean) for n in chain)


def status_of(doc: DocumentFacts, chain: list[OutlineNode]) -> Status:
    """Planned or done: by the kind of document, in a mixed one by the headings above."""
    if doc.kind == "plan":
        return "planned"
    for node in chain:
        if _BACK.search(node.title_clean) and not re.search(r"下一步|打算|思路", node.title_clean):
            return "done"
        if _AHEAD.search(node.title_clean):
            return "planned"
    return "planned" if doc.kind is None else "done"


def _tasks_of_leaf(
    folded: str, node: OutlineNode, above: list[OutlineNode], status: Status
) -> list[ReadTask]:
    text_start = node.title_end
    while text_start < node.end and folded[text_start] in " \t\r\n。.;:,、!?":
        text_start += 1
    body = trimmed(folded, text_start, node.end)
    in_aims = any(_AIMS.search(n.title_clean) for n in [*above, node])
    only_marks = all(role_of(folded[s.start : s.end]) == "mark" for s in _whole_sentences(folded, body))
    section = node.kind == "heading" or _SECTION_STYLE.search(node.path) is not None
    if section and body.end > body.start and not only_marks:
        return _tasks_of_section(folded, node, body, status, in_aims=in_aims)
    if status == "planned" and not _is_work(folded, node, body, in_aims=in_aims):
        return []
    whole = trimmed(folded, node.start, node.end)
    named = only_marks or (node.title_end - node.title_start > _LABEL and "," in node.title_clean)
    work_start = whole.start if named else body.start
    tasks = [_task(folded, whole, work_start, node.path, node.title_clean, status)]
    if status == "done":
        ahead = [s for s in _whole_sentences(folded, body) if _NEXT_STEP.match(folded[s.start : s.end])]
        tasks += [_task(folded, s, s.start, node.path, _summary(folded, s), "planned") for s in ahead]
    return tasks


def _tasks_of_section(
    folded: str, node: OutlineNode, body: Span, status: Status, *, in_aims: bool
) -> list[ReadTask]:
    """Return a task for each sentence; owners printed alone at the end of the section belong to all of them."""
    found: list[ReadTask] = []
    shared: list[OwnerMark] = []
    for span in _whole_sentences(folded, body):
        if role_of(folded[span.start : span.end]) == "mark":
            shared.extend(owner_marks(folded, span.start, span.end))
        elif _asks(folded, span, in_aims=in_aims):
            found.append(_task(folded, span, span.start, node.path, _summary(folded, span), status))
    for task in found:
        task.owners = task.owners or owners_of(shared)
        for action in task.actions:
            action.owners = action.owners or task.owners
    return found


def _whole_sentences(folded: str, span: Span) -> list[Span]:
    """Sentences of a span that hold more than a mark or a label."""
    cut = [Span(s.start, s.end) for s in sentences(folded, span.start, span.end)]
    return [t for t in (trimmed(folded, s.start, s.end) for s in cut) if t.end - t.start >= 6]


def _is_work(folded: str, node: OutlineNode, body: Span, *, in_aims: bool) -> bool:
    """Whether an item asks for something to be done: a list of figures under the name of a field does not."""
    if in_aims:
        return _asks(folded, body, in_aims=True)
    known = role_of(node.title_clean) in ("work", "aim")
    return known or not _mostly_figures(folded, body) or _names_work(folded, body)


def _mostly_figures(folded: str, span: Span) -> bool:
    """Whether most clauses of an item hold a figure."""
    parts = [folded[c.start : c.end] for c in clauses(folded, span.start, span.end)]
    return bool(parts) and sum(1 for p in parts if _FIGURE.search(p)) >= len(parts) * 0.6


def _names_work(folded: str, span: Span) -> bool:
    """Whether any clause of a stretch opens with work."""
    return any(
        role_of(folded[c.start : c.end]) in ("work", "aim") for c in clauses(folded, span.start, span.end)
    )


def _asks(folded: str, span: Span, *, in_aims: bool) -> bool:
    """Whether a stretch asks for work; in a section of aims only clauses without figures count."""
    if not in_aims:
        return True
    parts = (folded[c.start : c.end] for c in clauses(folded, span.start, span.end))
    return any(role_of(part) in ("work", "aim") for part in parts if not _FIGURE.search(part))


def _summary(folded: str, span: Span) -> str:
    """Return the first clause of work in a sentence, as the short name of a task."""
    parts = [
        PINYIN_NOTE.sub("", folded[c.start : c.end]).strip(" \t\r\n,;。!?")
        for c in clauses(folded, span.start, span.end)
    ]
    named = next((p for p in parts if role_of(p) == "work"), parts[0] if parts else "")
    return named[:40]


def _task(folded: str, span: Span, work_start: int, path: str, summary: str, status: Status) -> ReadTask:
    marks = owner_marks(folded, span.start, span.end)
    actions = find_actions(folded, Span(work_start, span.end), marks)
    if status == "done":
        return ReadTask(span.start, span.end, summary, path, status, owners_of(marks), None, actions)
    common = labelled_deadline(folded, span.start, span.end)
    for action in actions:
        action.deadline = action.deadline or common
    deadline = deadline_in(folded, span.start, span.end)
    return ReadTask(span.start, span.end, summary, path, status, owners_of(marks), deadline, actions)


def find_actions(folded: str, span: Span, marks: list[OwnerMark]) -> list[Action]:
    """Named actions of a task: a clause of work with the means before it and the aims after it in its sentence.

    Parameters
    ----------
    folded
        Folded text.
    span
        The task.
    marks
        Printed owners inside it: a single list belongs to all actions, else each to its sentence.
    """
    found: list[Action] = []
    for sentence in sentences(folded, span.start, span.end):
        own = (
            marks
            if len({m.cooperating for m in marks}) == len(marks)
            else [m for m in marks if sentence.start <= m.start < sentence.end]
        )
        for group in _groups(folded, sentence):
            whole = trimmed(folded, group[0].start, group[-1].end)
            text = PINYIN_NOTE.sub("", _NUMBER.sub("", folded[whole.start : whole.end])).rstrip("。;,!? ")
            found.append(
                Action(
                    whole.start, whole.end, text, owners_of(own), deadline_in(folded, whole.start, whole.end)
                )
            )
    return found


def _groups(folded: str, sentence: Span) -> list[list[Span]]:
    """Clauses of a sentence that make one action each; clauses that show no work are left out."""
    groups: list[list[Span]] = []
    waiting: list[Span] = []
    growing = False
    for clause in clauses(folded, sentence.start, sentence.end):
        text = _NUMBER.sub("", folded[clause.start : clause.end])
        role = role_of(text)
        if role == "work" or (role == "aim" and not growing):
            groups.append([*waiting, clause])
            waiting, growing = [], True
        elif role == "aim":
            groups[-1].append(clause)
        elif role == "means":
            waiting.append(clause)
            growing = False
        else:
            waiting, growing = [], False
        if folded[clause.end - 1] == ";" or clause.end == sentence.end:
            if waiting and is_work(folded[waiting[-1].start : waiting[-1].end]):
                groups.append(waiting)
            waiting, growing = [], False
    return groups
