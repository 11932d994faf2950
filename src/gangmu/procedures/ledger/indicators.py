"""What is asked of the ledger's facts: how many tasks, how many done, milestones reached, papers issued."""

from datetime import date

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
_MARCH, _JUNE, _NEXT = date(2026, 3, 2), date(2026, 6, 30), date(2027, 6, 30)
_TASKS = (
    {"id": 1, "organisation_id": 1, "ledger": "plan", "state": "closed", "issued_on": _MARCH, "due_on": _JUNE},
    {"id": 2, "organisation_id": 1, "ledger": "plan", "state": "open", "issued_on": _MARCH, "due_on": _JUNE},
    {"id": 3, "organisation_id": 1, "ledger": "plan", "state": "open", "issued_on": _MARCH, "due_on": _NEXT},
    {"id": 4, "organisation_id": 1, "ledger": "plan", "state": "stopped", "issued_on": _MARCH, "due_on": _JUNE},
    {"id": 5, "organisation_id": 1, "parent_id": 2, "ledger": "plan", "state": "closed", "issued_on": _MARCH, "due_on": _JUNE},
    {"id": 6, "organisation_id": 1, "ledger": "problem", "state": "closed", "issued_on": _MARCH, "due_on": _JUNE},
    {"id": 7, "organisation_id": 1, "ledger": "problem", "state": "open", "issued_on": _JUNE, "due_on": _NEXT},
    {"id": 8, "organisation_id": 9, "ledger": "plan", "state": "open", "issued_on": _MARCH, "due_on": _JUNE},
)  # fmt: skip
#: Whole tasks that were not stopped, merged or only tried.
_WHOLE: tuple[Condition, ...] = (
    ("parent_id", "empty", True),
    ("state", "not in", ("stopped", "merged", "trial")),
)
_PROBLEM: tuple[Condition, ...] = (*_WHOLE, ("ledger", "=", "problem"))
_NO_PROBLEM: tuple[Condition, ...] = (*_WHOLE, ("ledger", "!=", "problem"))


def _of_tasks(day: str, *conditions: Condition) -> Question:
    return Question("ledger_tasks", day, "organisation_id", conditions)


