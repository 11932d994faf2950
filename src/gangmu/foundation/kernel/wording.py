"""The words of a refusal as a person reads them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gangmu.foundation.kernel.errors import Refusal


def words_of(refusal: Refusal) -> str:
    """Return the sentence of a refusal in the reader's language."""
    return words_in(refusal.message, refusal.parameters)


def words_in(message: str, parameters: Mapping[str, Any]) -> str:
    """Return the sentence of a refusal that was kept as its message and parameters, in the reader's language."""
    return _(message) % parameters if parameters else _(message)
