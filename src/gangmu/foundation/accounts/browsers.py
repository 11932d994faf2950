"""What a browser says of itself, in the words by which its owner knows it: Chrome · Windows."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: Mark in what the browser says → its name; the first that is found, as most call themselves several.
BROWSERS = (
    ("MicroMessenger", gettext_noop("微信")), ("DingTalk", gettext_noop("钉钉")), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("QQBrowser", "QQ"), ("QIHU", "360"), ("360SE", "360"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
#: Mark → the machine's system.
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("UOS", "UOS"), ("Kylin", "Kylin"), ("Linux", "Linux"),
)  # fmt: skip


def browser_words(told: str) -> str:
    """Return browser and system by name; the beginning of what it says where neither is known."""
    names = [next((name for mark, name in marks if mark in told), "") for marks in (BROWSERS, SYSTEMS)]
    known = [_(name) if name in ("微信", "钉钉") else name for name in names if name]
    return " · ".join(known) or told[:40] or _("未知")
