"""Staff in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

declare(
    MenuEntry("teachers", _("教职工名册"), "registers:staff-list", "staff.member:view", 10, "people"),
    MenuEntry("teachers", _("任职状况"), "registers:staff-standings-list", "staff.member:view", 20, "list"),
    MenuEntry("teachers", _("兼任岗位"), "registers:second-posts-list", "staff.member:view", 30, "list"),
    MenuEntry("teachers", _("编制"), "registers:establishments-list", "staff.establishment:view", 40, "list"),
)
