"""Every write to accounts and their sessions."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.lockout import client_address, forget_failures
from gangmu.foundation.accounts.models import AccessToken, Account, SignedInSession
from gangmu.foundation.accounts.selectors import tokens_of
from gangmu.foundation.audit.services import one_act, record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.models import Person

EDIT = "accounts.account:edit"
#: Letters of printed first passwords: none that is mistaken for another on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: What a user name may consist of.
USERNAME = re.compile(r"[\w.@-]{2,60}")
#: How often the last use of a session is written.
SEEN_EVERY = timedelta(minutes=5)
#: After how long a look at the own page is another one: what changed stays told while somebody goes to and fro.
SITTING = timedelta(minutes=30)
#: How a token begins, so that one that slipped into a file is found.
TOKEN_HEAD = "gangmu_"  # noqa: S105 a beginning, no secret
#: How many tokens of an account may be valid at once.
TOKENS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """An account with the password to print once."""

    account: Account
    password: str


def first_password() -> str:
    """Return a random password of 12 letters in three groups, made to be printed and typed once."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def _hash_of_first(given: str) -> str:
    """Return the hash of a printed password, made quickly: a random one needs no slow hash, and a table opens hundreds.

    Signing in once replaces it by the hash of the policy.
    """
    hasher = PBKDF2PasswordHasher()
    return str(hasher.encode(given, hasher.salt(), iterations=1000))


def clean_username(username: str) -> str:
    """Return the user name as it is kept: in small letters, so that nobody has to remember how it was written.

    Raises
    ------
    Refusal
        When it holds what a user name may not.
    """
    kept = username.strip().casefold()
    if not USERNAME.fullmatch(kept):
        raise Refusal(
            "accounts.username",
            "用户名“%(username)s”不合要求，请用 2 至 60 个字母、汉字、数字或 . _ - @",
            username=username,
        )
    return kept


@transaction.atomic
def create_account(
    person: Person, username: str, password: str | None = None, must_change: bool = True
) -> FirstPassword:
    """Make an account for a person.

    Raises
    ------
    Refusal
        When the user name is taken or may not be one, the person has an account, or the person has left.
    """
    require(EDIT, person.organisation_id)
    kept = clean_username(username)
    if Account.objects.filter(username=kept).exists():
        raise Refusal("accounts.username_taken", "用户名“%(username)s”已被使用", username=kept)
    if Account.objects.filter(person=person).exists():
        raise Refusal("accounts.has_account", "%(name)s 已有账号", name=person.name)
    if person.left_on is not None and person.left_on <= clock.today():
        raise Refusal("accounts.has_left", "%(name)s 已离任，不能开通账号", name=person.name)
    given = password or first_password()
    hashed = make_password(given) if password else _hash_of_first(given)
    account = Account(username=kept, person=person, must_change_password=must_change, password=hashed)
    account.save(force_insert=True)
    record(account, gettext_noop("开通了账号"), organisation_id=person.organisation_id)
    return FirstPassword(account, given)


@transaction.atomic
def reset_password(account: Account, reason: str = "") -> FirstPassword:
    """Give an account a new first password, unlock it and end its sessions; an intranet may have no mail."""
    held = _locked(account)
    require(EDIT, held.person.organisation_id)
    before = snapshot(held)
    given = first_password()
    held.password = _hash_of_first(given)
    held.must_change_password = True
    held.save(update_fields=["password", "must_change_password"])
    end_sessions(held)
    forget_failures(held.username)
    record(
        held,
        gettext_noop("重置了密码"),
        before=before,
        organisation_id=held.person.organisation_id,
        note=reason,
    )
    return FirstPassword(held, given)


@transaction.atomic
def reprint_passwords(accounts: Iterable[Account]) -> list[FirstPassword]:
    """Give new first passwords to accounts that were never used, when the printed ones are lost."""
    with one_act():
        return [reset_password(account) for account in accounts if account.must_change_password]


@transaction.atomic
def change_password(account: Account, new: str) -> None:
    """Let an account's owner choose another password; every other session ends.

    Raises
    ------
    Refusal
        When it breaks the policy; the sentence says how.
    """
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Refusal(
            "accounts.weak_password", "新密码不合要求：%(why)s", why=" ".join(error.messages)
        ) from error
    before = snapshot(account)
    account.set_password(new)
    account.must_change_password = False
    account.password_changed_at = clock.now()
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_sessions(account)
    record(account, gettext_noop("修改了密码"), before=before, organisation_id=account.person.organisation_id)


@transaction.atomic
def set_active(account: Account, active: bool, reason: str = "") -> None:
    """Stop an account, or let it in again; a stopped one loses its sessions.

    Raises
    ------
    Refusal
        When somebody would stop the own account, or the person has left.
    """
    held = _locked(account)
    require(EDIT, held.person.organisation_id)
    if active and held.person.left_on is not None and held.person.left_on <= clock.today():
        raise Refusal("accounts.has_left", "%(name)s 已离任，不能开通账号", name=held.person.name)
    _set_active(held, active, reason)
    account.is_active = active


