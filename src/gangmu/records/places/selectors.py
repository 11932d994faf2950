"""Reads of places."""

from collections import defaultdict
from collections.abc import Sequence

from gangmu.records.places.models import Place


def places_by_name(words: Sequence[str]) -> dict[str, int]:
    """Return the keys of places by their names, alone or behind the township's; a name that several have stands for none of them."""
    wanted, found = set(words), defaultdict(set)
    for pk, name, township in Place.objects.values_list("pk", "name", "organisation__name"):
        for word in {name, f"{township}{name}"} & wanted:
            found[word].add(pk)
    return {word: min(keys) for word, keys in found.items() if len(keys) == 1}


def unit_of_place(pk: int) -> int | None:
    """Return the unit in which a place lies; none of a place that the reader may not see."""
    found = Place.objects.filter(pk=pk).first()
    return found.organisation_id if found else None
