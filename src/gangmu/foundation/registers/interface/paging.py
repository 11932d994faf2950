"""Rows a page at a time, each page begun after the last row of the one before: pages stay whole while rows come and go.

Where a page ended is told as a closed word: it holds values by which rows are sorted, and some of these are shown masked.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.crypto import salted_hmac

from gangmu.foundation.registers.interface.problems import BadRequest


@dataclass(frozen=True, slots=True)
class Key:
    """A path by which rows are sorted; rows without a value stand last."""

    path: str
    falls: bool
    nullable: bool

    def order(self) -> Any:
        """Return how the database is asked for this order; plainly where it can be, so that an index serves."""
        if self.nullable:
            held = F(self.path)
            return held.desc(nulls_last=True) if self.falls else held.asc(nulls_last=True)
        return f"-{self.path}" if self.falls else self.path

    def at(self, value: Any) -> Q:
        """Return the condition of the rows with a value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def beyond(self, value: Any) -> Q | None:
        """Return the condition of the rows behind a value; nothing stands behind none."""
        if value is None:
            return None
        behind = Q(**{f"{self.path}__{'lt' if self.falls else 'gt'}": value})
        return behind | Q(**{f"{self.path}__isnull": True}) if self.nullable else behind


def keys_of(rows: QuerySet[Any]) -> list[Key]:
    """Return by what rows are sorted, down to the key that parts any two of them."""
    keys: dict[str, Key] = {}
    for word in (*rows.query.order_by, "pk"):
        path, nullable = _column(rows.model, str(word).lstrip("-"))
        keys.setdefault(path, Key(path, str(word).startswith("-"), nullable))
        if path == "pk":
            break
    return list(keys.values())


def _column(model: Any, path: str) -> tuple[str, bool]:
    """Return a path as that of a column, and whether a row may have nothing there."""
    if path in ("pk", model._meta.pk.name):
        return "pk", False
    nullable, target = False, model
    for step in path.split("__"):
        try:
            field = target._meta.get_field(step)
        except FieldDoesNotExist:
            return path, True
        nullable, target = nullable or bool(getattr(field, "null", True)), field.related_model
    relation = target is not None and not path.endswith("_id")
    return (f"{path}_id" if relation else path), nullable


def page_of(rows: QuerySet[Any], after: str, size: int, about: str) -> tuple[list[Model], str]:
    """Return the rows behind a mark, as many as asked, and the mark behind them; no mark when there are no more.

    Parameters
    ----------
    about
        The question that is asked: a mark of another question is refused.

    Raises
    ------
    BadRequest
        When the mark is none of ours, or belongs to another question.
    """
    keys = keys_of(rows)
    asked = json.dumps([about, [key.path for key in keys], [key.falls for key in keys]])
    ordered = rows.order_by(*(key.order() for key in keys))
    if after:
        try:
            ordered = ordered.filter(_behind(keys, _opened(after, asked)))
        except (ValueError, TypeError, ValidationError) as error:
            raise _not_ours() from error
    found = list(ordered[: size + 1])
    if len(found) <= size:
        return found, ""
    last = rows.order_by().filter(pk=found[size - 1].pk).values_list(*(key.path for key in keys)).first()
    return found[:size], _closed(list(last or ()), asked)


def _behind(keys: list[Key], values: list[Any]) -> Q:
    """Return the condition of the rows behind one: behind by the first key, or level by it and behind by the next."""
    behind, level = Q(pk__in=()), Q()
    for key, value in zip(keys, values, strict=True):
        further = key.beyond(value)
        if further is not None:
            behind |= level & further
        level &= key.at(value)
    if keys[0].path != "pk" and not keys[0].nullable:
        # Follows from the rest, and lets an index begin there.
        behind &= Q(**{f"{keys[0].path}__{'lte' if keys[0].falls else 'gte'}": values[0]})
    return behind


def _box() -> Fernet:
    digest = salted_hmac("gangmu.registers.page", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _closed(values: list[Any], asked: str) -> str:
    told = json.dumps([asked, values], default=_written, ensure_ascii=False)
    return _box().encrypt(told.encode()).decode()


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _opened(after: str, asked: str) -> list[Any]:
    try:
        of, values = json.loads(_box().decrypt(after.encode()))
    except (InvalidToken, ValueError) as error:
        raise _not_ours() from error
    if of != asked:
        raise _not_ours()
    return list(values)


def _not_ours() -> BadRequest:
    return BadRequest(
        "registers.after", "参数 after 须是上一页给出的 next，且筛选和排序不变，请从第一页重新取"
    )
