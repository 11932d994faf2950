"""Bytes that no record names: of an upload whose writing was taken back, or broken off by a lost power supply."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.kernel import clock

#: What is younger may belong to a record that is still being written.
YOUNG = timedelta(days=1)
#: What is about to go lies under this sign, so that an upload of the same bytes meanwhile finds its place free.
GOING = ".going-"
#: Folders of hashes, and hashes, as names of files.
_FOLDER, _HASH = "[0-9a-f]" * 2, "[0-9a-f]" * 64


def discard_leftovers() -> int:
    """Take away what nobody names any more; return how many files went. Broken off half-way, the next run goes on."""
    return sum(_go(place) for place in _old())


def _old() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    for pattern in (".incoming-*", f"{_FOLDER}/{_HASH}", f"{_FOLDER}/{GOING}{_HASH}"):
        for place in root.glob(pattern):
            if _is_old(place):
                yield place


def _is_old(place: Path) -> bool:
    try:
        return place.stat().st_mtime < (clock.now() - YOUNG).timestamp()
    except FileNotFoundError:
        return False


def _go(place: Path) -> bool:
    """Take one file away unless it is named; the age is asked again where nobody writes to it any more."""
    if place.name.startswith(".incoming-"):
        place.unlink(missing_ok=True)
        return True
    sha256 = place.name.removeprefix(GOING)
    home = place.with_name(sha256)
    if place == home:
        if _is_named(sha256):
            return False
        place = place.rename(home.with_name(GOING + sha256))
    if (_is_named(sha256) or not _is_old(place)) and not home.exists():
        place.rename(home)
        return False
    place.unlink()
    return True


def _is_named(sha256: str) -> bool:
    return Attachment._base_manager.filter(sha256=sha256).exists()
