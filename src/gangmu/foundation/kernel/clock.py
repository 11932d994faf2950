"""The time of the bureau: one zone for dates, UTC for moments."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

#: The zone in which a date of the bureau is meant; the mainland has one.
BUREAU_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in the bureau's zone."""
    return datetime.now(BUREAU_ZONE).date()


def local_date(moment: datetime) -> date:
    """Return the bureau's date of a moment."""
    return moment.astimezone(BUREAU_ZONE).date()


def begin_of(day: date) -> datetime:
    """Return the moment at which a date of the bureau begins."""
    return datetime.combine(day, time(), BUREAU_ZONE)
