"""A sheet as it is shown: each figure with last year's, other sources', what the school says of it and what was disputed before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Reason, Result
from gangmu.foundation.organisations.selectors import names_of
from gangmu.records.checks.cells import group_of, is_marked, is_staff, label_of, order_of, short_label_of
from gangmu.records.checks.choices import Group, Verdict
from gangmu.records.checks.counting import Counts, counts_of, rows_of
from gangmu.records.checks.models import CheckCell, CheckRound, CheckSheet, SourceCount
from gangmu.records.rolls.choices import Grade


@dataclass(frozen=True, slots=True)
class Told:
    """What another source tells of a figure, and by how much it differs from the registers."""

    source: str
    value: int
    difference: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of a sheet. `before` is absent where nothing was registered a year ago."""

    code: str
    result: Result
    before: int | None
    is_marked: bool
    told: tuple[Told, ...]
    judged: CheckCell | None
    remembered: CheckCell | None

    @property
    def label(self) -> str:
        """What the figure is called."""
        return label_of(self.code)

    @property
    def short_label(self) -> str:
        """What the figure is called where its grade stands beside it."""
        return short_label_of(self.code)

    @property
    def value(self) -> int | None:
        """The figure as a whole number."""
        return None if self.result.value is None else int(self.result.value)

    @property
    def difference(self) -> int | None:
        """By how much it differs from last year."""
        return None if self.before is None or self.value is None else self.value - self.before

    @property
    def is_disputed(self) -> bool:
        """Whether the school disputes it and the section has not settled it."""
        return (
            self.judged is not None
            and self.judged.verdict == Verdict.DISPUTED
            and self.judged.settled_at is None
        )

    @property
    def is_stale(self) -> bool:
        """Whether the figure is another than the one that was judged."""
        return self.judged is not None and self.judged.seen != self.value

    @property
    def differs(self) -> bool:
        """Whether a source tells otherwise."""
        return any(told.difference for told in self.told)


