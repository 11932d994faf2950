"""Units from workbooks: what the template asks for comes back as lines, and the first run takes them."""

import io
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gangmu.foundation.administration.demo import build_units
from gangmu.foundation.administration.services import first_run
from gangmu.foundation.administration.units import (
    move_template,
    read_move_rows,
    read_unit_rows,
    unit_template,
)
from gangmu.foundation.documents.spreadsheets import Head, read_sheets, write_sheet
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.demonstration import Demonstration
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import count_of, tree
from gangmu.foundation.organisations.services import COLUMNS


def workbook(
    *rows: Sequence[str], titles: Sequence[str] = ("单位名称", "类别", "上级单位", "学段")
) -> io.BytesIO:
    return io.BytesIO(write_sheet([Head(title, as_text=True) for title in titles], rows, "单位"))


def test_the_template_has_every_column() -> None:
    (sheet,) = read_sheets(io.BytesIO(unit_template()), "单位.xlsx")
    assert sheet.rows[0] == list(COLUMNS.values())
    assert read_unit_rows(io.BytesIO(unit_template()), "单位.xlsx") == []
    assert read_move_rows(io.BytesIO(move_template()), "划转.xlsx") == []


def test_lines_carry_the_names_of_their_cells() -> None:
    (line,) = read_unit_rows(workbook(("城东小学", "学校", "", "小学")), "单位.xlsx")
    assert (line.word("name"), line.cell("stages"), line.word("address")) == ("城东小学", "D2", "")
    with pytest.raises(Refusal) as caught:
        read_unit_rows(workbook(titles=("甲", "乙")), "别的.xlsx")
    assert str(caught.value) == "“别的.xlsx”中没有找到“单位名称、类别”这些列，请下载模板填写"


@pytest.mark.django_db
def test_the_first_run_makes_the_tree_of_a_workbook() -> None:
    book = workbook(("城关镇", "乡镇", "", ""), ("城东小学", "学校", "城关镇", "小学"))
    bureau = first_run("云溪县教育局", "罗工", "admin", "a long passphrase", (book, "单位.xlsx"))
    assert count_of(bureau.pk, "school").value == 1
    school = Organisation.objects.get(name="城东小学")
    assert tree().names(tree().ancestors(school.pk)) == "城关镇、云溪县教育局"


@pytest.mark.django_db
def test_a_wrong_cell_stops_the_first_run_and_nothing_is_written() -> None:
    with pytest.raises(Refusal, match="表格有 1 处错误：B2 “城堡”不在可选项中，可填：教育局、科室、"):
        first_run(
            "云溪县教育局",
            "罗工",
            "admin",
            "a long passphrase",
            (workbook(("某校", "城堡", "", "")), "u.xlsx"),
        )
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_the_first_page_lists_every_wrong_cell_of_the_table_and_makes_nothing(client: Client) -> None:
    rows = [(f"第{n}校", "城堡", "", "") for n in range(12)]
    told = {
        "bureau_name": "云溪县教育局", "level": "county", "administrator_name": "罗工", "username": "admin",
        "password": "a long passphrase", "again": "a long passphrase",
        "units": SimpleUploadedFile("单位.xlsx", workbook(*rows).getvalue()),
    }  # fmt: skip
    answer = client.post("/setup/", told)
    page = answer.content.decode()
    assert answer.status_code == 422 and "表格有 12 处错误" in page
    assert all(f"<td>B{line}</td>" in page for line in range(2, 14))
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_the_units_of_the_demo_county_obey_the_rules() -> None:
    with acting_as(SystemActor("演示数据")):
        build_units(Demonstration(1))
    merged = Organisation.objects.get(name="云溪县沙河乡完全小学")
    assert not merged.is_open and merged.pk not in tree().units
