"""The named systems of planning."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gangmu.datacentre.targets.figures import figure
from gangmu.foundation.kernel.results import Sentence
from gangmu.procedures.ledger.registry import System, declare


def publicity_state(organisation_id: int, period: tuple[date, date], known_at: datetime | None) -> Sentence:
    """How many items were sent so far."""
    sent = figure("publicity_items_submitted", organisation_id, *period)
    return Sentence((_("已报送信息 "), sent))


def publicity_line(organisation_id: int, period: tuple[date, date], known_at: datetime | None) -> Sentence:
    """What the summary says of publicity."""
    sent = figure("publicity_items_submitted", organisation_id, *period)
    taken = figure("publicity_items_adopted", organisation_id, *period)
    return Sentence((_("全年报送教育信息 "), sent, _(",其中被采用 "), taken, _("。")))


declare(
    [
        System(
            code="publicity",
            name=gettext_noop("教育宣传信息报送"),
            rows=("A1.17",),
            state=publicity_state,
            summary_line=publicity_line,
            registers=("publicity",),
            indicators=("publicity_items_submitted", "publicity_items_adopted"),
            words=("报送信息", "信息报送", "教育宣传", "宣传信息"),
        )
    ]
)
