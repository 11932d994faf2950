"""A list without a mouse and on a phone: rows are walked, opened at the side and left again, menus stay on the page, names are found by sound."""

import pytest

from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import person

pytestmark = [pytest.mark.wide, pytest.mark.browser]
FOCUSED_ROW = "[...document.querySelectorAll('tr[data-row]')].indexOf(document.activeElement)"
OUTLINED = "[...document.activeElement.cells].map((cell) => getComputedStyle(cell).boxShadow !== 'none')"
SCHOOL = "云溪县城东小学"


def test_a_row_is_walked_to_opened_at_the_side_and_left_again_by_keys(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    clerk.goto(shared_site.address + "/r/pupils/")
    clerk.keyboard.press("/")
    assert clerk.evaluate("document.activeElement.name") == "q"
    assert clerk.evaluate("document.activeElement.value") == "", "the stroke itself is not what is searched"
    for register in ("staff", "pupils"):
        clerk.goto(f"{shared_site.address}/r/{register}/")
        for _ in range(3):
            clerk.keyboard.press("j")
        assert clerk.evaluate(FOCUSED_ROW) == 2
        outlined = clerk.evaluate(OUTLINED)
        assert len(outlined) > 3 and all(outlined), "the cells that stay in place are outlined too"
        picture(clerk, f"row-by-key-{register}")

    name = clerk.evaluate("document.activeElement.cells[0].textContent").strip()
    clerk.keyboard.press("Enter")
    dialog = clerk.get_by_role("dialog", name=name)
    dialog.wait_for()
    assert clerk.evaluate("document.activeElement.id") == "drawer"
    for _ in range(3):
        clerk.keyboard.press("Tab")
        assert clerk.evaluate("document.activeElement.closest('#drawer') !== null")
    picture(clerk, "row-at-the-side-by-key")
    clerk.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert clerk.evaluate(FOCUSED_ROW) == 2
    clerk.keyboard.press("Enter")
    dialog.wait_for()
    clerk.keyboard.press("j")
    assert clerk.evaluate(FOCUSED_ROW) == 3, "the keys go on from the row that is open"


def test_a_form_that_is_sent_back_goes_to_the_first_thing_that_is_wrong(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    clerk.goto(shared_site.address + "/r/pupils/")
    clerk.goto(
        shared_site.address + clerk.locator("table.register tbody a").first.get_attribute("href") + "edit/"
    )
    clerk.fill("[name=class_number]", "77")
    clerk.click("main form button.primary")
    clerk.get_by_text("请选更正还是变化").wait_for()
    assert clerk.evaluate("document.activeElement.name") == "telling"
    new_page.faults[:] = [fault for fault in new_page.faults if "422" not in fault]


def test_cells_that_are_refused_come_back_in_the_grid(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    clerk.goto(shared_site.address + "/r/pupils/paste/")
    cells = clerk.locator("[data-grid] tbody input")
    cells.first.fill("机密★10年")
    cells.nth(2).fill('引"号')
    clerk.get_by_role("button", name="检查").click()
    clerk.get_by_text("标有“机密”").wait_for()
    assert (cells.first.input_value(), cells.nth(2).input_value()) == ("机密★10年", '引"号')
    new_page.faults[:] = [fault for fault in new_page.faults if "422" not in fault]


def test_the_menus_of_a_list_lie_within_the_page_of_a_phone(shared_site, new_page):
    phone = person(new_page, shared_site, "xueji", size=PHONE)
    width, height = PHONE
    phone.goto(shared_site.address + "/r/pupils/")
    for menu, button in (("视图 ▾", "保存当前列表为视图"), ("列 ▾", "只看这些列")):
        phone.get_by_text(menu).click()
        sent = phone.get_by_role("button", name=button)
        sent.scroll_into_view_if_needed()
        box = sent.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= height
        assert phone.evaluate("document.documentElement.scrollWidth") == width
        picture(phone, f"menu-on-a-phone-{button}")
        phone.get_by_text(menu).click()


@pytest.mark.parametrize(("language", "none"), [("zh-CN", "没有找到"), ("en", "Nothing found")])
def test_a_picker_finds_a_unit_by_its_sound_and_says_so_when_it_finds_none(
    shared_site, new_page, language, none
):
    clerk = person(new_page, shared_site, "xueji", language=language)
    clerk.goto(shared_site.address + "/r/pupils/rounds/")
    asked, offered = clerk.locator(".ts-control input").last, clerk.locator(".ts-dropdown").last
    asked.click()
    for words in ("chengdong", "cdxx", "城东"):
        asked.fill(words)
        offered.locator(".option").nth(4).wait_for(state="detached")
        offered.locator(".option", has_text=SCHOOL).wait_for()
    asked.fill("zzzz")
    offered.get_by_text(none).wait_for()
