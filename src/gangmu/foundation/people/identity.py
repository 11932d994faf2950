"""What the numbers of a person must look like, and what stands in them. Pure, no rows."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.people.choices import IdKind, Sex
from gangmu.foundation.sealing.citizen_id import FEMALE, MALE, told_by
from gangmu.foundation.sealing.sealed import Sealed

PHONE = re.compile(r"\d{7,15}")
_SEXES = {MALE: Sex.MALE, FEMALE: Sex.FEMALE}


def check_phone(number: str) -> None:
    """Insist on the shape of a telephone number.

    Raises
    ------
    ValidationError
        When it has another.
    """
    if not PHONE.fullmatch(number.removeprefix("+")):
        raise ValidationError(_("电话号码应为 7 至 15 位数字"), "people.phone")


def read_of_id(number: str) -> tuple[date | None, Sex | None]:
    """Return the day of birth and the sex that stand in a citizen's number; nothing for a number that is none."""
    told = told_by(number)
    return (told[0], _SEXES[told[1]]) if told else (None, None)


def told_by_id(held: object, id_kind: str) -> tuple[date | None, Sex | None]:
    """Return the day of birth and the sex that stand in a number as a row holds it; nothing for a masked one or another document's."""
    known = isinstance(held, Sealed) and id_kind == IdKind.CITIZEN
    return read_of_id(held.opened()) if known else (None, None)  # type: ignore[attr-defined]


def id_and_person_agree(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """A citizen's number has its check sign, and tells the day of birth and the sex that the row tells."""
    held = row["id_number"]
    if not held or row["id_kind"] != IdKind.CITIZEN:
        return
    number = held.opened() if isinstance(held, Sealed) else str(held)
    told = told_by(number)
    if told is None:
        yield (
            "id_number",
            Refusal("people.id_number", "身份证件号不对：应为 18 位，且与校验码相符，请对照证件核对"),
        )
        return
    birth, sex = told[0], _SEXES[told[1]]
    if row["birth_date"] and row["birth_date"] != birth:
        yield "birth_date", Refusal("people.birth_date", "出生日期与身份证件号中的 %(day)s 不符", day=birth)
    if row["sex"] and row["sex"] != sex:
        yield "sex", Refusal("people.sex", "性别与身份证件号不符")


def is_born(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """Nobody is on a roll before the day of birth."""
    if row["birth_date"] and row["birth_date"] > clock.today():
        yield "birth_date", Refusal("people.not_born", "出生日期晚于今天，请核对")


def masked_name(name: str) -> str:
    """Return a name of which the family name alone is shown.

    >>> masked_name("欧阳明")
    '欧**'
    """
    return name[:1] + "*" * (len(name) - 1)
