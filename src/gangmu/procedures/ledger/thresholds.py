"""Where a bureau draws the thresholds of the lights on a date: its own rule with its paper, else the default with its source."""

from datetime import date

from gangmu.datacentre.targets.lights import ResultRule
from gangmu.datacentre.targets.task_lights import DEFAULT_TASK_RULE, TaskRule
from gangmu.procedures.ledger.models import LightRule


class Thresholds:
    """The rules of bureaus; asked for many tasks, it reads those of a bureau once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._rules: dict[int, TaskRule] = {}

    def of(self, organisation_id: int) -> TaskRule:
        """Return the rule that holds for a bureau's tasks."""
        if organisation_id not in self._rules:
            self._rules[organisation_id] = task_rule(organisation_id, self.on)
        return self._rules[organisation_id]


def task_rule(organisation_id: int, on: date) -> TaskRule:
    """Return the rule of a bureau that is in force on a date, or the default."""
    rows = LightRule._base_manager.filter(organisation_id=organisation_id, valid_from__lte=on)
    held = rows.order_by("-valid_from").first()
    return rule_of(held) if held is not None else DEFAULT_TASK_RULE


def rule_of(row: LightRule) -> TaskRule:
    """Return a stored rule as the lights take it: percents become shares."""
    progress = ResultRule(row.at_risk_behind / 100, row.unlikely_behind / 100, row.source)
    return TaskRule(row.near_left / 100, row.propose_left / 100, progress, row.source)
