"""The description of the interface as an OpenAPI 3.1 document, made from the declarations of the registers."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.foundation.registers.asking import field_of, path_of
from gangmu.foundation.registers.declaration import Column, Filter, FilterKind, Register, registers
from gangmu.foundation.registers.interface.problems import CONTENT_TYPE

#: Name of a kind of data → what JSON Schema calls it.
_OF_MODEL: tuple[tuple[type, dict[str, Any]], ...] = (
    (models.BooleanField, {"type": "boolean"}), (models.ForeignKey, {"type": "integer"}), (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}), (models.DecimalField, {"type": "string", "format": "decimal"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}), (models.DateField, {"type": "string", "format": "date"}),
    (models.JSONField, {}), (models.Field, {"type": "string"}),
)  # fmt: skip
_OF_FORM: tuple[tuple[type, dict[str, Any]], ...] = (
    (forms.BooleanField, {"type": "boolean"}), (forms.FloatField, {"type": "number"}),
    (forms.DecimalField, {"type": ["number", "string"]}), (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}), (forms.DateField, {"type": "string", "format": "date"}),
    (forms.ModelMultipleChoiceField, {"type": "array", "items": {"type": "integer"}}), (forms.ModelChoiceField, {"type": "integer"}),
    (forms.MultipleChoiceField, {"type": "array", "items": {"type": "string"}}), (forms.Field, {"type": "string"}),
)  # fmt: skip


def document() -> dict[str, Any]:
    """Return the document in the reader's language: the paths of every register, what they take and give."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"problem": _problem()}
    for declared in registers():
        whole = reverse(f"registers:{declared.name}-data")
        paths[whole] = _of_rows(declared)
        paths[f"{whole}{{id}}/"] = _of_row(declared)
        schemas[declared.name] = _row(declared)
        if declared.form is not None:
            schemas[f"{declared.name}.fields"] = _fields(declared)
    return {
        "openapi": "3.1.0",
        "info": {"title": _("登记簿接口"), "version": version("gangmu"), "description": _introduction()},
        "security": [{"token": []}],
        "tags": [{"name": one.name, "description": str(one.title)} for one in registers()],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
            "responses": {"problem": _response(_("没有照办，原因见 detail"), "problem", CONTENT_TYPE)},
        },
    }


def _introduction() -> str:
    return _(
        "凭“我的账号”签发的接口令牌请求；能读能写的与令牌所属账号在页面上相同，遮盖的仍然遮盖。每页最多 500 行，取下一页时把 next 作为 after 带回。修改时带上读到的 version，他人先改了则回 409。"
    )


def _of_rows(declared: type[Register]) -> dict[str, Any]:
    operation = _operation(declared, "list", _("按页列出：%(title)s"), _response(_("一页"), _page(declared)))
    operation["parameters"] = list(_parameters(declared))
    found = {"get": operation}
    if declared.form is not None:
        made = _response(_("新增的一条"), declared.name)
        found["post"] = _operation(declared, "create", _("新增一条：%(title)s"), made, "201")
        found["post"]["requestBody"] = _body({"$ref": f"#/components/schemas/{declared.name}.fields"})
    return found


def _of_row(declared: type[Register]) -> dict[str, Any]:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    whole = _response(_("这一条"), declared.name)
    found: dict[str, Any] = {
        "parameters": [key],
        "get": _operation(declared, "read", _("读一条：%(title)s"), whole),
    }
    if declared.form is not None:
        found["patch"] = _operation(declared, "change", _("修改一条：%(title)s"), whole)
        fields: dict[str, Any] = {"$ref": f"#/components/schemas/{declared.name}.fields"}
        known = {"properties": {"version": {"type": "integer"}}, "required": ["version"]}
        found["patch"]["requestBody"] = _body({"allOf": [fields, known]} if _versioned(declared) else fields)
        gone = {"description": _("已删除")}
        found["delete"] = _operation(declared, "delete", _("删除一条：%(title)s"), gone, "204")
        words = {"type": "string", "minLength": 1, "maxLength": 300, "description": _("删除理由")}
        found["delete"]["requestBody"] = _body(
            {"type": "object", "properties": {"note": words}, "required": ["note"]}
        )
    return found


def _operation(
    declared: type[Register], act: str, words: str, right: Mapping[str, Any], status: str = "200"
) -> dict[str, Any]:
    return {
        "operationId": f"{act}_{declared.name.replace('-', '_')}",
        "tags": [declared.name],
        "summary": words % {"title": declared.title},
        "responses": {status: right, "default": {"$ref": "#/components/responses/problem"}},
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _response(
    words: str, schema: str | dict[str, Any], content_type: str = "application/json"
) -> dict[str, Any]:
    told = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    return {"description": words, "content": {content_type: {"schema": told}}}


def _problem() -> dict[str, Any]:
    words = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": words, "title": words, "status": {"type": "integer"}, "code": words, "detail": words,
            "errors": {"type": "object", "additionalProperties": {"type": "array", "items": words}},
            "version": {"type": "integer", "description": _("他人改后的版本")},
        },
    }  # fmt: skip


def _page(declared: type[Register]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["as_of", "known_at", "two_times", "rows", "next"],
        "properties": {
            "as_of": {"type": "string", "format": "date", "description": _("截至日期")},
            "known_at": {"type": "string", "format": "date-time", "description": _("按这一刻所知")},
            "two_times": {"type": "boolean", "description": _("是否可按过去某刻所知查询")},
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{declared.name}"}},
            "next": {
                "type": ["string", "null"],
                "description": _("取下一页时作为 after 带回；没有下一页时为空"),
            },
        },
    }


