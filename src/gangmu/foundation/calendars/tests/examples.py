"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.foundation.calendars.choices import DayKind
from gangmu.foundation.calendars.models import DayRule, Term
from gangmu.foundation.calendars.selectors import SchoolYear
from gangmu.foundation.calendars.services import set_days, set_term


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A term and a day of each county."""
    told: dict[str, dict[str, Any]] = {}
    for whose in ("own", "foreign"):
        bureau = getattr(cast, whose).bureau
        set_term(SchoolYear(2025), 1, date(2025, 9, 1), date(2026, 1, 20), bureau.pk)
        set_days(date(2026, 4, 6), date(2026, 4, 6), DayKind.HOLIDAY, "清明节", "放假通知", bureau.pk)
        told[whose] = {
            "calendars:term-remove": {"pk": Term.objects.get(organisation=bureau).pk},
            "calendars:day-remove": {"pk": DayRule.objects.get(organisation=bureau).pk},
        }
    return {name: {"own": told["own"][name], "foreign": told["foreign"][name]} for name in told["own"]}
