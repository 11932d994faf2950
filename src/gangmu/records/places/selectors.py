"""Reads of places."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from gangmu.records.places.models import Place


def places_by_name(words: Sequence[str]) -> dict[str, int]:
    """Return the keys of places by their names, alone or behind the township's; a name that several have stands for none of them."""
    wanted, found = set(words), defaultdict(set)
    for pk, name, township in Place.objects.values_list("pk", "name", "organisation__name"):
        for word in {name, f"{township}{name}"} & wanted:
            found[word].add(pk)
    return {word: min(keys) for word, keys in found.items() if len(keys) == 1}


def units_of_places(keys: Collection[int]) -> dict[int, int]:
    """Return the units in which places lie; a place that the reader may not see is not among them."""
    return {pk: place.organisation_id for pk, place in Place.objects.in_bulk(keys).items()}
