"""The left rail: what rooms declare and the person may see, by duty."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.scope import holds

#: The duties of a bureau in the order of the rail.
DUTIES: dict[str, str | Promise] = {
    "ledger": _("要点与台账"),
    "data": _("数据中心"),
    "supervision": _("督导评价"),
    "seats": _("学位招生"),
    "teachers": _("教师"),
    "quality": _("质量"),
    "safety": _("安全"),
    "care": _("学生关爱"),
    "finance": _("项目经费"),
    "training": _("校外治理"),
    "office": _("办公"),
    "system": _("系统"),
}


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the rail: under which duty, what it says, where it leads, who sees it."""

    duty: str
    label: str | Promise
    route: str
    permission: str
    order: int = 100
    icon: str = "list"


_entries: list[MenuEntry] = []


def declare(*entries: MenuEntry) -> None:
    """Add lines to the rail."""
    for entry in entries:
        if entry.duty not in DUTIES:
            raise ValueError(f"no duty {entry.duty}")
        if entry not in _entries:
            _entries.append(entry)


def rail() -> list[tuple[str | Promise, list[MenuEntry]]]:
    """Return the duties with the lines that the one who acts may see; empty duties are left out."""
    seen = [entry for entry in sorted(_entries, key=lambda e: e.order) if holds(entry.permission)]
    return [(title, lines) for key, title in DUTIES.items() if (lines := [e for e in seen if e.duty == key])]
