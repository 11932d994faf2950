"""A target bound to a register that the bureau does not keep is told by hand; from the first row on the register tells it."""

from datetime import date

import pytest

from gangmu.datacentre.targets.by_hand import told_by_hand
from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.selectors import evaluate
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target, report_value
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.results import Origin
from gangmu.records.premises.tests.test_figures import put

DAY, YEAR_END = date(2025, 9, 1), date(2025, 12, 31)


def test_until_the_register_holds_a_row_the_value_is_told_by_hand(cast):
    with acting_as(cast.actor("张主任")):
        draft = TargetDraft(
            key="t1", organisation_id=cast.own.bureau.pk, year=2025, name="新增小学学位", wording="新增小学学位800个",
            comparator="increase", unit="个", measured_from=date(2025, 1, 1), measured_at=YEAR_END,
            values=(ValueDraft(2025, ValueKind.NUMBER, 800),),
        )  # fmt: skip
        target = create_target(draft)
        assert target.indicator
        put(
            "seat-deliveries",
            cast.foreign.school,
            project="外县",
            stage="PRI",
            kind="new",
            seats=900,
            delivered_on=DAY,
        )
        assert told_by_hand([target]) == [target]
        assert evaluate(target, YEAR_END).result.reason.code == "targets.no_rows"
        report_value(target, 850, DAY, None)
        told = evaluate(target, YEAR_END)
        assert (told.result.value, told.result.origin, told.met) == (850, Origin.REPORTED, True)
        put(
            "seat-deliveries",
            cast.own.school,
            project="迁建",
            stage="PRI",
            kind="new",
            seats=270,
            delivered_on=DAY,
        )
        told = evaluate(target, YEAR_END)
        assert (told.result.value, told.result.origin, told.met) == (270, Origin.ROWS, False)
        assert told_by_hand([target]) == []
        with pytest.raises(Refusal, match="登记册"):
            report_value(target, 900, DAY, None)
