"""A table that is refused: told beside the form in which it was handed in, with what was chosen kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.kernel import clock
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.registers.tests.test_imports import line, table

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.xlsx", b""), ("空.csv", b""), ("照片.xlsx", PNG), ("文件.pdf", b"%PDF-1.7\n"), ("表.xlsx", b"no table")],
)  # fmt: skip
def test_what_is_no_table_is_told_beside_the_file(cast, name, data):
    told = {"file": SimpleUploadedFile(name, data), "told_on": "2026-03-05"}
    page = cast.client("小郑").post("/r/pupils/import/", told)
    words = page.content.decode()
    assert page.status_code == 422
    assert "未能完成" not in words
    assert 'id="file_error"' in words
    assert name.partition(".")[0] in page.context["fault"] or "空" in page.context["fault"]
    assert 'value="2026-03-05"' in words
    assert not ImportRun._base_manager.exists()


def test_a_day_to_come_is_told_beside_the_day(cast):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    told = {
        "file": SimpleUploadedFile("名册.csv", "姓名,年级\n李明,五年级\n".encode()),
        "told_on": tomorrow,
    }
    page = cast.client("小郑").post("/r/pupils/import/", told)
    words = page.content.decode()
    assert page.status_code == 422
    assert f'value="{tomorrow}"' in words
    assert 'id="file_error"' not in words
    assert "数据日期不能晚于今天" in words


def test_one_column_for_two_fields_is_told_above_the_columns_as_they_were_chosen(cast):
    clerk = cast.client("小陈")
    clerk.post("/r/publicity/import/", {"file": SimpleUploadedFile("报送.xlsx", table([line(cast)]))})
    run = ImportRun._base_manager.get()
    chosen = {f"column-{field}": column for field, column in run.mapping.items()}
    twice = {**chosen, "column-medium": chosen["column-title"], "blank_clears": "on", "profile": "县报", "key-title": "on", "head": "1"}  # fmt: skip
    page = clerk.post(f"/r/my/imports/{run.pk}/", {"act": "match", **twice})
    words = page.content.decode()
    assert page.status_code == 422
    assert "未能完成" not in words
    assert "列不能同时对应“标题”和“媒体”" in words
    shown = {cell.name: column for cell, column, _key, _codes in page.context["cells"]}
    assert shown["medium"] == shown["title"] == run.mapping["title"]
    assert 'name="blank_clears" checked' in words
    assert 'value="县报"' in words
    assert [cell.name for cell, _column, is_key, _codes in page.context["cells"] if is_key] == ["title"]
    run.refresh_from_db()
    assert run.mapping["medium"] != run.mapping["title"]
    assert clerk.post(f"/r/my/imports/{run.pk}/", {"act": "match", **chosen}).status_code == 302
