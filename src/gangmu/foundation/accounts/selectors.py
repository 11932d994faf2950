"""Reads of accounts and their sessions."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from gangmu.foundation.accounts.models import AccessToken, Account, SignedInSession
from gangmu.foundation.kernel import clock
from gangmu.foundation.people.models import Person


def accounts() -> QuerySet[Account]:
    """Return the accounts of persons within the reader's scope."""
    return Account.objects.filter(person__in=Person.objects.all()).select_related("person__organisation")


def never_used() -> QuerySet[Account]:
    """Return the accounts within the reader's scope whose first password was never changed."""
    return accounts().filter(is_active=True, must_change_password=True)


def sessions_of(account: Account) -> QuerySet[SignedInSession]:
    """Return the sessions of an account that still stand, the one used last first."""
    idle = clock.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return SignedInSession.objects.filter(account=account, seen_at__gt=idle)


def has_left(account: Account) -> bool:
    """Whether the account's person works here no longer today."""
    left_on = account.person.left_on
    return left_on is not None and left_on <= clock.today()


def why_ended(account: Account, session_key: str) -> tuple[SignedInSession | None, str]:
    """Return a session with the reason why it no longer stands; no reason when it does."""
    session = SignedInSession.objects.filter(session_key=session_key, account_id=account.pk).first()
    if session is None:
        return None, "ended"
    if not account.is_active or has_left(account):
        return session, "stopped"
    if clock.now() - session.seen_at > timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return session, "idle"
    return session, ""


def _valid_tokens() -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(revoked_at__isnull=True, ends_on__gt=clock.today())


def tokens_of(account: Account) -> QuerySet[AccessToken]:
    """Return the tokens of an account that were not revoked and have not ended, the latest first."""
    return _valid_tokens().filter(account=account)


def token_with(digest: str) -> AccessToken | None:
    """Return the token with a digest whose account may sign in today, if there is one."""
    token = _valid_tokens().filter(digest=digest).select_related("account__person").first()
    if token is None or not token.account.is_active or token.account.must_change_password:
        return None
    return None if has_left(token.account) else token
