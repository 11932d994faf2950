"""Keeping files: read in pieces, judged, named by hash, moved into place in one step."""

import hashlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.audit.services import record
from gangmu.foundation.files.heads import head_of
from gangmu.foundation.files.inspection import damaged, kind_of
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.pictures import PICTURES, without_place
from gangmu.foundation.files.trial import words_when_opened
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.lasting_files import keep_names, put_in_place
from gangmu.foundation.sealing.sealed import open_bytes, seal_bytes

#: A mark of classification at the head of a document: 秘密, 机密, 绝密, with or without its years (机密★10年).
CLASSIFIED = re.compile(r"^\s*(绝\s*密|机\s*密|秘\s*密)\s*(?:[★☆*]\s*(?:\d+\s*年|长期)?)?\s*$", re.MULTILINE)
HEAD = 600


def refuse_classified(name: str, text: str) -> None:
    """Insist that a document carries no mark of classification at its head; call it before anything is stored.

    Raises
    ------
    Refusal
        Naming the mark.
    """
    found = CLASSIFIED.search(text[:HEAD])
    if found:
        mark = re.sub(r"\s", "", found.group(1))
        raise Refusal(
            "files.classified",
            "“%(name)s”标有“%(mark)s”。严禁上传涉密文件，已拒收且未保存任何内容",
            name=name,
            mark=mark,
        )


def place_of(sha256: str) -> Path:
    """Return where the bytes of a hash lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


#: To what sealed files are bound.
_PLACE = "files.attachment"


def open_attachment(kept: Attachment) -> BinaryIO:
    """Return the bytes of an attachment as they came, also of one that lies sealed."""
    place = place_of(kept.sha256)
    if not kept.key_id:
        return place.open("rb")
    return io.BytesIO(open_bytes(kept.key_id, place.read_bytes(), _PLACE))


def keep_attachment(
    upload: UploadedFile,
    organisation_id: int,
    purpose: str,
    head_text: str = "",
    *,
    sealed: bool = False,
    own: bool = False,
) -> Attachment:
    """Keep a file that somebody uploaded, a picture without what tells where it was taken.

    Parameters
    ----------
    upload
        The file; its name is kept for people only.
    head_text
        The first words of the document as its reader found them, to look for a mark of classification; else they are read here.
    sealed
        Whether it holds identity data, and so lies sealed: it is read by `open_attachment` and never given back.
    own
        Whether the program made it itself, so that it is not tried whether it opens.

    Raises
    ------
    Refusal
        When it is too large, hostile, damaged, classified or of an unknown kind; nothing is stored then.
    """
    name, kind, file = _judged(upload, head_text, own=own)
    if kind in PICTURES:
        file = _placeless(name, kind, file)
    key_id = ""
    if sealed:
        file.seek(0)
        key_id, data = seal_bytes(file.read(), _PLACE)
        file = io.BytesIO(data)
    sha256, size = _store(file)
    with transaction.atomic():
        kept = Attachment._base_manager.create(
            organisation_id=organisation_id,
            name=name,
            kind=kind,
            size=size,
            sha256=sha256,
            key_id=key_id,
            purpose=purpose,
        )
        record(kept, gettext_noop("上传了附件"), organisation_id=organisation_id)
    return kept


def insist_fit(upload: UploadedFile) -> None:
    """Insist that a file which is read but not kept is as harmless and unclassified as one that is.

    Raises
    ------
    Refusal
        As `keep_attachment` does.
    """
    _judged(upload, "", own=False)
    upload.seek(0)


def _judged(upload: UploadedFile, head_text: str, *, own: bool) -> tuple[str, str, BinaryIO]:
    """Return name, kind and bytes of an upload that is fit to be taken."""
    name = Path(upload.name or "").name[:200] or "未命名"
    if upload.size is not None and upload.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise Refusal(
            "files.too_large", "“%(name)s”超过 %(limit)s MB，请压缩图片或拆分后上传", name=name, limit=limit
        )
    file = cast(BinaryIO, upload.open().file)
    kind = kind_of(name, file)
    opened = "" if own else words_when_opened(name, kind, file)
    refuse_classified(name, head_text or opened or head_of(kind, file))
    return name, kind, file


def _placeless(name: str, kind: str, file: BinaryIO) -> BinaryIO:
    file.seek(0)
    try:
        return io.BytesIO(without_place(file.read(), kind))
    except ValueError:
        raise damaged(name) from None


def _store(file: BinaryIO) -> tuple[str, int]:
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := file.read(1024 * 1024):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        place = place_of(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        put_in_place(Path(temporary), place)
        keep_names(root)  # the folder may be new
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


@transaction.atomic
def discard_made(pk: int) -> None:
    """Let go of a file that the program made for one person and sealed, row and bytes; nothing when it is gone already."""
    held = Attachment._base_manager.exclude(key_id="").filter(pk=pk).first()
    if held is None:
        return
    place = place_of(held.sha256)
    record(held, gettext_noop("删除了到期的附件"), organisation_id=held.organisation_id)
    held.delete()
    # What is sealed is never the same bytes twice: nobody else's row names this place.
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def not_under(key_id: str) -> int:
    """Return how many files lie sealed under another key than this one."""
    return Attachment._base_manager.exclude(key_id__in=["", key_id]).count()


@transaction.atomic
def reseal_attachment(key_id: str) -> bool:
    """Put one sealed file under the current key; whether there was one. The file before goes when its row names the new one."""
    held = Attachment._base_manager.select_for_update().exclude(key_id__in=["", key_id]).first()
    if held is None:
        return False
    before = held.sha256
    with open_attachment(held) as plain:
        held.key_id, data = seal_bytes(plain.read(), _PLACE)
    held.sha256, held.size = _store(io.BytesIO(data))
    held.save(update_fields=["key_id", "sha256", "size"])
    if not Attachment._base_manager.filter(sha256=before).exists():
        transaction.on_commit(lambda: place_of(before).unlink(missing_ok=True))
    return True
