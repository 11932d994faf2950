"""After too many wrong passwords: who has to wait, and how long.

A user name is locked after a few failures from anywhere. An address is locked only after many: a whole school may stand behind
one. Signing in clears the failures of the own user name alone, so that nobody clears another's by having an account.
"""

from ipaddress import ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest

from gangmu.foundation.kernel import clock


class LockoutHandler(AxesDatabaseHandler):
    """Counts failures of an address more mildly than those of a user name."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures in units of the limit of a user name."""
        by_name, by_address = _failures(request, credentials)
        return max(
            by_name, by_address * int(settings.AXES_FAILURE_LIMIT) // int(settings.FAILURES_OF_AN_ADDRESS)
        )

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of the user name that signed in."""
        username = get_client_username(request, credentials)
        return AccessAttempt.objects.filter(username=username).delete()[0] if username else 0


def _recent() -> Any:
    return AccessAttempt.objects.filter(attempt_time__gte=clock.now() - get_cool_off())


def _failures(request: HttpRequest, credentials: dict[str, Any] | None) -> tuple[int, int]:
    username = get_client_username(request, credentials)
    address = request.axes_ip_address  # type: ignore[attr-defined]
    found = _recent().aggregate(
        by_name=Sum("failures_since_start", filter=Q(username=username or "")),
        by_address=Sum("failures_since_start", filter=Q(ip_address=address)),
    )
    return found["by_name"] or 0, found["by_address"] or 0


def minutes_to_wait(request: HttpRequest, credentials: dict[str, Any] | None) -> int:
    """Return how many minutes the lock still lasts, at least one."""
    username = get_client_username(request, credentials)
    address = request.axes_ip_address  # type: ignore[attr-defined]
    by_name, _by_address = _failures(request, credentials)
    locked = {"username": username} if by_name >= settings.AXES_FAILURE_LIMIT else {"ip_address": address}
    last = _recent().filter(**locked).order_by("-attempt_time").first()
    ends = (last.attempt_time if last else clock.now()) + get_cool_off()
    return max(1, -int((clock.now() - ends).total_seconds() // 60))


def forget_failures(username: str) -> None:
    """Unlock a user name."""
    AccessAttempt.objects.filter(username=username).delete()


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the one who asks, past as many proxies as the bureau says it has."""
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    given = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES and len(chain) >= settings.TRUSTED_PROXIES:
        given = chain[-settings.TRUSTED_PROXIES]
    try:
        return str(ip_address(given))
    except ValueError:
        return None
