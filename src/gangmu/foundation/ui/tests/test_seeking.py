"""The search over everything: pages by word and by sound, only what the reader may see, calm about any question."""

import pytest
from lxml import html
from tests.searched import part_of, searched

from gangmu.foundation.ui import seeking, views
from gangmu.foundation.ui.seeking import Group, Hit


@pytest.mark.parametrize("asked", ["督办文书", "督办", "duban", "dbws", "DBWS", "ｄｂｗｓ"])
def test_a_page_of_the_rail_is_found_by_its_words_its_sound_and_its_initials(cast, asked):
    assert "督办文书" in searched(cast.client("小陈"), asked)["页面"]


def test_a_page_that_the_reader_may_not_open_is_not_found(cast):
    assert "页面" not in searched(cast.client("褚老师"), "督办文书")


def test_every_word_of_a_question_has_to_be_there(cast):
    assert "页面" not in searched(cast.client("小陈"), "督办 月球")


def test_while_somebody_types_a_fragment_comes_and_a_link_of_it_opens_what_it_names(cast):
    client = cast.client("小陈")
    answer = client.post("/search/", {"q": "督办文书"}, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert "<html" not in told
    (link,) = {a.get("href") for a in html.fromstring(told).xpath("//a[span[text()='督办文书']]")}
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "​"])
def test_a_question_without_words_teaches_on_the_page_and_stays_silent_while_typing(cast, asked):
    client = cast.client("小陈")
    assert "一处查遍" in client.get("/search/", {"q": asked}).content.decode()
    fragment = client.post("/search/", {"q": asked}, headers={"HX-Request": "true"}).content.decode()
    assert not fragment.strip()


@pytest.mark.parametrize("asked", ["%", "_", "'; --", "<b>x</b>", "甲" * 5000, "\\"])
def test_a_strange_question_is_answered_as_any_other(cast, asked):
    answer = cast.client("小陈").get("/search/", {"q": asked})
    assert answer.status_code == 200
    assert "没有找到" in answer.content.decode()
    assert "<b>x</b>" not in answer.content.decode()


def test_what_could_not_be_looked_through_in_time_says_so_and_leads_on(cast, monkeypatch):
    group = Group("慢", (), "/r/tasks/?q=x", late=True)
    monkeypatch.setitem(seeking._sources, "slow", (1, lambda words, most: [group]))
    part = part_of(cast.client("小陈"), "无此", "慢")
    assert "没能及时查完" in part.text_content()
    assert part.xpath(".//a/@href") == ["/r/tasks/?q=x"]


def test_sources_stand_in_their_order(cast, monkeypatch):
    for key, order in (("b", 2), ("a", 1)):
        group = Group(key, (Hit(key, "", "/"),))
        monkeypatch.setitem(seeking._sources, key, (order, lambda words, most, group=group: [group]))
    assert list(searched(cast.client("小陈"), "无此")) == ["a", "b"]


def test_pages_are_found_in_chinese_and_by_sound_whatever_language_the_reader_has(cast):
    client = cast.client("小陈")
    client.post("/language/", {"language": "en", "next": "/"})
    (english,) = searched(client, "dbws")["Pages"]
    assert english.isascii()
    assert searched(client, english)["Pages"] == searched(client, "督办文书")["Pages"] == [english]


def test_more_pages_than_stand_under_the_box_lead_to_all_of_them(cast):
    client = cast.client("小陈")
    told = client.post("/search/", {"q": "s"}, headers={"HX-Request": "true"}).content.decode()
    (part,) = html.fromstring(told).xpath("//section[@aria-label='页面']")
    assert len(part.xpath(".//li")) == 5
    assert part.xpath("./p/a/@href") == ["/search/?q=s"]
    assert len(searched(client, "s")["页面"]) > 5


def test_the_page_of_what_was_found_never_leads_to_itself(cast, monkeypatch):
    monkeypatch.setattr(views, "FOUND", 2)
    part = part_of(cast.client("小陈"), "s", "页面")
    assert len(part.xpath(".//li")) > 2
    assert not part.xpath("./p/a")


@pytest.mark.parametrize(
    "number",
    ["11010520150101002X", "１１０１０５２０１５０１０１００２Ｘ", "110105 20150101 002X", "110105-20150101-002X", "G110105201501010021", "13812345678", "张三 138 1234 5678"],
)  # fmt: skip
def test_a_number_of_a_person_is_not_looked_for_and_the_way_to_find_it_is_told(cast, number):
    client = cast.client("小郑")
    for answer in (
        client.get("/search/", {"q": number}),
        client.post("/search/", {"q": number}, headers={"HX-Request": "true"}),
    ):
        page = answer.content.decode()
        assert "按号码查找”，号码就不会出现在网址和日志里</p>" in page
        assert "没有找到“" not in page


@pytest.mark.parametrize("code", ["2133000026", "云教发〔2026〕12号", "2026-2027学年"])
def test_the_code_of_a_school_or_a_paper_is_no_number_of_a_person(cast, code):
    assert not seeking.is_number(code)


def test_two_cells_pasted_together_are_two_words():
    assert seeking.plain("张三\t城东\n小学") == "张三 城东 小学"
