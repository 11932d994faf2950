"""A table of pupils with forty kinds of error: told by cell, taken as a workbook, repaired, and brought in clean; nothing half written."""

from typing import Any

import pytest

from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import person
from tests.journeys.tables import (
    checked,
    downloaded,
    entered,
    how_many,
    pupil,
    read,
    rows_told,
    written,
)

pytestmark = [pytest.mark.wide, pytest.mark.browser]
OWN, OTHER = "云溪县实验小学", "云溪县城东小学"
FAMILY = "欧阳"
Rows = list[dict[str, Any]]
LIST = f"/r/pupils/?q={FAMILY}"
#: Serial numbers of the pupils: of the wrong rows from here on, of right ones, of one whom another school has.
FIRST, RIGHT, OF_OTHERS = 101, 301, 401
#: Column, what stands in it (some of it is made by `spoilt`), what is told of it.
ERRORS: tuple[tuple[str, Any, str], ...] = (
    ("身份证件号", "check sign", "与校验码相符"),
    ("身份证件号", 339999201603151000, "Excel 已把长号码变成数字"),
    ("身份证件号", "3.39999E+17", "Excel 已把长号码变成数字"),
    ("身份证件号", "339999160315101", "应为 18 位"),
    ("学籍号", "", "必填"),
    ("学籍号", "2026届12号", "学籍号应为 19 位"),
    ("学籍号", "G339999********1019", "不能遮盖"),
    ("学籍号", 3399992016031519, "Excel 已把长号码变成数字"),
    ("学籍号", "twice", "重复"),
    ("学籍号", "elsewhere", "范围以外的单位"),
    ("学校", "", "必填"),
    ("学校", "云溪县第九十九小学", "没有“云溪县第九十九小学”这个单位"),
    ("学校", OTHER, "不在您的范围内"),
    ("学校", "2199000001", "没有“2199000001”这个单位"),
    ("学校", "基础教育科", "不在您的范围内"),
    ("姓名", "", "必填"),
    ("姓名", "阳" * 61, "60"),
    ("年级", "", "必填"),
    ("年级", "十三年级", "“十三年级”不在代码表中"),
    ("班号", "三年级2班", "不是数字"),
    ("班号", 1.5, "应为整数"),
    ("班号", -1, "不能小于 0"),
    ("班号", 99999, "班号应为 1 至 999 的整数"),
    ("证件类型", "学生证", "“学生证”不在代码表中"),
    ("性别", "不详", "“不详”不在代码表中"),
    ("性别", "other sex", "性别与身份证件号不符"),
    ("出生日期", "2015年春", "不是日期，请写成"),
    ("出生日期", "2015-02-30", "没有 2015-02-30 这一天"),
    ("出生日期", "2016-03-16", "出生日期与身份证件号中的"),
    ("出生日期", "2099-01-01", "出生日期"),
    ("户籍", "农业户口", "“农业户口”不在代码表中"),
    ("家庭住址", "溪" * 201, "200"),
    ("监护人关系", "叔叔", "“叔叔”不在代码表中"),
    ("监护人电话", "没有电话", "7 至 15 位数字"),
    ("监护人电话", "12345", "7 至 15 位数字"),
    ("学籍状态", "在校", "“在校”不在代码表中"),
    ("寄宿", "周末回家", "应为 是 或 否"),
    ("留守儿童", "待核实", "应为 是 或 否"),
    ("残疾学生", "轻度", "应为 是 或 否"),
    ("就读状态起始日期", "开学那天", "不是日期，请写成"),
)


