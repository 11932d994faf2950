"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.lights import LightWord
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target, override_light


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A target of each bureau, with a light set by hand."""
    targets, overrides = {}, {}
    for whose in ("own", "foreign"):
        targets[whose] = create_target(
            TargetDraft(
                key="walk", organisation_id=getattr(cast, whose).bureau.pk, year=2026, name="新增学位", wording="新增学位800个",
                comparator=">=", unit="个", measured_at=date(2026, 12, 31), values=(ValueDraft(2026, ValueKind.NUMBER, 800),),
            )
        )  # fmt: skip
        overrides[whose] = override_light(
            targets[whose], next(iter(LightWord)), "现场核查", date(2026, 5, 1), None
        )
    told = {"own": {"pk": targets["own"].pk}, "foreign": {"pk": targets["foreign"].pk}}
    names = ("targets:target", "targets:target-confirm", "targets:target-report", "targets:target-override")
    return {
        **dict.fromkeys((*names, "registers:targets-detail"), told),
        "targets:override-end": {
            "own": {"pk": overrides["own"].pk},
            "foreign": {"pk": overrides["foreign"].pk},
        },
    }
