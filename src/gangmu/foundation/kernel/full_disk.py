"""A disk that is full: nobody's mistake on the page, and the administrator's to mend."""

import errno
import sqlite3

from django.utils.translation import gettext_noop

from gangmu.foundation.kernel.errors import Refusal

_FULL_FILES = frozenset({errno.ENOSPC, errno.EDQUOT})
#: What PostgreSQL calls it (class 53, insufficient resources: disk_full).
_FULL_SERVER = "53100"


class DiskFull(Refusal):
    """Nothing more can be written; what was begun was taken back."""

    def __init__(self) -> None:
        words = gettext_noop(
            "服务器磁盘已满，这一步没有写入任何内容；请联系系统管理员腾出空间后再试，已有数据不受影响"
        )
        super().__init__("kernel.disk_full", words)


def is_of_full_disk(fault: BaseException | None) -> bool:
    """Whether a fault, or one that it came from, is that a file system or a database has no room left."""
    while fault is not None:
        if (
            getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            or getattr(fault, "sqlstate", None) == _FULL_SERVER
            or (isinstance(fault, OSError) and fault.errno in _FULL_FILES)
        ):
            return True
        fault = fault.__cause__ or fault.__context__
    return False
