"""The workbook of wrong rows says in a sentence what is wrong in which column."""

import io

import openpyxl
import pytest

from gangmu.foundation.documents.spreadsheets_forms import write_wrong_rows


@pytest.mark.parametrize(
    ("title", "fault", "told"),
    [
        ("就读学校*", "必填，不能为空", "就读学校：必填，不能为空"),
        ("身份证件号", "身份证件号不对：应为 18 位", "身份证件号不对：应为 18 位"),
        ("班号", "不能小于 0", "班号：不能小于 0"),
    ],
)
def test_a_fault_names_its_column_once_and_without_its_star(title, fault, told):
    book = openpyxl.load_workbook(
        io.BytesIO(write_wrong_rows([title], [(2, ["错"])], {(2, 0): fault}, "错误行"))
    )
    assert book.active.cell(2, 3).value == told
