"""What is asked of targets themselves: how many fall due, how many of them registers compute."""

from datetime import date

from gangmu.datacentre.indicators import Direction, Example, Indicator, Question, declare, gettext_noop

_YEAR = (date(2026, 1, 1), date(2026, 12, 31))
_END = date(2026, 12, 31)
_TARGETS = (
    {"id": 1, "organisation_id": 1, "indicator": "publicity_items_submitted", "state": "confirmed", "measured_at": _END},
    {"id": 2, "organisation_id": 1, "indicator": "", "state": "confirmed", "measured_at": date(2026, 9, 1)},
    {"id": 3, "organisation_id": 1, "indicator": "", "state": "proposed", "measured_at": _END},
    {"id": 4, "organisation_id": 2, "indicator": "party_sessions", "state": "confirmed", "measured_at": _END},
    {"id": 5, "organisation_id": 2, "indicator": "", "state": "confirmed", "measured_at": _END},
    {"id": 6, "organisation_id": 1, "indicator": "", "state": "confirmed", "measured_at": date(2027, 12, 31)},
)  # fmt: skip
_CONFIRMED = (("state", "=", "confirmed"),)

TARGETS_DUE = Indicator(
    code="targets_due",
    name=gettext_noop("到期目标"),
    unit=gettext_noop("个"),
    formula=gettext_noop("统计时点在期间内的已确认目标数。"),
    numerator=Question("targets", "measured_at", "organisation_id", _CONFIRMED),
    direction=Direction.NONE,
    source="systems_in_the_seeds A1.01 [design]",
    example=Example(
        gettext_noop("2026 年到期的已确认目标 4 个；待确认的 1 个和 2027 年的 1 个不计，得 4 个。"),
        {"targets": _TARGETS}, (1, 2), *_YEAR, 4,
    ),
)  # fmt: skip
TARGETS_COMPUTED = Indicator(
    code="targets_computed_share",
    name=gettext_noop("由登记册计算的目标比例"),
    unit="%",
    formula=gettext_noop("统计时点在期间内的已确认目标中绑定了指标的个数 ÷ 统计时点在期间内的已确认目标数。"),
    numerator=Question("targets", "measured_at", "organisation_id", (*_CONFIRMED, ("indicator", "!=", ""))),
    denominator=Question("targets", "measured_at", "organisation_id", _CONFIRMED),
    decimals=1,
    source="systems_in_the_seeds A1.01 [design]",
    example=Example(
        gettext_noop("2026 年到期的已确认目标 4 个，绑定指标 2 个，得 50%。"), {"targets": _TARGETS}, (1, 2), *_YEAR, 50, 4
    ),
)  # fmt: skip
declare(TARGETS_DUE, TARGETS_COMPUTED)
