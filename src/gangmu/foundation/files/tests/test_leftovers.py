"""What an upload leaves on the disk when its record was never written goes by itself; what a record names, or may yet name, stays."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from gangmu.foundation.files import leftovers
from gangmu.foundation.files.leftovers import GOING, YOUNG, discard_leftovers
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment, open_attachment, place_of
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


def lying(root: Path) -> list[Path]:
    return [place for place in root.rglob("*") if place.is_file()]


def aged(place: Path) -> Path:
    """Make a file a little older than what stays for its youth."""
    then = time.time() - YOUNG.total_seconds() - 60
    os.utime(place, (then, then))
    return place


def taken_back(keep) -> Path:
    """Keep a file in a transaction that is taken back; return where its bytes lie."""
    with pytest.raises(RuntimeError), transaction.atomic():
        place = place_of(keep(b"name\n2\n").sha256)
        raise RuntimeError
    return place


def test_bytes_of_an_upload_that_was_taken_back_go_after_a_day_and_others_stay(kept, tmp_path):
    named, young = place_of(kept().sha256), taken_back(kept)
    aged(named)
    assert discard_leftovers() == 0
    aged(young)
    assert discard_leftovers() == 1
    assert lying(tmp_path) == [named]
    assert discard_leftovers() == 0


def test_a_part_of_a_file_that_broke_off_goes_too(kept, tmp_path):
    (tmp_path / ".incoming-new").write_bytes(b"x")
    (tmp_path / ".incoming-old").write_bytes(b"x")
    aged(tmp_path / ".incoming-old")
    assert discard_leftovers() == 1
    assert [place.name for place in lying(tmp_path)] == [".incoming-new"]


def test_what_else_lies_there_is_not_touched(kept, tmp_path):
    for name in ("ab/notes.txt", "readme", "ab/" + "z" * 64):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        aged_file = tmp_path / name
        aged_file.write_bytes(b"x")
        aged(aged_file)
    assert discard_leftovers() == 0
    assert len(lying(tmp_path)) == 3


@pytest.mark.parametrize("moment", ["before it is looked up", "after it is looked up"])
def test_the_same_file_uploaded_while_its_leftover_goes_is_kept(kept, monkeypatch, moment):
    place = aged(taken_back(kept))
    is_named = leftovers._is_named
    again: list[Attachment] = []

    def upload_meanwhile(sha256: str) -> bool:
        told = is_named(sha256) if moment == "after it is looked up" else None
        if not again:
            again.append(kept(b"name\n2\n"))
        return is_named(sha256) if told is None else told

    monkeypatch.setattr(leftovers, "_is_named", upload_meanwhile)
    discard_leftovers()
    assert place.exists()
    with open_attachment(again[0]) as file:
        assert file.read() == b"name\n2\n"


def test_a_run_that_broke_off_between_two_steps_is_finished_by_the_next(kept, tmp_path):
    place = aged(taken_back(kept))
    place.rename(place.with_name(GOING + place.name))
    assert discard_leftovers() == 1
    assert not lying(tmp_path)


def test_a_file_set_aside_that_turns_out_to_be_named_comes_back(kept, tmp_path):
    named = kept()
    place = aged(place_of(named.sha256))
    place.rename(place.with_name(GOING + place.name))
    assert discard_leftovers() == 0
    assert lying(tmp_path) == [place]
