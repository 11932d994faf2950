"""What pages of registers say of a row."""

from typing import Any

from django import template

from gangmu.foundation.registers.declaration import Register

register = template.Library()


@register.filter
def called_in(row: Any, declared: type[Register]) -> str:
    """Return what a row is called on its pages."""
    return declared.called(row)
