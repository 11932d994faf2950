"""What was decided of a draft goes on to the text that is issued."""

import pytest

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import ReadItem, SectionDuty
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as

PLAN = """青山县教育局2026年工作要点

一、扩大资源
1.新增学位。新增小学学位800个,8月底前交付使用。完善校舍维护制度。(责任科室:青山县人事科)
2.做好宣传。全年报送信息不少于50篇。(责任科室:青山县基教科、青山县人事科)
"""


@pytest.fixture
def office(cast):
    with acting_as(cast.actor("张主任")):
        yield cast.own


def items(version, kind):
    return list(ReadItem._base_manager.filter(document=version, kind=kind))


def test_what_was_decided_of_a_draft_goes_before_what_is_proposed_from_duties(office):
    words = PLAN.replace("(责任科室:青山县人事科)", "")
    SectionDuty._base_manager.create(section=office.section, words="学位")
    draft = paste_version(office.bureau, Stage.DRAFT, words)
    item = next(one for one in items(draft, ItemKind.TASK) if one.name == "新增学位")
    assert item.lead_id == office.section.pk
    reviewing.edit_item(item, item.version, {"lead_id": office.other_section.pk, "name": "新增小学学位"})
    for text in (words.replace("\n\n", "\n") + "\n", words.replace("完善校舍维护", "健全校舍维护")):
        issued = paste_version(office.bureau, Stage.ISSUED, text, draft.plan)
        same = next(one for one in items(issued, ItemKind.TASK) if one.key == item.key)
        assert same.lead_id == office.other_section.pk
    marked = paste_version(
        office.bureau, Stage.ISSUED, PLAN.replace("青山县人事科)", "青山县基教科)"), draft.plan
    )
    assert (
        next(one for one in items(marked, ItemKind.TASK) if one.key == item.key).lead_id == office.section.pk
    )


def test_when_a_target_is_met_stays_confirmed_in_the_next_text(office):
    draft = paste_version(office.bureau, Stage.DRAFT, PLAN)
    target = items(draft, ItemKind.TARGET)[0]
    reviewing.edit_item(target, target.version, {"met_when": "exactly"})
    issued = paste_version(
        office.bureau, Stage.ISSUED, PLAN.replace("完善校舍维护", "健全校舍维护"), draft.plan
    )
    same = next(one for one in items(issued, ItemKind.TARGET) if one.key == target.key)
    assert same.data["met_when"] == "exactly"
    assert (
        issued.text[same.data["value_start"] : same.data["value_end"]]
        == draft.text[target.data["value_start"] : target.data["value_end"]]
    )
