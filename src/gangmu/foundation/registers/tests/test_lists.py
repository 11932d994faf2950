"""What a reader does with a list: views, columns, dates, bulk work, attachments, the row at its side."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from lxml import html

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.services import move
from gangmu.foundation.registers import asking
from gangmu.foundation.registers.asking import ask
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.models import ColumnChoice, SavedView
from gangmu.foundation.registers.tables import ON_CARD
from gangmu.records.premises.models import Building
from gangmu.records.rolls.models import Pupil


def item(unit, title: str, **more: object) -> PublicityItem:
    values = {"medium": "县报", "level": "county", "submitted_on": date(2026, 3, 1), **more}
    return PublicityItem._base_manager.create(organisation=unit, title=title, **values)


def test_a_narrow_screen_shows_the_first_columns_with_their_titles_where_a_register_names_none(cast):
    item(cast.own.section, "甲", level="city")
    page = html.fromstring(cast.client("小周").get("/r/publicity/").content.decode())
    cells = page.xpath(
        "//table[contains(@class, 'cards')]//tr[@data-row]/td[not(contains(@class, 'mark-cell'))]"
    )
    shown = [cell for cell in cells if "off-phone" not in (cell.get("class") or "")]
    titles = [title.text_content().strip() for title in page.xpath("//thead//th")]
    assert 1 < len(shown) <= ON_CARD
    assert shown == cells[: len(shown)]
    assert shown[0].get("data-label") is None, "what opens the row is its heading"
    assert [cell.get("data-label") for cell in shown[1:]] == titles[1 : len(shown)]


def test_a_view_keeps_filters_order_and_columns_and_opens_them_again(cast):
    item(cast.own.section, "甲", level="city")
    item(cast.own.section, "乙")
    client = cast.client("小周")
    client.post(
        "/r/publicity/views/",
        {"name": "市级", "query": "level=city&sort=-title&page=3", "column": ["title", "medium"]},
    )
    view = SavedView.objects.get()
    assert view.query == "level=city&sort=-title"
    page = client.get(f"/r/publicity/?{view.query}&view={view.pk}")
    assert page.context["count"] == 1
    assert page.context["shown"] == ["title", "medium"]
    assert "市级" in page.content.decode()
    kept = html.fromstring(client.get("/r/publicity/views/").content.decode())
    (link,) = [a.get("href") for a in kept.xpath("//main//a") if a.text_content() == "市级"]
    assert link == f"/r/publicity/?{view.query}&view={view.pk}"


def test_a_view_is_seen_by_its_owner_and_by_those_in_the_unit_it_is_shared_with(cast):
    office, bureau = cast.client("小陈"), cast.own.bureau.pk
    office.post("/r/publicity/views/", {"name": "只有我", "query": ""})
    office.post("/r/publicity/views/", {"name": "全局用", "query": "", "shared_with": bureau})
    seen = {
        name: {view.name for view in cast.client(name).get("/r/publicity/").context["views"]}
        for name in ("小陈", "小郑")
    }
    assert seen == {"小陈": {"只有我", "全局用"}, "小郑": {"全局用"}}
    assert not cast.foreign.client("小郑").get("/r/publicity/").context["views"]


def test_a_view_cannot_be_shared_with_a_unit_where_one_has_no_role_nor_removed_by_another(cast):
    school = cast.client("小郑")
    answer = school.post(
        "/r/publicity/views/", {"name": "越界", "query": "", "shared_with": cast.own.bureau.pk}
    )
    assert answer.status_code == 403
    cast.client("小陈").post("/r/publicity/views/", {"name": "全局用", "shared_with": cast.own.bureau.pk})
    assert school.post(f"/r/my/views/{SavedView.objects.get().pk}/remove/").status_code == 404
    assert SavedView.objects.count() == 1


def test_chosen_columns_are_remembered_for_the_person_alone(cast):
    item(cast.own.section, "甲")
    client = cast.client("小周")
    client.post("/r/publicity/columns/", {"column": ["title", "document_number"]})
    assert client.get("/r/publicity/").context["shown"] == ["title", "document_number"]
    assert "document_number" not in cast.client("小陈").get("/r/publicity/").context["shown"]
    client.post("/r/publicity/columns/", {})
    assert not ColumnChoice.objects.exists()


def test_units_are_listed_as_they_were_and_as_was_known(cast):
    own, asked_day = cast.own, date(2026, 9, 1)
    with acting_as(SystemActor("测试")):
        move(own.school, date(2026, 8, 25), own.bureau, basis="区划调整")
    client = cast.client("小陈")

    def parent(query: str) -> str:
        rows = client.get(f"/r/units/?q={own.school.name}&{query}").context["table"].rows
        return rows[0].get_cell("parent_name")

    assert parent(f"as_of={asked_day}") == own.bureau.name
    assert parent("as_of=2026-08-24") == own.township.name
    known = datetime.now().astimezone() - timedelta(days=1)
    before = client.get(f"/r/units/?as_of={asked_day}&known={known.date()}")
    assert before.context["count"] == 0, "nothing was known before the units were entered"


def test_a_list_of_ordinary_rows_says_that_it_is_asked_by_date_alone(cast):
    client = cast.client("小陈")
    assert "仅按日期查询" in client.get("/r/publicity/").content.decode()
    page = client.get("/r/units/").content.decode()
    assert "仅按日期查询" not in page
    assert 'name="known"' in page


@pytest.mark.parametrize(
    "query", ["as_of=x", "known=2026-13-01", "known_at=1", "sort=nothing", "page=-3", "view=x"]
)
def test_what_cannot_be_read_in_an_address_is_passed_over(cast, query):
    item(cast.own.section, "甲")
    page = cast.client("小陈").get(f"/r/publicity/?{query}")
    assert (page.status_code, page.context["count"]) == (200, 1)


def test_units_are_found_by_pinyin_initials_in_any_case(cast):
    assert cast.client("小陈").get("/r/units/?q=SYXX").context["count"] == 1


def test_a_list_counts_no_further_than_its_limit_and_tells_the_totals_when_asked(cast, monkeypatch):
    monkeypatch.setattr(asking, "COUNTED", 3)
    for number in range(5):
        item(cast.own.section, f"第{number}篇")
    client = cast.client("小陈")
    page = client.get("/r/publicity/")
    assert (page.context["count"], page.context["whole"]) == (3, False)
    assert "/r/publicity/totals/" in page.content.decode()
    assert "共 5 条" in client.get("/r/publicity/totals/").content.decode()


def test_a_sum_has_as_many_decimals_as_its_column_on_the_page_and_asked_for_by_itself(cast):
    for name, area in (("一号楼", "1000.10"), ("二号楼", "64.90"), ("三号楼", "0.03")):
        Building._base_manager.create(organisation=cast.own.school, name=name, area=area)
    clerk = cast.client("小郑")
    page = html.fromstring(clerk.get("/r/buildings/").content.decode())
    assert [cell.text_content() for cell in page.xpath("//tfoot//td[contains(@class, 'number')]")][
        -1
    ] == "1065.03"
    totals = html.fromstring(clerk.get("/r/buildings/totals/").content.decode())
    assert totals.xpath("//b/text()") == ["1,065.03"]


def test_rows_that_are_equal_in_the_order_asked_for_never_change_places(cast):
    for number in range(30):
        item(cast.own.section, f"第{number}篇")
    with acting_as(cast.actor("小陈")), scoped("planning.publicity:view"):
        asked = ask(register_named("publicity"), QueryDict("sort=level"))
        assert asked.rows.query.order_by == ("level", "pk")


def test_the_row_opens_beside_its_list_without_the_frame(cast):
    row = item(cast.own.section, "甲")
    client = cast.client("小陈")
    beside = client.get(
        f"/r/publicity/{row.pk}/", headers={"HX-Request": "true", "HX-Target": "drawer-content"}
    )
    assert "<html" not in beside.content.decode()
    assert f"/r/publicity/{row.pk}/edit/" in beside.content.decode()


@pytest.mark.parametrize(("who", "name"), [("小郑", "张三丰"), ("王局长", "张**")])
def test_the_pages_of_a_person_are_headed_by_the_name_as_the_list_tells_it_to_the_reader(cast, who, name):
    pupil = Pupil._base_manager.create(
        organisation=cast.own.school, roll_number="G110105201501010021", name="张三丰", grade="5"
    )
    client, page = cast.client(who), f"/r/pupils/{pupil.pk}/"
    whole = html.fromstring(client.get(page).content.decode())
    assert whole.xpath("//h1")[0].text_content() == name
    assert whole.xpath("//title")[0].text.startswith(f"{name} ·")
    beside = client.get(page, headers={"HX-Request": "true", "HX-Target": "drawer-content"})
    (title,) = html.fragment_fromstring(beside.content.decode(), create_parent=True).xpath(
        "//*[@id='drawer-title']"
    )
    assert title.text_content() == name
    if who == "小郑":
        for act in ("edit", "delete"):
            told = html.fromstring(client.get(f"{page}{act}/").content.decode())
            assert name in told.xpath("//h1")[0].text_content()


def test_one_field_of_many_rows_is_changed_at_once_and_told_in_each_history(cast):
    rows = [item(cast.own.section, f"第{n}篇") for n in range(3)]
    marks = [f"{row.pk}:1" for row in rows]
    client = cast.client("小周")
    client.post("/r/publicity/change/", {"row": marks, "field": "level", "level": "city"})
    assert set(PublicityItem._base_manager.values_list("level", "version")) == {("city", 2)}
    entries = AuditEntry.objects.filter(subject_type="planning.publicityitem")
    assert len({entry.act for entry in entries}) == 1
    assert entries.count() == 3


def test_of_many_rows_none_is_changed_when_one_is_stale_wrong_or_outside_the_scope(cast):
    mine, other = item(cast.own.section, "甲"), item(cast.own.school, "乙")
    client = cast.client("小周")
    stale = client.post("/r/publicity/change/", {"row": [f"{mine.pk}:9"], "field": "level", "level": "city"})
    outside = client.post(
        "/r/publicity/change/", {"row": [f"{mine.pk}:1", f"{other.pk}:1"], "field": "level", "level": "city"}
    )
    wrong = client.post(
        "/r/publicity/change/", {"row": [f"{mine.pk}:1"], "field": "adopted_on", "adopted_on": "2020-01-01"}
    )
    assert (stale.status_code, outside.status_code, wrong.status_code) == (409, 422, 422)
    assert "采用日期" in wrong.content.decode()
    assert set(PublicityItem._base_manager.values_list("level", "adopted_on")) == {("county", None)}


def test_a_file_is_attached_to_a_row_and_seen_within_the_scope(cast):
    row = item(cast.own.school, "甲")
    client = cast.client("小郑")
    client.post(f"/r/publicity/{row.pk}/attach/", {"file": SimpleUploadedFile("剪报.txt", "正文".encode())})
    assert "剪报.txt" in client.get(f"/r/publicity/{row.pk}/").content.decode()
    classified = SimpleUploadedFile("内部.txt", "机密★10年\n".encode())
    assert client.post(f"/r/publicity/{row.pk}/attach/", {"file": classified}).status_code == 422
    assert cast.foreign.client("小郑").get(f"/r/publicity/{row.pk}/").status_code == 404


def test_the_second_editor_sees_both_contents_and_may_decide(cast):
    row = item(cast.own.school, "甲")
    client = cast.client("小郑")
    told = {
        "organisation": row.organisation_id, "title": "乙", "medium": "县报", "level": "county",
        "submitted_on": "2026-03-01", "adopted_on": "", "document_number": "",
    }  # fmt: skip
    client.post(f"/r/publicity/{row.pk}/edit/", {**told, "version": 1})
    answer = client.post(f"/r/publicity/{row.pk}/edit/", {**told, "title": "丙", "version": 1})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert [(one.theirs, one.mine) for one in form.overtaken.differing] == [("乙", "丙")]
    client.post(f"/r/publicity/{row.pk}/edit/", {**told, "title": "丙", "version": form["version"].value()})
    assert PublicityItem._base_manager.get().title == "丙"


def test_a_column_tells_many_rows_what_it_tells_each(cast, as_system):
    rows = [item(cast.own.section, title, level=level) for title, level in (("甲", "city"), ("乙", "county"))]
    for column in register_named("publicity").columns:
        tell = column.teller()
        assert [tell(row) for row in (*rows, *rows)] == [column.of(row) for row in (*rows, *rows)]
