"""One search for everything: `/` from any page, what is found unfolds while it is typed, arrows and Enter open it; on a phone it is a page."""

import pytest

from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import person

pytestmark = [pytest.mark.wide, pytest.mark.browser]
SCHOOL = "云溪县城东小学"


def test_a_unit_is_typed_by_its_sound_walked_to_by_arrows_and_opened(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    clerk.goto(shared_site.address + "/")
    clerk.keyboard.press("/")
    clerk.keyboard.type("chengdongxiaoxue")
    found = clerk.locator("#found")
    found.get_by_role("link", name=SCHOOL).first.wait_for()
    picture(clerk, "search-typed")

    clerk.keyboard.press("Escape")
    found.wait_for(state="hidden")
    clerk.keyboard.press("/")
    clerk.locator(".seek input").fill("cdxx")
    found.get_by_role("link", name=SCHOOL).first.wait_for()
    clerk.keyboard.press("ArrowDown")
    assert SCHOOL in clerk.evaluate("document.activeElement.textContent")
    clerk.keyboard.press("ArrowUp")
    assert clerk.evaluate("document.activeElement.name") == "q"
    clerk.keyboard.press("ArrowDown")
    clerk.keyboard.press("Enter")
    clerk.get_by_role("heading", name=SCHOOL, level=1).wait_for()


def test_what_unfolded_folds_away_when_the_box_is_emptied_or_left(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    clerk.goto(shared_site.address + "/")
    box, found = clerk.locator(".seek input"), clerk.locator("#found")
    box.fill("城东")
    found.get_by_role("link", name=SCHOOL).first.wait_for()
    box.fill("")
    found.wait_for(state="hidden")
    box.fill("城东")
    found.get_by_role("link", name=SCHOOL).first.wait_for()
    clerk.locator("h1").click()
    found.wait_for(state="hidden")
    box.fill("无此")
    found.get_by_text("没有找到“无此”").wait_for()


def test_a_phone_has_a_page_for_it_in_the_language_of_the_reader(shared_site, new_page):
    phone = person(new_page, shared_site, "xueji", size=PHONE, language="en")
    phone.goto(shared_site.address + "/")
    phone.get_by_role("link", name="Search").click()
    phone.get_by_text("One search for everything").wait_for()
    phone.locator("main input[name=q]").fill("chengdong")
    phone.keyboard.press("Enter")
    phone.locator("main").get_by_role("link", name=SCHOOL).first.wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    picture(phone, "search-on-a-phone")


def test_a_number_of_a_person_is_never_sent_in_an_address(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    sent: list[str] = []
    clerk.on("request", lambda request: sent.append(request.url))
    for number in ("11010520150101002X", "110105 20150101", "138-1234-5678"):
        clerk.goto(shared_site.address + "/")
        clerk.locator(".seek input").click()
        for piece in (number[:9], number[9:]):
            clerk.keyboard.type(piece)
            clerk.wait_for_timeout(400)
        clerk.locator("#found").get_by_text("按号码查找").wait_for()
        clerk.keyboard.press("Enter")
        clerk.goto(shared_site.address + "/search/")
        clerk.locator("main input[name=q]").fill(number)
        clerk.keyboard.press("Enter")
        clerk.wait_for_timeout(300)
    assert not [address for address in sent if "1101" in address or "138" in address]
    clerk.locator("main input[name=q]").fill("城东")
    clerk.keyboard.press("Enter")
    clerk.locator("main").get_by_role("link", name=SCHOOL).first.wait_for()


def test_letters_that_are_still_being_composed_are_not_searched(shared_site, new_page):
    clerk = person(new_page, shared_site, "xueji")
    clerk.goto(shared_site.address + "/")
    sent: list[str] = []
    clerk.on("request", lambda request: sent.append(request.post_data or ""))
    clerk.locator(".seek input").click()
    typing = clerk.context.new_cdp_session(clerk)
    typing.send("Input.imeSetComposition", {"text": "cheng'd", "selectionStart": 7, "selectionEnd": 7})
    clerk.wait_for_timeout(500)
    assert not [data for data in sent if "cheng" in data]
    typing.send("Input.insertText", {"text": "城东"})
    clerk.locator("#found").get_by_role("link", name=SCHOOL).first.wait_for()