def _row(declared: type[Register]) -> dict[str, Any]:
    values = {field_of(column): _of_column(declared, column) for column in declared.columns}
    found: dict[str, Any] = {
        "type": "object",
        "title": str(declared.title),
        "required": ["id"],
        "properties": {
            "id": {"type": "integer"},
            "organisation": {"type": "integer", "description": _("单位")},
            "values": {"type": "object", "properties": values},
        },
    }
    if _versioned(declared):
        found["properties"]["version"] = {"type": "integer"}
    if declared.form is not None:
        found["properties"]["fields"] = {
            "type": "object",
            "description": _("可以修改的字段现在的内容；身份数据遮盖"),
        }
    return found


def _versioned(declared: type[Register]) -> bool:
    return any(field.name == "version" for field in declared.model._meta.concrete_fields)


def field_behind(declared: type[Register], column: Column) -> Any:
    """Return the field of a model that a column shows as it is; nothing where it tells in its own words."""
    model: Any = declared.model
    found = None
    if column.value is None:
        for step in column.name.split("__"):
            try:
                found = model._meta.get_field(step)
            except FieldDoesNotExist:
                return None
            model = found.related_model
    return found


def _of_column(declared: type[Register], column: Column) -> dict[str, Any]:
    field = field_behind(declared, column)
    told: dict[str, Any] = {"title": str(column.label)}
    if field is None:
        return told
    schema = dict(next(schema for kind, schema in _OF_MODEL if isinstance(field, kind)))
    if schema:
        schema["type"] = [schema["type"], "null"]
    choices = getattr(field, "flatchoices", ())
    return {**told, **schema, **_codes(choices, [None, ""])}


def _codes(choices: Iterable[tuple[Any, Any]], more: list[Any]) -> dict[str, Any]:
    """Return the codes of a list and what each means; nothing where there is no list."""
    codes = [(code, words) for code, words in choices if code not in ("", None)]
    if not codes:
        return {}
    told = "；".join(f"{code} = {words}" for code, words in codes)
    return {"enum": [*(code for code, _words in codes), *more], "description": told}


def _fields(declared: type[Register]) -> dict[str, Any]:
    made: Any = declared.form
    return {
        "type": "object",
        "title": str(declared.title),
        "properties": {name: _of_field(field) for name, field in made.base_fields.items()},
    }


def _of_field(field: forms.Field) -> dict[str, Any]:
    told: dict[str, Any] = {"title": str(field.label or "")}
    schema = dict(next(schema for kind, schema in _OF_FORM if isinstance(field, kind)))
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    schema["type"] = [*kinds, "null"]
    if field.help_text:
        told["description"] = str(field.help_text)
    if isinstance(field, forms.ModelChoiceField | forms.MultipleChoiceField):
        return {**told, **schema}
    if isinstance(field, forms.ChoiceField):
        # The choices of some forms depend on the reader; those that are codes stand in the field.
        return {**told, "type": ["string", "integer", "null"], **_codes(_listed(field), [None, ""])}
    longest = getattr(field, "max_length", None)
    return {**told, **schema, **({"maxLength": longest} if longest else {})}


def _listed(field: forms.ChoiceField) -> Iterable[tuple[Any, Any]]:
    """Return the codes of a field where they stand in its declaration; those that are asked for each reader are not told."""
    held: Any = field.choices
    told = held if isinstance(held, list) else []
    return [
        one for code, words in told for one in (words if isinstance(words, list | tuple) else [(code, words)])
    ]


def _parameters(declared: type[Register]) -> Iterable[dict[str, Any]]:
    """Yield what the list may be asked, in the order of the page."""
    for asked in declared.filters:
        yield from _of_filter(declared, asked)
    if declared.search:
        yield _parameter("q", _("搜索"), {"type": "string"})
    sortable = [field_of(column) for column in declared.columns if path_of(column)]
    orders = [word for name in sortable for word in (name, f"-{name}")]
    yield _parameter("sort", _("排序，前加减号为倒序"), {"enum": orders} if orders else {"type": "string"})
    names = {"type": "array", "items": {"enum": [field_of(column) for column in declared.columns]}}
    yield _parameter("column", _("只要这些列"), names)
    yield _parameter("as_of", _("截至日期，不填为今天"), {"type": "string", "format": "date"})
    yield _parameter("known", _("按这一天结束时所知"), {"type": "string", "format": "date"})
    yield _parameter("known_at", _("按这一刻所知，不填为现在"), {"type": "string", "format": "date-time"})
    conditions = {"type": "array", "items": {"type": "string"}}
    yield _parameter("f", _("指标数据的来历条件：字段|运算符|值"), conditions)
    yield _parameter("after", _("上一页给出的 next"), {"type": "string"})
    yield _parameter("limit", _("一页的行数"), {"type": "integer", "minimum": 1, "maximum": 500})


def _of_filter(declared: type[Register], asked: Filter) -> Iterable[dict[str, Any]]:
    if asked.kind is FilterKind.DATES:
        day = {"type": "string", "format": "date"}
        yield _parameter(f"{asked.name}_min", _("%(field)s自") % {"field": asked.label}, day)
        yield _parameter(f"{asked.name}_max", _("%(field)s至") % {"field": asked.label}, day)
        return
    schema: dict[str, Any] = {"type": "string"}
    if asked.kind is FilterKind.CHOICE and asked.choices is None:
        codes = _codes(getattr(declared.model._meta.get_field(asked.name), "flatchoices", ()), [])
        schema = {"enum": codes["enum"], "description": codes["description"]} if codes else schema
    yield _parameter(asked.name, str(asked.label), schema)


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}
