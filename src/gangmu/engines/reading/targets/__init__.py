"""Targets: every value of the body that answers "how many, how much, how far" about the work.

Figure and unit come first (`figures`, `units`), then what is no target (`exclusions`), what is said without digits (`implicit`),
the members of lists (`lists`), the words around (`spans`, `comparators`), and last time, modality, scope and name.
"""

import re
from bisect import bisect_left

from gangmu.engines.reading.model import DocumentFacts, OutlineNode, ReadTarget, Span
from gangmu.engines.reading.targets.comparators import read_comparator
from gangmu.engines.reading.targets.exclusions import is_base, is_excluded
from gangmu.engines.reading.targets.figures import Value, values_in
from gangmu.engines.reading.targets.headings import Headings
from gangmu.engines.reading.targets.implicit import all_values, said_values
from gangmu.engines.reading.targets.lists import boundary, hand_on, shared_out, without_groups
from gangmu.engines.reading.targets.modality import Modalities
from gangmu.engines.reading.targets.naming import name_of, names_shared
from gangmu.engines.reading.targets.periods import Periods
from gangmu.engines.reading.targets.quotations import Quotations
from gangmu.engines.reading.targets.scopes import scope_of
from gangmu.engines.reading.targets.spans import figure_end, narrowed_start, span_end
from gangmu.engines.reading.text import Squeezed, clauses, sentences

_ENSURE = re.compile(r"确保|保证")
_STRIVE = re.compile(r"力争|争取(?!到)|力求")
_EACH = re.compile(r"各(?:约|近|不少于|至少)?$")


def find_targets(
    text: str, page: Squeezed, doc: DocumentFacts, outline: list[OutlineNode]
) -> list[ReadTarget]:
    """Return the targets and results of a document's body, in the order of the text.

    Parameters
    ----------
    text
        Source text; every span counts its characters.
    page
        The text as the reader looks at it.
    doc
        Its facts: body bounds, kind and years.
    outline
        Its headings, from which time and modality are inherited.

    Returns
    -------
    list of ReadTarget
        One for each value.
    """
    return _Reader(text, page, doc, outline).read()


class _Reader:
    """One pass over one document."""

    def __init__(self, source: str, page: Squeezed, doc: DocumentFacts, outline: list[OutlineNode]) -> None:
        self.source = source
        self.doc = doc
        self.page = page
        self.text = self.page.text
        headings = Headings(outline)
        self.periods = Periods(headings, doc)
        self.modalities = Modalities(headings, doc)
        self.quotations = Quotations("".join([source[place] for place in self.page.positions[:-1]]))

    def read(self) -> list[ReadTarget]:
        first = bisect_left(self.page.positions, self.doc.body_start_offset)
        last = bisect_left(self.page.positions, self.doc.body_end_offset)
        found: list[ReadTarget] = []
        for sentence in sentences(self.text, first, min(last, len(self.text))):
            for clause in clauses(self.text, sentence.start, sentence.end):
                found += self._clause(clause, sentence)
        return found

    def _clause(self, clause: Span, sentence: Span) -> list[ReadTarget]:
        """Read the values of one clause."""
        end = clause.end
        while end > clause.start and self.text[end - 1] in ",;。!? \n\r\t":
            end -= 1
        values = self._values(clause.start, end)
        if not values:
            return []
        spans = self._spans(values, clause.start, end)
        for value, span in zip(values, spans, strict=True):
            value.comparator = read_comparator(self.text, span.start, value)
        hand_on(self.text, values, [span.start for span in spans], self.doc.kind is not None)
        return [
            self._target(value, span, clause, sentence, name)
            for value, span, name in zip(values, spans, self._names(values, spans), strict=True)
        ]

    def _names(self, values: list[Value], spans: list[Span]) -> list[tuple[str, str]]:
        """Say of each value of a clause what it is about, and its measure."""
        text = self.text
        names = [
            name_of(text[span.start : value.start], text[value.end : span.end], value.unit)
            for value, span in zip(values, spans, strict=True)
        ]
        for run in shared_out(text, values, [span.start for span in spans]):
            first = values[run.start]
            before = text[spans[run.start].start : first.start]
            names[run.start : run.stop] = names_shared(before, first.unit, len(run))
        return names

    def _values(self, start: int, end: int) -> list[Value]:
        """Return the values of a clause that are targets."""
        text = self.text
        told = [
            value
            for value in values_in(text, start, end)
            if not self.quotations.hold(value.start)
            and not is_base(text, value, start, end)
            and not is_excluded(text, value, start, end)
        ]
        said = [value for value in said_values(text, start, end) if not self.quotations.hold(value.start)]
        both = said + [v for v in told if not any(s.start < v.end and v.start < s.end for s in said)]
        if not both:
            both = [value for value in all_values(text, start, end) if not self.quotations.hold(value.start)]
        return without_groups(text, sorted(both, key=lambda value: value.start), start)

    def _spans(self, values: list[Value], start: int, end: int) -> list[Span]:
        """Give each value of a clause its stretch of words."""
        text = self.text
        spans = []
        opened = start
        for index, value in enumerate(values):
            close, following = end, end
            if index + 1 < len(values):
                after = figure_end(text, value.end, values[index + 1].start)
                close, following = boundary(text, value, values[index + 1], after)
            begin = narrowed_start(text, opened, value)
            finish = max(span_end(text, value.end, max(close, value.end)), value.end)
            spans.append(Span(min(begin, value.start), finish))
            opened = max(following, value.end)
        return spans

    def _target(
        self, value: Value, span: Span, clause: Span, sentence: Span, name: tuple[str, str]
    ) -> ReadTarget:
        """Put a value, its words and its circumstances together."""
        page, text = self.page, self.text
        start, end = page.origin(span.start), page.origin_end(span.end)
        words = text[sentence.start : sentence.end]
        place = value.start - sentence.start
        part = self.modalities.of_part(start)
        period = self.periods.printed(words, place, clause.end - sentence.start, part)
        modality = self.modalities.of_sentence(part, words[:place], text[value.end : sentence.end], period)
        subject, measure = name
        return ReadTarget(
            start=start,
            end=end,
            subject=subject,
            measure=measure,
            comparator=value.comparator or "=",
            value=value.value,
            value_high=value.high,
            unit=value.unit,
            period=period or self.periods.inherited(start, modality),
            period_explicit=period is not None,
            scope=scope_of(words, place),
            modality=modality,
            flags=[*value.flags, *self._certainty(clause.start, span.start, value.start)],
            value_start=page.origin(value.value_start),
            value_end=page.origin_end(value.value_end),
            text=self.source[start:end],
        )

    def _certainty(self, clause_start: int, span_start: int, figure: int) -> list[str]:
        """Return 确保, 力争 and 各 as flags, from the words in front of the span and inside it."""
        front = self.text[max(clause_start, span_start - 8) : figure]
        named = (("ensure", _ENSURE), ("strive", _STRIVE), ("each", _EACH))
        return [flag for flag, pattern in named if pattern.search(front)]
