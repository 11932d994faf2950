"""What pages of registers say of a row."""

from typing import Any

from django import template

from gangmu.foundation.registers.declaration import Register

register = template.Library()


@register.filter
def called_in(row: Any, declared: type[Register]) -> str:
    """Return what a row is called on its pages: a person as the list names it to this reader, in full or masked."""
    return str(declared.columns[0].of(row)) if declared.names_permission else str(row)
