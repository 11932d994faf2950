"""Premises in the rail."""

from django.utils.translation import gettext_lazy as _

from gangmu.foundation.ui.menu import MenuEntry, declare

ROOM, EQUIPMENT, SEAT = "premises.room:view", "premises.equipment:view", "premises.seat:view"
declare(
    MenuEntry("seats", _("新增学位"), "registers:seat-deliveries-list", SEAT, 50, "list"),
    MenuEntry("seats", _("小区配套园"), "registers:estate-kindergartens-list", SEAT, 60, "list"),
    MenuEntry("supervision", _("办学条件达标"), "premises:conditions", ROOM, 50, "list"),
    MenuEntry("finance", _("校舍建筑"), "registers:buildings-list", ROOM, 110, "list"),
    MenuEntry("finance", _("用房"), "registers:rooms-list", ROOM, 120, "list"),
    MenuEntry("finance", _("场地和场馆"), "registers:grounds-list", ROOM, 130, "list"),
    MenuEntry("finance", _("装备"), "registers:equipment-list", EQUIPMENT, 140, "list"),
    MenuEntry("finance", _("图书"), "registers:books-list", EQUIPMENT, 150, "list"),
    MenuEntry("finance", _("网络"), "registers:networks-list", EQUIPMENT, 160, "list"),
    MenuEntry(
        "finance",
        _("办学条件填报"),
        "registers:typed-conditions-list",
        "premises.condition:view",
        170,
        "list",
    ),
)
