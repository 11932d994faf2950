"""From an empty machine to an adopted plan: first run, sign-in, upload, review by keyboard, adoption."""

import re
from pathlib import Path

import pytest

from gangmu.foundation.accounts.importing import COLUMNS as ACCOUNT_COLUMNS
from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.organisations.services import COLUMNS
from tests.journeys.conftest import PHONE, Site, picture
from tests.plugins.needs import reference_folder

pytestmark = [pytest.mark.wide, pytest.mark.browser]
PASSWORD = "qing-shan-2026-ok"
UNITS = [
    ("办公室", "科室"),
    ("基础教育科", "科室"),
    ("人事科", "科室"),
    ("实验小学", "学校"),
    ("机关幼儿园", "幼儿园"),
]


def units_workbook(folder: Path) -> Path:
    heads = [Head(title, as_text=True) for title in COLUMNS.values()]
    rows = [[{"name": name, "kind": kind}.get(field, "") for field in COLUMNS] for name, kind in UNITS]
    path = folder / "单位.xlsx"
    path.write_bytes(write_sheet(heads, rows))
    return path


def first_run(page, site: Site, folder: Path) -> None:
    page.goto(site.address + "/")
    assert "/setup/" in page.url
    page.fill("[name=bureau_name]", "青山县教育局")
    page.fill("[name=administrator_name]", "蒋管理")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.set_input_files("[name=units]", str(units_workbook(folder)))
    page.click("main button.primary")
    page.wait_for_url("**/sign-in/**")


def sign_in(page, site: Site, username: str, password: str) -> None:
    page.goto(site.address + "/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button.primary")
    page.wait_for_selector("#content")


def test_the_first_run_makes_bureau_units_and_administrator_and_is_then_gone(empty_site, new_page, tmp_path):
    page = new_page()
    first_run(page, empty_site, tmp_path)
    sign_in(page, empty_site, "admin", PASSWORD)
    picture(page, "first-start")
    answer = page.request.get(empty_site.address + "/setup/")
    assert answer.status == 404


def test_a_weak_password_and_a_wrong_cell_are_told_and_nothing_is_made(empty_site, new_page):
    page = new_page()
    page.goto(empty_site.address + "/setup/")
    for name, words in {
        "bureau_name": "青山县教育局",
        "administrator_name": "蒋",
        "username": "a",
        "password": "123",
        "again": "123",
    }.items():
        page.fill(f"[name={name}]", words)
    new_page.faults.clear()
    page.click("main button.primary")
    assert "密码" in page.inner_text("[role=alert]")
    new_page.faults[:] = [fault for fault in new_page.faults if "422" not in fault]
    assert page.request.get(empty_site.address + "/setup/").status == 200


PEOPLE = [
    ("周局长", "zhou", "青山县教育局", "局长"),
    ("陆主任", "lu", "办公室", "办公室主任"),
    ("孟科长", "meng", "基础教育科", "科室负责人"),
]


def open_accounts(admin, site: Site, folder: Path) -> dict[str, str]:
    """Import the bureau's people as its administrator; return the first password of each user name, as it is printed."""
    heads = [Head(title, as_text=True) for title in ACCOUNT_COLUMNS.values()]
    path = folder / "账号.xlsx"
    path.write_bytes(write_sheet(heads, [[*person, "", "", ""] for person in PEOPLE], "账号"))
    admin.goto(site.address + "/setup/accounts/import/")
    admin.set_input_files("main input[type=file]", str(path))
    admin.click("text=检查")
    admin.click("text=确认导入")
    admin.wait_for_selector("text=初始密码只在此页显示一次")
    rows = [row.inner_text().split("\t") for row in admin.query_selector_all("tbody tr")]
    return {username.strip(): password.strip() for _unit, _name, username, password in rows}


def first_sign_in(page, site: Site, username: str, first: str) -> None:
    """Sign in with a printed password: nothing opens before it is changed."""
    page.goto(site.address + "/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", first)
    page.click("main button.primary")
    page.wait_for_selector("[name=again]")
    page.goto(site.address + "/account/")
    assert "/password/" in page.url
    page.fill("[name=old]", first)
    page.fill("[name=new]", PASSWORD + username)
    page.fill("[name=again]", PASSWORD + username)
    page.click("main button.primary")
    page.wait_for_selector("#content")


