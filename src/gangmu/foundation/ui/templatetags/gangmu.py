"""The components of the pages as tags: lights, figures, icons, dates."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel.results import Result, Sentence
from gangmu.foundation.ui.menu import MenuEntry
from gangmu.foundation.ui.reasons import shortly, worded
from gangmu.foundation.ui.rows import address_of

register = template.Library()

#: Light → (colour class, shape, word). Colour is never the only sign.
LIGHTS: Mapping[str, tuple[str, str, str | Promise]] = {
    "normal": ("green", "●", _("正常")),
    "near": ("yellow", "▲", _("临近")),
    "overdue": ("red", "■", _("逾期")),
    "not_started": ("grey", "○", _("未开始")),
    "reachable": ("green", "●", _("可达")),
    "at_risk": ("yellow", "▲", _("有风险")),
    "unlikely": ("red", "■", _("预计难以完成")),
    "pending": ("grey", "○", _("待统计")),
    "no_data": ("grey", "○", _("暂无数据")),
    "complete": ("green", "●", _("齐")),
    "missing": ("yellow", "▲", _("缺")),
    "none": ("grey", "○", _("无")),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite."""
    return _icon(name)


@cache
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("ui/icons.svg"), name
    )


@register.simple_tag
def rail_line(line: MenuEntry, path: str) -> SafeString:
    """Draw a line of the rail, marked where its page is the one that is open."""
    address, here, elsewhere = _rail_line(line.route, line.icon, str(line.label), get_script_prefix())
    return here if path == address else elsewhere


@cache
def _rail_line(route: str, sign: str, label: str, _prefix: str) -> tuple[str, SafeString, SafeString]:
    """Return the address of a line of the rail, and how it is drawn on its page and on others: every page has some forty of them."""
    address = reverse(route)
    here, elsewhere = (
        format_html('<li><a href="{}"{}>{}<span>{}</span></a></li>', address, mark, _icon(sign), label)
        for mark in (SafeString(' aria-current="page"'), "")
    )
    return address, here, elsewhere


@register.inclusion_tag("ui/light.html")
def light(state: str, proof: str = "") -> dict[str, Any]:
    """Show a light with its word; it opens into the proof that set it."""
    colour, shape, word = LIGHTS[state]
    return {"colour": colour, "shape": shape, "word": word, "proof": proof}


@register.filter
def light_words(state: str) -> str:
    """Return a light as it is written where there is no colour: its shape and its word."""
    return "{1} {2}".format(*LIGHTS[state]) if state else ""


def light_sign(state: str) -> SafeString:
    """Return a light that does not open, for a cell of a list."""
    return _sign(state, get_language()) if state else SafeString("")


@cache
def _sign(state: str, _language: str | None) -> SafeString:
    return format_html(
        '<span class="light {}"><span class="shape" aria-hidden="true">{}</span> {}</span>', *LIGHTS[state]
    )


@register.inclusion_tag("ui/figure.html")
def figure(result: Result, large: bool = False) -> dict[str, Any]:
    """Show a figure with its unit; it opens to its rows, or says why there is none."""
    return {
        "result": result,
        "value": figure_text(result),
        "why": worded(result.reason) if result.reason else "",
        "short": shortly(result.reason) if result.reason else "",
        "address": address_of(result.rows) if result.rows else None,
        "large": large,
    }


@register.inclusion_tag("ui/sentence.html")
def sentence(told: Sentence) -> dict[str, Any]:
    """Show a sentence whose figures open."""
    return {"parts": [(isinstance(part, Result), part) for part in told.parts]}


def figure_text(result: Result) -> str:
    """Return a figure's value as it is printed: one decimal rule per indicator."""
    return "" if result.value is None else f"{result.value:,.{result.decimals}f}"


@register.filter
def figure_words(result: Result) -> str:
    """A figure as it is written where nothing opens: value and unit, a rate with its numerator and denominator; else why there is none."""
    if result.reason is not None:
        return worded(result.reason)
    parts = "" if result.denominator is None else f" ({result.numerator or 0:g}/{result.denominator:g})"
    return f"{figure_text(result)}{result.unit}{parts}"


@register.filter
def shortest(value: float | str | None) -> str:
    """A number as plans print it, to two decimals and without noughts at their end: 96.5, 1,600; nothing where there is none."""
    return "" if value in (None, "") else f"{Decimal(repr(round(float(value or 0), 2) + 0.0)).normalize():,f}"


@register.filter
def date_cell(day: date | None) -> str:
    """A date in a table: 2026-03-05."""
    return day.isoformat()[:10] if day else ""


@register.filter
def date_words(day: date | None) -> str:
    """A date in a sentence: 2026年3月5日."""
    return date_format(day, "DATE_FORMAT") if day else ""
