"""How the lights of a task are worded: the rule and the inputs that set each."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gangmu.datacentre.targets.task_lights import EvidenceLight
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS
from gangmu.procedures.ledger.choices import LightKind
from gangmu.procedures.ledger.models import TaskLightOverride
from gangmu.procedures.ledger.standing import Standing

#: Rules whose words name a threshold, so that the paper behind it is named too.
RULED = ("near", "stages", "progress")
#: Where the default rules come from, as they say it themselves; a bureau's own rule names its paper.
DEFAULT_SOURCES = (
    gettext_noop("三色预警：参照商丘师范学院的规定"),
    gettext_noop("序时进度：口径由本系统给出"),
)


def proof_of_time(told: Standing) -> str:
    """Return why the time light is what it is."""
    inputs, light = told.inputs, told.lights.time
    words = {
        "day": told.on.isoformat(),
        "due": light.against.isoformat() if light.against else "",
        "left": f"{(light.left or 0) * 100:.0f}",
        "near": f"{told.rule.near_left * 100:g}",
        "begins": inputs.begins.isoformat() if inputs.begins else "",
        "last": max(report.came for report in inputs.reports).isoformat() if inputs.reports else "",
    }
    last = _("最近一次报告 %(last)s") if inputs.reports else _("还没有报告")
    lines = {
        "dropped": _("已中止或并入其他任务，不再判灯"),
        "closed": _("已办结"),
        "closed_late": _("办结时已超过时限 %(due)s"),
        "not_started": _("自 %(due)s 起计时，尚未开始"),
        "report_missing": _("长期坚持的任务不判逾期；最近一次应报的进展没有报") + "。" + last,
        "standing": _("长期坚持的任务不判逾期，按报告周期跟进") + "。" + last,
        "no_date": _("没有完成时限，不判逾期"),
        "overdue": _("截至 %(day)s 已超过时限 %(due)s"),
        "near": _(
            "自 %(begins)s 起算，距时限 %(due)s 只剩 %(left)s%% 的时间（规则：%(near)s%% 及以下），且最近一次应报的进展没有报"
        ),
        "in_time": _("自 %(begins)s 起算，距时限 %(due)s 还有 %(left)s%% 的时间") + "。" + last,
        "started": _("已于 %(due)s 启动，没有后续节点"),
        "stage_ahead": _("已启动，下一节点 %(due)s"),
        "stage_overdue": _("已启动，节点 %(due)s 已过而未达成"),
    }
    text = [_by_hand(told.overrides.get(LightKind.TIME)), lines[light.rule] % words]
    count = inputs.times_extended(told.on)
    if count and inputs.due:
        first = {"count": count, "first": inputs.due.isoformat()}
        text.append(_("已延期 %(count)s 次，最初时限 %(first)s") % first)
    if light.rule in RULED:
        text.append(_("依据：%(source)s") % {"source": _(told.rule.source)})
    return "\n".join(line for line in text if line)


def proof_of_result(told: Standing) -> str:
    """Return why the result light is what it is; empty where there is none."""
    light = told.lights.result
    if light is None:
        return ""
    due = told.inputs.due_on(told.on)
    words = {
        "planned": f"{(light.planned or 0) * 100:.1f}",
        "actual": f"{(light.actual or 0) * 100:.1f}",
        "points": f"{told.rule.progress.unlikely_behind * 100:g}",
    }
    lines = {
        "stages_kept": _("到期的节点都已达成"),
        "missed": _("时限已过，仍有节点或目标没有达成")
        if due is not None and told.on > due
        else _("节点或目标的时点已过，仍有没有达成的"),
        "stages": _(
            "序时进度 %(planned)s%%，实际停在最早未达成的节点 %(actual)s%%；落后 %(points)s 个百分点及以上为预计难以完成"
        ),
        "progress": _(
            "序时进度 %(planned)s%%，实际进度 %(actual)s%%；落后 %(points)s 个百分点及以上为预计难以完成"
        ),
    }
    text = [
        _by_hand(told.overrides.get(LightKind.RESULT)),
        lines.get(light.rule, _("由任务的目标判断，见各目标页")) % words,
    ]
    if light.rule in RULED:
        text.append(_("依据：%(source)s") % {"source": _(told.rule.progress.source)})
    return "\n".join(line for line in text if line)


def _by_hand(row: TaskLightOverride | None) -> str:
    if row is None:
        return ""
    words = {
        "light": LIGHTS[row.light][2], "reason": row.reason, "signed": row.signed, "day": row.set_on.isoformat(),
        "until": row.until.isoformat() if row.until else "",
    }  # fmt: skip
    set_by_hand = _("人工改为“%(light)s”：%(reason)s（%(signed)s，自 %(day)s 起）")
    if row.until:
        set_by_hand = _("人工改为“%(light)s”：%(reason)s（%(signed)s，自 %(day)s 起，至 %(until)s 前）")
    return set_by_hand % words + "\n" + _("规则给出的是：")


def proof_of_evidence(told: Standing) -> str:
    """Return why the evidence light is what it is."""
    lines = {
        EvidenceLight.NONE: _("还没有提出完成认定，不需要佐证"),
        EvidenceLight.MISSING: _("已提出或已办结，没有佐证"),
        EvidenceLight.COMPLETE: _("完成认定附有佐证"),
    }
    return lines[told.lights.evidence]
