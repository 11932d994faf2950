"""The page of a plan that was just adopted: calm where there is no figure yet, and the way to what must be reported."""

from datetime import date

import pytest

from gangmu.applications.planning.choices import Stage
from gangmu.applications.planning.services.adopting import adopt_plan
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.applications.planning.tests.test_from_document_to_year import PLAN, settle_everything
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.kernel.actors import acting_as

#: A target that no register counts stands beside one that a register does.
UNCOUNTED = PLAN.replace("新增小学学位800个", "评选书香家庭80户")


@pytest.fixture
def page(cast):
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.ISSUED, UNCOUNTED)
        settle_everything(version)
        adopt_plan(version, "局党组会第3次会议", date(2026, 3, 5))
    client = cast.client("张主任")
    return lambda query="": client.get(f"/plans/{version.plan_id}/{query}").content.decode()


def test_a_figure_that_is_not_there_is_a_word_behind_which_the_reason_stands(page):
    shown = page()
    assert '<span class="absent" tabindex="0">待填报<span class="why" role="note">尚未填报</span>' in shown


def test_the_page_counts_what_must_be_reported_and_leads_to_it(page):
    reported = Target._base_manager.filter(indicator="").count()
    assert reported == 1
    assert "2 个目标" in page() and f'<a href="?to_report=1">{reported} 个待科室填报</a>' in page()
    narrowed = page("?to_report=1")
    assert narrowed.count('<a href="/targets/') == reported and "显示全部" in narrowed
    assert page().count('<a href="/targets/') == 2


def test_systems_without_a_figure_are_folded_behind_their_number(page):
    head, _summary, folded = page().partition("项制度，今年还没有登记")
    assert folded and head.rindex("<details>") > head.rindex("<h2>")
    open_part = head[: head.rindex("<details>")].partition("工作制度</h2>")[2]
    assert open_part.count("暂无数据") <= open_part.count("<li>") / 2
    assert "县里其他工作" not in open_part and "县里其他工作" in folded


def test_a_plan_shows_its_own_targets_and_tasks_and_none_of_another_of_the_year(cast, page):
    other = UNCOUNTED.replace("2026年工作要点", "2026年语言文字工作要点").replace("书香家庭", "示范学校")
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.ISSUED, other)
        settle_everything(version)
        adopt_plan(version, "局党组会第3次会议", date(2026, 3, 5))
    assert version.plan.title == "青山县教育局2026年语言文字工作要点"
    shown = page()
    assert "书香家庭" in shown and "示范学校" not in shown
    assert "2 个目标" in shown
