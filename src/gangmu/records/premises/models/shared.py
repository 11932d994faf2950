"""What the models of this room share: amounts that are not negative, the index of states that hold."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

NOT_NEGATIVE = [MinValueValidator(0)]


def now_index(name: str) -> models.Index:
    """Return the index by which the states of a unit that hold are found."""
    return models.Index(
        fields=["organisation", "valid_from"], condition=Q(recorded_to__isnull=True), name=name
    )
