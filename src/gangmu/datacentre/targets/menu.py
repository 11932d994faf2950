"""Targets in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

declare(MenuEntry("ledger", _("目标"), "registers:targets-list", "targets.target:view", 30, "target"))
