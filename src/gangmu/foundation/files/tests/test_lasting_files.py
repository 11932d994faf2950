"""What was said to be kept is still there when the power has failed."""

import os
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.services import keep_attachment, place_of
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.sealing import key_file


@pytest.fixture
def synced(monkeypatch):
    """Each folder or file that was written to the disk, with the names that lay in a folder then."""
    seen: list[tuple[int, frozenset[str]]] = []
    sync = os.fsync

    def told(handle):
        at = os.fstat(handle)
        names = os.listdir(handle) if stat.S_ISDIR(at.st_mode) else ()  # noqa: PTH208  (a handle, no path)
        seen.append((at.st_ino, frozenset(names)))
        sync(handle)

    monkeypatch.setattr(os, "fsync", told)
    return seen


def test_a_kept_file_and_the_folder_that_is_made_for_it_are_named_on_the_disk(
    cast, settings, tmp_path, synced
):
    settings.MEDIA_ROOT = tmp_path / "media"
    with acting_as(cast.actor("小陈")):
        kept = keep_attachment(SimpleUploadedFile("好.txt", b"abc"), cast.own.bureau.pk, "测试")
    place = place_of(kept.sha256)
    assert (place.parent.stat().st_ino, frozenset({place.name})) in synced
    assert (place.parent.parent.stat().st_ino, frozenset({place.parent.name})) in synced


@pytest.mark.django_db
def test_a_key_is_named_on_the_disk_when_it_is_made_and_when_it_is_replaced(settings, tmp_path, synced):
    settings.HOME = tmp_path
    key_file.current()
    folder = tmp_path.stat().st_ino
    assert any(at == folder and key_file.FILE in names for at, names in synced)
    held, _new = key_file.replace_key()
    assert any(at == folder and f"{key_file.FILE}.{held.id}" in names for at, names in synced)
