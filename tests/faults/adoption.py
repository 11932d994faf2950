"""The work that is killed: adopting a plan that is ready."""

from datetime import date

from gangmu.applications.planning.choices import ClauseState, ItemKind, Stage
from gangmu.applications.planning.models import PlanVersion, ReadItem
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.adopting import adopt_plan
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.services import found

PLAN = "青山县教育局2026年工作要点\n\n一、重点工作\n" + "".join(
    f"{n}.推进第{n}项工程。落实建设方案,新增学位{n}00个,{n + 1}月底前完成。\n" for n in range(1, 9)
)


def prepare() -> None:
    """Make a bureau with a plan of which every clause and every task is dealt with."""
    with acting_as(SystemActor("测试")):
        bureau = found("a0", date(2020, 1, 1), name="青山县教育局", kind=Kind.BUREAU, level="county")
        version = paste_version(bureau, Stage.ISSUED, PLAN)
        left = version.clauses.filter(state__in=(ClauseState.OPEN, ClauseState.NOT_LISTED))
        reviewing.declare_not_listed(version, left.values_list("pk", flat=True), "背景")
        for item in ReadItem._base_manager.filter(document=version, kind=ItemKind.TASK):
            reviewing.edit_item(item, item.version, {"lead_id": bureau.pk})


def adopt() -> None:
    """Adopt it."""
    with acting_as(SystemActor("测试")):
        adopt_plan(PlanVersion._base_manager.get(), "局党组会", date(2026, 3, 1))