TASKS_ISSUED = Indicator(
    code="tasks_issued",
    name=gettext_noop("列入台账的任务"),
    unit=gettext_noop("项"),
    formula=gettext_noop("期间内印发的任务数，按印发日期计；子任务、问题和已中止、已合并的任务不计。"),
    numerator=_of_tasks("issued_on", *_NO_PROBLEM),
    direction=Direction.NONE,
    source="systems_in_the_seeds A1.02 [design]",
    example=Example(
        gettext_noop("2026 年印发 3 项；已中止的、子任务、问题和外单位的不计，得 3 项。"),
        {"ledger_tasks": _TASKS}, (1, 2), *_YEAR, 3,
    ),
)  # fmt: skip
TASK_COMPLETION = Indicator(
    code="task_completion_share",
    name=gettext_noop("任务完成率"),
    unit="%",
    formula=gettext_noop("期间内到期的任务中已完成认定的项数 ÷ 期间内到期的项数；子任务、问题和已中止、已合并的任务不计。"),
    numerator=_of_tasks("due_on", *_NO_PROBLEM, ("state", "=", "closed")),
    denominator=_of_tasks("due_on", *_NO_PROBLEM),
    decimals=1,
    source="systems_in_the_seeds A1.19 [design]",
    example=Example(
        gettext_noop("2026 年到期 2 项，完成 1 项，得 50%；2027 年到期的不计。"),
        {"ledger_tasks": _TASKS}, (1, 2), *_YEAR, 50, 2,
    ),
    aliases=(gettext_noop("重点工作完成率"), gettext_noop("年度任务完成率")),
)  # fmt: skip
PROBLEMS_RAISED = Indicator(
    code="problems_raised",
    name=gettext_noop("列入台账的问题"),
    unit=gettext_noop("个"),
    formula=gettext_noop("期间内列入难点问题台账的问题数，按列入日期计。"),
    numerator=_of_tasks("issued_on", *_PROBLEM),
    direction=Direction.NONE,
    source="systems_in_the_seeds A1.03 [design]",
    example=Example(
        gettext_noop("2026 年列入问题 2 个，任务不计，得 2 个。"), {"ledger_tasks": _TASKS}, (1, 2), *_YEAR, 2
    ),
)  # fmt: skip
PROBLEMS_CLEARED = Indicator(
    code="problems_cleared_share",
    name=gettext_noop("问题销号率"),
    unit="%",
    formula=gettext_noop("期间内列入台账的问题中已销号的个数 ÷ 期间内列入的个数。"),
    numerator=_of_tasks("issued_on", *_PROBLEM, ("state", "=", "closed")),
    denominator=_of_tasks("issued_on", *_PROBLEM),
    decimals=1,
    source="systems_in_the_seeds A1.03 [design]",
    example=Example(
        gettext_noop("2026 年列入 2 个，销号 1 个，得 50%。"), {"ledger_tasks": _TASKS}, (1, 2), *_YEAR, 50, 2
    ),
)  # fmt: skip
_STEPS = tuple(
    {"id": number, "task__organisation_id": 1, "due_on": due, "reached_on": reached}
    for number, (due, reached) in enumerate(
        [(_MARCH, date(2026, 3, 1)), (_JUNE, date(2026, 7, 9)), (_JUNE, None), (_JUNE, None), (_NEXT, None)],
        1,
    )
)
MILESTONES_DUE = Indicator(
    code="milestones_due",
    name=gettext_noop("到期节点"),
    unit=gettext_noop("个"),
    formula=gettext_noop("期间内到期的任务节点数，按节点时限计。"),
    numerator=Question("milestones", "due_on", "task__organisation_id"),
    direction=Direction.NONE,
    source="systems_in_the_seeds A1.05, A1.09 [design]",
    example=Example(
        gettext_noop("2026 年到期 4 个，2027 年的不计，得 4 个。"), {"milestones": _STEPS}, (1, 2), *_YEAR, 4
    ),
)  # fmt: skip
MILESTONES_REACHED = Indicator(
    code="milestones_reached_share",
    name=gettext_noop("节点达成率"),
    unit="%",
    formula=gettext_noop("期间内到期的节点中已达成的个数 ÷ 期间内到期的个数；晚于时限达成的也计为达成。"),
    numerator=Question("milestones", "due_on", "task__organisation_id", (("reached_on", "empty", False),)),
    denominator=Question("milestones", "due_on", "task__organisation_id"),
    decimals=1,
    source="systems_in_the_seeds A1.05 倒排工期 [design]",
    example=Example(
        gettext_noop("2026 年到期 4 个，达成 2 个（其中 1 个晚于时限），得 50%。"),
        {"milestones": _STEPS}, (1, 2), *_YEAR, 50, 4,
    ),
)  # fmt: skip
_PAPERS = tuple(
    {"id": number, "organisation_id": 1, "kind": kind, "issued_on": day}
    for number, (kind, day) in enumerate(
        [
            ("supervision", _MARCH),
            ("supervision", _JUNE),
            ("notice", _JUNE),
            ("talk", _JUNE),
            ("talk", None),
            ("notice", _NEXT),
        ],
        1,
    )
)


def _issued(code: str, name: str, unit: str, kind: str, words: str, value: int) -> Indicator:
    return Indicator(
        code=code, name=name, unit=unit, formula=gettext_noop("期间内印发的份数，按印发日期计；拟发而没有印发的不计。"),
        numerator=Question("papers", "issued_on", "organisation_id", (("kind", "=", kind),)), direction=Direction.NONE,
        source="systems_in_the_seeds A1.04 [design]", example=Example(words, {"papers": _PAPERS}, (1, 2), *_YEAR, value),
    )  # fmt: skip


LETTERS_ISSUED = _issued(
    "supervision_letters_issued", gettext_noop("印发督办单"), gettext_noop("份"), "supervision",
    gettext_noop("2026 年印发督办单 2 份。"), 2,
)  # fmt: skip
NOTICES_ISSUED = _issued(
    "notices_issued", gettext_noop("印发通报"), gettext_noop("期"), "notice",
    gettext_noop("2026 年印发通报 1 期，2027 年的不计。"), 1,
)  # fmt: skip
TALKS_HELD = _issued(
    "talks_held",
    gettext_noop("约谈"),
    gettext_noop("次"),
    "talk",
    gettext_noop("2026 年约谈 1 次，拟发的 1 次不计。"),
    1,
)
declare(
    TASKS_ISSUED, TASK_COMPLETION, PROBLEMS_RAISED, PROBLEMS_CLEARED, MILESTONES_DUE, MILESTONES_REACHED, LETTERS_ISSUED,
    NOTICES_ISSUED, TALKS_HELD,
)  # fmt: skip
