"""Names of persons as they are kept: blanks that only spread a Chinese name over a column are no part of it."""

import re
from typing import Any

from django.db import models

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Blanks, also full-width ones, with a Han character on both sides.
_SPREAD = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


def name_as_kept(words: str) -> str:
    """Return a name without blanks around it or between Han characters; the blanks and dots of other names stay.

    >>> name_as_kept(" 李　伟 "), name_as_kept("阿里木江·买买提"), name_as_kept("Anna Li")
    ('李伟', '阿里木江·买买提', 'Anna Li')
    """
    return _SPREAD.sub("", words.strip())


class NameField(models.CharField):
    """The name of a person: typed, imported or sent by a program, it is kept in one way, so that it is found and compared."""

    def to_python(self, value: Any) -> Any:
        """Return the name as it is kept."""
        told = super().to_python(value)
        return name_as_kept(told) if isinstance(told, str) else told

    def deconstruct(self) -> Any:
        """Tell the migration what the column needs: it is one of words."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
