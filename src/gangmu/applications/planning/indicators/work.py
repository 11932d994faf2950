"""Figures of the work beside the plan's own tasks: decisions, projects, pilots, meetings, activities, reviews, transfers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gangmu.datacentre.indicators import (
    Condition,
    Direction,
    Example,
    Indicator,
    Question,
    declare,
    gettext_noop,
)

_YEAR = (date(2026, 1, 1), date(2026, 12, 31))
Rows = tuple[Mapping[str, Any], ...]


def _rows(day: str, *told: Mapping[str, Any]) -> Rows:
    """Return rows of an example with ids; `on` is the day, of unit 1 unless told."""
    return tuple(
        {"id": number, "organisation_id": row.get("unit", 1), day: row["on"]}
        | {name: value for name, value in row.items() if name not in ("unit", "on")}
        for number, row in enumerate(told, 1)
    )


def _counted(
    code: str, name: str, unit: str, formula: str, question: Question, row: str, words: str, rows: Rows, value: int,
    aliases: tuple[str, ...] = (), direction: Direction = Direction.NONE,
) -> Indicator:  # fmt: skip
    return Indicator(
        code=code, name=name, unit=unit, formula=formula, numerator=question, source=f"systems_in_the_seeds {row} [design]",
        example=Example(words, {question.fact: rows}, (1, 2), *_YEAR, value), aliases=aliases, direction=direction,
    )  # fmt: skip


def _asked(fact: str, day: str, *conditions: Condition, sum_of: str | None = None) -> Question:
    return Question(fact, day, "organisation_id", conditions, sum_of=sum_of)


_IN, _LATE, _BEFORE = date(2026, 5, 6), date(2027, 1, 4), date(2025, 12, 31)

DECISIONS_LISTED = _counted(
    "decisions_listed", gettext_noop("列入重大决策事项"), gettext_noop("项"),
    gettext_noop("期间内列入清单的决策事项数，按列入日期计。"), _asked("decisions", "listed_on"), "A1.10",
    gettext_noop("2026 年列入 2 项；上年列入的 1 项和外单位的 1 项不计，得 2 项。"),
    _rows("listed_on", {"on": _IN}, {"on": date(2026, 12, 31), "unit": 2}, {"on": _BEFORE}, {"on": _IN, "unit": 9}), 2,
)  # fmt: skip
_PROJECTS = (
    {"id": 1, "organisation_id": 1, "kind": "topic", "started_on": _IN, "due_on": date(2026, 11, 1), "state": "finished"},
    {"id": 2, "organisation_id": 1, "kind": "topic", "started_on": _BEFORE, "due_on": date(2026, 6, 1), "state": "running"},
    {"id": 3, "organisation_id": 2, "kind": "project", "started_on": _IN, "due_on": _LATE, "state": "running"},
    {"id": 4, "organisation_id": 2, "kind": "project", "started_on": _BEFORE, "due_on": date(2026, 3, 1), "state": "finished"},
    {"id": 5, "organisation_id": 1, "kind": "project", "started_on": _BEFORE, "due_on": date(2026, 12, 31), "state": "running"},
    {"id": 6, "organisation_id": 1, "kind": "project", "started_on": _IN, "state": "running"},
)  # fmt: skip
WORK_PROJECTS_STARTED = _counted(
    "work_projects_started", gettext_noop("新立课题和项目"), gettext_noop("个"),
    gettext_noop("期间内立项的课题和项目数，按立项日期计。"), _asked("work_projects", "started_on"), "A1.11, A1.13",
    gettext_noop("2026 年立项 3 个，上年立项的 3 个不计，得 3 个。"), _PROJECTS, 3,
)  # fmt: skip
WORK_PROJECTS_FINISHED = Indicator(
    code="work_projects_finished_share",
    name=gettext_noop("课题和项目结项率"),
    unit="%",
    formula=gettext_noop("应在期间内结项的课题和项目中已结项的个数 ÷ 应在期间内结项的个数；没有应结项日期的不计。"),
    numerator=_asked("work_projects", "due_on", ("state", "=", "finished")),
    denominator=_asked("work_projects", "due_on"),
    decimals=1,
    source="systems_in_the_seeds A1.11, A1.13 [design]",
    example=Example(
        gettext_noop("应于 2026 年结项 4 个，已结项 2 个，得 50%；2027 年才到期的和没有期限的不计。"),
        {"work_projects": _PROJECTS}, (1, 2), *_YEAR, 50, 4,
    ),
)  # fmt: skip
_PILOTS = _rows(
    "named_on", {"on": _IN, "kind": "pilot", "level": "province", "stage": "running"},
    {"on": _IN, "kind": "case", "level": "nation", "stage": "named", "unit": 2},
    {"on": _IN, "kind": "case", "level": "city", "stage": "named"},
    {"on": _BEFORE, "kind": "pilot", "level": "city", "stage": "finished"},
)  # fmt: skip
PILOTS_NAMED = _counted(
    "pilots_named", gettext_noop("新增改革试点"), gettext_noop("个"), gettext_noop("期间内确定的改革试点数，按确定日期计。"),
    _asked("pilots", "named_on", ("kind", "=", "pilot")), "A1.12",
    gettext_noop("2026 年确定试点 1 个；上年的 1 个和典型案例 2 个不计，得 1 个。"), _PILOTS, 1, (gettext_noop("改革试点"),),
)  # fmt: skip
CASES_NAMED = _counted(
    "cases_named", gettext_noop("入选典型案例"), gettext_noop("个"), gettext_noop("期间内入选的典型案例数，按确定日期计。"),
    _asked("pilots", "named_on", ("kind", "=", "case")), "A1.12",
    gettext_noop("2026 年入选案例 2 个，试点不计，得 2 个。"), _PILOTS, 2, (gettext_noop("典型案例"),),
)  # fmt: skip
_MEETINGS = _rows(
    "held_on", {"on": _IN, "kind": "meeting"}, {"on": _BEFORE, "kind": "meeting"},
    {"on": _IN, "kind": "inspection", "schools_visited": 6, "problems_found": 8, "problems_fixed": 5},
    {"on": date(2026, 9, 1), "kind": "inspection", "schools_visited": 4, "problems_found": 2, "problems_fixed": 2, "unit": 2},
    {"on": date(2026, 10, 1), "kind": "inspection", "schools_visited": 3},
)  # fmt: skip
MEETINGS_HELD = _counted(
    "meetings_held", gettext_noop("召开会议"), gettext_noop("次"), gettext_noop("期间内召开的会议次数，按日期计，督查不计。"),
    _asked("meetings", "held_on", ("kind", "=", "meeting")), "A1.14",
    gettext_noop("2026 年会议 1 次；上年的会议和 3 次督查不计，得 1 次。"), _MEETINGS, 1,
)  # fmt: skip
INSPECTION_SCHOOLS = _counted(
    "inspection_schools_visited", gettext_noop("督查到校"), gettext_noop("校次"),
    gettext_noop("期间内督查到校数之和；同一所学校到两次计两次。"),
    _asked("meetings", "held_on", ("kind", "=", "inspection"), sum_of="schools_visited"), "A1.14",
    gettext_noop("三次督查到校 6、4、3 所，得 13 校次。"), _MEETINGS, 13,
)  # fmt: skip
INSPECTION_FIXED = Indicator(
    code="inspection_problems_fixed_share",
    name=gettext_noop("督查问题整改率"),
    unit="%",
    formula=gettext_noop("期间内督查发现的问题中已整改的个数 ÷ 发现的个数；没有填写发现问题数的督查不计。"),
    numerator=_asked("meetings", "held_on", ("kind", "=", "inspection"), sum_of="problems_fixed"),
    denominator=_asked("meetings", "held_on", ("kind", "=", "inspection"), sum_of="problems_found"),
    decimals=1,
    source="systems_in_the_seeds A1.14 [design]",
    example=Example(
        gettext_noop("发现问题 8 + 2 = 10 个，已整改 5 + 2 = 7 个，得 70%。"), {"meetings": _MEETINGS}, (1, 2), *_YEAR, 70, 10
    ),
)  # fmt: skip
_ACTIVITIES = _rows(
    "held_on", {"on": _IN, "kind": "theme", "sessions": 12, "persons": 800},
    {"on": date(2026, 7, 1), "kind": "lecture", "sessions": 3, "persons": 240, "unit": 2},
    {"on": date(2026, 8, 1), "kind": "talk", "sessions": 1}, {"on": _LATE, "kind": "theme", "sessions": 9, "persons": 90},
)  # fmt: skip
PARTY_SESSIONS = _counted(
    "party_sessions", gettext_noop("党建活动场次"), gettext_noop("场次"), gettext_noop("期间内党建活动的场次之和。"),
    _asked("party_activities", "held_on", sum_of="sessions"), "A1.16",
    gettext_noop("2026 年 12 + 3 + 1 = 16 场次，下年的不计。"), _ACTIVITIES, 16, (gettext_noop("主题活动场次"),),
)  # fmt: skip
PARTY_PERSONS = _counted(
    "party_persons", gettext_noop("党建活动人次"), gettext_noop("人次"),
    gettext_noop("期间内党建活动的人次之和；没有填写人次的活动不计。"),
    _asked("party_activities", "held_on", sum_of="persons"), "A1.16",
    gettext_noop("2026 年 800 + 240 = 1040 人次；1 场没有填写人次，下年的不计。"), _ACTIVITIES, 1040,
)  # fmt: skip
HIGHLIGHTS_SHOWN = _counted(
    "highlights_shown", gettext_noop("工作亮点"), gettext_noop("个"), gettext_noop("期间内形成的工作亮点数，按形成日期计。"),
    _asked("highlights", "shown_on"), "A1.03", gettext_noop("2026 年形成 2 个，上年的 1 个不计，得 2 个。"),
    _rows("shown_on", {"on": _IN}, {"on": _IN, "unit": 2}, {"on": _BEFORE}), 2,
)  # fmt: skip
_MATTERS = (
    {"id": 1, "organisation_id": 1, "received_on": _IN, "due_on": date(2026, 10, 1), "state": "done"},
    {"id": 2, "organisation_id": 2, "received_on": _BEFORE, "due_on": date(2026, 2, 1), "state": "done"},
    {"id": 3, "organisation_id": 1, "received_on": _IN, "due_on": date(2026, 12, 1), "state": "open"},
    {"id": 4, "organisation_id": 1, "received_on": _IN, "state": "open"},
    {"id": 5, "organisation_id": 1, "received_on": _BEFORE, "due_on": date(2026, 6, 1), "state": "open"},
)
COUNTY_MATTERS_RECEIVED = _counted(
    "county_matters_received", gettext_noop("承接县里其他工作"), gettext_noop("件"),
    gettext_noop("期间内交办的县里其他工作件数，按交办日期计。"), _asked("county_matters", "received_on"), "A1.18",
    gettext_noop("2026 年交办 3 件，上年交办的 2 件不计，得 3 件。"), _MATTERS, 3,
)  # fmt: skip
COUNTY_MATTERS_DONE = Indicator(
    code="county_matters_done_share",
    name=gettext_noop("县里其他工作办结率"),
    unit="%",
    formula=gettext_noop("期间内到期的县里其他工作中已办结的件数 ÷ 期间内到期的件数；没有时限的不计。"),
    numerator=_asked("county_matters", "due_on", ("state", "=", "done")),
    denominator=_asked("county_matters", "due_on"),
    decimals=1,
    source="systems_in_the_seeds A1.18 [design]",
    example=Example(
        gettext_noop("2026 年到期 4 件，办结 2 件，得 50%；没有时限的 1 件不计。"),
        {"county_matters": _MATTERS}, (1, 2), *_YEAR, 50, 4,
    ),
)  # fmt: skip
_REVIEWS = _rows(
    "reviewed_on", {"on": _IN, "source": "government", "conclusion": "good"},
    {"on": _IN, "source": "third_party", "conclusion": "poor", "unit": 2},
    {"on": _IN, "source": "public", "conclusion": "partly"}, {"on": _IN, "source": "public", "conclusion": "good"},
    {"on": _BEFORE, "source": "public", "conclusion": "good"},
)  # fmt: skip
TASK_REVIEWS_HELD = _counted(
    "task_reviews_held", gettext_noop("多方评价"), gettext_noop("次"), gettext_noop("期间内的评价次数，按评价日期计。"),
    _asked("task_reviews", "reviewed_on"), "A1.06", gettext_noop("2026 年政府督导 1 次、第三方评价 1 次、社会监督 2 次，上年的不计，得 4 次。"), _REVIEWS, 4,
)  # fmt: skip
TASK_REVIEWS_GOOD = Indicator(
    code="task_reviews_good_share",
    name=gettext_noop("多方评价认可率"),
    unit="%",
    formula=gettext_noop("期间内结论为“认可”的评价次数 ÷ 期间内的评价次数。"),
    numerator=_asked("task_reviews", "reviewed_on", ("conclusion", "=", "good")),
    denominator=_asked("task_reviews", "reviewed_on"),
    decimals=1,
    source="systems_in_the_seeds A1.06 [design]",
    example=Example(
        gettext_noop("2026 年评价 4 次，认可 2 次，得 50%。"), {"task_reviews": _REVIEWS}, (1, 2), *_YEAR, 50, 4
    ),
)  # fmt: skip
_CHANGES = _rows(
    "valid_from", {"on": _IN, "change": "founded"}, {"on": _IN, "change": "renamed", "unit": 2},
    {"on": date(2026, 9, 1), "change": "renamed"}, {"on": _IN, "change": "moved"}, {"on": _BEFORE, "change": "founded"},
)  # fmt: skip


def _changed(code: str, name: str, change: str, words: str, value: int) -> Indicator:
    return _counted(
        code, name, gettext_noop("个"), gettext_noop("期间内有此变动的单位数，由单位的历史得出，按生效日期计。"),
        _asked("unit_changes", "valid_from", ("change", "=", change)), "A1.15", words, _CHANGES, value,
    )  # fmt: skip


UNITS_FOUNDED = _changed(
    "units_founded", gettext_noop("设立单位"), "founded", gettext_noop("2026 年设立 1 个，上年的不计。"), 1
)
UNITS_RENAMED = _changed(
    "units_renamed", gettext_noop("更名单位"), "renamed", gettext_noop("2026 年更名 2 个。"), 2
)
UNITS_MOVED = _changed(
    "units_moved", gettext_noop("划转单位"), "moved", gettext_noop("2026 年划转 1 个。"), 1
)
_TRANSFERS = _rows(
    "moved_on", {"on": _IN, "kind": "teacher", "persons_before": 120, "persons": 117},
    {"on": _IN, "kind": "retired", "persons_before": 30, "persons": 30, "unit": 2},
    {"on": _LATE, "kind": "teacher", "persons_before": 9, "persons": 9},
)  # fmt: skip
STAFF_RECEIVED = Indicator(
    code="staff_received_share",
    name=gettext_noop("划转人员接收率"),
    unit="%",
    formula=gettext_noop("期间内划转的人员中已接收的人数 ÷ 移交名册人数。"),
    numerator=_asked("staff_transfers", "moved_on", sum_of="persons"),
    denominator=_asked("staff_transfers", "moved_on", sum_of="persons_before"),
    decimals=1,
    source="systems_in_the_seeds A1.15 [design]",
    example=Example(
        gettext_noop("移交 120 + 30 = 150 人，接收 117 + 30 = 147 人，得 98%。"),
        {"staff_transfers": _TRANSFERS}, (1, 2), *_YEAR, 98, 150,
    ),
)  # fmt: skip
_DIFFERENCES = _rows(
    "found_on",
    {"on": _IN, "state": "done"},
    {"on": _IN, "state": "open", "unit": 2},
    {"on": _BEFORE, "state": "done"},
)
POLICY_DIFFERENCES_SETTLED = Indicator(
    code="policy_differences_settled_share",
    name=gettext_noop("政策差异办结率"),
    unit="%",
    formula=gettext_noop("期间内提出的政策差异中已办结的条数 ÷ 期间内提出的条数。"),
    numerator=_asked("policy_differences", "found_on", ("state", "=", "done")),
    denominator=_asked("policy_differences", "found_on"),
    decimals=1,
    source="systems_in_the_seeds A1.15 [design]",
    example=Example(
        gettext_noop("2026 年提出 2 条，办结 1 条，得 50%。"), {"policy_differences": _DIFFERENCES}, (1, 2), *_YEAR, 50, 2
    ),
)  # fmt: skip
declare(
    DECISIONS_LISTED, WORK_PROJECTS_STARTED, WORK_PROJECTS_FINISHED, PILOTS_NAMED, CASES_NAMED, MEETINGS_HELD, INSPECTION_SCHOOLS,
    INSPECTION_FIXED, PARTY_SESSIONS, PARTY_PERSONS, HIGHLIGHTS_SHOWN, COUNTY_MATTERS_RECEIVED, COUNTY_MATTERS_DONE,
    TASK_REVIEWS_HELD, TASK_REVIEWS_GOOD, UNITS_FOUNDED, UNITS_RENAMED, UNITS_MOVED, STAFF_RECEIVED, POLICY_DIFFERENCES_SETTLED,
)  # fmt: skip
