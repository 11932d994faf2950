"""Questions about notices."""

from django.db.models import QuerySet

from gangmu.foundation.kernel.actors import Actor
from gangmu.foundation.notices.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Return what a person was told, and what absent ones were told for whom the person stands in; newest first."""
    rows: QuerySet[Notice] = Notice._base_manager.filter(person_id__in=actor.person_ids)
    return rows.select_related("person")


def unread_count(actor: Actor) -> int:
    """Return how many of them are unread: one query."""
    return Notice._base_manager.filter(person_id__in=actor.person_ids, read_at__isnull=True).count()
