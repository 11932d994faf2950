"""The doors for writes of notices: tell persons, mark as read, set the webhook, write and send a message by it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Conflict
from gangmu.foundation.notices.choices import MessageState
from gangmu.foundation.notices.models import Notice, OutgoingMessage, Webhook
from gangmu.foundation.notices.posting import checked_address
from gangmu.foundation.notices.sealing import seal
from gangmu.foundation.organisations.models import Organisation

WEBHOOK = "notices.webhook:edit"


def tell(
    person_ids: Iterable[int],
    kind: str,
    words: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    address: str = "",
    key: str = "",
) -> None:
    """Put a notice into the bells of persons, in the transaction of what it tells of.

    Parameters
    ----------
    words
        A Chinese message id marked by `gettext_noop`, with places for the parameters.
    address
        The page to which it leads.
    key
        A person is told of the same key once, however often it is tried.
    """
    told = dict(parameters or {})
    rows = [
        Notice(person_id=person, kind=kind, words=words, parameters=told, address=address, key=key)
        for person in dict.fromkeys(person_ids)
    ]
    Notice._base_manager.bulk_create(rows, ignore_conflicts=bool(key))


def tell_others(
    person_ids: Iterable[int | None],
    kind: str,
    words: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    address: str = "",
    key: str = "",
) -> None:
    """Put a notice into the bells of persons, as `tell` does, other than the one who acts; nobody (`None`) among them is left out."""
    own = current_actor().person_ids
    others = [one for one in person_ids if one is not None and one not in own]
    tell(others, kind, words, parameters, address=address, key=key)


def mark_read(notice_ids: Iterable[int] | None = None) -> None:
    """Mark notices of the one who acts as read: those named, or all."""
    rows = Notice._base_manager.filter(person_id__in=current_actor().person_ids, read_at__isnull=True)
    if notice_ids is not None:
        rows = rows.filter(pk__in=list(notice_ids))
    rows.update(read_at=clock.now())


@transaction.atomic
def set_webhook(
    bureau: Organisation, robot: str, address: str, secret: str, enabled: bool, *, forget_secret: bool = False
) -> Webhook:
    """Say where a bureau's messages go out.

    Parameters
    ----------
    address, secret
        Empty keeps what is there: neither is ever shown again. `forget_secret` takes the secret out.

    Raises
    ------
    Refusal
        When the address leads into the bureau's own network and the administrator has not allowed that.
    """
    require(WEBHOOK, bureau.pk)
    if address:
        checked_address(address, private=settings.WEBHOOK_PRIVATE)
    held = Webhook._base_manager.select_for_update().filter(organisation=bureau).first()
    before = snapshot(held) if held else None
    held = held or Webhook(organisation=bureau)
    held.robot, held.enabled = robot, enabled
    if address:
        held.sealed_address = seal(address)
    if secret or forget_secret:
        held.sealed_secret = seal(secret)
    held.save()
    record(held, gettext_noop("设置了外发通道"), before=before, organisation_id=bureau.pk)
    return held


@transaction.atomic
def write_message(bureau_id: int, key: str, text: str) -> OutgoingMessage | None:
    """Write a message to a bureau's robot and queue its sending, in the transaction of what it tells of.

    Parameters
    ----------
    key
        Of a bureau and a key one message is written; the one that stands is given back.
    text
        Units and items only: it leaves the bureau's own system.

    Returns
    -------
    OutgoingMessage or None
        Nothing when the bureau has no webhook in use.
    """
    if not Webhook._base_manager.filter(organisation_id=bureau_id, enabled=True).exists():
        return None
    try:
        with transaction.atomic():
            message = OutgoingMessage._base_manager.create(
                organisation_id=bureau_id, key=key[:160], text=text
            )
    except IntegrityError:
        return OutgoingMessage._base_manager.get(organisation_id=bureau_id, key=key[:160])
    enqueue("notices.send", {"message_id": message.pk}, bureau_id, key=f"message:{message.pk}")
    record(message, gettext_noop("写了一条外发消息"), organisation_id=bureau_id)
    return message


@transaction.atomic
def send_again(message: OutgoingMessage) -> OutgoingMessage:
    """Send a message again that was not taken, or of which nobody knows.

    Raises
    ------
    Conflict
        When it was sent or waits.
    """
    require(WEBHOOK, message.organisation_id)
    held = OutgoingMessage._base_manager.select_for_update().get(pk=message.pk)
    if held.state not in (MessageState.REFUSED, MessageState.UNKNOWN):
        raise Conflict("notices.sent", "这条消息已经发送或正在排队，没有再发")
    before = snapshot(held)
    held.state, held.answer = MessageState.WAITING, ""
    held.save(update_fields=["state", "answer"])
    enqueue("notices.send", {"message_id": held.pk}, held.organisation_id)
    record(held, gettext_noop("重发了外发消息"), before=before, organisation_id=held.organisation_id)
    return held
