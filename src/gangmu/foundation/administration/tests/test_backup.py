"""A drill: what is restored is what was there, to the last row and byte; a damaged backup changes nothing."""

import json
import shutil
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast

from gangmu.foundation.accounts.models import SignedInSession
from gangmu.foundation.administration import backup, restoring, upgrading
from gangmu.foundation.administration.backup import SEAL_LENGTH, seal_of, write_backup
from gangmu.foundation.administration.restoring import check_backup, restore_backup
from gangmu.foundation.administration.stored_rows import (
    NOT_KEPT,
    _plain,
    _read,
    digest_of_everything,
    empty,
    kept_models,
)
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import keep_attachment, place_of
from gangmu.foundation.jobs.services import enqueue
from gangmu.foundation.kernel import keys
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import found
from gangmu.foundation.people.models import Person


@pytest.fixture
def home(cast: Cast, tmp_path: Path, settings: Any) -> Path:
    """An installation with two counties, attachments and waiting work."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
    with acting_as(SystemActor()):
        for n in range(3):
            upload = SimpleUploadedFile(f"文件{n}.txt", f"第{n}份佐证".encode() * 1000)
            keep_attachment(upload, cast.own.bureau.pk, "佐证")
        enqueue("notices.send", {"message_id": 0}, cast.own.bureau, "k")
    return tmp_path


def made(home: Path) -> Path:
    write_backup(home / "b.zip")
    return home / "b.zip"


def files_of(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (home / "attachments").rglob("*") if p.is_file()}


def test_a_restored_backup_has_the_same_records_and_attachments(home: Path, cast: Cast) -> None:
    before, files = digest_of_everything(), files_of(home)
    source = made(home)
    empty(kept_models())
    shutil.rmtree(home / "attachments")
    assert digest_of_everything() != before
    manifest = restore_backup(source)
    assert digest_of_everything() == before
    assert files_of(home) == files
    assert len(files) == 3
    assert manifest["tables"]["people_person"]["rows"] == Person._base_manager.count() == 28
    with acting_as(SystemActor()):
        assert found("new", date(2020, 1, 1), cast.own.bureau, name="新科室", kind="section").pk > 0


def test_what_is_here_gives_way_only_when_asked(home: Path, cast: Cast) -> None:
    source, before = made(home), digest_of_everything()
    Person._base_manager.filter(pk=cast.own.persons["小周"].pk).update(name="改了")
    changed = digest_of_everything()
    with pytest.raises(Refusal, match="--replace"):
        restore_backup(source)
    assert digest_of_everything() == changed
    assert cast.client("小周") and SignedInSession.objects.exists()
    restore_backup(source, replace=True)
    assert digest_of_everything() == before
    assert not SignedInSession.objects.exists()


def test_nobody_but_the_owner_reads_a_backup_and_none_is_overwritten(home: Path) -> None:
    source = made(home)
    assert source.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refusal, match="已存在"):
        write_backup(source)
    assert not list(home.glob("*.part"))


def rewritten(source: Path, target: Path, change: dict[str, bytes | None]) -> Path:
    """Copy a package with members changed, left out or added, sealed anew: its parts must tell by themselves."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        new.comment = b"0" * SEAL_LENGTH
        for name in old.namelist():
            data = change.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name in set(change) - set(old.namelist()):
            new.writestr(name, change[name] or b"")
    target.write_bytes(target.read_bytes()[:-SEAL_LENGTH] + seal_of(target).encode())
    return target


