"""The review screen by keyboard alone: merge, split, add, remove, undo; and by touch on a phone."""

import pytest

from gangmu.foundation.kernel import clock
from tests.journeys.conftest import PHONE, picture
from tests.journeys.county import person, read_plan

pytestmark = [pytest.mark.wide, pytest.mark.browser]
PLAN = """云溪县教育局{year}年工作要点

一、重点工作
1.规范校外供餐。完善准入和退出机制。(责任科室:基础教育科)
2.建设数字资源库。汇集优质课例。开展教师培训。(责任科室:基础教育科)
3.推进校园足球。组织校际联赛。(责任科室:基础教育科)
"""
#: Select a stretch of the source as a mouse does, or put the caret at its beginning.
SELECT = """([words, caret]) => {
  for (const clause of document.querySelectorAll("#review .clause")) {
    const at = clause.textContent.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(clause.firstChild, at);
    range.setEnd(clause.firstChild, caret ? at : at + words.length);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return;
  }
  throw new Error("not in the source: " + words);
}"""


def upload(new_page, site, ahead, **more):
    page = person(new_page, site, "bangongshi", **more)
    page.goto(site.address + "/plans/upload/")
    read_plan(page, PLAN.format(year=clock.today().year + ahead))
    return page


def names(page, kind="task"):
    return [one.inner_text() for one in page.query_selector_all(f"#review .item.{kind} .item-name")]


def press(page, key, done):
    """Press a key and wait until the screen shows what it did."""
    page.keyboard.press(key)
    page.wait_for_function(done)
    page.wait_for_selector("#review:not(.busy)")


def tasks(count):
    return f"() => document.querySelectorAll('#review .item.task').length === {count}"


def test_merge_split_add_remove_and_undo_by_keys(shared_site, new_page):
    page = upload(new_page, shared_site, 6)
    before = names(page)
    assert len(before) == 3

    page.locator("#review .item.task").first.focus()
    press(page, "m", tasks(2))
    assert names(page)[0] == before[0]
    assert "合并了条目" in page.inner_text("[data-undo]")
    press(page, "u", tasks(3))
    assert names(page) == before

    page.evaluate(SELECT, ["开展教师培训", True])
    page.locator("#review .item.task").nth(1).evaluate("item => item.focus()")
    page.evaluate(SELECT, ["开展教师培训", True])
    press(page, "s", tasks(4))
    assert names(page)[2].startswith("开展教师培训")
    press(page, "u", tasks(3))

    page.evaluate(SELECT, ["组织校际联赛", False])
    press(page, "a", tasks(4))
    assert "组织校际联赛" in names(page)
    picture(page, "review-by-keys")

    page.locator("#review .item.task", has_text="组织校际联赛").focus()
    press(page, "d", tasks(3))
    press(page, "u", tasks(4))
    press(page, "u", tasks(3))
    assert names(page) == before


def test_a_key_held_down_removes_one_item_alone(shared_site, new_page):
    page = upload(new_page, shared_site, 7)
    page.locator("#review .item.task").first.focus()
    for _time in range(6):
        page.keyboard.down("d")
    page.keyboard.up("d")
    page.wait_for_function(tasks(2))
    page.wait_for_timeout(1500)
    assert len(names(page)) == 2


#: Presses a key in the very moment in which the screen shows a confirmed item: nobody is faster.
AT_ONCE = """(key) => {
  window.stayed = true;
  new MutationObserver((_changes, watching) => {
    if (!document.querySelector("#review .item.confirmed")) return;
    watching.disconnect();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }).observe(document.querySelector("#review"), { childList: true });
}"""


def test_a_key_pressed_in_the_moment_of_an_answer_acts_on_what_is_there_now(shared_site, new_page):
    page = upload(new_page, shared_site, 11)
    left = page.locator("[data-not-listed]").count()
    page.locator("#review .item.task").first.focus()
    page.evaluate(AT_ONCE, "n")
    page.keyboard.press("x")
    page.wait_for_function(f"() => document.querySelectorAll('[data-not-listed]').length === {left - 1}")
    assert page.evaluate("window.stayed")


def test_a_form_that_a_script_sends_is_sent_without_it_too(shared_site, new_page):
    page = upload(new_page, shared_site, 12)
    left = page.locator("[data-not-listed]").count()
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('[data-not-listed]'))")
    page.wait_for_function(f"() => document.querySelectorAll('[data-not-listed]').length === {left - 1}")
    assert "csrf" not in page.url