@pytest.mark.reference
def test_from_first_start_a_real_plan_is_uploaded_reviewed_by_keyboard_and_adopted(
    empty_site, new_page, reference, tmp_path
):
    admin = new_page()
    first_run(admin, empty_site, tmp_path)
    sign_in(admin, empty_site, "admin", PASSWORD)
    passwords = open_accounts(admin, empty_site, tmp_path)
    page = new_page()
    first_sign_in(page, empty_site, "lu", passwords["lu"])
    plan = next(iter(sorted((reference_folder() / "plans").glob("004*.txt"))))
    page.goto(empty_site.address + "/plans/upload/")
    page.set_input_files("[name=file]", str(plan))
    page.click("main button.primary")
    page.wait_for_selector("#review .item")
    assert page.locator(".source .clause").count() > 200
    page.locator("#review .item").first.focus()
    page.keyboard.press("x")
    page.wait_for_selector("#review .item.confirmed")
    while page.locator("[data-not-listed]").count():
        before = page.locator("[data-not-listed]").count()
        page.locator("[data-not-listed] button").first.click()
        page.locator("[data-not-listed]").nth(before - 1).wait_for(state="detached")
    _give_every_task_a_lead(page)
    bars = page.inner_text(".bars")
    assert bars.count("100 %") == 2, bars
    picture(page, "review-real-plan")
    page.goto(re.sub(r"/$", "", page.url) + "/adopt/")
    page.fill("[name=meeting]", "局党组会第5次会议")
    page.click("main form button.primary")
    page.wait_for_selector("text=台账已经开始运行")
    picture(page, "adopted-real-plan")
    director = new_page(size=PHONE)
    first_sign_in(director, empty_site, "zhou", passwords["zhou"])
    director.goto(empty_site.address + "/r/tasks/")
    assert "办公室" in director.inner_text("table.register")


def _give_every_task_a_lead(page) -> None:
    """The first one by keyboard, the rest a section at a time."""
    item = page.locator(".item:has(.missing-owner)").first
    before = page.locator(".missing-owner").count()
    item.focus()
    page.keyboard.press("e")
    form = page.locator("[data-item-form]")
    form.wait_for()
    form.locator("[name=lead_id]").select_option(label="办公室")
    form.locator("button.primary").click()
    page.locator(".missing-owner").nth(before - 1).wait_for(state="detached")
    while page.locator(".give-lead").count():
        before = page.locator(".give-lead").count()
        form = page.locator(".give-lead").first
        form.locator("select").select_option(label="基础教育科")
        form.locator("button").click()
        page.locator(".give-lead").nth(before - 1).wait_for(state="detached")


def test_sections_answer_a_draft_on_their_phones_and_the_office_takes_it(demo_site, new_page):
    office = new_page()
    sign_in(office, demo_site, "office", "yunxi-demo-2026")
    office.goto(demo_site.address + "/plans/upload/")
    office.fill(
        "[name=text]",
        "云溪县教育局2027年工作要点\n\n一、重点工作\n1.规范办学。严格执行课程方案。\n2.关爱学生。开展家访活动。\n",
    )
    office.click("main button.primary")
    office.wait_for_selector("#review .item")
    review = office.url
    section = new_page(size=PHONE)
    sign_in(section, demo_site, "jijiao", "yunxi-demo-2026")
    section.goto(demo_site.address + "/plans/answers/")
    details = section.locator("details.panel")
    if details.count():
        details.locator("summary").first.click()
    section.locator("button[value=claim]").first.click()
    section.wait_for_selector("text=已答复")
    picture(section, "answer-phone")
    office.goto(review + "answers/")
    office.click("button[value=accept]")
    office.wait_for_selector("text=已采纳")


def test_a_figure_opens_to_its_rows_in_both_languages_and_both_lights(demo_site, new_page):
    for language, dark, size in [
        ("zh-CN", False, (1440, 900)),
        ("en", True, (1440, 900)),
        ("zh-CN", True, PHONE),
        ("en", False, PHONE),
    ]:
        page = new_page(size=size, language=language, dark=dark)
        sign_in(page, demo_site, "juzhang", "yunxi-demo-2026")
        page.goto(demo_site.address + "/r/targets/?q=信息")
        page.click("tbody a")
        page.wait_for_selector(".figure.large b")
        told = page.inner_text(".figure.large b")
        picture(page, f"figure-{language}-{'dark' if dark else 'light'}-{size[0]}")
        page.click(".figure.large a")
        page.wait_for_selector("table.register")
        assert told in page.inner_text("main")
        picture(page, f"rows-{language}-{'dark' if dark else 'light'}-{size[0]}")


def test_a_revision_shows_its_changes_before_it_is_adopted(demo_site, new_page):
    page = new_page()
    sign_in(page, demo_site, "bangongshi", "yunxi-demo-2026")
    page.goto(demo_site.address + "/plans/")
    page.click("tbody a")
    page.click("text=上传新稿")
    page.fill(
        "[name=text]",
        "云溪县教育局2026年工作要点\n\n一、扩大资源供给\n1.推进项目建设。新建城东幼儿园2所,9月底前全部开工。\n2.新的任务。开展校园阅读。\n",
    )
    page.click("main button.primary")
    page.wait_for_selector("#review .item")
    page.goto(page.url + "changes/")
    assert "新增" in page.inner_text("main")
    assert "删去" in page.inner_text("main")
    picture(page, "revision")
