"""Bells of the loop: who is told that something of theirs came back or was decided."""

from collections.abc import Iterable, Mapping

from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.notices.services import tell


def tell_others(
    person_ids: Iterable[int | None], kind: str, words: str, told: Mapping[str, str], address: str
) -> None:
    """Ring for persons other than the one who acts; nobody (`None`) among them is left out.

    Parameters
    ----------
    words
        A Chinese message id marked by `gettext_noop`, with places for what is `told`.
    """
    own = set(current_actor().person_ids)
    tell({one for one in person_ids if one is not None} - own, kind, words, told, address=address)
