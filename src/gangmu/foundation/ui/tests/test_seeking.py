"""The search over everything: pages by word and by sound, only what the reader may see, calm about any question."""

import pytest
from lxml import html

from gangmu.foundation.ui import seeking
from gangmu.foundation.ui.seeking import Group, Hit


def groups(client, asked: str, **headers: str) -> dict[str, list[str]]:
    """Titles of what was found, with the words of each hit."""
    page = html.fromstring(client.get("/search/", {"q": asked}, headers=headers).content.decode())
    return {
        part.xpath("h2")[0].text_content(): [one.text_content() for one in part.xpath(".//li/a/span")]
        for part in page.xpath("//section[contains(@class, 'found')]")
    }


@pytest.mark.parametrize("asked", ["督办文书", "督办", "duban", "dbws", "DBWS", "ｄｂｗｓ"])
def test_a_page_of_the_rail_is_found_by_its_words_its_sound_and_its_initials(cast, asked):
    assert "督办文书" in groups(cast.client("小陈"), asked)["页面"]


def test_a_page_that_the_reader_may_not_open_is_not_found(cast):
    assert "页面" not in groups(cast.client("褚老师"), "督办文书")


def test_every_word_of_a_question_has_to_be_there(cast):
    assert "页面" not in groups(cast.client("小陈"), "督办 月球")


def test_while_somebody_types_a_fragment_comes_and_a_link_of_it_opens_what_it_names(cast):
    client = cast.client("小陈")
    answer = client.get("/search/", {"q": "督办文书"}, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert "<html" not in told
    (link,) = {a.get("href") for a in html.fromstring(told).xpath("//a[span[text()='督办文书']]")}
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "​"])
def test_a_question_without_words_teaches_on_the_page_and_stays_silent_while_typing(cast, asked):
    client = cast.client("小陈")
    assert "一处查遍" in client.get("/search/", {"q": asked}).content.decode()
    fragment = client.get("/search/", {"q": asked}, headers={"HX-Request": "true"}).content.decode()
    assert not fragment.strip()


@pytest.mark.parametrize("asked", ["%", "_", "'; --", "<b>x</b>", "甲" * 5000, "\\"])
def test_a_strange_question_is_answered_as_any_other(cast, asked):
    answer = cast.client("小陈").get("/search/", {"q": asked})
    assert answer.status_code == 200
    assert "没有找到" in answer.content.decode()
    assert "<b>x</b>" not in answer.content.decode()


def test_what_could_not_be_looked_through_in_time_says_so_and_leads_on(cast, monkeypatch):
    monkeypatch.setitem(
        seeking._sources, "slow", (1, lambda words, most: [Group("慢", (), "/r/tasks/?q=x", late=True)])
    )
    page = html.fromstring(cast.client("小陈").get("/search/", {"q": "无此"}).content.decode())
    (part,) = page.xpath("//section[contains(@class, 'found')]")
    assert "没能及时查完" in part.text_content()
    assert part.xpath(".//a/@href") == ["/r/tasks/?q=x"]


def test_sources_stand_in_their_order(cast, monkeypatch):
    for key, order in (("b", 2), ("a", 1)):
        group = Group(key, (Hit(key, "", "/"),))
        monkeypatch.setitem(seeking._sources, key, (order, lambda words, most, group=group: [group]))
    assert list(groups(cast.client("小陈"), "无此")) == ["a", "b"]
