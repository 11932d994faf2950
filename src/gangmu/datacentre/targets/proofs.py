"""How an evaluation is worded: the proof of its light, and the sentence whose figure opens."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from gangmu.datacentre.targets.choices import MetWhen, ValueKind
from gangmu.datacentre.targets.lights import DEFAULT_RULE
from gangmu.foundation.kernel.results import Origin, Sentence

if TYPE_CHECKING:
    from gangmu.datacentre.targets.selectors import Evaluation


def proof_of(told: "Evaluation") -> str:
    """Return the rule and the inputs that set a light, in words; what a person set instead comes first."""
    lines = []
    if told.override is not None:
        row = told.override
        lines.append(
            _("人工改为“%(light)s”：%(reason)s（%(signed)s，自 %(day)s 起）。规则给出的是：")
            % {
                "light": row.get_light_display(), "reason": row.reason, "signed": row.signed, "day": row.set_on.isoformat(),
            }
        )  # fmt: skip
    lines.append(_by_rule(told))
    if told.light.rule == "progress":
        words = {"points": f"{DEFAULT_RULE.unlikely_behind * 100:g}"}
        lines.append(_("规则：落后即为有风险，落后 %(points)s 个百分点及以上为预计难以完成") % words)
    return "\n".join(lines)


def sentence_of(told: "Evaluation") -> Sentence:
    """Return how a target stands as one sentence whose figure opens."""
    reported = _("（填报）") if told.result.origin is Origin.REPORTED else ""
    head = (
        _("%(unit)s%(name)s") % {"unit": told.result.organisation_name, "name": told.result.name} + reported
    )
    if not told.result.computable:
        return Sentence((head + _("："), told.result, _("。")))
    goal = told.inputs.goal
    tail = _("，目标 %(goal)s") % {"goal": goal_words(told)} if goal is not None else ""
    done = _("，已达成。") if told.met else _("。")
    return Sentence((f"{head} ", told.result, tail + done))


def goal_words(told: "Evaluation") -> str:
    """Return what a target asks for on the date of the evaluation, as it is printed."""
    inputs = told.inputs
    if inputs.goal is None:
        return ""
    high = f"~{printed(inputs.goal_high)}" if inputs.goal_high is not None else ""
    return _with_unit(told, f"{printed(inputs.goal)}{high}")


def printed(value: float) -> str:
    """Return a number with the digits it was given, never in powers of ten."""
    return f"{Decimal(repr(value)).normalize():,f}"


def _with_unit(told: "Evaluation", value: str) -> str:
    unit = told.result.unit if told.target.indicator else told.target.unit
    return _("%(value)s%(unit)s") % {"value": value, "unit": unit}


def _by_rule(told: "Evaluation") -> str:
    inputs = told.inputs
    words: dict[str, Any] = {
        "goal": goal_words(told),
        "value": ""
        if inputs.value is None
        else _with_unit(told, f"{inputs.value:,.{told.result.decimals}f}"),
        "day": told.on.isoformat(),
        "decides": inputs.decides.isoformat(),
        "planned": f"{(told.light.planned or 0) * 100:.1f}",
        "actual": f"{(told.light.actual or 0) * 100:.1f}",
        "known": inputs.known_from.isoformat() if inputs.known_from else "",
        "begins": max((d for d in (inputs.begins, inputs.issued) if d), default=inputs.decides).isoformat(),
        "rule": str(MetWhen(inputs.met_when).label),
    }
    if told.light.rule == "no_goal" and told.goal is not None and told.goal.kind == ValueKind.REFERENCE:
        named = " ".join(
            filter(
                None, (told.goal.reference_period, told.goal.reference_scope, told.goal.reference_indicator)
            )
        )
        return _("参照值“%(name)s”尚未填入") % {"name": named}
    if told.light.rule == "no_value" and told.result.computable:
        return _("没有基数值，变化量不可计算，请在目标值中填入基数")
    if told.light.rule == "parts":
        return _parts(told)
    return {
        "pending": _("统计数据 %(known)s 起可知，此前为待统计"),
        "no_goal": _("原文没有给出目标值"),
        "no_units": _("要求各单位分别达到，但尚未确定是哪些单位，请在口径中选择单位类别"),
        "no_value": _("截至 %(day)s 没有可用的值"),
        "met": _("截至 %(day)s 为 %(value)s，目标 %(goal)s，%(rule)s"),
        "missed": _("统计时点 %(decides)s 已过，值 %(value)s 未达到目标 %(goal)s"),
        "progress": _(
            "序时进度 %(planned)s%%（自 %(begins)s 至 %(decides)s），实际进度 %(actual)s%%（值 %(value)s，目标 %(goal)s，截至 %(day)s）"
        ),
        "not_yet_met": _("截至 %(day)s 为 %(value)s，尚未达到目标 %(goal)s（%(rule)s）"),
    }[told.light.rule] % words


def _parts(told: "Evaluation") -> str:
    met = [part for part in told.parts if part.met]
    short = [part.name for part in told.parts if not part.met]
    words = {
        "met": len(met),
        "all": len(told.parts),
        "names": "、".join(short[:5]) + ("…" if len(short) > 5 else ""),
    }
    told_all = _("%(all)s 个单位中 %(met)s 个达到") % words
    return told_all + (_("，未达到或暂无数据：%(names)s") % words if short else "")
