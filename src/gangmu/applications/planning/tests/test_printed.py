"""Names of tasks read as the document prints them."""

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
