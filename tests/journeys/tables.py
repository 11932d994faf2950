"""Tables that clerks of the demo county bring: pupils who are nobody, workbooks made and read, the steps of an import."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from gangmu.foundation.sealing.citizen_id import check_sign
from tests.journeys.conftest import Site

#: A division that does not exist, apart from that of the demo's own pupils.
DIVISION = "339999"
GIVEN = "安博晨达恩帆光海嘉凯乐明宁鹏清然思涛文熙雅泽"


def citizen(serial: int, born: str = "20160315") -> str:
    """Return a number that is nobody's, with its check sign; an odd serial is a boy's."""
    digits = f"{DIVISION}{born}{serial:03}"
    return digits + check_sign(digits)


def pupil(serial: int, family: str, school: str, grade: str, number: int, **more: Any) -> dict[str, Any]:
    """Return a row of an export of the roll: title of the column → content."""
    given = GIVEN[serial // len(GIVEN) % len(GIVEN)] + GIVEN[serial % len(GIVEN)]
    identity = citizen(serial)
    return {
        "学校": school, "学籍号": f"G{identity}", "姓名": f"{family}{given}", "身份证件号": identity, "年级": grade, "班号": number, **more,
    }  # fmt: skip


def written(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Write rows as a workbook of one sheet whose titles are those of the rows."""
    book = openpyxl.Workbook()
    titles = list(dict.fromkeys(title for row in rows for title in row))
    book.active.append(titles)
    for row in rows:
        book.active.append([row.get(title, "") for title in titles])
    book.save(path)
    return path


def read(data: bytes) -> list[dict[str, Any]]:
    """Return the rows of a workbook's first sheet by the titles in its first line."""
    lines = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def downloaded(page: Any, name: str) -> bytes:
    """Press a link that downloads; return the file."""
    with page.expect_download() as taken:
        page.get_by_role("link", name=name).click()
    return Path(taken.value.path()).read_bytes()


def checked(page: Any, site: Site, register: str, path: Path, told_on: str = "") -> tuple[int, int, int, int]:
    """Hand a table in and let it be checked; return how many rows are new, changed, untouched, wrong."""
    page.goto(f"{site.address}/r/{register}/import/")
    page.set_input_files("[name=file]", str(path))
    if told_on:
        page.fill("[name=told_on]", told_on)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name="检查", exact=True).click()
    page.wait_for_selector("#import-counts")
    return counts(page)


def counts(page: Any) -> tuple[int, int, int, int]:
    """Return the four numbers that the page of an import shows."""
    told = [int(re.sub(r"\D", "", words)) for words in page.locator(".counts b").all_inner_texts()]
    return told[0], told[1], told[2], told[3]


def entered(page: Any, button: str = "全部入库") -> tuple[int, int, int, int]:
    """Let what was checked be written; return how many rows are new, changed, untouched, returned."""
    page.get_by_role("button", name=button).click()
    page.wait_for_selector("text=再导入一个文件")
    return counts(page)


def bring(page: Any, site: Site, register: str, path: Path, told_on: str = "") -> tuple[int, int, int, int]:
    """Import a table without fault."""
    told = checked(page, site, register, path, told_on)
    assert not told[3], page.inner_text("#faults")
    return entered(page, "全部入库" if told[0] or told[1] else "完成")


def how_many(page: Any, site: Site, address: str) -> int:
    """Return how many rows a list tells."""
    page.goto(site.address + address)
    told = re.search(r"共 ([\d,]+) 条|([\d,]+) rows?", page.inner_text("main"))
    return int((told[1] or told[2]).replace(",", "")) if told else 0


def rows_told(page: Any, selector: str) -> list[list[str]]:
    """Return the cells of a table's body as they are read."""
    return [
        [cell.strip() for cell in row.locator("td, th").all_inner_texts()]
        for row in page.locator(f"{selector} tbody tr").all()
    ]
