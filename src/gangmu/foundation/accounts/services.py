"""Every write to accounts and their sessions."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.accounts.models import Account, SignedInSession
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.models import Person

EDIT = "accounts.account:edit"
#: Letters of printed first passwords: none that is mistaken for another on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """An account with the password to print once."""

    account: Account
    password: str


def first_password() -> str:
    """Return a random password of 12 letters in three groups, made to be printed and typed once."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def create_account(
    person: Person, username: str, password: str | None = None, must_change: bool = True
) -> FirstPassword:
    """Make an account for a person.

    Raises
    ------
    Refusal
        When the user name is taken or the person has an account.
    """
    require(EDIT, person.organisation_id)
    if Account.objects.filter(username=username).exists():
        raise Refusal("accounts.username_taken", "用户名“%(username)s”已被使用", username=username)
    if Account.objects.filter(person=person).exists():
        raise Refusal("accounts.has_account", "%(name)s 已有账号", name=person.name)
    given = password or first_password()
    account = Account(username=username, person=person, must_change_password=must_change)
    account.set_password(given)
    account.save()
    record(account, gettext_noop("开通了账号"), organisation_id=person.organisation_id)
    return FirstPassword(account, given)


@transaction.atomic
def reset_password(account: Account) -> FirstPassword:
    """Give an account a new first password and end its sessions; an intranet may have no mail."""
    require(EDIT, account.person.organisation_id)
    before = snapshot(account)
    given = first_password()
    account.set_password(given)
    account.must_change_password = True
    account.save()
    end_sessions(account)
    record(account, gettext_noop("重置了密码"), before=before, organisation_id=account.person.organisation_id)
    return FirstPassword(account, given)


@transaction.atomic
def change_password(account: Account, new: str) -> None:
    """Let an account's owner choose another password.

    Raises
    ------
    Refusal
        When it breaks the policy; the sentence says how.
    """
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Refusal(
            "accounts.weak_password", "新密码不合要求: %(why)s", why=" ".join(error.messages)
        ) from error
    before = snapshot(account)
    account.set_password(new)
    account.must_change_password = False
    account.password_changed_at = clock.now()
    account.save()
    record(account, gettext_noop("修改了密码"), before=before, organisation_id=account.person.organisation_id)


@transaction.atomic
def set_active(account: Account, active: bool) -> None:
    """Stop an account, or let it in again; a stopped one loses its sessions."""
    require(EDIT, account.person.organisation_id)
    before = snapshot(account)
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        end_sessions(account)
    verb = gettext_noop("启用了账号") if active else gettext_noop("停用了账号")
    record(account, verb, before=before, organisation_id=account.person.organisation_id)


@transaction.atomic
def begin_session(request: HttpRequest, account: Account) -> None:
    """Note a session; the oldest ends when there are more than allowed at once."""
    key = request.session.session_key or ""
    SignedInSession.objects.update_or_create(
        session_key=key, defaults={"account": account, "browser": request.headers.get("User-Agent", "")[:200]}
    )
    kept = list(SignedInSession.objects.filter(account=account).order_by("-began_at"))
    for session in kept[settings.SESSIONS_AT_ONCE :]:
        end_session(session)


def touch_session(session: SignedInSession) -> None:
    """Note that a session is in use."""
    SignedInSession.objects.filter(pk=session.pk).update(seen_at=clock.now())


def end_session(session: SignedInSession) -> None:
    """End one session."""
    SessionStore(session.session_key).delete()
    session.delete()


def end_sessions(account: Account) -> None:
    """End every session of an account."""
    for session in SignedInSession.objects.filter(account=account):
        end_session(session)
