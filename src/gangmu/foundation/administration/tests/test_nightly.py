"""What is done every night by itself."""

from typing import Any

from gangmu.foundation.administration.jobs import first_bureau
from gangmu.foundation.jobs.declaration import daily_rules, kind_named


def test_files_that_no_record_names_are_looked_for_every_night(
    cast: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rule = next(rule for rule in daily_rules() if rule.name == "administration.leftovers")
    assert list(rule.organisations()) == list(first_bureau()) and not rule.working_days
    kind = kind_named(rule.name)
    gone = kind.work(organisation_id=cast.own.bureau.pk)
    assert gone == 0
    assert kind.told is not None and "0" in kind.told(gone)
