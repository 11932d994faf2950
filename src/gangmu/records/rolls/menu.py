"""The roll in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

declare(
    MenuEntry("seats", _("班级"), "registers:school-classes-list", "rolls.class:view", 10, "list"),
    MenuEntry("seats", _("学生名册"), "registers:pupils-list", "rolls.pupil:view", 20, "people"),
    MenuEntry("seats", _("学籍异动"), "registers:roll-changes-list", "rolls.pupil:view", 30, "list"),
    MenuEntry("seats", _("在籍记录"), "registers:enrolments-list", "rolls.pupil:view", 40, "list"),
)
