"""Tables that are made to break the reader, and posts that no page sends: taken as far as they make sense, else refused in words."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.documents import spreadsheets
from gangmu.foundation.files.tests.test_hostile_uploads import far_xls, far_xlsx
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.importing.cells import cells_of, read_cell
from gangmu.foundation.registers.models import ImportRun, MappingProfile
from gangmu.foundation.registers.tests.test_imports import (
    NAME,
    TITLES,
    commit,
    counts,
    line,
    page_of,
    table,
    upload,
)
from gangmu.records.places.models import Place


@pytest.fixture
def clerk(cast):
    return cast.client("小陈")


def as_csv(*lines: list[object], end: str = "\n") -> bytes:
    return end.join(",".join(map(str, cells)) for cells in (list(TITLES), *lines)).encode()


def handed_in(clerk, name: str, data: bytes):
    return clerk.post(f"{NAME}/import/", {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_however_its_lines_end(cast, clerk, end):
    run = upload(clerk, as_csv(line(cast), line(cast, "另一课"), end=end), "报送.csv")
    assert counts(page_of(clerk, run)) == (2, 0, 0, 0)


def test_a_csv_whose_quotation_mark_nobody_closed_is_refused_in_words(cast, clerk):
    answer = handed_in(clerk, "报送.csv", as_csv(line(cast)) + b'\n"' + b"a" * 200_000)
    assert answer.status_code == 422
    assert "引号是否成对" in answer.content.decode()


def test_a_pasted_block_whose_quotation_mark_nobody_closed_is_refused_in_words(cast, clerk):
    block = '甲\t"' + "a" * 200_000
    answer = clerk.post(f"{NAME}/paste/", {"block": block})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "引号是否成对" in page and "增加 10 行" in page, "beside the grid"
    assert escape(block) in page, "what was pasted comes back"


def test_a_csv_is_no_longer_and_no_wider_than_a_workbook_may_be(cast, clerk, monkeypatch):
    answer = handed_in(clerk, "报送.csv", as_csv(line(cast)) + b"," * spreadsheets.MAX_COLUMNS)
    assert answer.status_code == 422 and "300 列" in answer.content.decode()
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 1)
    answer = handed_in(clerk, "报送.csv", as_csv(line(cast)))
    assert answer.status_code == 422 and "超过 1 行" in answer.content.decode()


@pytest.mark.parametrize(("name", "data"), [("远.xlsx", far_xlsx()), ("远.xls", far_xls())])
def test_a_workbook_with_a_cell_in_the_last_place_is_refused_before_it_is_read(clerk, name, data):
    answer = handed_in(clerk, name, data)
    assert answer.status_code == 422
    assert "异常庞大" in answer.content.decode()
    assert not ImportRun._base_manager.exists()


def test_a_sign_that_no_database_keeps_is_left_out_of_a_cell(cast, clerk):
    block = "\n".join("\t".join(map(str, cells)) for cells in (list(TITLES), line(cast, "开学\0第一课")))
    clerk.post(f"{NAME}/paste/", {"block": block})
    assert commit(clerk, ImportRun._base_manager.get()).status_code == 302
    assert PublicityItem._base_manager.get().title == "开学第一课"


def test_a_number_of_a_few_signs_that_would_fill_the_memory_is_refused():
    cells = {cell.name: cell for cell in cells_of(register_named("places"))}
    whole = replace(
        cells["longitude"], field=Place._meta.get_field("id"), kind=type(cells["longitude"].kind).WHOLE
    )
    for cell in (cells["longitude"], whole):
        with pytest.raises(Refusal) as refused:
            read_cell(cell, "1e999999999")
        assert refused.value.code == "registers.number"


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "²", "400"])
def test_a_number_of_a_column_that_is_none_is_passed_over(cast, clerk, number):
    run = upload(clerk, table([line(cast)]))
    address = f"/r/my/imports/{run.pk}/"
    told = {"act": "match", "column-title": "1", "column-medium": number, "head": "9" * 5000}
    assert clerk.post(address, told).status_code == 302
    run.refresh_from_db()
    assert run.mapping == {"title": 1}


def test_signs_that_no_database_keeps_are_left_out_of_codes_and_of_the_name_of_a_profile(cast, clerk):
    run = upload(clerk, table([line(cast)]))
    told = {f"column-{field}": column for field, column in run.mapping.items()}
    told |= {"act": "match", "head": "1", "code-level-\0": "city", "profile": "县\0报"}
    assert clerk.post(f"/r/my/imports/{run.pk}/", told).status_code == 302
    assert MappingProfile._base_manager.get().name == "县报"
    assert MappingProfile._base_manager.get().codes == {}
