"""Places in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

VIEW = "places.place:view"
declare(
    MenuEntry("seats", _("居住地图"), "places:map", VIEW, 70, "list"),
    MenuEntry("seats", _("居住地"), "registers:places-list", VIEW, 71, "list"),
    MenuEntry("seats", _("道路"), "registers:roads-list", VIEW, 72, "list"),
    MenuEntry("seats", _("出生人口"), "registers:births-list", VIEW, 73, "list"),
    MenuEntry("seats", _("迁移人口"), "registers:moves-list", VIEW, 74, "list"),
)