@transaction.atomic
def stop_account_of(person_id: int, on: date) -> None:
    """Stop the account of a person who leaves; what asked for it held the permission over the person.

    One who leaves on a later day is let in until then.
    """
    account = Account.objects.filter(person_id=person_id, is_active=True).first()
    if account is not None and on <= clock.today():
        _set_active(account, False, "")


def _set_active(account: Account, active: bool, reason: str) -> None:
    before = snapshot(account)
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        end_sessions(account)
    verb = gettext_noop("启用了账号") if active else gettext_noop("停用了账号")
    record(account, verb, before=before, organisation_id=account.person.organisation_id, note=reason)


@transaction.atomic
def begin_session(request: HttpRequest, account: Account, note: str = "") -> SignedInSession:
    """Note a session; the oldest ends when there are more than allowed at once."""
    _locked(account)
    session, _made = SignedInSession.objects.update_or_create(
        session_key=request.session.session_key or "",
        defaults={
            "account": account,
            "browser": request.headers.get("User-Agent", "")[:200],
            "address": client_address(request),
        },
    )
    gone = clock.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    kept = list(SignedInSession.objects.filter(account=account).order_by("-began_at", "-pk"))
    for number, other in enumerate(kept):
        if number >= settings.SESSIONS_AT_ONCE or other.seen_at < gone:
            end_session(other)
    person = account.person
    with acting_as(SignedInActor(account.pk, person.pk, person.name)):
        record(account, gettext_noop("登录了"), changes=[], organisation_id=person.organisation_id, note=note)
    return session


def see_session(session: SignedInSession) -> None:
    """Note that a session is in use, now and then."""
    if clock.now() - session.seen_at > SEEN_EVERY:
        SignedInSession.objects.filter(pk=session.pk).update(seen_at=clock.now())


def end_session(session: SignedInSession) -> None:
    """End one session."""
    SessionStore(session.session_key).delete()
    SignedInSession.objects.filter(pk=session.pk).delete()


@transaction.atomic
def end_own_session(account: Account, session_id: int) -> bool:
    """End one session of an account for its owner; whether there was such a one."""
    session = SignedInSession.objects.filter(account=account, pk=session_id).first()
    if session is None:
        return False
    end_session(session)
    record(
        account, gettext_noop("结束了一处登录"), changes=[], organisation_id=account.person.organisation_id
    )
    return True


@transaction.atomic
def sign_out_everywhere(account: Account) -> None:
    """End every session of an account for its owner."""
    end_sessions(account)
    record(
        account, gettext_noop("在所有设备上退出"), changes=[], organisation_id=account.person.organisation_id
    )


def end_sessions(account: Account) -> None:
    """End every session of an account."""
    for session in SignedInSession.objects.filter(account=account):
        end_session(session)


def _locked(account: Account) -> Account:
    """Wait for other writers of the account, and return it as it stands."""
    Account._base_manager.select_for_update().filter(pk=account.pk).values_list("pk").first()
    return Account.objects.get(pk=account.pk)


def look(account: Account) -> datetime | None:
    """Note that somebody looks at the own page; return when they did so the time before, nothing at the first time."""
    now = clock.now()
    if account.looked_at is None or now - account.looked_at > SITTING:
        account.looked_before_at = account.looked_at
        account.looked_at = now
    elif now - account.looked_at > SEEN_EVERY:
        account.looked_at = now
    else:
        return account.looked_before_at
    Account.objects.filter(pk=account.pk).update(
        looked_at=account.looked_at, looked_before_at=account.looked_before_at
    )
    return account.looked_before_at


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with the words to copy once."""

    token: AccessToken
    words: str


def digest_of(words: str) -> str:
    """Return what is kept of a token's words: they are random and long, so that a quick digest does."""
    return hashlib.sha256(words.encode()).hexdigest()


@transaction.atomic
def make_token(account: Account, name: str, days: int) -> NewToken:
    """Make a token with which a program asks in an account's name, for its owner.

    Raises
    ------
    Refusal
        When too many are valid already.
    """
    held = _locked(account)
    if tokens_of(held).count() >= TOKENS_AT_ONCE:
        raise Refusal(
            "accounts.too_many_tokens", "一个账号最多有 %(most)s 个有效的接口令牌，请先作废不用的", most=TOKENS_AT_ONCE
        )  # fmt: skip
    words = TOKEN_HEAD + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        account=held, name=name, digest=digest_of(words), ends_on=clock.today() + timedelta(days=days)
    )
    record(token, gettext_noop("签发了接口令牌"), organisation_id=held.person.organisation_id)
    return NewToken(token, words)


@transaction.atomic
def revoke_token(account: Account, token_id: int) -> bool:
    """Revoke a token of an account for its owner; whether there was such a one."""
    token = AccessToken.objects.filter(account=account, pk=token_id, revoked_at__isnull=True).first()
    if token is None:
        return False
    before = snapshot(token)
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record(
        token, gettext_noop("作废了接口令牌"), before=before, organisation_id=account.person.organisation_id
    )
    return True


def see_token(token: AccessToken) -> None:
    """Note that a token is in use, now and then."""
    if token.used_at is None or clock.now() - token.used_at > SEEN_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(used_at=clock.now())
