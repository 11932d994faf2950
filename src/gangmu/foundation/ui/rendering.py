"""How forms are drawn: an empty choice says what to do or what leaving it empty means, on every page, from one place."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.translation import gettext as _

#: Labels that say nothing: those of the framework, and a dash where a form had nothing to say.
MUTE = frozenset({"---------", "—", ""})


class FormRenderer(DjangoTemplates):
    """Draws widgets; a choice of nothing is never a row of dashes."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw one widget."""
        widget = context.get("widget", {})
        for _group, options, _number in widget.get("optgroups", ()):
            for option in options:
                if not option["value"] and str(option["label"]) in MUTE:
                    option["label"] = _("请选择") if widget["required"] else _("（不选）")
        return super().render(template_name, context, request)
