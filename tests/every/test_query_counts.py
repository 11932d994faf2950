"""How many queries each page sends: counted and committed, so that a page that grows is seen in review.

`GANGMU_COUNT_QUERIES=write` writes the counts anew.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangmu.applications.planning.choices import Stage
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.registers.declaration import registers

COUNTS = Path(__file__).with_name("query_counts.json")
PLAN = "青山县教育局2026年工作要点\n\n一、重点工作\n" + "".join(
    f"{n}.推进第{n}项工程。落实建设方案,新增学位{n}00个。开展第{n}次检查。\n" for n in range(1, 40)
)


def pages(version_id: int, plan_id: int) -> list[str]:
    """Return the addresses that are counted: every register's list and the pages people open daily."""
    lists = [f"/r/{register.name}/" for register in registers()]
    return ["/", "/plans/", f"/plans/{plan_id}/", f"/plans/versions/{version_id}/", "/organisations/", *lists]


def test_every_page_sends_as_many_queries_as_committed(cast):
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.DRAFT, PLAN)
    client = cast.client("张主任")
    counted: dict[str, int] = {}
    for address in pages(version.pk, version.plan_id):
        if client.get(address).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as sent:
            client.get(address)
        counted[address.replace(f"/{version.pk}/", "/1/")] = len(sent)
    if os.environ.get("GANGMU_COUNT_QUERIES") == "write":
        COUNTS.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if connection.vendor != "sqlite":
        pytest.skip("counted on the embedded database")
    assert counted == json.loads(COUNTS.read_text(encoding="utf-8"))


def test_no_page_sends_a_query_a_row():
    assert max(json.loads(COUNTS.read_text(encoding="utf-8")).values()) <= 40
