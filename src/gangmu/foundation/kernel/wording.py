"""The words of a refusal as a person reads them."""

from django.utils.translation import gettext as _

from gangmu.foundation.kernel.errors import Refusal


def words_of(refusal: Refusal) -> str:
    """Return the sentence of a refusal in the reader's language."""
    return _(refusal.message) % refusal.parameters if refusal.parameters else _(refusal.message)
