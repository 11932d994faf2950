"""What is asked of planning's facts."""

from gangmu.datacentre.indicators import Indicator, Question, declare

PUBLICITY_ITEMS_SUBMITTED = Indicator(
    code="publicity_items_submitted",
    name="报送信息",
    unit="篇",
    formula="期间内报送的信息条数;一条信息报送给一个媒体或部门计一篇。",
    numerator=Question("publicity_items", "submitted_on", "organisation_id"),
    source="systems_in_the_seeds A1.17 (报送篇数)",
    aliases=("报送信息篇数", "信息报送", "报送信息数", "信息", "报送教育信息", "报送信息稿件"),
)
PUBLICITY_ITEMS_ADOPTED = Indicator(
    code="publicity_items_adopted",
    name="采用信息",
    unit="篇",
    formula="期间内被采用的信息条数,按采用日期计。",
    numerator=Question("publicity_items", "adopted_on", "organisation_id"),
    source="systems_in_the_seeds A1.17 (采用篇数)",
    aliases=("采用信息篇数", "信息采用"),
)
declare(PUBLICITY_ITEMS_SUBMITTED, PUBLICITY_ITEMS_ADOPTED)
