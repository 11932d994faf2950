"""An auditor asks who looked at a pupil: somebody opened the numbers for a reason, and the auditor finds it in pages."""

import pytest

from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import person
from tests.journeys.tables import bring, citizen, how_many, pupil, written

pytestmark = [pytest.mark.wide, pytest.mark.browser]
REASON = "家长来校核对学籍号，持户口簿"
OWN, MASK = "云溪县实验小学", "********"


def test_an_auditor_finds_who_opened_a_pupils_numbers_and_why(shared_site, new_page, tmp_path):
    school = person(new_page, shared_site, "xuexiao")
    assert how_many(school, shared_site, "/r/pupils/?grade=2") > 10
    name = school.locator("main table tbody a").first.inner_text()
    school.locator("main table tbody a").first.click()
    school.wait_for_selector("text=查看完整信息")
    if school.get_by_role("link", name="整页打开").count():
        school.get_by_role("link", name="整页打开").click()
    assert MASK in school.inner_text("main"), "numbers are masked until a reason is given"
    record = school.url
    school.get_by_role("link", name="查看完整信息").click()
    picture(school, "reveal")
    school.get_by_role("button", name="查看", exact=True).click()
    assert MASK not in school.inner_text("main")
    assert school.locator("dl.facts").count() == 0, "without a reason nothing is opened"
    school.fill("[name=reason]", REASON)
    school.get_by_role("button", name="查看", exact=True).click()
    school.wait_for_selector("dl.facts")
    number = school.locator("dt", has_text="学籍号").locator("+ dd").inner_text()
    assert len(number) == 19
    assert MASK not in school.inner_text("dl.facts")
    picture(school, "reveal-opened")
    school.goto(shared_site.address + "/r/pupils/")
    school.get_by_role("link", name="按号码查找").click()
    school.fill("[name=number]", number)
    school.get_by_role("button", name="查找").click()
    school.wait_for_selector(f"main table >> text={name}")
    assert number not in school.url, "a number stands in no address"
    twice = [{**pupil(801, "上官", OWN, "二年级", 1), "学籍号": f"{letter}{citizen(801)}"} for letter in "GL"]
    assert bring(school, shared_site, "pupils", written(tmp_path / "两处.xlsx", twice))[0] == 2
    school.goto(shared_site.address + "/r/pupils/")
    school.get_by_role("link", name="疑似重复").click()
    assert school.locator("section.panel", has_text=twice[0]["姓名"]).locator("tbody tr").count() == 2
    picture(school, "duplicates")

    auditor = person(new_page, shared_site, "shenji")
    auditor.goto(record)
    assert auditor.get_by_role("link", name="查看完整信息").count() == 0
    auditor.get_by_role("link", name="谁查阅过").click()
    told = auditor.inner_text("ol.history")
    assert REASON in told
    assert "韩梅" in told
    assert "更改" not in told, "looking changes nothing"
    assert number not in auditor.inner_text("main")
    picture(auditor, "who-looked")
    english = person(new_page, shared_site, "shenji", language="en", size=PHONE, dark=True)
    english.goto(auditor.url)
    assert "Who looked" in english.inner_text("h1")
    picture(english, "who-looked-en-phone-dark")
    school.goto(auditor.url)
    assert school.locator("ol.history").count() == 0, "who looked is the auditor's to ask"
    new_page.faults[:] = [fault for fault in new_page.faults if "403" not in fault]
