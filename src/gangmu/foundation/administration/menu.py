"""The rooms of the foundation in the rail: they stand below the room that draws it, so this one declares them."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

declare(
    MenuEntry("system", _("单位"), "organisations:units", "organisations.unit:view", 10, "unit"),
    MenuEntry("system", _("校历"), "calendars:calendar", "calendars.day:view", 20, "plan"),
)
