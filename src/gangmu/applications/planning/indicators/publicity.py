"""Figures of publicity."""

from datetime import date

from gangmu.datacentre.indicators import Example, Indicator, Question, declare, gettext_noop

_YEAR = (date(2026, 1, 1), date(2026, 12, 31))
_ITEMS = (
    {
        "id": 1,
        "organisation_id": 1,
        "level": "county",
        "submitted_on": date(2026, 1, 1),
        "adopted_on": date(2026, 1, 9),
    },
    {"id": 2, "organisation_id": 1, "level": "city", "submitted_on": date(2026, 12, 31)},
    {
        "id": 3,
        "organisation_id": 2,
        "level": "county",
        "submitted_on": date(2026, 6, 5),
        "adopted_on": date(2027, 1, 4),
    },
    {
        "id": 4,
        "organisation_id": 2,
        "level": "county",
        "submitted_on": date(2025, 12, 31),
        "adopted_on": date(2026, 1, 5),
    },
    {
        "id": 5,
        "organisation_id": 9,
        "level": "county",
        "submitted_on": date(2026, 6, 5),
        "adopted_on": date(2026, 6, 9),
    },
)

PUBLICITY_ITEMS_SUBMITTED = Indicator(
    code="publicity_items_submitted",
    name=gettext_noop("报送信息"),
    unit=gettext_noop("篇"),
    formula=gettext_noop("期间内报送的信息条数，按报送日期计；一条信息报送给一个媒体或部门计一篇。"),
    numerator=Question("publicity_items", "submitted_on", "organisation_id"),
    source="systems_in_the_seeds A1.17 报送篇数 [design]",
    example=Example(
        gettext_noop("两个单位 2026 年报送 3 篇，2025 年 12 月 31 日报送的 1 篇和外单位的 1 篇不计，得 3 篇。"),
        {"publicity_items": _ITEMS}, (1, 2), *_YEAR, 3,
    ),
    aliases=("报送信息篇数", "信息报送", "报送信息数", "信息", "报送教育信息", "报送信息稿件"),
)  # fmt: skip
PUBLICITY_ITEMS_ADOPTED = Indicator(
    code="publicity_items_adopted",
    name=gettext_noop("采用信息"),
    unit=gettext_noop("篇"),
    formula=gettext_noop("期间内被采用的信息条数，按采用日期计，不论何时报送。"),
    numerator=Question("publicity_items", "adopted_on", "organisation_id"),
    source="systems_in_the_seeds A1.17 采用篇数 [design]",
    example=Example(
        gettext_noop("两个单位 2026 年被采用 2 篇（其中 1 篇上年报送）；2027 年才采用的 1 篇、未采用的 1 篇和外单位的 1 篇不计，得 2 篇。"),
        {"publicity_items": _ITEMS}, (1, 2), *_YEAR, 2,
    ),
    aliases=("采用信息篇数", "信息采用", "信息被采用"),
)  # fmt: skip
declare(PUBLICITY_ITEMS_SUBMITTED, PUBLICITY_ITEMS_ADOPTED)
