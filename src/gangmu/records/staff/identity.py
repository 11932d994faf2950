"""What the numbers of staff must look like, and what must agree in a row. Pure, no rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel.errors import Refusal
from gangmu.records.staff.choices import GRADES, Category, Title

#: Cards and passbooks alike: passbooks have no check digit, so only the shape is asked for.
ACCOUNT = re.compile(r"\d{8,30}")


def check_account(number: str) -> None:
    """Insist on the shape of a bank account.

    Raises
    ------
    ValidationError
        When it has another.
    """
    if not ACCOUNT.fullmatch(number):
        raise ValidationError(_("银行账号应为 8 至 30 位数字"), "staff.account")


def a_teacher_has_a_stage(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """Teachers are counted by the stage that they teach (balanced_development 2.1.3 [V])."""
    if row["category"] == Category.TEACHER and not row["stage"]:
        yield "stage", Refusal("staff.stage", "专任教师须填写任教学段，各学段的师生比按它计算")


def title_and_grade_agree(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """A post grade belongs to a title: 1–4 正高, 5–7 副高, 8–10 中级, 11–13 初级 (teachers 5.9 [V])."""
    grade, title = row["post_grade"], row["title"]
    if not grade:
        return
    if not 1 <= grade <= 13:
        yield "post_grade", Refusal("staff.grade", "岗位等级应为 1 至 13")
    elif title and grade not in GRADES[Title(title)]:
        yield (
            "post_grade",
            Refusal("staff.grade_of_title", "岗位等级与职称不符：正高 1—4、副高 5—7、中级 8—10、初级 11—13"),
        )
