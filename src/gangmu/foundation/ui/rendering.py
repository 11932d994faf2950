"""How forms are drawn: an empty choice says what to do or what leaving it empty means, on every page, from one place."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

#: Labels that say nothing: those of the framework, and a dash where a form had nothing to say.
MUTE = frozenset({"---------", "—", ""})
#: The templates of the framework that are drawn here without one: a filter by four hundred schools is a line each.
SELECT, OPTION = "django/forms/widgets/select.html", "django/forms/widgets/select_option.html"


class FormRenderer(DjangoTemplates):
    """Draws widgets; a choice of nothing is never a row of dashes."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw one widget."""
        widget = context.get("widget", {})
        for _group, options, _number in widget.get("optgroups", ()):
            for option in options:
                if not option["value"] and str(option["label"]) in MUTE:
                    option["label"] = _("请选择") if widget["required"] else _("（不选）")
        if template_name == SELECT and _is_plain(widget):
            return _select(widget)
        return super().render(template_name, context, request)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether every option of a choice is drawn as the framework draws it."""
    return all(
        option["template_name"] == OPTION
        for _group, options, _number in widget["optgroups"]
        for option in options
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    """Draw a choice as the framework's template does, without one: that takes ten times as long for many options."""
    drawn = []
    for group, options, _number in widget["optgroups"]:
        lines = "\n".join(
            f'<option value="{_written(option["value"])}"{_attributes(option["attrs"])}>'
            f"{conditional_escape(localize(option['label']))}</option>"
            for option in options
        )
        drawn.append(
            f'<optgroup label="{conditional_escape(localize(group))}">\n{lines}\n</optgroup>'
            if group
            else lines
        )
    begin = f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    return SafeString("\n".join([begin, *drawn, "</select>"]))


def _attributes(attributes: Mapping[str, Any]) -> str:
    """Write attributes: one that is true by its name alone, one that is false not at all."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_written(value)}"')
        for name, value in attributes.items()
        if value is not False
    )


def _written(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))
