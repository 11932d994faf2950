"""Sessions are told by the names of browsers, not by what browsers say of themselves."""

import pytest
from django.urls import reverse

from gangmu.foundation.accounts.browsers import browser_words

HEAD = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36", "Chrome · Windows"),
        ("(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("(Linux; Android 14; PGT-AN10) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.50", "微信 · Android"),
        ("(iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
        ("(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
    ],
)  # fmt: skip
def test_a_browser_is_known_by_its_name(told, words):
    assert browser_words(HEAD + told) == words


def test_what_is_not_known_is_told_as_it_says_itself():
    assert browser_words("curl/8.5.0") == "curl/8.5.0"
    assert browser_words("") == "未知"


def test_the_page_of_the_own_account_names_the_browser(cast):
    client = cast.client("小周")
    page = client.get(reverse("accounts:mine"), headers={"User-Agent": HEAD}).content.decode()
    assert "登录中的设备" in page and "未知" in page
