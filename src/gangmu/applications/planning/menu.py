"""Planning in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

declare(
    MenuEntry("ledger", _("工作要点"), "planning:plans", "planning.plan:view", 10, "plan"),
    MenuEntry("ledger", _("草案答复"), "planning:answers", "planning.draft:answer", 15, "check"),
    MenuEntry("ledger", _("报送信息"), "registers:publicity-list", "planning.publicity:view", 40, "news"),
)
