"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.datacentre.targets.choices import LightWord, ValueKind
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target, override_light


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A target of each bureau that its sections report, with a light set by hand."""
    targets, overrides = {}, {}
    for whose in ("own", "foreign"):
        bureau = getattr(cast, whose).bureau
        target = create_target(
            TargetDraft(
                key="walk", organisation_id=bureau.pk, year=2026, name="新增托位", wording="新增托位8000个", comparator="increase",
                unit="个", measured_from=date(2026, 1, 1), measured_at=date(2026, 12, 31),
                values=(ValueDraft(2026, ValueKind.NUMBER, 8000),),
            )
        )  # fmt: skip
        override = override_light(target, LightWord.AT_RISK, "两所学校竣工推迟", date(2026, 7, 1), None)
        targets[whose], overrides[whose] = {"pk": target.pk}, {"pk": override.pk}
    names = ("targets:target", "targets:target-sentence", "targets:target-confirm", "targets:target-report", "targets:target-override",
             "registers:targets-detail")  # fmt: skip
    return {**dict.fromkeys(names, targets), "targets:override-end": overrides}
