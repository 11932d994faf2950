"""What one declaration yields: list, filter, form, history, conflict, export, permissions."""

import io

import pytest
import python_calamine
from lxml import html

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.audit.models import AuditEntry
from gangmu.procedures.ledger.models import Task

ROW = {
    "title": "开学第一课",
    "medium": "市教育信息",
    "level": "city",
    "submitted_on": "2026-03-01",
    "adopted_on": "",
}


@pytest.fixture
def rows(cast):
    for number in range(60):
        PublicityItem._base_manager.create(
            organisation=cast.own.school if number % 2 else cast.own.section, title=f"第{number}篇", medium="县报",
            level="county" if number % 3 else "city", submitted_on=f"2026-0{number % 9 + 1}-01",
        )  # fmt: skip
    return cast


def test_a_row_is_entered_changed_and_told_as_sentences(cast):
    client = cast.client("小郑")
    unit = cast.own.school.pk
    answer = client.post("/r/publicity/new/", {**ROW, "organisation": unit})
    row = PublicityItem._base_manager.get()
    assert answer.status_code == 302
    client.post(
        f"/r/publicity/{row.pk}/edit/", {**ROW, "organisation": unit, "title": "开学第二课", "version": 1}
    )
    page = client.get(f"/r/publicity/{row.pk}/").content.decode()
    assert "开学第二课" in page
    assert "开学第一课" in page
    assert AuditEntry.objects.filter(subject_type="planning.publicityitem").count() == 2


def test_units_and_tasks_are_picked_by_their_sound_where_a_row_is_entered(cast):
    Task._base_manager.create(organisation=cast.own.bureau, name="推进轮岗", key="lg", year=2026)
    page = html.fromstring(cast.client("小陈").get("/r/decisions/new/").content.decode())
    for name, asked in (("organisation", "qsxjyj"), ("task", "tuijinlungang")):
        (select,) = page.xpath(f"//main//select[@name='{name}']")
        assert select.get("data-search-options")
        assert any(asked in sound for sound in select.xpath("option/@data-sound"))


def test_the_second_of_two_editors_is_told_and_the_first_ones_words_stay(cast):
    client, unit = cast.client("小郑"), cast.own.school.pk
    client.post("/r/publicity/new/", {**ROW, "organisation": unit})
    row = PublicityItem._base_manager.get()
    client.post(f"/r/publicity/{row.pk}/edit/", {**ROW, "organisation": unit, "title": "甲", "version": 1})
    answer = client.post(
        f"/r/publicity/{row.pk}/edit/", {**ROW, "organisation": unit, "title": "乙", "version": 1}
    )
    assert answer.status_code == 409
    assert PublicityItem._base_manager.get().title == "甲"


def test_a_row_cannot_be_put_into_a_unit_outside_the_scope(cast):
    answer = cast.client("小郑").post("/r/publicity/new/", {**ROW, "organisation": cast.foreign.school.pk})
    assert answer.status_code in (403, 422)
    assert not PublicityItem._base_manager.exists()


def test_the_export_holds_exactly_what_is_filtered(rows):
    client = rows.client("小陈")
    page = client.get("/r/publicity/?level=city")
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(client.get("/r/publicity/export/?level=city").content)
    )
    lines = book.get_sheet_by_index(0).to_python()
    assert len(lines) - 1 == page.context["count"] == 20
    assert {line[3] for line in lines[1:]} == {"市级"}


def test_a_cell_that_looks_like_a_formula_leaves_as_text(cast):
    PublicityItem._base_manager.create(
        organisation=cast.own.bureau, title="=1+1", medium="x", level="city", submitted_on="2026-01-01"
    )
    data = cast.client("小陈").get("/r/publicity/export/").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python()[1][0] == "=1+1"


@pytest.mark.parametrize("order", ["submitted_on", "-submitted_on", "title", "-level"])
def test_every_column_sorts(rows, order):
    assert rows.client("小陈").get(f"/r/publicity/?sort={order}").status_code == 200


def test_search_finds_units_by_pinyin_initials(rows):
    assert rows.client("小陈").get("/r/publicity/?q=syxx").context["count"] == 30


def test_a_list_asks_as_many_queries_for_sixty_rows_as_for_ten(rows, django_assert_max_num_queries):
    client = rows.client("小陈")
    client.get("/r/publicity/")
    with django_assert_max_num_queries(12):
        client.get("/r/publicity/")


def test_a_page_that_does_not_exist_shows_the_last(rows):
    assert rows.client("小陈").get("/r/publicity/?page=99").status_code == 200


def test_a_condition_that_the_register_does_not_offer_opens_nothing_more(rows):
    page = rows.client("小陈").get("/r/publicity/?f=organisation__parent__key|=|a0")
    assert page.context["count"] in (0, 60)
    assert rows.client("小陈").get("/r/publicity/?f=submitted_on|=|kein-datum").context["count"] == 0


def test_deleting_asks_once_more_and_keeps_what_it_held(rows):
    client = rows.client("小陈")
    row = PublicityItem._base_manager.first()
    assert client.get(f"/r/publicity/{row.pk}/delete/").status_code == 200
    client.post(f"/r/publicity/{row.pk}/delete/", {"note": "重复登记"})
    assert not PublicityItem._base_manager.filter(pk=row.pk).exists()
    assert AuditEntry.objects.get(subject_id=str(row.pk), note="重复登记").subject_label == row.title


def test_a_rule_between_fields_speaks_the_language_of_the_reader(cast):
    client = cast.client("小郑")
    client.cookies["django_language"] = "en"
    told = {"organisation": cast.own.school.pk, "school_year": 2026, "stage": "PRI", "grade": "5", "number": 1000, "kind": ""}  # fmt: skip
    page = client.post("/r/school-classes/new/", told)
    (fault,) = page.context["form"].errors["number"]
    assert "from 1 to 999" in fault
    assert "班号" not in fault


@pytest.mark.parametrize("note", [{}, {"note": ""}, {"note": "  "}])
def test_nothing_is_deleted_without_a_reason(rows, note):
    client = rows.client("小陈")
    row = PublicityItem._base_manager.first()
    page = client.post(f"/r/publicity/{row.pk}/delete/", note)
    assert (page.status_code, "请写明删除的理由" in page.content.decode()) == (422, True)
    assert PublicityItem._base_manager.filter(pk=row.pk).exists()
    assert not AuditEntry._base_manager.filter(verb="删除了").exists()


def test_an_empty_list_teaches_what_belongs_there(cast):
    assert "每报送一条信息登记一行" in cast.client("小陈").get("/r/publicity/?sort=title&q=").content.decode()


def test_a_list_of_which_nothing_matches_says_so_and_offers_everything(cast):
    page = cast.client("小陈").get("/r/publicity/?q=没有这样的信息").content.decode()
    assert "没有符合条件的内容" in page
    assert 'href="/r/publicity/">清除筛选' in page
    assert "每报送一条信息登记一行" not in page
