"""What a reader of English gets of every register: its new form, its grid for pasting and its page of explanation tell no Chinese."""

import re

import pytest
from django.urls import reverse

from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.registers.declaration import Register, registers
from tests.cast import PERSONS, Cast
from tests.every.walking import may

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[^<>\n]*[\u4e00-\u9fff][^<>\n]*")
#: A language calls itself by its own name.
OTHER_LANGUAGE = "中文"
#: What stands in Chinese by intent: the titles under which a table brings a column.
DATA = re.compile(r'(?s)<(\w+)[^>]* lang="zh[^"]*"[^>]*>.*?</\1>')
#: What a new row begins with is a value of the row.
FILLED = re.compile(r'(?<=<input )([^>]*?)value="[^"]*"')
PAGES = {"new": "edit_permission", "paste": "edit_permission", "about": "view_permission"}


def who_may(permission: str) -> str:
    """Return somebody of the cast who holds a permission."""
    return next(name for name in PERSONS if may(name, permission))


def is_there(declared: type[Register], page: str) -> bool:
    """Whether a register has the page."""
    return {"new": bool(declared.form), "paste": declared.importer is not None, "about": True}[page]


def chinese_in(page: str) -> list[str]:
    """Return what a page tells in Chinese beyond names of units and persons."""
    page = FILLED.sub("", DATA.sub("", page))
    named = [*Organisation.objects.values_list("name", flat=True), *PERSONS, OTHER_LANGUAGE]
    for name in sorted(named, key=len, reverse=True):
        page = page.replace(name, "")
    return HAN.findall(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_reader_of_english_meets_no_chinese_on_what_a_register_says_of_itself(
    page: str, cast: Cast
) -> None:
    told: dict[str, list[str]] = {}
    for declared in registers():
        if not is_there(declared, page):
            continue
        client = cast.client(who_may(getattr(declared, PAGES[page])))
        client.cookies["django_language"] = "en"
        answer = client.get(reverse(f"registers:{declared.name}-{page}"))
        assert answer.status_code == 200, declared.name
        if found := chinese_in(answer.content.decode()):
            told[declared.name] = found
    assert not told, "\n".join(sorted({words for found in told.values() for words in found}))
