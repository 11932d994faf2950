"""What the life-long number of a pupil must look like. Pure, no rows."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: The life-long number has 19 places (indicators 1.3 [V]); what its letter means is not settled there, so any letter is taken.
ROLL_NUMBER = re.compile(r"[A-Z]\d{17}[\dX]")


def check_roll_number(number: str) -> None:
    """Insist on the shape of a life-long number.

    Raises
    ------
    ValidationError
        When it has another.
    """
    if not ROLL_NUMBER.fullmatch(number):
        raise ValidationError(_("学籍号应为 19 位：1 位字母加 18 位号码"), "rolls.roll_number")
