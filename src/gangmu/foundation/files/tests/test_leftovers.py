"""What an upload leaves on the disk when its record was never written goes by itself; what a record names, or may yet name, stays."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from gangmu.foundation.files import leftovers
from gangmu.foundation.files.leftovers import ASIDE, KEPT, YOUNG, discard_leftovers
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment, open_attachment, place_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as

WORDS = b"name\n1\n"


@pytest.fixture
def kept(cast, settings, tmp_path):
    """A way to keep a file in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path

    def keep(data: bytes = WORDS) -> Attachment:
        with acting_as(SystemActor("测试")):
            return keep_attachment(SimpleUploadedFile("表.csv", data), cast.own.school.pk, "测试")

    return keep


def lying(root: Path) -> list[str]:
    return sorted(place.name for place in root.rglob("*") if place.is_file())


def aged(place: Path, age: timedelta = YOUNG) -> Path:
    """Make a file a little older than that."""
    then = (clock.now() - age).timestamp() - 60
    os.utime(place, (then, then))
    return place


def taken_back(keep) -> Path:
    """Keep a file in a transaction that is taken back; return where its bytes lie."""
    with pytest.raises(RuntimeError), transaction.atomic():
        place = place_of(keep(b"name\n2\n").sha256)
        raise RuntimeError
    return place


def aside_of(place: Path) -> Path:
    return place.with_name(ASIDE + place.name)


def test_bytes_of_an_upload_that_was_taken_back_are_set_aside_and_go_weeks_later(kept, tmp_path):
    named, young = aged(place_of(kept().sha256), KEPT), taken_back(kept)
    assert discard_leftovers() == 0
    assert lying(tmp_path) == sorted([named.name, young.name]), "what is young may yet be named"
    aged(young, KEPT)
    assert discard_leftovers() == 0
    assert lying(tmp_path) == sorted([named.name, ASIDE + young.name]), "the time aside begins now"
    aged(aside_of(young), KEPT)
    assert discard_leftovers() == 1
    assert lying(tmp_path) == [named.name]


def test_a_database_that_is_put_back_finds_its_files_again(kept, tmp_path):
    row = kept()
    place = aged(place_of(row.sha256))
    Attachment._base_manager.filter(pk=row.pk).delete()
    discard_leftovers()
    assert lying(tmp_path) == [ASIDE + place.name]
    row.save(force_insert=True)
    discard_leftovers()
    with open_attachment(row) as file:
        assert file.read() == WORDS


def test_a_part_of_a_file_that_broke_off_goes_too(kept, tmp_path):
    (tmp_path / ".incoming-new").write_bytes(b"x")
    (tmp_path / ".incoming-old").write_bytes(b"x")
    aged(tmp_path / ".incoming-old")
    assert discard_leftovers() == 1
    assert lying(tmp_path) == [".incoming-new"]


def test_what_else_lies_there_is_not_touched(kept, tmp_path):
    for name in ("ab/notes.txt", "readme", "ab/" + "z" * 64):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
        aged(tmp_path / name, KEPT)
    discard_leftovers()
    assert lying(tmp_path) == sorted(["notes.txt", "readme", "z" * 64])


@pytest.mark.parametrize("written", [True, False], ids=["written", "still being written"])
def test_the_same_file_uploaded_while_its_leftover_is_set_aside_stays(kept, monkeypatch, written):
    place = aged(taken_back(kept))
    set_aside = leftovers._set_aside

    def upload_first(found: Path) -> None:
        row = kept(b"name\n2\n")
        if not written:
            Attachment._base_manager.filter(pk=row.pk).delete()
        set_aside(found)

    monkeypatch.setattr(leftovers, "_set_aside", upload_first)
    discard_leftovers()
    assert place.exists()
    assert not aside_of(place).exists()


def test_a_file_that_somebody_takes_away_meanwhile_does_not_end_the_run(kept, monkeypatch, tmp_path):
    aged(taken_back(kept))
    (tmp_path / ".incoming-old").write_bytes(b"x")
    aged(tmp_path / ".incoming-old")
    set_aside = leftovers._set_aside

    def take_away_first(found: Path) -> None:
        found.unlink()
        set_aside(found)

    monkeypatch.setattr(leftovers, "_set_aside", take_away_first)
    assert discard_leftovers() == 1
    assert lying(tmp_path) == []


def test_a_file_of_the_same_bytes_beside_what_lies_aside_keeps_its_place(kept, tmp_path):
    place = aged(taken_back(kept))
    discard_leftovers()
    row = kept(b"name\n2\n")
    aged(aside_of(place), KEPT)
    assert discard_leftovers() == 1
    with open_attachment(row) as file:
        assert file.read() == b"name\n2\n"


def test_a_night_asks_once_for_each_folder_and_not_for_each_file(kept, django_assert_max_num_queries):
    rows = [kept(f"name\n{number}\n".encode()) for number in range(40)]
    folders = {place_of(row.sha256).parent for row in rows}
    for row in rows:
        aged(place_of(row.sha256))
    with django_assert_max_num_queries(len(folders)):
        discard_leftovers()
