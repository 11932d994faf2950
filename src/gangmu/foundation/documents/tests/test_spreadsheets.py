"""Tables that would fill the memory are refused before all of them is held."""

import io
import tracemalloc

import pytest
import xlsxwriter

from gangmu.foundation.documents import spreadsheets
from gangmu.foundation.documents.spreadsheets import cells_in, read_sheets
from gangmu.foundation.kernel.errors import Refusal

MEGABYTE = 2**20


def refusal_of(data: bytes, name: str) -> str:
    with pytest.raises(Refusal) as refused:
        read_sheets(io.BytesIO(data), name)
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\n" * 2_000_000, "documents.too_many_rows"),
        (b"," * 4_000_000, "documents.too_many_columns"),
        ((b"," * 2000 + b'"\n",') * 2000, "documents.too_many_columns"),
    ],
)
def test_a_csv_of_blanks_is_refused_before_all_of_it_is_held(data, code):
    tracemalloc.start()
    try:
        assert refusal_of(data, "空.csv") == code
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 45 * MEGABYTE


def test_a_csv_is_refused_that_has_more_cells_than_are_held_at_once(monkeypatch):
    monkeypatch.setattr(spreadsheets, "PLACES", 6)
    assert len(cells_in("甲,乙,丙\n1,2,3", "表.csv")) == 2
    assert refusal_of("甲,乙,丙\n1,2,3\n4".encode(), "表.csv") == "documents.too_many_cells"


def test_signs_inside_of_words_part_no_cells():
    words = "，,".join("甲" for _each in range(spreadsheets.MAX_COLUMNS + 100))
    assert cells_in(f'"{words}",乙', "表.csv") == [[words, "乙"]]


def test_sheets_are_refused_that_are_too_large_together_before_the_last_is_laid_out(monkeypatch):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for title in ("一", "二"):
            book.add_worksheet(title).write_row(1, 0, ["甲", "乙", "丙"])
    monkeypatch.setattr(spreadsheets, "PLACES", 12)
    assert [sheet.name for sheet in read_sheets(io.BytesIO(target.getvalue()), "表.xlsx")] == ["一", "二"]
    monkeypatch.setattr(spreadsheets, "PLACES", 11)
    assert refusal_of(target.getvalue(), "表.xlsx") == "documents.too_many_cells"
