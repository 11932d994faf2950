"""What people list of targets."""

from django.utils.translation import gettext_lazy as _

from gangmu.datacentre.targets.models import Target
from gangmu.foundation.registers.declaration import Column, ColumnKind, Filter, Register, register


def _goals(target: Target) -> str:
    """The values of a target as they are asked for."""
    told = []
    for value in target.values.all():
        figure = "—" if value.value is None else f"{value.value:,g}"
        high = f"~{value.value_high:,g}" if value.value_high is not None else ""
        told.append(
            f"{figure}{high}{target.unit}"
            + (f"({value.get_certainty_display()})" if value.certainty == "stretch" else "")
        )
    return "、".join(told)


@register
class Targets(Register):
    """The targets of a year."""

    name = "targets"
    title = _("目标")
    model = Target
    columns = (
        Column("name", _("指标名称")),
        Column("goals", _("目标值"), value=_goals),
        Column("comparator", _("原文比较"), ColumnKind.CHOICE),
        Column("met_when", _("达成条件"), ColumnKind.CHOICE),
        Column("scope_words", _("范围")),
        Column("year", _("年度"), ColumnKind.CODE),
        Column("measured_at", _("统计时点"), ColumnKind.DATE),
        Column("indicator", _("绑定指标"), ColumnKind.CODE),
        Column("wording", _("原文"), in_list=False),
    )
    filters = (Filter("met_when", _("达成条件")), Filter("state", _("状态")))
    search = ("name", "wording")
    order = ("year", "start", "id")
    view_permission = "targets.target:view"
    detail_route = "targets:target"
    empty = _("采用一份工作要点后,其中的目标会列在这里。")
    prefetched = ("values",)
