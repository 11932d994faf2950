"""Grades and classes in tables as schools write them."""

import pytest

from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.cells import cells_of, read_cell


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("grade", "3年级", "3"), ("grade", "１０年级", "10"), ("grade", "高中一年级", "10"), ("grade", "高三年级", "12"), ("grade", "七年级", "7"),
        ("class_number", "三班", 3), ("class_number", "（3）班", 3), ("class_number", "第12班", 12), ("class_number", "二十班", 20),
        ("class_number", "十一", 11), ("class_number", "03", 3), ("class_number", 3, 3),
    ],
)  # fmt: skip
def test_grades_and_classes_are_read_as_schools_write_them(name, words, value):
    cell = next(c for c in cells_of(register_named("pupils")) if c.name == name)
    assert read_cell(cell, words) == value


@pytest.mark.parametrize(
    ("name", "words"), [("grade", "初一"), ("class_number", "三年级2班"), ("class_number", "班")]
)
def test_a_grade_that_two_counties_count_otherwise_and_a_class_with_its_grade_are_refused(name, words):
    cell = next(c for c in cells_of(register_named("pupils")) if c.name == name)
    with pytest.raises(Refusal):
        read_cell(cell, words)