@dataclass(slots=True)
class Line:
    """The figures of one grade, by part."""

    label: str
    parts: dict[Group, list[Shown]] = field(default_factory=lambda: defaultdict(list))

    @property
    def columns(self) -> list[tuple[str, list[Shown]]]:
        """The parts of a grade in order, with their words."""
        order = (Group.PUPILS, Group.SEX, Group.CLASSES, Group.CLASS)
        return [(str(part.label), self.parts.get(part, [])) for part in order]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All figures of a sheet in order."""

    row: CheckSheet
    figures: tuple[Shown, ...]
    known_at: datetime | None
    changed_since: int

    @property
    def sums(self) -> list[Shown]:
        """The totals."""
        return [shown for shown in self.figures if "." not in shown.code]

    @property
    def lines(self) -> list[Line]:
        """The figures by grade."""
        found: dict[str, Line] = {}
        for shown in self.figures:
            _head, _dot, more = shown.code.partition(".")
            part = group_of(shown.code)
            if more and part not in (Group.AGE, Group.STAFF):
                grade = more.partition(".")[0]
                line = found.setdefault(grade, Line(str(Grade(grade).label)))
                line.parts[part].append(shown)
        return [found[grade] for grade in Grade.values if grade in found]

    @property
    def ages(self) -> list[Shown]:
        """The figures by age."""
        return [shown for shown in self.figures if group_of(shown.code) is Group.AGE]

    @property
    def staff(self) -> list[Shown]:
        """The figures by post."""
        return [shown for shown in self.figures if is_staff(shown.code) and "." in shown.code]

    @property
    def disputed(self) -> list[Shown]:
        """The figures that the school disputed in this round."""
        return [s for s in self.figures if s.judged is not None and s.judged.verdict == Verdict.DISPUTED]

    @property
    def marked(self) -> int:
        """How many figures differ from last year by so much that it is marked, or between sources."""
        return sum(shown.is_marked or shown.differs for shown in self.figures)

    @property
    def unjudged(self) -> int:
        """How many figures nobody has judged, or were judged at another value."""
        return sum(shown.judged is None or shown.is_stale for shown in self.figures)

    @property
    def has_last_year(self) -> bool:
        """Whether anything was registered of the school a year ago."""
        return any(shown.before is not None for shown in self.figures)


def sheet_of(row: CheckSheet) -> Sheet:
    """Return a sheet with its figures: as known when it was confirmed, else as known now."""
    about = row.round
    known_at = row.confirmed_at or clock.now()
    now = _single(row, known_at)
    before = _last_year([row.organisation_id], about)[row.organisation_id]
    told: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for count in SourceCount.objects.filter(round=about, organisation_id=row.organisation_id):
        told[count.code].append((count.source, count.value))
    judged = {cell.code: cell for cell in row.cells.all()}
    codes = sorted({*now, *before, *told, *judged}, key=order_of)
    name = names_of([row.organisation_id], about.census_on)[row.organisation_id]
    remembered = _remembered(row)
    figures = tuple(
        _shown(
            row, name, code, now, before, told.get(code, []), judged.get(code), remembered.get(code), known_at
        )
        for code in codes
    )
    changed = _changed_since(row, now) if row.confirmed_at else 0
    return Sheet(row, figures, known_at, changed)


def _single(row: CheckSheet, known_at: datetime | None) -> Mapping[str, int]:
    return counts_of([row.organisation_id], row.round.census_on, known_at)[row.organisation_id]


def _last_year(schools: Iterable[int], about: CheckRound) -> Counts:
    return counts_of(schools, SchoolYear(about.school_year - 1).first_day)


def _changed_since(row: CheckSheet, confirmed: Mapping[str, int]) -> int:
    """Return how many figures of a confirmed sheet are otherwise now."""
    now = _single(row, None)
    return sum(now.get(code, 0) != confirmed.get(code, 0) for code in {*now, *confirmed})


def _remembered(row: CheckSheet) -> dict[str, CheckCell]:
    """Return the latest dispute of each figure in the years before."""
    earlier = CheckCell.objects.filter(
        organisation_id=row.organisation_id, verdict=Verdict.DISPUTED, sheet__round__school_year__lt=row.round.school_year
    )  # fmt: skip
    ordered = earlier.select_related("sheet__round").order_by("sheet__round__school_year", "pk")
    return {cell.code: cell for cell in ordered}


def has_any(code: str, counts: Mapping[str, int]) -> bool:
    """Whether anything is registered of what a figure counts: without, the figure is absent, not zero."""
    return counts.get("staff" if is_staff(code) else "pupils", 0) > 0


def _unit(code: str) -> str:
    """Return what a figure counts."""
    if is_staff(code):
        return pgettext("教职工", "人")
    return pgettext("班级", "个") if group_of(code) is Group.CLASSES else _("人")


def _shown(
    row: CheckSheet, name: str, code: str, now: Mapping[str, int], before: Mapping[str, int], told: list[tuple[str, int]],
    judged: CheckCell | None, remembered: CheckCell | None, known_at: datetime | None,
) -> Shown:  # fmt: skip
    about = row.round
    value = now.get(code, 0) if has_any(code, now) else None
    last = before.get(code, 0) if has_any(code, before) else None
    marked = (
        value is not None and last is not None and is_marked(value, last, about.least_difference, about.least_percent)
    )  # fmt: skip
    result = Result(
        indicator=f"checks.{code}", name=label_of(code), unit=_unit(code),
        organisation_id=row.organisation_id, organisation_name=name, effective=about.census_on, known_at=known_at, value=value,
        is_count=True, reason=None if value is not None else Reason("checks.no_rows"),
        rows=rows_of(code, row.organisation_id, about.census_on, known_at) if value is not None else None,
    )  # fmt: skip
    others = tuple(Told(source, other, None if value is None else other - value) for source, other in told)
    return Shown(code, result, last, marked, others, judged, remembered)


@dataclass(frozen=True, slots=True)
class Progress:
    """How a school stands in a round."""

    row: CheckSheet
    judged: int
    disputed: int
    unsettled: int
    marked: int

    @property
    def light(self) -> str:
        """Confirmed, at work, or not begun, as a light."""
        if self.row.confirmed_at is not None:
            return "complete"
        return "near" if self.judged else "not_started"


def progress_of(about: CheckRound) -> list[Progress]:
    """Return how each school within the reader's scope stands in a round, and in how many figures it differs."""
    disputed = Q(cells__verdict=Verdict.DISPUTED)
    rows = list(
        CheckSheet.objects.filter(round=about).select_related("organisation").annotate(
            judged=Count("cells"), disputed=Count("cells", filter=disputed),
            unsettled=Count("cells", filter=disputed & Q(cells__settled_at__isnull=True)),
        ).order_by("organisation__order", "organisation__sort_key", "id")
    )  # fmt: skip
    schools = [row.organisation_id for row in rows]
    now, before = counts_of(schools, about.census_on), _last_year(schools, about)
    told: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for school, code, value in SourceCount.objects.filter(round=about).values_list(
        "organisation_id", "code", "value"
    ):
        told[school].append((code, value))
    return [
        Progress(
            row, row.judged, row.disputed, row.unsettled,
            _marked(about, now[row.organisation_id], before[row.organisation_id], told[row.organisation_id]),
        )
        for row in rows
    ]  # fmt: skip


def _marked(
    about: CheckRound, now: Mapping[str, int], before: Mapping[str, int], told: list[tuple[str, int]]
) -> int:
    found = {code for code, value in told if has_any(code, now) and now.get(code, 0) != value}
    for code in {*now, *before}:
        if has_any(code, now) and has_any(code, before):
            here = now.get(code, 0)
            if is_marked(here, before.get(code, 0), about.least_difference, about.least_percent):
                found.add(code)
    return len(found)
