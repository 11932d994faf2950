"""How many queries each page sends: counted with few and with many rows and committed, so that a page that grows is seen in review.

`GANGMU_COUNT_QUERIES=write` writes the counts anew.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gangmu.applications.planning.choices import Stage
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.organisations.models import TreeVersion
from gangmu.foundation.registers.declaration import Register, register_named, registers
from tests.cast import Cast
from tests.every.multiplying import copied
from tests.every.routes_public import POST_ONLY
from tests.every.walking import Example, examples_of_rooms, routes, undone

COUNTS = Path(__file__).with_name("query_counts.json")
FEW, MANY = 3, 30
#: Who reads: the office head is let into nearly every page.
READER = "张主任"


@dataclass
class Seen:
    """What a page sent and how many rows of tables it had."""

    queries: int
    rows: int


def plan(year: int, measures: int) -> str:
    """Return the text of a plan with that many measures."""
    told = (
        f"{n}.推进第{n}项工程。落实建设方案,新增学位{n}00个。开展第{n}次检查。\n"
        for n in range(1, measures + 1)
    )
    return f"青山县教育局{year}年工作要点\n\n一、重点工作\n{''.join(told)}"


def look(client: Client, address: str) -> Seen | None:
    """Open a page and count; nothing where the reader is not let in, is sent on, or gets a document."""
    with undone():
        answer = client.get(address)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    with undone(), CaptureQueriesContext(connection) as sent:
        answer = client.get(address)
    kept = [query for query in sent if "SAVEPOINT" not in query["sql"]]
    return Seen(len(kept), answer.content.count(b"<tr"))


def row_of(register: type[Register], examples: dict[str, Example], cast: Cast) -> Any:
    """Return a row that the register lists: its example, or the school of the own county."""
    told = examples.get(f"registers:{register.name}-detail")
    if told is None:
        return register.model._base_manager.filter(organisation=cast.own.school).latest("pk")
    return register.model._base_manager.get(pk=told.own["pk"])


def pages() -> Iterator[str]:
    """Yield every page with an address of its own that shows rows; of a register its list and its totals: a form shows one row."""
    for route in routes():
        of_register = route.name.startswith("registers:")
        if route.kind == "public" or route.keys or route.name in POST_ONLY:
            continue
        if not of_register or route.name.endswith(("-list", "-totals")):
            yield reverse(route.name)


def multiply(rows: Iterable[Any], more: int) -> None:
    """Make that many copies of each row; units may be among them, so the tree is read anew."""
    for row in rows:
        for _ in range(more):
            copied(row)
    TreeVersion._base_manager.update(token=uuid4())


@pytest.mark.embedded
def test_every_page_sends_as_many_queries_as_committed_however_many_rows_it_shows(cast: Cast) -> None:
    with acting_as(cast.actor(READER)):
        short, long = (paste_version(cast.own.bureau, Stage.DRAFT, plan(2020 + n, n)) for n in (FEW, MANY))
    examples = examples_of_rooms(cast)
    rows = [row_of(register, examples, cast) for register in registers()]
    client, seen, asked = cast.client(READER), [], list(pages())
    for more, version in ((FEW, short), (MANY - FEW, long)):
        multiply(rows, more)
        found = {address: look(client, address) for address in asked}
        asked = [address for address in asked if found[address]]
        found["/plans/1/"] = look(client, f"/plans/{version.plan_id}/")
        found["/plans/versions/1/"] = look(client, f"/plans/versions/{version.pk}/")
        seen.append({address: told for address, told in found.items() if told})
    few, many = seen
    grown = {
        address: (few[address].queries, many[address].queries)
        for address in few
        if few[address].queries != many[address].queries
    }
    assert grown == {}, "these pages send more queries for more rows"
    unseen = {r.name for r in registers() if f"/r/{r.name}/" in many and many[f"/r/{r.name}/"].rows < MANY}
    assert unseen == set(), "these lists did not show the copies: nothing was counted"
    counted = {address: told.queries for address, told in many.items()}
    if os.environ.get("GANGMU_COUNT_QUERIES") == "write":
        COUNTS.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert counted == json.loads(COUNTS.read_text(encoding="utf-8"))


@pytest.mark.embedded
def test_a_list_that_asks_for_each_row_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = register_named("tasks")
    row, client = row_of(tasks, examples_of_rooms(cast), cast), cast.client(READER)
    monkeypatch.setattr(tasks, "related", ())
    counted = []
    for more in (FEW, MANY - FEW):
        multiply([row], more)
        counted.append(look(client, reverse("registers:tasks-list")).queries)
    assert counted[1] >= counted[0] + MANY - FEW
