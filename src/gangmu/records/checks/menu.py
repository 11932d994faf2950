"""Checks in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

declare(MenuEntry("data", _("九月核对"), "checks:rounds", "checks.sheet:view", 60, "list"))
