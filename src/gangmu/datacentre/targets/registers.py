"""What people list of targets."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.datacentre.targets.models import LightOverride, ReportedValue, Target
from gangmu.datacentre.targets.proofs import printed
from gangmu.datacentre.targets.selectors import Evaluation, evaluate
from gangmu.foundation.kernel.results import Origin
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, Register, Sought, register
from gangmu.foundation.ui.reasons import shortly
from gangmu.foundation.ui.templatetags.gangmu import figure_text


def _goals(target: Target) -> str:
    """The values of a target as they are asked for."""
    told = []
    for value in target.values.all():
        if value.organisation_id is not None:
            continue
        figure = str(value.get_kind_display()) if value.value is None else printed(value.value)
        high = f"~{printed(value.value_high)}" if value.value_high is not None else ""
        unit = target.unit if value.value is not None else ""
        told.append(
            f"{figure}{high}{unit}"
            + ("" if value.certainty == "certain" else f"({value.get_certainty_display()})")
        )
    return "、".join(told)


def _told(target: Target) -> Evaluation:
    """How a listed target stands today; worked out once a row."""
    known = getattr(target, "_told", None)
    if known is None:
        known = evaluate(target)
        target._told = known  # type: ignore[attr-defined]
    return known


def _value(target: Target) -> str:
    """The value of a target with its unit, marked when reported; a word when there is none, the target's page says why."""
    result = _told(target).result
    if result.reason is not None:
        return shortly(result.reason)
    marked = _("（填报）") if result.origin is Origin.REPORTED else ""
    return f"{figure_text(result)}{result.unit}{marked}"


def _light(target: Target) -> str:
    """A target's light as it is shown."""
    return _told(target).shown


PARTS: tuple[Any, ...] = (
    "values",
    Prefetch("reported", ReportedValue._base_manager.select_related("person")),
    Prefetch("overrides", LightOverride._base_manager.all()),
)


@register
class Targets(Register):
    """The targets of a year, each with its value and light of today."""

    name = "targets"
    title = pgettext_lazy("列表", "目标")
    model = Target
    columns = (
        Column("name", _("指标名称")),
        Column("goals", _("目标值"), value=_goals),
        Column("value", _("现值"), value=_value),
        Column("light", _("结果"), ColumnKind.LIGHT, value=_light),
        Column("met_when", _("达成条件"), ColumnKind.CHOICE),
        Column("scope_words", _("范围")),
        Column("year", _("年度"), ColumnKind.CODE),
        Column("measured_at", _("统计时点"), ColumnKind.DATE),
        Column("state", _("状态"), ColumnKind.CHOICE),
        Column("comparator", _("原文比较"), ColumnKind.CHOICE, in_list=False),
        Column("indicator", _("绑定指标"), ColumnKind.CODE, in_list=False),
        Column("wording", _("原文"), in_list=False),
    )
    filters = (Filter("state", _("状态")), Filter("met_when", _("达成条件")))
    search = ("name", "wording")
    sought = Sought(20, ("year", "goals"))
    order = ("year", "start", "id")
    view_permission = "targets.target:view"
    detail_route = "targets:target"
    empty = _("采用一份工作要点后，其中的目标会列在这里。")
    related = ("organisation",)
    prefetched = PARTS
