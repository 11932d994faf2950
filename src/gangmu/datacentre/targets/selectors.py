"""Targets as they stand: value, whether met, light and proof."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gangmu.datacentre.indicators import all_indicators, indicator
from gangmu.datacentre.targets.choices import Certainty, MetWhen
from gangmu.datacentre.targets.figures import figure
from gangmu.datacentre.targets.lights import ResultInputs, Set, is_met, result_light
from gangmu.datacentre.targets.models import ReportedValue, Target, TargetValue
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.results import Origin, Reason, Result, Sentence


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a target stands on a date."""

    target: Target
    goal: TargetValue | None
    result: Result
    met: bool | None
    light: Set
    proof: str


def targets(year: int | None = None) -> QuerySet[Target]:
    """Return the targets within the reader's scope with their values."""
    rows = Target.objects.select_related("organisation").prefetch_related("values")
    return rows.filter(year=year) if year else rows


def evaluate(target: Target, on: date | None = None, issued: date | None = None) -> Evaluation:
    """Return how a target stands on a date (today)."""
    day = on or clock.today()
    goal = (
        next((v for v in target.values.all() if v.certainty == Certainty.CERTAIN), None)
        or target.values.first()
    )
    result = result_of(target, day)
    inputs = ResultInputs(
        met_when=target.met_when, goal=_goal(goal), goal_high=goal.value_high if goal else None, value=result.value,
        begins=target.measured_from, issued=issued, decides=target.measured_at, known_from=target.known_from,
    )  # fmt: skip
    light = result_light(inputs, day)
    met = is_met(inputs.met_when, inputs.goal, inputs.goal_high, inputs.value)
    return Evaluation(target, goal, result, met, light, _proof(target, inputs, light, day))


def result_of(target: Target, on: date) -> Result:
    """Return a target's value on a date: computed where a register holds its rows, else as last reported."""
    day = min(on, target.measured_at)
    if target.indicator:
        return figure(target.indicator, target.organisation_id, target.measured_from or day, day)
    last = ReportedValue._base_manager.filter(target=target, as_of__lte=on).order_by("-as_of", "-id").first()
    told = {
        "indicator": "", "name": target.name, "unit": target.unit, "organisation_id": target.organisation_id,
        "organisation_name": target.organisation.name, "is_count": True, "origin": Origin.REPORTED,
    }  # fmt: skip
    if last is None:
        return Result(**told, effective=day, reason=Reason("targets.not_reported"))  # type: ignore[arg-type]
    decimals = 0 if last.value == int(last.value) else 2
    return Result(**told, effective=last.as_of, value=last.value, decimals=decimals)  # type: ignore[arg-type]


def propose_indicator(name: str, unit: str) -> str:
    """Return the code of the indicator that a printed name means, or nothing: names must be equal, aliases count."""
    plain = name.strip().replace(" ", "")
    for known in all_indicators():
        if known.unit == unit and plain in (known.name, *known.aliases):
            return known.code
    return ""


def propose_met_when(comparator: str, has_high: bool, wording: str) -> MetWhen:
    """Return when a target probably counts as reached, from its words and direction.

    新增8000 reached by 8050 is met; a rate that is to be kept down (辍学率, 死亡率, 班额) is met at or below.
    """
    if comparator == "range" or has_high:
        return MetWhen.WITHIN
    downward = any(
        word in wording for word in ("辍学率", "死亡率", "大班额", "违规", "零", "控制在", "降至", "下降到")
    )
    if comparator == "<=" or (downward and comparator in ("=", "~")):
        return MetWhen.AT_MOST
    return MetWhen.AT_LEAST


def sentence_of(told: Evaluation) -> Sentence:
    """Return how a target stands as one sentence whose figure opens."""
    head = _("%(unit)s%(name)s") % {"unit": told.result.organisation_name, "name": told.result.name}
    if not told.result.computable:
        return Sentence((head + _(":"), told.result, _("。")))
    goal = _goal(told.goal)
    tail = (
        _(",目标 %(goal)s%(unit)s") % {"goal": f"{goal:,g}", "unit": told.target.unit}
        if goal is not None
        else ""
    )
    done = _(",已达成。") if told.met else _("。")
    return Sentence((head, told.result, tail + done))


def _goal(value: TargetValue | None) -> float | None:
    if value is None:
        return None
    return 100.0 if value.kind == "all" and value.value is None else value.value


def _proof(target: Target, inputs: ResultInputs, light: Set, on: date) -> str:
    words = {
        "goal": "" if inputs.goal is None else f"{inputs.goal:g}{target.unit}",
        "value": "" if inputs.value is None else f"{inputs.value:g}{target.unit}",
        "day": on.isoformat(),
        "decides": inputs.decides.isoformat(),
        "planned": f"{(light.planned or 0) * 100:.1f}",
        "actual": f"{(light.actual or 0) * 100:.1f}",
        "known": inputs.known_from.isoformat() if inputs.known_from else "",
        "rule": str(MetWhen(inputs.met_when).label),
    }
    told = {
        "pending": _("统计数据 %(known)s 起可知,此前为待统计"),
        "no_goal": _("原文没有给出目标值"),
        "no_value": _("截至 %(day)s 没有可用的值"),
        "met": _("截至 %(day)s 为 %(value)s,目标 %(goal)s,%(rule)s"),
        "missed": _("统计时点 %(decides)s 已过,值 %(value)s 未达到目标 %(goal)s"),
        "progress": _(
            "序时进度 %(planned)s%%,实际进度 %(actual)s%%(值 %(value)s,目标 %(goal)s,截至 %(day)s)"
        ),
        "not_yet_met": _("截至 %(day)s 为 %(value)s,尚未达到目标 %(goal)s(%(rule)s)"),
    }[light.rule]
    return told % words


def formula_of(code: str) -> str:
    """Return how an indicator is computed, in words."""
    return indicator(code).formula if code else ""
