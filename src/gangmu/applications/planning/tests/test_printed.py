"""Names of tasks read as the document prints them."""

import pytest

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import ReadItem
from gangmu.applications.planning.printed import as_printed
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as


@pytest.mark.parametrize(
    ("words", "source", "told"),
    [
        (
            '落实"三会一课"制度,开展活动',
            "1.落实“三会一课”制度，开展活动12次。",
            "落实“三会一课”制度，开展活动",
        ),
        ("落实[2026]3号文件", "（一）落实〔2026〕3号文件。", "落实〔2026〕3号文件"),
        ("新增学位,建园", "新增学位，\n建园2所", "新增学位，建园"),
        ("规范办学,减负", "規範辦學，減負", "规范办学，减负"),
        ("新增20所", "新增２０所", "新增20所"),
        ("别处的话,没有", "这里没有那句话。", "别处的话,没有"),
        ("前半, 后半", "前半，后半", "前半, 后半"),
    ],
)
def test_marks_come_from_the_source_and_letters_from_the_reader(words, source, told):
    assert as_printed(words, source) == told


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