def test_a_table_with_forty_kinds_of_error_is_told_by_cell_repaired_and_brought_in_clean(
    shared_site, new_page, tmp_path
):
    assert len(ERRORS) == len(set(ERRORS)) == 40
    keeper, school = person(new_page, shared_site, "xueji"), person(new_page, shared_site, "xuexiao")
    theirs = pupil(OF_OTHERS, "司徒", OTHER, "四年级", 1)
    assert checked(keeper, shared_site, "pupils", written(tmp_path / "城东.xlsx", [theirs]))[3] == 0
    entered(keeper)

    table, before = tmp_path / "学籍表.xlsx", how_many(school, shared_site, "/r/pupils/")
    right = [pupil(RIGHT + n, FAMILY, OWN, "四年级", 9) for n in range(5)]
    wrong = [spoilt(n, title, told) for n, (title, told, _words) in enumerate(ERRORS)]
    meant = [*right, *(sound(n) for n in range(len(ERRORS)))]
    written(table, [*right, *wrong])
    assert checked(school, shared_site, "pupils", table) == (4, 0, 0, 41), (
        "a number twice is told at both its rows"
    )
    assert school.get_by_role("button", name="全部入库").count() == 0, "a census is brought in whole or not"
    told = {place: (column, words) for place, column, words in rows_told(school, "#faults")}
    titles = list(wrong[0])
    for n, (title, _content, words) in enumerate(ERRORS):
        place = f"{chr(ord('A') + titles.index(title))}{n + 2 + len(right)}"
        assert told[place][0] == title
        assert words in told[place][1], (title, place, told[place])
    picture(school, "forty-errors")
    address = school.url
    look_at_it_elsewhere(new_page, shared_site, address)
    assert how_many(school, shared_site, LIST) == 0, "a check writes nothing"

    school.goto(address)
    half, left = repaired(downloaded(school, "下载错误行"), meant, but_last=3)
    assert checked(school, shared_site, "pupils", written(tmp_path / "改了一半.xlsx", half)) == (38, 0, 0, 3)
    address = school.url
    assert how_many(school, shared_site, "/r/pupils/") == before, "nothing is half written"
    school.goto(address)
    rest, _none = repaired(downloaded(school, "下载错误行"), [*half[:38], *left])
    whole = written(tmp_path / "改好.xlsx", [*half[:38], *rest, *right[1:]])
    assert checked(school, shared_site, "pupils", whole) == (45, 0, 0, 0)
    picture(school, "forty-errors-repaired")
    assert entered(school) == (45, 0, 0, 0)
    assert how_many(school, shared_site, LIST) == 45
    assert how_many(school, shared_site, "/r/pupils/") == before + 45
    assert checked(school, shared_site, "pupils", whole) == (0, 0, 45, 0)
    assert "与登记册完全一致" in school.inner_text("main")


def sound(n: int) -> dict[str, Any]:
    """The row of an error as it should be, every column filled."""
    return pupil(
        FIRST + 2 * n, FAMILY, OWN, "四年级", 9, 证件类型="居民身份证", 性别="男", 出生日期="2016-03-15", 户籍="本县户籍", 家庭住址="溪滨路1号",
        监护人="欧阳父", 监护人关系="父亲", 监护人电话="19900001234", 学籍状态="在读", 寄宿="否", 留守儿童="否", 残疾学生="否",
        就读状态起始日期="2026-10-08",
    )  # fmt: skip


def spoilt(n: int, title: str, content: Any) -> dict[str, Any]:
    """The row of an error with one cell that is wrong; what depends on other cells or rows is made here."""
    row = sound(n)
    made = {
        "check sign": row["身份证件号"][:-1] + ("1" if row["身份证件号"][-1] != "1" else "2"),
        "twice": pupil(RIGHT, "", OWN, "", 1)["学籍号"],
        "elsewhere": pupil(OF_OTHERS, "", OTHER, "", 1)["学籍号"],
        "other sex": "女",
    }  # fmt: skip
    row[title] = made.get(content, content) if isinstance(content, str) else content
    if title == "出生日期" and content == "2099-01-01":
        row["身份证件号"] = ""
    return row


def repaired(data: bytes, meant: Rows, but_last: int = 0) -> tuple[Rows, Rows]:
    """Repair the workbook of wrong rows as a clerk does who has the papers beside it: each row by its line in the table that was sent.

    Returns the rows, the last of them as they came, and how those should be.
    """
    rows = read(data)
    assert all(row["错误说明"] for row in rows), "each row says what is wrong with it"
    good = [meant[row["原行号"] - 2] for row in rows]
    keep = len(rows) - but_last
    as_they_came = [{t: row[t] for t in row if t not in ("原行号", "错误说明")} for row in rows[keep:]]
    return [*good[:keep], *as_they_came], good[keep:]


def look_at_it_elsewhere(new_page: Any, site: Site, address: str) -> None:
    """Keep pictures of the same page on a telephone, in the dark and in English; the sentences are told in the reader's language."""
    phone = person(new_page, site, "xuexiao", size=PHONE, dark=True)
    phone.goto(address)
    picture(phone, "forty-errors-phone-dark")
    english = person(new_page, site, "xuexiao", language="en")
    english.goto(address)
    assert "check sign" in english.inner_text("#faults")
    picture(english, "forty-errors-en")
