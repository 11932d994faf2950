"""What a write would do, in the sentences of its own audit; nothing of it stays."""

from collections.abc import Callable

from django.db import transaction

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import sentence_of


def preview(act: Callable[[], object]) -> list[str]:
    """Do it, read what was written about it, undo it.

    Raises
    ------
    Refusal
        What the write itself would refuse.
    """
    with transaction.atomic():
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        act()
        sentences = [sentence_of(entry) for entry in AuditEntry.objects.filter(pk__gt=last).order_by("pk")]
        transaction.set_rollback(True)
    return sentences
