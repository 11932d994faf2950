"""Sending what a bureau tells its group robot."""

import time

from django.conf import settings
from django.utils.translation import gettext_noop

from gangmu.foundation.jobs.declaration import PASSING, job
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.notices.choices import MessageState
from gangmu.foundation.notices.models import OutgoingMessage, Webhook
from gangmu.foundation.notices.posting import NotReached, post
from gangmu.foundation.notices.robots import accepted, letter
from gangmu.foundation.notices.sealing import unseal


@job("notices.send", gettext_noop("发送外发消息"), attempts=6, priority=10, retry_on=(*PASSING, NotReached))
def send(message_id: int) -> str:
    """Send a message at most once: where it broke off on the way nobody knows whether it arrived, and a person decides."""
    message = OutgoingMessage._base_manager.get(pk=message_id)
    webhook = Webhook._base_manager.filter(organisation_id=message.organisation_id, enabled=True).first()
    if message.state == MessageState.SENDING:
        return _settle(message_id, MessageState.UNKNOWN, gettext_noop("发送途中中断"))
    if message.state != MessageState.WAITING:
        return message.state
    if webhook is None:
        return _settle(message_id, MessageState.REFUSED, gettext_noop("外发通道已停用"))
    waiting = OutgoingMessage._base_manager.filter(pk=message_id, state=MessageState.WAITING)
    if not waiting.update(state=MessageState.SENDING):
        return MessageState.SENDING
    return _post(message, webhook)


def _post(message: OutgoingMessage, webhook: Webhook) -> str:
    try:
        address = unseal(webhook.sealed_address) or settings.WEBHOOK_ADDRESS
        secret = unseal(webhook.sealed_secret) or settings.WEBHOOK_SECRET
        told = letter(webhook.robot, address, secret, message.text, time.time())
        status, answer = post(told.address, told.body, private=settings.WEBHOOK_PRIVATE)
    except NotReached:
        OutgoingMessage._base_manager.filter(pk=message.pk).update(state=MessageState.WAITING)
        raise
    except Refusal as refusal:
        _settle(message.pk, MessageState.REFUSED, refusal.code)
        raise
    except OSError as error:
        return _settle(message.pk, MessageState.UNKNOWN, str(error))
    taken, words = accepted(webhook.robot, status, answer)
    return _settle(message.pk, MessageState.SENT if taken else MessageState.REFUSED, words)


def _settle(message_id: int, state: MessageState, answer: str) -> str:
    OutgoingMessage._base_manager.filter(pk=message_id).update(
        state=state, answer=answer[:300], sent_at=clock.now()
    )
    return state.value
