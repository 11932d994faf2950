"""Files that are still there when the power has failed: what names a file is written by the disk as late as what it holds."""

import os
from pathlib import Path


def put_in_place(part: Path, place: Path) -> None:
    """Move a file that is safely on the disk to its place, in one step, and see that its name is on the disk too."""
    part.replace(place)
    keep_names(place.parent)


def keep_names(folder: Path) -> None:
    """See that the names of what lies in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
