"""What is read at a part of the cost is read as it would be in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.cells import CellKind, cells_of, clear_reader, read_cell

CONTENTS = st.one_of(
    st.text(max_size=24),
    st.text("0123456789XGx-*＊０ \u200b\u3000eE+.", max_size=24),
    st.text("张王李伟芳·欧阳 ｋ", max_size=8),
    st.from_regex(r"G\d{17}[\dX]|1[3-9]\d{9}|\d{2}[eE]\d{2}", fullmatch=True),
    st.integers(),
    st.floats(),
    st.none(),
)


def readers():
    found = [(cell, clear_reader(cell)) for cell in cells_of(register_named("pupils"))]
    return {cell.name: (cell, clear) for cell, clear in found if clear is not None}


@given(CONTENTS)
def test_a_clear_cell_is_read_as_any_other(content):
    for cell, clear in readers().values():
        told = clear(content)
        if told is not None:
            full = read_cell(cell, content)
            assert (type(told), told) == (type(full), full)


def test_clear_are_names_and_numbers_and_nothing_else():
    known = readers()
    assert {"name", "roll_number", "id_number", "guardian_phone", "guardian"} <= known.keys()
    assert all(cell.kind is CellKind.TEXT for cell, _clear in known.values())
    assert known["name"][1]("张伟") == "张伟"
    assert known["roll_number"][1]("G" + "1" * 18).opened() == "G" + "1" * 18


@pytest.mark.parametrize(
    ("name", "content"), [("roll_number", "G12"), ("guardian_phone", "12"), ("name", "李" * 61)]
)
def test_what_is_wrong_is_left_to_the_full_reading_and_its_words(name, content):
    cell, clear = readers()[name]
    assert clear(content) is None
    with pytest.raises(Refusal):
        read_cell(cell, content)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单国栋", "danguodong dgd"),
        ("重庆", "chongqing cq"),
        ("银行", "yinhang yh"),
        ("王行一", "wangxingyi wxy"),
    ],
)
def test_a_character_of_a_phrase_sounds_as_in_the_phrase(name, key):
    assert pinyin_key(name) == key
