"""Targets in the rail."""

from django.utils.translation import pgettext_lazy

from gangmu.datacentre.targets.models import Target
from gangmu.foundation.ui.changes import follow
from gangmu.foundation.ui.menu import MenuEntry, declare

declare(
    MenuEntry(
        "ledger", pgettext_lazy("列表", "目标"), "registers:targets-list", "targets.target:view", 30, "target"
    )
)
follow(Target, "targets.target:view", "targets:target")
