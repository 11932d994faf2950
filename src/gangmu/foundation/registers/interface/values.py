"""Rows as programs read them, and what programs send as a form takes it."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.registers.asking import field_of
from gangmu.foundation.registers.declaration import Column, Register
from gangmu.foundation.registers.interface.problems import BadRequest
from gangmu.foundation.registers.services.rows import as_posted
from gangmu.foundation.sealing.sealed import Sealed


def row_as_data(declared: type[Register], row: Any, columns: Sequence[Column]) -> dict[str, Any]:
    """Return a row: its id, the version that a change must name, its unit, and the values of columns, as codes and plain numbers.

    What a column shows masked or in words of its own it tells here the same way.
    """
    found: dict[str, Any] = {"id": row.pk}
    if hasattr(row, "version"):
        found["version"] = row.version
    unit = getattr(row, f"{declared.organisation_field}_id", None)
    if unit is not None:
        found["organisation"] = unit
    found["values"] = {field_of(column): _plain(_held(column, row)) for column in columns}
    return found


def fields_as_data(declared: type[Register], row: models.Model) -> dict[str, Any]:
    """Return the fields of a row that its reader may change, as a form shows them: identity data as masks."""
    unit = getattr(row, f"{declared.organisation_field}_id", None)
    if declared.form is None or not holds(declared.edit_permission, unit):
        return {}
    form = declared.form(instance=row)
    return {
        name: _plain(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    }


def _held(column: Column, row: Any) -> Any:
    if column.value is not None:
        return column.of(row)
    value = row
    for step in column.name.split("__"):
        value = getattr(value, step, None)
    return value


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days and moments in ISO 8601, decimals as words, which lose nothing."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Sealed):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return [_plain(one) for one in value]
    return str(value)


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return the object that a request sends.

    Raises
    ------
    BadRequest
        When it is not JSON, or no object.
    """
    if request.content_type != "application/json":
        raise BadRequest("registers.not_json", "请求正文须是 JSON：Content-Type: application/json", 415)
    try:
        found = json.loads(request.body, parse_constant=_no_number)
        # What cannot be written as text cannot be kept either.
        json.dumps(found, ensure_ascii=False).encode()
    except RequestDataTooBig as error:
        raise BadRequest("registers.too_big", "请求正文过大，请分几次发送", 413) from error
    except (ValueError, RecursionError) as error:
        raise BadRequest("registers.bad_json", "请求正文不是正确的 JSON，请核对", 400) from error
    if not isinstance(found, dict):
        raise BadRequest("registers.no_object", "请求正文须是一个 JSON 对象，例如 {…}", 400)
    return found


def _no_number(words: str) -> None:
    raise ValueError(words)


def form_with(
    declared: type[Register], told: Mapping[str, Any], row: models.Model | None = None
) -> ModelForm:
    """Return the register's own form over a row with what a program tells; what it does not tell stays as it is.

    Raises
    ------
    BadRequest
        When a field is not there, or what is told of it is of another kind.
    """
    made: Any = declared.form
    blank: ModelForm = made(instance=row)
    faults = {name: fault for name, value in told.items() if (fault := _fault(blank.fields.get(name), value))}
    if faults:
        raise BadRequest("registers.fields", "有的字段不能这样填，见 errors").naming(faults)
    posted = {name: _as_page(blank.fields[name], value) for name, value in told.items()}
    form: ModelForm = made({**as_posted(blank), **posted}, instance=row)
    if not form.is_valid():
        errors = {name: [str(one) for one in held] for name, held in form.errors.items()}
        raise BadRequest("registers.wrong_row", "这一行不合要求，见 errors").naming(errors)
    return form


def _fault(field: forms.Field | None, value: Any) -> list[str]:
    """Return what is wrong with the kind of a value; the form itself looks at its content."""
    if field is None:
        return [_("没有这个字段")]
    many = _takes_many(field)
    if value is None:
        return []
    if isinstance(value, list):
        right = many and all(isinstance(one, str | int) for one in value)
    elif isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        right = isinstance(value, bool)
    else:
        right = isinstance(value, str | int | float) and not isinstance(value, bool) and not many
    return [] if right else [_("值的类型不对，见接口说明")]


def _as_page(field: forms.Field, value: Any) -> Any:
    """Return a value as a page would send it: fields of days and moments fail on what is no word."""
    if value is None:
        return [] if _takes_many(field) else ""
    return value if isinstance(value, bool | list) else str(value)


def _takes_many(field: forms.Field) -> bool:
    return isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
