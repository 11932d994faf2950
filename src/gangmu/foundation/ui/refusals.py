"""What a refusal says on the screen: in the form that asked for it, so that nothing typed is lost, else on a page of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.db import transaction

from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.kernel.full_disk import DiskFull
from gangmu.foundation.kernel.wording import words_of


def status_of_refusal(refusal: Refusal) -> int:
    """Return how an answer says it: 409 for a conflict, 403 for a missing permission, 507 for a full disk, 422 otherwise."""
    if isinstance(refusal, DiskFull):
        return 507
    return 409 if isinstance(refusal, Conflict) else 403 if isinstance(refusal, Forbidden) else 422


def fault_of(refusal: Refusal) -> str:
    """Return the words that a page tells beside what was sent.

    Raises
    ------
    Conflict, Forbidden, DiskFull
        As they come: nothing that is sent again from the same page would mend them.
    """
    if isinstance(refusal, Conflict | Forbidden | DiskFull):
        raise refusal
    return words_of(refusal)


@contextmanager
def told_in(form: forms.BaseForm) -> Iterator[None]:
    """Do what a form asks for as a whole, and tell a refusal in the form, which keeps what was typed.

    A conflict and a missing permission stay pages of their own.

    Raises
    ------
    Conflict, Forbidden
        As they come: what was typed cannot be sent again from the same form.
    """
    try:
        with transaction.atomic():
            yield
    except (Conflict, Forbidden):
        raise
    except Refusal as refusal:
        form.add_error(None, words_of(refusal))
