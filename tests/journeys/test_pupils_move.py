"""Two exports one after the other: a school's classes go up by a proposal that the next export confirms; a transfer is read as a dated change.

The days are those of the demo county's autumn of 2026, whose classes and calendars the demo writes.
"""

from typing import Any

import pytest

from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import choose, person
from tests.journeys.tables import bring, how_many, pupil, rows_told, written

pytestmark = [pytest.mark.wide, pytest.mark.browser]
LAST_YEAR, THIS_YEAR = "2025-09-01", "2026-09-01"
CENTRE, FROM, TO = "云溪县职业教育中心", "云溪县特殊教育学校", "云溪县城东小学"
FAMILY, MOVING = "慕容", "诸葛"


def test_whole_classes_go_up_by_a_proposal_that_the_next_export_confirms(shared_site, new_page, tmp_path):
    keeper = person(new_page, shared_site, "xueji")
    first = [pupil(601 + n, FAMILY, CENTRE, "高一", 1) for n in range(6)]
    first += [pupil(611 + n, FAMILY, CENTRE, "高三", 1) for n in range(3)]
    assert bring(keeper, shared_site, "pupils", written(tmp_path / "去年.xlsx", first), LAST_YEAR)[0] == 9

    keeper.goto(shared_site.address + "/rolls/promotions/")
    choose(keeper.locator("#school"), CENTRE)
    keeper.get_by_role("button", name="查看", exact=True).click()
    keeper.get_by_role("button", name="为全校各班提出升级建议").click()
    keeper.get_by_text("已提出 2 个班的升级建议").wait_for()
    here = keeper.url
    assert line(keeper, "高一（1）班") == ["高二", "6", "6", "0", "0", "0", "0", "6", "0"]
    assert line(keeper, "高三（1）班") == ["毕业离校", "3", "0", "3", "0", "0", "0", "3", "0"]
    picture(keeper, "promotion-proposed")
    keeper.get_by_role("link", name="高一（1）班").click()
    keeper.get_by_label(f"留级 {first[5]['姓名']}").check()
    keeper.get_by_role("button", name="保存留级学生").click()
    keeper.wait_for_load_state()
    assert how_many(keeper, shared_site, f"/r/pupils/?q={FAMILY}&grade=11") == 0, "a proposal moves nobody"

    second = [{**row, "年级": "高二"} for row in first[:4]]
    second += [{**first[4], "年级": "高二", "班号": 2}, first[5], pupil(621, FAMILY, CENTRE, "高二", 1)]
    table = written(tmp_path / "今年.xlsx", second)
    assert bring(keeper, shared_site, "pupils", table, THIS_YEAR)[:3] == (1, 5, 1)
    keeper.goto(here)
    assert line(keeper, "高一（1）班") == ["高二", "6", "5", "0", "1", "5", "1", "0", "1"]
    take_off_the_rest(keeper, shared_site, "今年.xlsx", "2026-09-05")
    keeper.goto(here)
    assert line(keeper, "高三（1）班") == ["毕业离校", "3", "0", "3", "0", "3", "0", "0", "0"]
    keeper.get_by_role("link", name="高一（1）班").click()
    assert [first[4]["姓名"], "高二（1）班", "高二（2）班"] in rows_told(keeper, "section.panel table")
    address = keeper.url
    picture(keeper, "promotion-confirmed")
    for school_year, grade in ((LAST_YEAR, "高一"), (THIS_YEAR, "高二")):
        keeper.goto(f"{shared_site.address}/r/school-classes/?q={CENTRE}&as_of={school_year}")
        assert grade in keeper.inner_text("main table"), "both school years stay open"
    english = person(new_page, shared_site, "xueji", size=PHONE, language="en", dark=True)
    english.goto(address)
    assert "confirmed" in english.inner_text("main").casefold()
    picture(english, "promotion-en-phone-dark")


def test_a_transfer_is_seen_in_two_exports_and_who_is_nowhere_is_listed_after_ten_working_days(
    shared_site, new_page, tmp_path
):
    keeper = person(new_page, shared_site, "xueji")
    first = [pupil(701 + n, MOVING, FROM, "三年级", 8) for n in range(4)]
    assert bring(keeper, shared_site, "pupils", written(tmp_path / "十月.xlsx", first), "2026-10-12")[0] == 4
    arrived = written(tmp_path / "十一月转入.xlsx", [{**first[2], "学校": TO}])
    whole = written(tmp_path / "十一月.xlsx", first[:2])
    assert bring(keeper, shared_site, "pupils", arrived, "2026-11-02") == (0, 1, 0, 0)
    assert bring(keeper, shared_site, "pupils", whole, "2026-11-02") == (0, 0, 2, 0)
    moved, gone = first[2]["姓名"], first[3]["姓名"]
    take_off_the_rest(keeper, shared_site, "十一月.xlsx", "2026-11-02")

    assert changes_of(keeper, shared_site, moved) == [
        ("转入", TO, "2026-11-02"),
        ("转出", FROM, "2026-11-02"),
    ]
    assert ("转出", FROM, "2026-11-02") in changes_of(keeper, shared_site, gone)
    for day, school in (("2026-11-01", FROM), ("2026-11-02", TO)):
        keeper.goto(f"{shared_site.address}/r/enrolments/?q={moved}&as_of={day}")
        assert school in keeper.inner_text("main table"), "a transfer holds from its day on"
    keeper.goto(shared_site.address + "/r/roll-changes/")
    keeper.get_by_role("link", name="超期未办结").click()
    late = keeper.locator("tr", has_text=gone)
    assert "2026-11-16" in late.inner_text(), "ten working days after 2 November"
    assert keeper.locator("tr", has_text=moved).count() == 0
    picture(keeper, "transfers-overdue")
    late.get_by_role("link", name=gone).click()
    keeper.get_by_role("link", name="填写去向").click()
    keeper.fill("[name=note]", "转往外省务工地小学，已函告对方")
    keeper.get_by_role("button", name="保存").click()
    keeper.get_by_text("已保存").wait_for()
    phone = person(new_page, shared_site, "xueji", size=PHONE)
    phone.goto(shared_site.address + "/rolls/changes/overdue/")
    assert phone.get_by_text(gone).count() == 0
    picture(phone, "transfers-overdue-phone")


def line(page: Any, name: str) -> list[str]:
    """Return the cells of a class that goes up, after its name."""
    return next(cells[1:] for cells in rows_told(page, "main table") if cells[0] == name)


def take_off_the_rest(page: Any, site: Site, table: str, day: str) -> None:
    """Say that a table is the whole roll of its schools: who is not in it is taken off."""
    page.goto(site.address + "/rolls/exports/")
    page.get_by_role("link", name=table, exact=True).first.click()
    page.fill("[name=day]", day)
    page.locator("main form button").last.click()
    page.get_by_text("已移出").wait_for()


def changes_of(page: Any, site: Site, name: str) -> list[tuple[str, str, str]]:
    """Return a pupil's changes as the register of changes lists them: what, school, day; sorted."""
    page.goto(f"{site.address}/r/roll-changes/?q={name}")
    heads = [head.strip() for head in page.locator("main table thead th").all_inner_texts()]
    rows = [dict(zip(heads, cells, strict=False)) for cells in rows_told(page, "main table")]
    return sorted((row["异动"], row["学校"], row["异动日期"]) for row in rows)
