"""Where the rows behind a figure are shown: the room that keeps them declares it; the address is resolved per reader."""

from collections.abc import Callable

from gangmu.foundation.kernel.results import RowsPath

Resolver = Callable[[RowsPath], str | None]
_resolvers: dict[str, Resolver] = {}


def declare_rows(kind: str, resolver: Resolver) -> None:
    """Say how sources of a kind (`register`, `fact`) are shown."""
    _resolvers[kind] = resolver


def address_of(path: RowsPath) -> str | None:
    """Return the page that lists the rows within the reader's scope, or nothing when no room shows them."""
    resolver = _resolvers.get(path.source.partition(":")[0])
    return resolver(path) if resolver else None
