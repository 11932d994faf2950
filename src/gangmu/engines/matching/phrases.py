"""Tells each applicant why here and why not there, a million of them in a second: sentences are put together as bytes.

A sentence for a wish that was not met names the own standing and that of the last one admitted, which is the whole reason: had
the applicant stood before the last one, the seat would be theirs. `verifying.py` checks exactly this.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from gangmu.engines.matching.problem import Problem
from gangmu.engines.matching.staging import Outcome, Round, keeps_seats

LANGUAGES = ("zh", "en")
#: What may stand in braces, in the order in which `_tell` counts.
_FIELDS = ("number", "school", "own_class", "line_place", "line_class", "line_number", "place")
#: One sentence for each kind of reason: `head` before all, `common` in one order, `classed` with classes, `named` where the number of
#: the wish counts, `gate` for conditions not met, `none` where nobody was admitted, `met` for the wish that was met.
_SENTENCES = {
    "zh": {
        "head": "位次{place}",
        "common": "；{number}.{school} 末位位次{line_place}",
        "classed": "；{number}.{school} 本人{own_class}类，末位{line_class}类位次{line_place}",
        "named": "；{number}.{school} 末位第{line_number}志愿{line_class}类位次{line_place}，本人{own_class}类",
        "gate": "；{number}.{school} 不符合条件",
        "none": "；{number}.{school} 无名额",
        "met": "位次{place}，第{number}志愿{school}",
        "line": "，末位位次{line_place}",
        "line_classed": "，{own_class}类，末位{line_class}类位次{line_place}",
        "unplaced": "未录取",
        "absent": "没有可参加的志愿",
    },
    "en": {
        "head": "place {place}",
        "common": "; {number}.{school} last place {line_place}",
        "classed": "; {number}.{school} class {own_class}: last class {line_class} place {line_place}",
        "named": "; {number}.{school} last wish {line_number} class {line_class} place {line_place}: own class {own_class}",
        "gate": "; {number}.{school} conditions not met",
        "none": "; {number}.{school} no seat",
        "met": "place {place}: wish {number} {school}",
        "line": ": last place {line_place}",
        "line_classed": ": class {own_class}: last class {line_class} place {line_place}",
        "unplaced": "no place",
        "absent": "no wish that took part",
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """The last one admitted in a stage, by school (by school and group where seats are kept for groups).

    Parameters
    ----------
    number, rank, place
        Index of the wish (immediate acceptance, else 0), class, place counted from 0; place -1 where nobody was admitted.
    ticket
        Who that is.
    admitted
        Seats given.
    by_group
        Whether a row is school × (groups + 1) + group + 1.
    """

    number: NDArray[np.int64]
    rank: NDArray[np.int64]
    place: NDArray[np.int64]
    ticket: NDArray[np.int64]
    admitted: NDArray[np.int64]
    by_group: bool


def line_of(problem: Problem, each: Round) -> Line:
    """Return the last one admitted of each school in a stage."""
    by_group = each.stage.kind == "quota" or (each.stage.kind == "deferred" and keeps_seats(problem))
    cells = len(problem.schools) * (len(problem.groups) + 1 if by_group else 1)
    rows = np.flatnonzero(each.wish >= 0)
    wish = each.wish[rows]
    where = each.choices[rows, wish].astype(np.int64)
    if by_group:
        where = where * (len(problem.groups) + 1) + problem.group[rows] + 1
    classed = each.stage.kind in ("deferred", "immediate") and each.classes is not None
    rank = (
        each.classes[rows, wish].astype(np.int64)
        if classed and each.classes is not None
        else np.zeros(len(rows), np.int64)
    )
    number = wish.astype(np.int64) if each.stage.kind == "immediate" else np.zeros(len(rows), np.int64)
    place = each.place[rows]
    queue = np.lexsort((place, rank, number))
    last = np.full(cells, -1, np.int64)
    last[where[queue]] = queue
    found = last >= 0
    admitted = np.bincount(where, problem.sizes[rows], cells).astype(np.int64)

    def of_last(values: NDArray[Any]) -> NDArray[np.int64]:
        return np.where(found, values[last], -1) if len(values) else np.full(cells, -1)

    return Line(of_last(number), of_last(rank), of_last(place), of_last(rows), admitted, by_group)


def explain(problem: Problem, outcome: Outcome, language: str) -> tuple[Any, Any]:
    """Return two columns of text by applicant: why here, and why not there.

    Parameters
    ----------
    problem, outcome
        What was asked and what came out.
    language
        One of `LANGUAGES`.
    """
    words = _SENTENCES[language]
    here: Any = None
    there = []
    for index, each in enumerate(outcome.rounds):
        met, missed = _columns(problem, outcome, index, each, words)
        name = f"{each.stage.name} " if len(outcome.rounds) > 1 else ""
        met, missed = (_prefixed(name, column) for column in (met, missed))
        here = met if here is None else pa.compute.if_else(pa.compute.equal(here, ""), met, here)
        there.append(missed)
    took_part = np.logical_or.reduce([each.taking_part for each in outcome.rounds])
    nothing = pa.compute.if_else(pa.array(took_part), words["unplaced"], words["absent"]).cast(
        pa.large_string()
    )
    here = pa.compute.if_else(pa.compute.equal(here, ""), nothing, here)
    missed = there[0] if len(there) == 1 else _joined(there, "。" if language == "zh" else ". ")
    if problem.ticket is None:
        return here, missed
    return here.take(pa.array(problem.ticket)), missed.take(pa.array(problem.ticket))


def _prefixed(name: str, column: Any) -> Any:
    if not name:
        return column
    joined = pa.compute.binary_join_element_wise(
        pa.scalar(name, pa.large_string()), column, pa.scalar("", pa.large_string())
    )
    return pa.compute.if_else(pa.compute.equal(column, ""), column, joined)


def _joined(columns: list[Any], mark: str) -> Any:
    """Join the columns of all stages, leaving out the empty ones."""
    answer = columns[0]
    for column in columns[1:]:
        both = pa.compute.binary_join_element_wise(answer, column, pa.scalar(mark, pa.large_string()))
        answer = pa.compute.if_else(
            pa.compute.equal(answer, ""),
            column,
            pa.compute.if_else(pa.compute.equal(column, ""), answer, both),
        )
    return answer


def _columns(
    problem: Problem, outcome: Outcome, index: int, each: Round, words: dict[str, str]
) -> tuple[Any, Any]:
    """Return why here and why not there of one stage, by ticket; empty for those it does not concern."""
    line = line_of(problem, each)
    immediate = each.stage.kind == "immediate"
    classed = each.classes is not None and each.stage.kind in ("deferred", "immediate")
    full = "named" if immediate else ("classed" if classed else "common")
    met = words["met"] + words["line_classed" if classed else "line"]
    texts = [words["head"], words[full], words["gate"], words["none"], met]
    pieces, bounds, literal = _compile(texts)
    names, name_bounds = _bytes_of(problem.schools)
    choices = each.choices
    ranks = each.classes if classed and each.classes is not None else np.zeros((1, 1), np.int8)
    allowed = each.allowed if each.allowed is not None else np.zeros((0, 0), bool)
    groups = len(problem.groups) + 1 if line.by_group else 0
    concerned = each.taking_part & ((outcome.stage < 0) | (outcome.stage >= index))
    # The longest sentence times the length of the list bounds the buffer; pages that are never written cost nothing.
    longest = len(literal) + 20 * len(pieces) + int(np.diff(name_bounds).max(initial=0)) * 4
    columns = []
    for kind in (True, False):
        room = longest * problem.tickets * (1 if kind else choices.shape[1] + 1)
        out = np.empty(max(room, 1), np.uint8)
        ends = _tell(
            out, kind, choices, ranks, allowed, each.wish, concerned, each.place, problem.group, groups,
            line.number, line.rank, line.place, pieces, bounds, literal, names, name_bounds,
        )  # fmt: skip
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(out[: ends[-1]])]
        columns.append(pa.Array.from_buffers(pa.large_string(), problem.tickets, buffers))
    return columns[0], columns[1]


def _compile(texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Turn sentences with fields into pieces: (field or -1, start, end of the literal bytes); bounds tell where a sentence begins."""
    pieces: list[tuple[int, int, int]] = []
    bounds, literal = [0], b""
    for text in texts:
        for part in text.replace("}", "{").split("{"):
            if part in _FIELDS:
                pieces.append((_FIELDS.index(part), 0, 0))
            elif part:
                encoded = part.encode()
                pieces.append((-1, len(literal), len(literal) + len(encoded)))
                literal += encoded
        bounds.append(len(pieces))
    return np.array(pieces, np.int64), np.array(bounds, np.int64), np.frombuffer(literal, np.uint8)


