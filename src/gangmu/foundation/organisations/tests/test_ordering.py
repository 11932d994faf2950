"""Units stand where people look for them: by sound, numbered ones by their number, however the number is written."""

from datetime import date

import pytest
from django.db import connection
from lxml import html

from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.organisations import services
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.forms import UnitField, UnitsField
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.ordering import sort_key
from gangmu.foundation.organisations.selectors import choices_of


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("第2小学", "第10小学"),
        ("第二小学", "第十小学"),
        ("第九小学", "第十二小学"),
        ("第九小学", "第一百零二小学"),
        ("城关二小", "城关十二小"),
        ("第２中学", "第10中学"),
        ("第三小学", "第4小学"),
        ("8号幼儿园", "12号幼儿园"),
        ("安平小学", "白石小学"),
    ],
)
def test_a_unit_stands_before_another(before, after):
    assert sort_key(before) < sort_key(after)


def test_a_numeral_inside_a_place_is_no_number():
    assert sort_key("三里桥小学") > sort_key("南门小学")


def test_a_key_holds_letters_and_digits_alone_so_that_every_collation_agrees():
    assert sort_key("第2小学（东校区）·A-1") == "di000002xiaoxuedongxiaoqua000001"


@pytest.fixture
def numbered(cast):
    names = ("第10小学", "第2小学", "第一小学")
    with acting_as(cast.actor("张主任")):
        return [
            services.found(f"n{at}", date(2026, 1, 1), cast.own.township, name=name, kind=Kind.SCHOOL)
            for at, name in enumerate(names)
        ]


def test_lists_and_choices_put_the_second_school_before_the_tenth(numbered):
    ids = [unit.pk for unit in numbered]
    wanted = ["第一小学", "第2小学", "第10小学"]
    assert [unit.name for unit in Organisation.objects.filter(pk__in=ids)] == wanted
    assert [name for _pk, name in choices_of(ids)] == wanted


def test_a_renamed_unit_moves_to_its_new_place(cast, numbered):
    with acting_as(cast.actor("张主任")):
        services.rename(numbered[0], date(2026, 2, 1), "第0小学", "更名")
    assert [name for _pk, name in choices_of([unit.pk for unit in numbered])][0] == "第0小学"


def test_the_order_of_a_list_comes_from_an_index(numbered):
    sql, parameters = Organisation.objects.all()[:20].query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + sql, parameters)
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + sql, parameters)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "index" in plan.lower() and "TEMP B-TREE" not in plan and "Sort" not in plan


def test_a_list_sorted_by_its_column_of_units_counts_numbers(cast, numbered):
    page = cast.client("张主任").get("/r/units/?sort=name").content.decode()
    places = [page.index(f">{name}<") for name in ("第一小学", "第2小学", "第10小学")]
    assert places == sorted(places)


@pytest.mark.parametrize("field", [UnitField("单位"), UnitsField("单位")])
def test_a_unit_to_be_chosen_comes_with_its_sound(field):
    field.choices = [(7, "育才小学")]
    page = html.fragment_fromstring(field.widget.render("unit", None))
    (option,) = page.xpath("//option")
    assert (option.get("value"), option.text.strip()) == ("7", "育才小学")
    assert option.get("data-sound") == "yucaixiaoxue ycxx"
