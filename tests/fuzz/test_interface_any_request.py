"""The machine interface on anything: every register answers or refuses, none fails."""

import json

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.foundation.accounts.services import make_token
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.interface.views import parameters
from tests.every.walking import examples_of_rooms

pytestmark = pytest.mark.django_db
REGISTERS = registers()
#: What may be answered: nothing that says the program failed.
RIGHT = frozenset({200, 201, 204, 400, 403, 404, 405, 409, 413, 415, 422})
words = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "-", "0", "1", "-1", "9" * 30, "2026-09-01", "0001-01-01", "9999-12-31", "city", "id", "-id", "true", "组织|=|1"]),
)  # fmt: skip
told = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=5,
)


class Asker:
    """Programs of the office head and of a clerk, who between them may ask most registers."""

    def __init__(self, cast):
        self.examples = examples_of_rooms(cast)
        self.tokens = []
        for name in ("张主任", "小周", "小郑"):
            with acting_as(cast.actor(name)):
                self.tokens.append(make_token(cast.own.persons[name].account, "程序", 30).words)
        self.client = Client(raise_request_exception=True)

    def ask(self, who, method, address, query, body):
        """Ask, take back what was written, and return the status."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        with transaction.atomic():
            answer = self.client.generic(
                method, address, body, "application/json", headers=headers, query_params=query
            )
            transaction.set_rollback(True)
        return answer

    def key(self, declared, data):
        """Return the key of a row that is there, or of none."""
        example = self.examples.get(f"registers:{declared.name}-detail")
        there = [example.own["pk"]] if example else []
        return data.draw(st.sampled_from([*there, *there, *there, 0, 10**25]))


@pytest.fixture
def asker(cast):
    return Asker(cast)


unlimited = settings(deadline=None, suppress_health_check=list(HealthCheck))


@unlimited
@given(st.data())
def test_any_question_to_any_list_is_answered_or_refused(asker, data):
    declared = data.draw(st.sampled_from(REGISTERS))
    columns = [column.name for column in declared.columns]
    conditions = st.builds(
        "|".join,
        st.tuples(st.one_of(words, st.sampled_from(columns)), st.sampled_from(["=", "in", ">=", "empty", "under"]), words),
    )  # fmt: skip
    known = st.sampled_from(sorted(parameters(declared)))
    query = data.draw(
        st.dictionaries(known, st.one_of(words, st.sampled_from(columns), conditions), max_size=4)
    )
    answer = asker.ask(data.draw(st.integers(0, 2)), "GET", f"/api/{declared.name}/", query, b"")
    assert answer.status_code in RIGHT
    json.loads(answer.content)


@unlimited
@given(st.data())
def test_any_body_to_any_register_is_taken_or_refused(asker, data):
    declared = data.draw(st.sampled_from(REGISTERS))
    names = list(getattr(declared.form, "base_fields", ())) or ["name"]
    fields = st.dictionaries(st.one_of(st.sampled_from(names), words), told, max_size=5)
    body = data.draw(fields)
    row = data.draw(st.booleans())
    if row and data.draw(st.booleans()):
        body["version"] = 1
    address = f"/api/{declared.name}/" + (f"{asker.key(declared, data)}/" if row else "")
    method = data.draw(st.sampled_from(["PATCH", "PATCH", "DELETE", "GET", "PUT"] if row else ["POST"]))
    sent = json.dumps(body).encode() if data.draw(st.integers(0, 9)) else data.draw(st.binary(max_size=50))
    answer = asker.ask(data.draw(st.integers(0, 2)), method, address, {}, sent)
    assert answer.status_code in RIGHT
    if answer.status_code >= 400:
        assert json.loads(answer.content)["detail"]
