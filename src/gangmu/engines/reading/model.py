"""What the reader gives back: plain records whose spans are Python character offsets of the source text.

The JSON form of these records is the form in which plans are labelled by hand: a key absent here is not part of it.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

DocumentKind = Literal["plan", "summary", "both"]
NodeKind = Literal["heading", "numbered_item", "inline_ordinal"]
Comparator = Literal[">=", "<=", "=", "~", "range", "increase", "decrease"]
Modality = Literal["target", "result"]
Status = Literal["planned", "done"]
ClauseState = Literal["heading", "target", "action", "not_listed", "outside", "open"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of the source text."""

    start: int
    end: int

    def holds(self, other: "Span") -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(slots=True)
class DocumentFacts:
    """What the document says of itself; `None` where it does not say or masks it."""

    title: str | None = None
    kind: DocumentKind | None = None
    year_plan: int | None = None
    year_summary: int | None = None
    issuer: str | None = None
    doc_number: str | None = None
    doc_number_repaired: str | None = None
    doc_date: str | None = None
    doc_date_repaired: str | None = None
    classification: str | None = None
    body_start: str = ""
    body_end: str = ""
    body_start_offset: int = 0
    body_end_offset: int = 0
    body_start_clean: str = ""
    body_end_clean: str = ""


@dataclass(slots=True)
class OutlineNode:
    """One thing that structures the text: a heading, a numbered item, an inline ordinal."""

    path: str
    level: int
    title: str
    start: int
    kind: NodeKind
    end: int
    number: str = ""
    title_start: int = 0
    title_end: int = 0
    title_clean: str = ""


@dataclass(slots=True)
class ReadTarget:
    """One value that answers "how many, how much, how far" about the work."""

    start: int
    end: int
    subject: str
    measure: str
    comparator: Comparator
    value: float | None
    value_high: float | None
    unit: str
    period: str | None
    period_explicit: bool
    scope: str | None
    modality: Modality
    flags: list[str] = field(default_factory=list)
    value_start: int | None = None
    value_end: int | None = None
    text: str = ""


@dataclass(slots=True)
class Action:
    """A named action (具体举措) of a task: one clause of work with its printed owners and deadline."""

    start: int
    end: int
    text: str
    owners: list[str] = field(default_factory=list)
    deadline: str | None = None


@dataclass(slots=True)
class ReadTask:
    """One task: a leaf item of the outline, or a sentence of a section that has sentences only."""

    start: int
    end: int
    action_summary: str
    section_path: str
    status: Status
    owners: list[str] = field(default_factory=list)
    deadline: str | None = None
    actions: list[Action] = field(default_factory=list)


@dataclass(slots=True)
class Clause:
    """A run of text between ，,；;。！？ and line ends, and how it is accounted for.

    `reason` says why a clause is proposed as 不单列任务 (总体要求, 背景, 工作原则, 已含于第×项), or why it lies outside the body.
    """

    start: int
    end: int
    state: ClauseState
    reason: str = ""


@dataclass(slots=True)
class Disagreement:
    """A place where the document does not agree with itself, with the spans that disagree."""

    kind: str
    start: int
    end: int
    message: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """All that one document says."""

    doc: DocumentFacts
    outline: list[OutlineNode] = field(default_factory=list)
    targets: list[ReadTarget] = field(default_factory=list)
    tasks: list[ReadTask] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists, ready for `json.dumps`."""
        return asdict(self)
