"""Examples for the walk over every address: a notice of one person, a message of each bureau."""

from typing import Any

from tests.cast import Cast

from gangmu.foundation.notices.models import Notice, OutgoingMessage


def examples(cast: Cast) -> dict[str, dict[str, Any]]:
    """Return them."""
    own, foreign = (
        Notice._base_manager.create(person=county.persons["小周"], kind="test", words="有一项任务到期")
        for county in (cast.own, cast.foreign)
    )
    sent = [
        OutgoingMessage._base_manager.create(
            organisation=county.bureau, key="k", text="催报", state="refused"
        )
        for county in (cast.own, cast.foreign)
    ]
    return {
        "notices:open": {"own": {"pk": own.pk}, "foreign": {"pk": foreign.pk}, "only": "小周"},
        "notices:again": {"own": {"pk": sent[0].pk}, "foreign": {"pk": sent[1].pk}},
    }
