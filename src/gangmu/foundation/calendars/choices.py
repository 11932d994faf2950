"""The words of the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What a day is that is not what its weekday says."""

    HOLIDAY = "holiday", _("节假日")
    WORKDAY = "workday", _("调休上班")
