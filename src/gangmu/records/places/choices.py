"""The words of places."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceKind(models.TextChoices):
    """What a place is; catchments are told by villages and by estates (seats_and_layout 1)."""

    VILLAGE = "village", _("行政村")
    COMMUNITY = "community", _("社区")
    ESTATE = "estate", _("住宅小区")


class RoadKind(models.TextChoices):
    """What a road is."""

    HIGHWAY = "highway", _("公路")
    STREET = "street", _("城市道路")
    COUNTRY = "country", _("乡村道路")


class Basis(models.TextChoices):
    """Whom a count of people means (seats_and_layout 1: births by year, 户籍 and 常住)."""

    REGISTERED = "registered", pgettext_lazy("口径", "户籍")
    RESIDENT = "resident", _("常住")
