"""How the reasons of figures that cannot be computed are worded."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gangmu.foundation.kernel.results import Reason

_words: dict[str, str | Promise] = {}
_short: dict[str, str | Promise] = {}


def declare(words: Mapping[str, str | Promise], short: Mapping[str, str | Promise] | None = None) -> None:
    """Word reason codes; `%(name)s` places take the reason's parameters. `short` says some of them in a word."""
    _words.update(words)
    _short.update(short or {})


def shortly(reason: Reason) -> str:
    """Return what stands where a value would: a word, behind which the sentence opens."""
    return str(_short.get(reason.code) or _("暂无数据"))


def worded(reason: Reason) -> str:
    """Return a reason as a sentence."""
    words = _words.get(reason.code)
    return str(words) % reason.parameters if words is not None else _("暂无数据")