def test_on_a_phone_items_come_first_and_a_selection_has_buttons(shared_site, new_page):
    page = upload(new_page, shared_site, 8, size=PHONE)
    assert page.locator(".reading").is_visible() and not page.locator(".source").is_visible()
    assert not page.locator(".keys").is_visible()
    page.locator("#review .item.task .show-source").first.click()
    assert page.locator(".source").is_visible() and not page.locator(".reading").is_visible()
    page.evaluate(SELECT, ["组织校际联赛", False])
    page.locator(".selection-bar [data-select=a]").click()
    page.wait_for_function(tasks(4))
    page.locator(".panes [data-pane=reading]").click()
    page.locator("[data-undo] button").click()
    page.wait_for_function(tasks(3))
    picture(page, "review-on-a-phone")


def test_a_stale_screen_is_told_and_shows_what_is_there_now(shared_site, new_page):
    first = upload(new_page, shared_site, 9)
    second = person(new_page, shared_site, "bangongshi")
    second.goto(first.url)
    first.locator("#review .item.task").first.focus()
    press(first, "d", tasks(2))
    second.locator("#review .item.task").first.focus()
    second.keyboard.press("d")
    second.wait_for_selector("#messages .notice.error")
    assert "已被移除" in second.inner_text("#messages")
    second.wait_for_function(tasks(2))
    second.locator("#review .item.task").first.focus()
    press(first, "x", "() => document.querySelector('#review .item.confirmed') !== null")
    second.keyboard.press("d")
    second.wait_for_selector("#messages :text('已被他人修改')")
    second.wait_for_selector("#review .item.confirmed")
    assert len(names(second)) == 2
    new_page.faults[:] = [fault for fault in new_page.faults if "404" not in fault and "409" not in fault]


def edit(page, number, name):
    """Open an item's form by key and type another name into it; leave it open."""
    page.locator("#review .item.task").nth(number).focus()
    page.keyboard.press("e")
    form = page.locator("#review .item.task").nth(number).locator("[data-item-form]")
    form.wait_for()
    form.locator("[name=name]").fill(name)
    return form


def test_two_people_in_one_item_both_keep_what_they_typed(shared_site, new_page):
    first = upload(new_page, shared_site, 10)
    second = person(new_page, shared_site, "office")
    second.goto(first.url)
    mine, beside = edit(first, 0, "规范供餐（甲）"), edit(first, 1, "建资源库（甲）")
    theirs = edit(second, 0, "规范供餐（乙）")
    theirs.locator("[name=due_on]").fill(f"{clock.today().year + 10}-07-15")
    theirs.locator("button.primary").click()
    second.wait_for_selector("#review .item.confirmed")

    mine.locator("button.primary").click()
    first.wait_for_selector("[data-overtaken]")
    told = first.inner_text("[data-overtaken]")
    assert "规范供餐（乙）\t规范供餐（甲）" in told and "07-15" in told
    picture(first, "review-late-form")
    mine.locator("button.primary").click()
    first.wait_for_selector("#review .item.confirmed")
    assert names(first)[0] == "规范供餐（甲）"
    assert "07-15" in first.locator("#review .item.task").first.inner_text()
    assert beside.locator("[name=name]").input_value() == "建资源库（甲）"

    second.reload()
    second.locator("#review .item.task").nth(1).focus()
    press(second, "d", tasks(2))
    beside.locator("button.primary").click()
    first.wait_for_selector("#messages .notice.error")
    assert "您填的内容还在表中" in first.inner_text("#messages")
    assert beside.locator("[name=name]").input_value() == "建资源库（甲）"
    new_page.faults[:] = [fault for fault in new_page.faults if "404" not in fault and "409" not in fault]


def test_the_tables_of_a_plan_stand_within_a_phone(shared_site, new_page):
    page = person(new_page, shared_site, "bangongshi", size=PHONE)
    page.goto(shared_site.address + "/plans/")
    page.locator("tbody tr", has_text="已采用").locator("a").last.click()
    page.wait_for_selector(".table-wrap")
    wide = page.evaluate(
        "[...document.querySelectorAll('.table-wrap')].filter((one) => one.scrollWidth > one.clientWidth).length"
    )
    assert wide == 0
    picture(page, "plan-on-a-phone")


def test_after_the_button_of_a_section_the_keys_go_on_in_it(shared_site, new_page):
    page = person(new_page, shared_site, "bangongshi")
    page.goto(shared_site.address + "/plans/upload/")
    read_plan(page, PLAN.format(year=clock.today().year + 13).replace("组织校际联赛", "9月底前交付使用"))
    buttons = page.locator("[data-not-listed] button")
    left = buttons.count()
    buttons.last.focus()
    page.keyboard.press("Enter")
    page.locator("[data-not-listed]").nth(left - 1).wait_for(state="detached")
    page.wait_for_selector("#review .item:focus")
    assert "校园足球" in page.locator("#review .item:focus").inner_text()
