"""A backup: one file with every record, every attachment that a record names, and a manifest of what must be in it.

Keys are no part of it: neither the installation's secret nor the key of identity data.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from gangmu.foundation.administration.stored_rows import columns_of, kept_models, lines_of, one_moment
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import place_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.keys import fingerprints
from gangmu.foundation.sealing.rows import is_rotating

FORMAT = 1
MANIFEST = "manifest.json"
#: The package's comment, its very last characters, is the SHA-256 of all bytes before it: a flip anywhere shows.
SEAL_LENGTH = 64
PIECE = 1024 * 1024

Say = Callable[[str], None]


def write_backup(target: Path, say: Say = lambda words: None) -> dict[str, Any]:
    """Write a backup and return its manifest.

    Others go on working meanwhile: the records are those of one moment, and an attachment is never changed. The file appears under
    its name only when it is whole.

    Raises
    ------
    Refusal
        When a file of that name is there, the database has not this version's tables, identity data is being put under another key, or an attachment that a record names is missing or damaged: named in the words.
    """
    if target.exists():
        raise Refusal("administration.backup_there", "“%(path)s”已存在，请换一个文件名", path=str(target))
    if {model._meta.db_table for model in kept_models()} - set(connection.introspection.table_names()):
        raise Refusal(
            "administration.no_tables",
            "数据库还没有建立或不是本版本的，请先运行 gangmu init 或 gangmu upgrade",
        )
    if is_rotating():
        raise Refusal(
            "administration.rotating",
            "身份数据正在更换密钥，没有完成备份；请先运行 gangmu identity-key rotate 到完成，再备份",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
                package.comment = b"0" * SEAL_LENGTH
                manifest = _fill(package, say)
            raw.flush()
            raw.seek(-SEAL_LENGTH, os.SEEK_END)
            raw.write(seal_of(part).encode())
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _fill(package: zipfile.ZipFile, say: Say) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT, "product": version("gangmu"), "made_at": clock.now().isoformat(), "database": connection.vendor,
        "migrations": applied_migrations(), "keys": fingerprints(), "tables": {}, "files": {},
    }  # fmt: skip
    with one_moment():
        for model in kept_models():
            table = model._meta.db_table
            told = _member(package, f"records/{table}.jsonl", lines_of(model))
            columns = [field.attname for field in columns_of(model)]
            manifest["tables"][table] = {"rows": told.pop("pieces"), "columns": columns, **told}
        say(f"记录 {sum(told['rows'] for told in manifest['tables'].values())} 行")
        hashes = sorted(set(Attachment._base_manager.values_list("sha256", flat=True)))
    for sha256 in hashes:
        manifest["files"][sha256] = _attachment(package, sha256)
    say(f"附件 {len(hashes)} 个")
    package.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _member(package: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Write a member of the package; return its hash, its size, and of how many pieces it is."""
    digest, size, count = hashlib.sha256(), 0, 0
    with package.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
            count += 1
    return {"sha256": digest.hexdigest(), "bytes": size, "pieces": count}


def _attachment(package: zipfile.ZipFile, sha256: str) -> int:
    place = place_of(sha256)
    if not place.is_file():
        raise Refusal(
            "administration.attachment_gone", "附件文件缺失，没有完成备份：%(path)s", path=str(place)
        )
    told = _member(package, f"attachments/{sha256}", pieces_of(place))
    if told["sha256"] != sha256:
        raise Refusal(
            "administration.attachment_damaged", "附件文件已损坏，没有完成备份：%(path)s", path=str(place)
        )
    return int(told["bytes"])


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def seal_of(package: Path) -> str:
    """Return the SHA-256 of a package's bytes, its seal apart."""
    digest, left = hashlib.sha256(), package.stat().st_size - SEAL_LENGTH
    for piece in pieces_of(package):
        digest.update(piece[: max(left, 0)])
        left -= len(piece)
    return digest.hexdigest()


def applied_migrations() -> list[str]:
    """Return the migrations that the database has gone through, by room."""
    recorder = MigrationRecorder(connection)
    return sorted(f"{app}.{name}" for app, name in recorder.applied_migrations())
