"""Names and places of tasks as the document prints them."""

import pytest

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import ReadItem
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as


def test_a_task_and_its_actions_are_named_with_the_marks_of_the_document(cast):
    text = "青山县教育局2026年工作要点\n\n一、党的建设\n1.严格落实“三会一课”制度，学习《中国共产党章程》。（责任科室：青山县基教科）\n"
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, text)
    names = list(
        ReadItem._base_manager.filter(
            document=version, kind__in=(ItemKind.TASK, ItemKind.ACTION)
        ).values_list("name", flat=True)
    )
    assert any("“三会一课”" in name for name in names) and any("《中国共产党章程》" in name for name in names)
    assert not any(mark in name for name in names for mark in '",[]')


def test_a_target_is_named_with_the_marks_of_the_document_and_with_all_verbs_of_a_list(cast):
    text = "青山县教育局2026年工作要点\n\n一、学校建设\n1.加快建设。确保“全面改薄”年内校舍竣工32万平方米。新建、改扩建幼儿园148所。\n"
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, text)
    names = list(
        ReadItem._base_manager.filter(document=version, kind=ItemKind.TARGET).values_list("name", flat=True)
    )
    assert "幼儿园新建、改扩建数" in names
    assert any("“全面改薄”" in name for name in names), names


def test_a_sign_that_is_the_unit_alone_is_no_part_of_a_name_however_wide_it_is_printed(cast):
    text = "青山县教育局2026年工作要点\n\n一、投入\n1.加大投入。教育经费、科研经费分别增长５％、６％。\n"
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, text)
    told = ReadItem._base_manager.filter(document=version, kind=ItemKind.TARGET).order_by("start")
    assert list(told.values_list("name", flat=True)) == ["教育经费", "科研经费"]


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("三.(二).5", "三（二）5"),
        ("三.#1.1", "三、1"),
        ("二.-1", "二"),
        ("三.(二).6.一是", "三（二）6、一是"),
        ("", ""),
    ],
)
def test_the_place_of_an_item_is_cited_as_people_cite_it(number, place):
    assert ReadItem(number=number).place == place


def test_a_heading_without_a_number_does_not_take_that_of_the_one_above_it():
    assert ReadItem(kind=ItemKind.HEADING, number="二.-1").place == ""
    assert ReadItem(kind=ItemKind.HEADING, number="二.(一)").place == "二（一）"


def test_what_lies_outside_the_body_is_listed_by_its_words(cast):
    text = "青山县教育局2026年工作要点\n\n一、党的建设\n1.开展党性教育。组织集中学习。\n\n分享到微信朋友圈\n版权所有 青山县教育局\n"
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, text)
    page = cast.client("张主任").get(f"/plans/versions/{version.pk}/").content.decode()
    listed = page.partition('class="outside"')[2].partition("</ul>")[0]
    assert "版权所有 青山县教育局" in listed