def _bytes_of(names: Any) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of all names one after another, and where each begins."""
    encoded = [name.encode() for name in names.to_pylist()]
    bounds = np.concatenate(([0], np.cumsum([len(name) for name in encoded]))).astype(np.int64)
    return np.frombuffer(b"".join(encoded) or b" ", np.uint8), bounds


@njit(cache=True, nogil=True)
def _tell(  # type: ignore[no-untyped-def]
    out, met, choices, ranks, allowed, wish, concerned, place, group, groups,
    line_number, line_rank, line_place, pieces, bounds, literal, names, name_bounds,
):  # fmt: skip
    """Write the sentences of all tickets and return where each ends, after a leading 0."""
    ends = np.zeros(len(wish) + 1, np.int64)
    values = np.zeros(7, np.int64)
    classed = ranks.shape == choices.shape
    gated = allowed.shape == choices.shape
    at = np.int64(0)
    for who in range(len(wish)):
        if concerned[who] and (not met or wish[who] >= 0):
            values[6] = place[who] + 1
            first = True
            begin = wish[who] if met else 0
            end = wish[who] + 1 if met else (wish[who] if wish[who] >= 0 else choices.shape[1])
            for number in range(begin, end):
                school = np.int64(choices[who, number])
                if school < 0:
                    continue
                cell = school * groups + group[who] + 1 if groups else school
                values[0] = number + 1
                values[1] = school
                values[2] = ranks[who, number] if classed else 0
                values[3] = line_place[cell] + 1
                values[4] = max(line_rank[cell], 0)
                values[5] = line_number[cell] + 1
                if first and not met:
                    at = _write(out, at, values, 0, pieces, bounds, literal, names, name_bounds)
                first = False
                if met:
                    kind = 4
                elif gated and not allowed[who, number]:
                    kind = 2
                elif line_place[cell] < 0:
                    kind = 3
                else:
                    kind = 1
                at = _write(out, at, values, kind, pieces, bounds, literal, names, name_bounds)
        ends[who + 1] = at
    return ends


@njit(cache=True, nogil=True, inline="always")
def _write(out, at, values, sentence, pieces, bounds, literal, names, name_bounds):  # type: ignore[no-untyped-def]
    """Write one sentence and return where it ends."""
    for piece in range(bounds[sentence], bounds[sentence + 1]):
        field = pieces[piece, 0]
        if field < 0:
            for place in range(pieces[piece, 1], pieces[piece, 2]):
                out[at] = literal[place]
                at += 1
        elif field == 1:
            for place in range(name_bounds[values[1]], name_bounds[values[1] + 1]):
                out[at] = names[place]
                at += 1
        else:
            number = values[field]
            digits = 1
            power = np.int64(10)
            while number >= power and digits < 18:
                power *= 10
                digits += 1
            for place in range(digits):
                out[at + digits - 1 - place] = 48 + number % 10
                number //= 10
            at += digits
    return at
