"""确保 and 力争: two values of one target, from the text to the target that runs."""

from datetime import date

import pytest

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import ReadItem
from gangmu.applications.planning.services.adopting import adopt_plan
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.applications.planning.tests.test_from_document_to_year import settle_everything
from gangmu.datacentre.targets.choices import Certainty, ValueKind
from gangmu.datacentre.targets.models import Target
from gangmu.foundation.kernel.actors import acting_as

PLAN = """青山县教育局2026年工作要点

一、重点工作
1.做好宣传。全年报送信息不少于50篇，力争60篇。（责任科室：青山县基教科）
2.扩大资源。确保新增学位800个、力争1000个。力争高考上线率达到60%。（责任科室：青山县基教科）
"""


@pytest.fixture
def version(cast):
    with acting_as(cast.actor("张主任")):
        yield paste_version(cast.own.bureau, Stage.ISSUED, PLAN)


def test_a_value_to_strive_for_carries_the_name_of_its_target_and_no_item_is_named_by_its_unit(version):
    items = ReadItem._base_manager.filter(document=version, kind=ItemKind.TARGET).order_by("start")
    names = [item.name for item in items]
    assert names[:2] == ["报送信息", "报送信息"] and names[2] == names[3]
    assert not {"篇", "个", "%"} & set(names)


def test_the_year_holds_one_target_with_both_values(version):
    settle_everything(version)
    adopt_plan(version, "局党组会", date(2026, 3, 5))
    told = {
        target.name: [(value.value, value.certainty, value.kind) for value in target.values.order_by("value")]
        for target in Target._base_manager.all()
    }
    assert told.pop("报送信息") == [
        (50, Certainty.CERTAIN, ValueKind.NUMBER),
        (60, Certainty.STRETCH, ValueKind.NUMBER),
    ]
    places = next(values for name, values in told.items() if "学位" in name)
    assert places == [(800, Certainty.CERTAIN, ValueKind.CHANGE), (1000, Certainty.STRETCH, ValueKind.CHANGE)]
    alone = next(values for name, values in told.items() if "上线率" in name)
    assert alone == [(60, Certainty.STRETCH, ValueKind.NUMBER)] and len(told) == 2
