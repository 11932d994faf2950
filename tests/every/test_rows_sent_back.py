"""A row that a program or a change for many sends back with nothing altered is right, and nothing of it is altered."""

import pytest

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.interface.values import form_with
from tests.cast import Cast
from tests.every.walking import examples_of_rooms

pytestmark = pytest.mark.django_db


def test_a_row_of_any_register_sent_back_as_it_is_is_right_and_stays_as_it_is(cast: Cast) -> None:
    examples, looked_at = examples_of_rooms(cast), 0
    for declared in registers():
        told = examples.get(f"registers:{declared.name}-detail")
        if declared.form is None or told is None:
            continue
        row = declared.model._base_manager.get(pk=told.own["pk"])
        with acting_as(SystemActor("测试")), scoped(declared.edit_permission):
            assert not form_with(declared, {}, row).changed_data, declared.name
        looked_at += 1
    assert looked_at > 20
