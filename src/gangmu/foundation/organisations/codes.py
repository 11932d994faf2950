"""The codes of a unit and what makes them wrong (indicators 1.3)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import (
    CLASS_OF_DETAIL,
    Kind,
    Level,
    Ownership,
    Stage,
    UrbanRural,
    UrbanRuralDetail,
)

#: Category of the codes of kindergartens.
KINDERGARTEN_CATEGORY = "11"


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes with where it comes from; mark V is verified, R is to be checked wherever it is shown."""

    names: Mapping[str, str]
    source: str
    mark: str


def _read(name: str) -> dict[str, Any]:
    with (Path(__file__).parent / "data" / name).open("rb") as file:
        return tomllib.load(file)


@cache
def categories() -> CodeList:
    """Return the categories of school codes: first two digits → name."""
    told = _read("categories.toml")
    return CodeList(told["categories"], told["source"], told["mark"])


@cache
def running_types() -> CodeList:
    """Return the types of schools (办学类型): three digits → name."""
    told = _read("running_types.toml")
    names = dict(told["types"])
    for span in told["ranges"]:
        names.update({str(code): span["name"] for code in range(span["first"], span["last"] + 1)})
    return CodeList(names, told["source"], told["mark"])


def check_school_code(code: str) -> None:
    """Insist that a school code has ten digits (category, province, serial) and a known category.

    Raises
    ------
    Refusal
        Naming what is wrong with it.
    """
    if not re.fullmatch(r"[0-9]{10}", code):
        raise Refusal("organisations.school_code", "学校标识码“%(code)s”应为 10 位数字", code=code)
    if code[:2] not in categories().names:
        raise Refusal(
            "organisations.school_category", "学校标识码“%(code)s”的前两位不是已知的学校类别", code=code
        )


def check_division_code(code: str) -> None:
    """Insist that a division code (统计用区划代码) has twelve digits."""
    if not re.fullmatch(r"[0-9]{12}", code):
        raise Refusal("organisations.division_code", "统计用区划代码“%(code)s”应为 12 位数字", code=code)


def check_running_type(code: str) -> None:
    """Insist that a type of school has three digits; the list is to be checked, so an unknown code is no fault."""
    if not re.fullmatch(r"[0-9]{3}", code):
        raise Refusal("organisations.running_type", "办学类型代码“%(code)s”应为 3 位数字", code=code)


def faults_of(state: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """Yield what is wrong with a state taken by itself: the field, and the refusal that tells it."""
    if not str(state.get("name") or "").strip():
        yield "name", Refusal("organisations.no_name", "没有填写单位名称")
    yield from _faults_of_words(state)
    yield from _faults_of_codes(state)
    yield from faults_of_site(state)


def _faults_of_words(state: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    known = {
        "kind": Kind, "level": Level, "ownership": Ownership, "urban_rural": UrbanRural, "urban_rural_detail": UrbanRuralDetail,
    }  # fmt: skip
    for field, choices in known.items():
        word = state.get(field) or ""
        if (word or field == "kind") and word not in choices.values:
            yield field, Refusal("organisations.unknown_word", "“%(word)s”不在可选项中", word=word)
    for stage in state.get("stages") or ():
        if stage not in Stage.values:
            yield "stages", Refusal("organisations.unknown_word", "“%(word)s”不在可选项中", word=stage)
    if state.get("level") and state.get("kind") != Kind.BUREAU:
        yield "level", Refusal("organisations.level", "只有教育局分市级和县级")
    detail = state.get("urban_rural_detail") or ""
    held = CLASS_OF_DETAIL[UrbanRuralDetail(detail)] if detail in UrbanRuralDetail.values else None
    if held is not None and (state.get("urban_rural") or held) != held:
        yield (
            "urban_rural_detail",
            Refusal(
                "organisations.urban_rural",
                "“%(detail)s”属于“%(held)s”，与所填城乡分类不一致",
                detail=str(UrbanRuralDetail(detail).label),
                held=str(held.label),
            ),
        )


def _faults_of_codes(state: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    checks = {
        "school_code": check_school_code, "division_code": check_division_code, "running_type": check_running_type,
    }  # fmt: skip
    wrong = False
    for field, check in checks.items():
        if state.get(field):
            try:
                check(str(state[field]))
            except Refusal as refusal:
                wrong = True
                yield field, refusal
    code = state.get("school_code") or ""
    is_kindergarten = state.get("kind") == Kind.KINDERGARTEN
    if code and not wrong and is_kindergarten != code.startswith(KINDERGARTEN_CATEGORY):
        yield (
            "school_code",
            Refusal(
                "organisations.category_differs",
                "学校标识码“%(code)s”的类别是“%(category)s”，与单位类别不一致",
                code=code,
                category=categories().names[code[:2]],
            ),
        )


def faults_of_site(state: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """Yield what is wrong with the longitude and latitude of something, by field: out of range, or one without the other."""
    for field, most in (("longitude", 180), ("latitude", 90)):
        value = state.get(field)
        if value is not None and not -most <= value <= most:
            yield (
                field,
                Refusal(
                    "organisations.coordinate", "坐标 %(value)s 超出范围（±%(most)s）", value=value, most=most
                ),
            )
    if (state.get("longitude") is None) != (state.get("latitude") is None):
        yield "longitude", Refusal("organisations.half_coordinate", "经度和纬度应同时填写")
