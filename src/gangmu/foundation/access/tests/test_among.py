"""The look-up that asks for rows of the scope's units."""

from typing import Any

import pytest
from tests.cast import Cast

from gangmu.foundation.access.among import Units
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.people.models import Person


@pytest.mark.parametrize(("rows", "path"), [(Organisation, "id"), (Person, "organisation_id"), (Person, "organisation__parent_id")])  # fmt: skip
def test_among_finds_what_in_finds_through_keys_and_over_tables(cast: Cast, rows: Any, path: str) -> None:
    ids = [cast.own.bureau.pk, cast.own.school.pk, cast.foreign.section.pk]
    found = rows._base_manager.filter(**{f"{path}__among": Units(ids)})
    assert found.exists()
    assert set(found) == set(rows._base_manager.filter(**{f"{path}__in": ids}))
    left = rows._base_manager.exclude(**{f"{path}__among": Units(ids)})
    assert set(left) == set(rows._base_manager.exclude(**{f"{path}__in": ids}))


def test_nothing_is_among_no_units(cast: Cast) -> None:
    assert not Person._base_manager.filter(organisation_id__among=Units([])).exists()
    assert (
        Person._base_manager.exclude(organisation_id__among=Units([])).count() == Person._base_manager.count()
    )
