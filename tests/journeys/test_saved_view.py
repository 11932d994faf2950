"""A section clerk's saved view goes out as Excel and comes back unchanged."""

import pytest

from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import choose, person
from tests.journeys.tables import checked, counts, downloaded, entered, how_many, read

pytestmark = [pytest.mark.wide, pytest.mark.browser]
VIEW, PUPILS = "全县小学毕业班", "城东五年级"
SCHOOL = "云溪县城东小学"


def test_a_saved_view_is_exported_and_comes_back_unchanged(shared_site, new_page, tmp_path):
    clerk = person(new_page, shared_site, "xueji")
    assert how_many(clerk, shared_site, "/r/school-classes/?stage=PRI&grade=6&sort=-pupils") > 3
    clerk.get_by_text("视图 ▾").click()
    clerk.fill("#view-name", VIEW)
    clerk.get_by_role("button", name="保存当前列表为视图").click()
    clerk.get_by_text(f"视图“{VIEW}”已保存").wait_for()
    clerk.goto(shared_site.address + "/r/school-classes/")
    clerk.locator("nav.tabs").get_by_role("link", name=VIEW).click()
    clerk.wait_for_selector("nav.tabs [aria-current]")
    opened = clerk.url
    clerk.get_by_text("视图 ▾").click()
    clerk.get_by_role("link", name="管理我的视图").click()
    clerk.locator("main table").get_by_role("link", name=VIEW).click()
    assert clerk.url == opened
    picture(clerk, "saved-view")
    table = tmp_path / "视图.xlsx"
    table.write_bytes(downloaded(clerk, "导出 Excel"))
    rows = read(table.read_bytes())
    assert {row["年级"] for row in rows} == {"六年级"}
    assert checked(clerk, shared_site, "school-classes", table) == (0, 0, len(rows), 0)
    assert entered(clerk, "完成") == (0, 0, len(rows), 0)

    count = how_many(clerk, shared_site, "/r/pupils/?grade=5")
    choose(clerk.locator("main form [name=organisation]"), SCHOOL)
    clerk.get_by_role("button", name="筛选").click()
    clerk.wait_for_url("**organisation=*")
    clerk.get_by_text("视图 ▾").click()
    clerk.fill("#view-name", PUPILS)
    clerk.get_by_role("button", name="保存当前列表为视图").click()
    clerk.get_by_text(f"视图“{PUPILS}”已保存").wait_for()
    clerk.get_by_role("link", name="导入", exact=True).click()
    whole = tmp_path / "名册.xlsx"
    whole.write_bytes(downloaded(clerk, "带列表中各行的模板"))
    clerk.set_input_files("[name=file]", str(whole))
    clerk.get_by_role("button", name="上传并检查").click()
    clerk.get_by_role("button", name="检查", exact=True).click()
    clerk.wait_for_selector("#import-counts")
    created, changed, untouched, wrong = counts(clerk)
    assert (created, changed, wrong) == (0, 0, 0)
    assert 0 < untouched < count
    phone = person(new_page, shared_site, "xueji", size=PHONE, language="en", dark=True)
    phone.goto(shared_site.address + "/r/school-classes/")
    phone.locator("nav.tabs").get_by_role("link", name=VIEW).click()
    picture(phone, "saved-view-en-phone-dark")
