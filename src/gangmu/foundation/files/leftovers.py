"""Bytes that no record names: of an upload whose writing was taken back, or broken off by a lost power supply.

They are set aside first and go weeks later, so that a database that is put back finds its files again.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.kernel import clock

#: What is younger may belong to a record that is still being written.
YOUNG = timedelta(days=1)
#: How long what was set aside is kept.
KEPT = timedelta(days=30)
#: The sign under which what is set aside lies beside its place, so that an upload of the same bytes finds the place free.
ASIDE = ".aside-"
_FOLDER, _HASH = "[0-9a-f]" * 2, "[0-9a-f]" * 64


def discard_leftovers() -> int:
    """Set aside what nobody names any more, put back what is named again, take away what lay aside long enough.

    Return how many files went. Broken off half-way, the next run goes on; what somebody else takes away meanwhile is gone anyway.
    """
    root, gone = Path(settings.MEDIA_ROOT), 0
    for part in root.glob(".incoming-*"):
        gone += _older(part, YOUNG) and _unlink(part)
    for folder in root.glob(_FOLDER):
        named = set(_named(sha256__startswith=folder.name))
        for place in folder.glob(_HASH):
            if place.name not in named and _older(place, YOUNG):
                with suppress(FileNotFoundError):
                    _set_aside(place)
        for aside in folder.glob(ASIDE + _HASH):
            place = aside.with_name(aside.name.removeprefix(ASIDE))
            if place.name in named and not place.exists():
                aside.replace(place)
            elif _older(aside, KEPT):
                gone += _unlink(aside)
    return gone


def _named(**which: str) -> Iterator[str]:
    return Attachment._base_manager.filter(**which).values_list("sha256", flat=True).iterator()


def _set_aside(place: Path) -> None:
    """Set a file aside unless the same bytes came in again meanwhile: nobody writes any more to what lies aside."""
    aside = place.rename(place.with_name(ASIDE + place.name))
    if (not _older(aside, YOUNG) or any(_named(sha256=place.name))) and not place.exists():
        aside.replace(place)
    else:
        os.utime(aside)


def _older(place: Path, age: timedelta) -> bool:
    try:
        return place.stat().st_mtime < (clock.now() - age).timestamp()
    except FileNotFoundError:
        return False


def _unlink(place: Path) -> int:
    place.unlink(missing_ok=True)
    return 1
