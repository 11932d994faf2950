"""The words of the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What a day is that is not what its weekday says."""

    HOLIDAY = "holiday", _("节假日")
    WORKDAY = "workday", _("调休上班")


class StageBoundary(models.TextChoices):
    """Where primary ends and junior begins (indicators 1.3)."""

    SIX_THREE = "6-3", _("六三制")
    FIVE_FOUR = "5-4", _("五四制")
