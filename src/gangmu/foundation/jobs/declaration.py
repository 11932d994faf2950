"""What can be queued, and what is queued by itself every day: declared by rooms in their `jobs.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import OperationalError
from django.utils.translation import gettext_noop

#: Arguments and results are plain JSON: they outlive the program that wrote them.
Work = Callable[..., Any]
#: Faults that pass: a database that is busy, a network that is away.
PASSING: tuple[type[Exception], ...] = (OperationalError, ConnectionError, TimeoutError)


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work.

    `title` is a Chinese message id. Under `permission` the work reads as the person who asked for it; without one it opens scopes of
    its own. `attempts` is how often it may break off by a passing fault or a dead worker. `told` puts a result into words, `address`
    is the page or the file to which its history leads, and `leads` says so.
    """

    name: str
    title: str
    work: Work
    permission: str = ""
    attempts: int = 3
    priority: int = 0
    retry_on: tuple[type[Exception], ...] = PASSING
    told: Callable[[Any], str] | None = None
    address: Callable[[dict[str, Any], Any], str | None] | None = None
    leads: str = gettext_noop("打开结果")


@dataclass(frozen=True, slots=True)
class DailyRule:
    """A kind that is queued every day, once for each unit that `organisations` names; on working days alone where it says so."""

    name: str
    at: time
    organisations: Callable[[], Iterable[int]]
    working_days: bool = True


class UnknownJob(LookupError):
    """A job that no room declares: a fault of the program, or a room that was taken out."""


_kinds: dict[str, JobKind] = {}
_daily: dict[str, DailyRule] = {}


def job(name: str, title: str, **settings: Any) -> Callable[[Work], Work]:
    """Declare a function as a kind of work; it is called with the arguments by name and returns plain JSON or nothing."""

    def keep(work: Work) -> Work:
        known = _kinds.get(name)
        if known is not None and known.work is not work:
            raise ValueError(f"job {name} is declared twice")
        _kinds[name] = JobKind(name, title, work, **settings)
        return work

    return keep


def daily(rule: DailyRule) -> None:
    """Declare that a kind is queued every day."""
    _daily[rule.name] = rule


def kind_named(name: str) -> JobKind:
    """Return a declared kind.

    Raises
    ------
    UnknownJob
        When no room declares it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJob(name) from None


def daily_rules() -> tuple[DailyRule, ...]:
    """Return what is queued by itself, by name."""
    return tuple(_daily[name] for name in sorted(_daily))
