"""What the frame promises: refusals as pages, languages, themes, headers, menus by permission."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


def test_the_rail_shows_what_the_person_may_see_and_no_more(cast):
    assert "/plans/" in cast.client("小周").get("/").content.decode()
    assert "/plans/" not in cast.client("褚老师").get("/").content.decode()


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "退出登录"), ("en", "Sign out")])
def test_a_page_speaks_one_language(cast, language, word):
    client = cast.client("小陈")
    client.post("/language/", {"language": language, "next": "/"})
    assert word in client.get("/").content.decode()


def test_no_chinese_is_left_on_an_english_frame(cast):
    client = cast.client("小陈")
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get("/r/tasks/").content.decode()
    for word in ("台账", "筛选", "导出", "首页", "主菜单"):
        assert word not in page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_theme_comes_with_the_page(cast, theme):
    client = cast.client("小陈")
    client.post("/theme/", {"theme": theme, "next": "/"})
    assert f'data-bs-theme="{theme}"' in client.get("/").content.decode()


def test_a_stranger_is_not_led_to_another_site(client):
    answer = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_every_page_carries_the_strict_headers(cast):
    answer = cast.client("小陈").get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_more_files_than_are_taken_at_once_are_refused_in_words(cast, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [SimpleUploadedFile(f"{n}.csv", b"1") for n in range(3)]
    answer = cast.client("小陈").post("/r/publicity/import/", {"file": files})
    assert answer.status_code == 400
    assert "一次最多上传 2 个文件，请分几次上传" in answer.content.decode()


def test_a_form_with_more_fields_than_are_read_is_refused_in_words(cast, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    answer = cast.client("小陈").post("/r/publicity/import/", {"a": 1, "b": 2, "c": 3})
    assert answer.status_code == 400
    assert "一次提交的内容太多" in answer.content.decode()


def test_what_is_not_there_and_what_is_foreign_look_the_same(cast):
    answer = cast.client("小陈").get("/targets/999999/")
    assert answer.status_code == 404
    assert "不在您的范围内" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/r/tasks/?q=a%00b", "/r/publicity/?level=%00", "/organisations/?below=1%00"]
)
def test_a_sign_that_nobody_sees_is_left_out_of_what_an_address_asks(cast, address):
    assert cast.client("小陈").get(address).status_code in (200, 403, 404)


def test_a_sign_that_nobody_sees_is_left_out_of_what_a_form_sends(cast):
    client = cast.client("小陈")
    client.post("/r/tasks/views/", {"name": "本\0月", "query": "q=大班额\0"})
    assert "本月" in client.get("/r/tasks/views/").content.decode()


def test_a_number_longer_than_any_key_is_the_number_of_nothing(cast):
    client, long = cast.client("小陈"), "9" * 5000
    assert client.get(f"/organisations/?below={long}").status_code == 404
    assert client.post("/r/tasks/views/", {"name": "长", "shared_with": long}).status_code == 302
    assert client.get(f"/ledger/month/?unit={long}").status_code == 200


def test_a_browser_that_shows_a_document_finds_the_icon_of_the_pages(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/static/ui/favicon.svg")