def test_a_backup_with_any_part_changed_missing_or_added_is_refused(home: Path) -> None:
    source, before = made(home), digest_of_everything()
    with zipfile.ZipFile(source) as package:
        person = package.read("records/people_person.jsonl")
        attachment = next(name for name in package.namelist() if name.startswith("attachments/"))
    changes: list[dict[str, bytes | None]] = [
        {"records/people_person.jsonl": person.replace("小周".encode(), "小州".encode())},
        {"records/people_person.jsonl": person[: len(person) // 2]},
        {"records/people_person.jsonl": None},
        {attachment: b"other"},
        {attachment: None},
        {"manifest.json": None},
        {"records/stranger.jsonl": b"[]\n"},
    ]
    for number, change in enumerate(changes):
        bad = rewritten(source, home / f"bad{number}.zip", change)
        with pytest.raises(Refusal, match="已损坏"):
            restore_backup(bad, replace=True)
    assert digest_of_everything() == before
    restore_backup(rewritten(source, home / "same.zip", {}), replace=True)
    assert digest_of_everything() == before


def test_a_backup_that_was_cut_off_or_has_any_byte_flipped_is_refused(home: Path) -> None:
    source, bad = made(home), home / "bad.zip"
    data, dice = source.read_bytes(), Random(7)
    for length in [0, 1, len(data) - 1, *(dice.randrange(len(data)) for _ in range(20))]:
        bad.write_bytes(data[:length])
        with pytest.raises(Refusal, match="已损坏"):
            check_backup(bad)
    for spot in [
        0,
        len(data) - 1,
        *(dice.randrange(len(data)) for _ in range(100)),
        *range(len(data) - 90, len(data)),
    ]:
        flipped = bytearray(data)
        flipped[spot] ^= dice.randrange(1, 256)
        bad.write_bytes(flipped)
        with pytest.raises(Refusal, match="已损坏"):
            check_backup(bad)


def test_what_is_no_backup_or_not_there_is_refused(home: Path) -> None:
    (home / "x.zip").write_bytes(b"hello")
    for name, words in (("x.zip", "不是备份"), ("y.zip", "找不到")):
        with pytest.raises(Refusal, match=words):
            check_backup(home / name)


def test_another_versions_backup_is_refused_and_says_what_to_do(home: Path, monkeypatch: Any) -> None:
    source = made(home)
    monkeypatch.setattr(restoring, "applied_migrations", lambda: ["people.0002_later"])
    with pytest.raises(Refusal, match="gangmu upgrade"):
        restore_backup(source, replace=True)


def test_a_backup_sealed_by_another_key_is_refused_and_says_so(home: Path, monkeypatch: Any) -> None:
    mark = ["a"]
    monkeypatch.setattr(keys, "_fingerprints", {"身份数据": lambda: mark[0]})
    source, before = made(home), digest_of_everything()
    for other in ("b", ""):
        mark[0] = other
        with pytest.raises(Refusal, match="密钥文件"):
            restore_backup(source, replace=True)
    assert digest_of_everything() == before
    mark[0] = "a"
    restore_backup(source, replace=True)


def test_no_key_and_no_secret_stands_in_a_backup(home: Path, settings: Any) -> None:
    source = made(home)
    with zipfile.ZipFile(source) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert settings.SECRET_KEY.encode() not in everything
    assert b"secret.key" not in everything


def test_a_missing_or_damaged_attachment_is_told_at_backup_not_at_restore(home: Path) -> None:
    place = place_of(Attachment._base_manager.first().sha256)  # type: ignore[union-attr]
    place.write_bytes(b"damaged")
    with pytest.raises(Refusal, match="已损坏"):
        write_backup(home / "c.zip")
    place.unlink()
    with pytest.raises(Refusal, match="缺失"):
        write_backup(home / "c.zip")
    assert not list(home.glob("c.zip*"))


def test_a_restore_that_breaks_off_changes_no_record(home: Path, monkeypatch: Any) -> None:
    source = made(home)
    Person._base_manager.update(name="改了")
    before, real = digest_of_everything(), restoring.fill

    def broken(model: type[models.Model], lines: Any) -> int:
        if model is Person:
            raise KeyboardInterrupt
        return real(model, lines)

    monkeypatch.setattr(restoring, "fill", broken)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(source, replace=True)
    assert digest_of_everything() == before


def test_every_table_of_ours_is_kept(db: None) -> None:
    from django.apps import apps

    ours = {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("gangmu.")}
    assert ours - {m._meta.db_table for m in kept_models()} == {"accounts_signedinsession"}
    for model in kept_models():
        for field in model._meta.concrete_fields:
            assert not getattr(field, "auto_now", False), f"{field} would not come back as it was"
            target = field.related_model
            assert not (isinstance(target, type) and target._meta.app_label in NOT_KEPT), field


VALUES = [
    (models.DateTimeField(), st.datetimes(timezones=st.just(UTC))),
    (models.DateField(), st.dates()),
    (models.TimeField(), st.times()),
    (models.DurationField(), st.timedeltas(timedelta(days=-999), timedelta(days=999))),
    (models.DecimalField(max_digits=20, decimal_places=6), st.decimals(allow_nan=False, allow_infinity=False)),
    (models.UUIDField(), st.uuids()),
    (models.BinaryField(), st.binary()),
    (models.TextField(), st.text()),
    (models.FloatField(), st.floats(allow_nan=False)),
    (models.BigIntegerField(), st.integers(-(2**63), 2**63 - 1)),
    (models.BooleanField(), st.booleans()),
    (models.JSONField(), st.recursive(st.none() | st.text() | st.integers(), lambda t: st.lists(t) | st.dictionaries(st.text(), t))),
]  # fmt: skip


@given(st.sampled_from(VALUES).flatmap(lambda pair: st.tuples(st.just(pair[0]), pair[1])))
def test_a_value_comes_back_as_it_went(pair: tuple[models.Field[Any, Any], Any]) -> None:
    field, value = pair
    line = json.dumps([_plain(value)], ensure_ascii=False)
    back = _read(field, json.loads(line)[0])
    assert back == value
    assert isinstance(value, Decimal | datetime | date | time) <= (type(back) is type(value))


def test_an_upgrade_with_nothing_to_do_does_nothing(db: None, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(upgrading, "pending_migrations", list)
    assert upgrading.upgrade(tmp_path / "copy") == []
    assert not (tmp_path / "copy").exists()


def test_an_upgrade_waits_for_work_in_hand(home: Path, monkeypatch: Any) -> None:
    from gangmu.foundation.jobs import execution
    from gangmu.foundation.jobs.models import Job

    monkeypatch.setattr(upgrading, "pending_migrations", lambda: ["people.0002_later"])
    job = Job._base_manager.get()
    execution._claim(job.pk, job.task_id, f"elsewhere:1:{uuid4()}")
    with pytest.raises(Refusal, match="后台任务"):
        upgrading.upgrade(None)


def test_counting_goes_on_after_the_restored_rows(home: Path) -> None:
    source = made(home)
    last = max(Organisation._base_manager.values_list("pk", flat=True))
    restore_backup(source, replace=True)
    with acting_as(SystemActor()):
        assert found("z9", date(2020, 1, 1), name="另一市教育局", kind="bureau", level="city").pk > last
    assert backup.FORMAT == 1
