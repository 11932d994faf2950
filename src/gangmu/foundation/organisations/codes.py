"""The codes of a unit and what makes them wrong (indicators 1.3)."""

import re
import tomllib
from functools import cache
from pathlib import Path

from gangmu.foundation.kernel.errors import Refusal


@cache
def categories() -> dict[str, str]:
    """Return the categories of school codes: first two digits → name."""
    path = Path(__file__).parent / "data" / "categories.toml"
    with path.open("rb") as file:
        return dict(tomllib.load(file)["categories"])


def check_school_code(code: str) -> None:
    """Insist that a school code has ten digits and a known category.

    Raises
    ------
    Refusal
        Naming what is wrong with it.
    """
    if not re.fullmatch(r"\d{10}", code):
        raise Refusal("organisations.school_code", "学校标识码“%(code)s”应为 10 位数字", code=code)
    if code[:2] not in categories():
        raise Refusal(
            "organisations.school_category", "学校标识码“%(code)s”的前两位不是已知的学校类别", code=code
        )


def check_division_code(code: str) -> None:
    """Insist that a division code (统计用区划代码) has twelve digits."""
    if not re.fullmatch(r"\d{12}", code):
        raise Refusal("organisations.division_code", "统计用区划代码“%(code)s”应为 12 位数字", code=code)
