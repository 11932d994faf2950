"""Restoring a backup: checked wholly before anything is written, then all of it in one transaction."""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.administration.backup import FORMAT, MANIFEST, PIECE, Say, applied_migrations, seal_of
from gangmu.foundation.administration.stored_rows import (
    columns_of,
    count_on,
    empty,
    fill,
    forget_the_running,
    has_rows,
    kept_models,
)
from gangmu.foundation.files.services import place_of
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.keys import fingerprints
from gangmu.foundation.kernel.learned_sizes import learn_sizes

#: What a damaged package raises depends on where it is damaged.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip


def check_backup(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup of which every part is there and whole.

    Raises
    ------
    Refusal
        When it is no backup, or a part of it is missing, changed or cut off.
    """
    try:
        with zipfile.ZipFile(source) as package:
            manifest = _checked(package, source.name)
            if package.comment != seal_of(source).encode():
                raise _damaged(source.name)
            return manifest
    except FileNotFoundError:
        raise Refusal("administration.no_backup", "找不到备份文件“%(name)s”", name=str(source)) from None
    except UNREADABLE:
        raise _damaged(source.name) from None


def _damaged(name: str, part: str = "") -> Refusal:
    if part:
        words = gettext_noop("备份文件“%(name)s”已损坏（%(part)s），没有恢复任何内容")
        return Refusal("administration.damaged", words, name=name, part=part)
    return Refusal(
        "administration.damaged", "备份文件“%(name)s”已损坏或不是备份，没有恢复任何内容", name=name
    )


def _checked(package: zipfile.ZipFile, name: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(package.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise Refusal("administration.format", "备份文件“%(name)s”的格式不是本版本能读的", name=name)
    wanted = {f"records/{table}.jsonl": told["sha256"] for table, told in manifest["tables"].items()}
    wanted |= {f"attachments/{sha256}": sha256 for sha256 in manifest["files"]}
    there = set(package.namelist()) - {MANIFEST}
    if there != set(wanted):
        raise _damaged(name, min(there ^ set(wanted)))
    for member, sha256 in wanted.items():
        try:
            digest = _digest(package, member)
        except UNREADABLE:
            digest = ""
        if digest != sha256:
            raise _damaged(name, member)
    return manifest


def _digest(package: zipfile.ZipFile, member: str) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(package, member):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(package: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    with package.open(member) as opened:
        while piece := opened.read(PIECE):
            yield piece


def restore_backup(source: Path, *, replace: bool = False, say: Say = lambda words: None) -> dict[str, Any]:
    """Put the records and attachments of a backup into this installation; return its manifest.

    Parameters
    ----------
    replace
        Whether what is here now gives way. Without it only an empty installation is filled.

    Raises
    ------
    Refusal
        When the backup is damaged, another version's, sealed by another key, or there are records here; nothing is changed then.
    """
    manifest = check_backup(source)
    say("备份完好")
    _check_fits(manifest)
    kept = kept_models()
    if not replace and has_rows(kept):
        raise Refusal(
            "administration.not_empty",
            "这里已有数据，没有恢复任何内容；确要用备份替换现有数据的，请加 --replace",
        )
    with zipfile.ZipFile(source) as package:
        for sha256 in manifest["files"]:
            _put(package, sha256)
        say(f"附件 {len(manifest['files'])} 个")
        with transaction.atomic():
            empty(kept)
            forget_the_running()
            for model in kept:
                table = model._meta.db_table
                with package.open(f"records/{table}.jsonl") as lines:
                    count = fill(model, lines)
                if count != manifest["tables"][table]["rows"]:
                    raise _damaged(source.name, table)
            count_on(kept)
            learn_sizes()
    say(f"记录 {sum(told['rows'] for told in manifest['tables'].values())} 行")
    return manifest


def _check_fits(manifest: dict[str, Any]) -> None:
    """Insist that the backup is of this version's tables and that its keys are here."""
    columns = {model._meta.db_table: [f.attname for f in columns_of(model)] for model in kept_models()}
    told = {table: entry["columns"] for table, entry in manifest["tables"].items()}
    if columns != told or manifest["migrations"] != applied_migrations():
        raise Refusal(
            "administration.other_version",
            "备份是版本 %(version)s 的，与现在安装的版本表结构不同；请先安装该版本恢复，再运行 gangmu upgrade",
            version=manifest["product"],
        )
    here = fingerprints()
    missing = [name for name, mark in manifest["keys"].items() if here.get(name) != mark]
    if missing:
        raise Refusal(
            "administration.no_key",
            "备份里的敏感数据是用另一把密钥加密的（%(names)s）；密钥文件不在备份里，请把原来的密钥文件放回后再恢复",
            names="、".join(missing),
        )


def _put(package: zipfile.ZipFile, sha256: str) -> None:
    """Put an attachment into its place, in one step."""
    place = place_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=settings.MEDIA_ROOT, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as target:
            for piece in _pieces(package, f"attachments/{sha256}"):
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
