"""The optional assistant: it proposes, a person accepts; broken or lying, it changes nothing."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gangmu.applications.planning.assistant import ChatAssistant, configured
from gangmu.applications.planning.choices import ClauseState, ItemState, ProposedBy, Stage
from gangmu.applications.planning.models import PlanClause, ReadItem
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Refusal

PLAN = "青山县教育局2026年工作要点\n\n一、重点工作\n1.规范管理。严格执行课程方案。校车那边的事情。食堂那边的事情。\n"


@pytest.fixture
def endpoint():
    """A server on this machine that answers what a test tells it to."""
    told: dict[str, object] = {"answer": "[]", "asked": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told["asked"].append(body)
            data = json.dumps({"choices": [{"message": {"content": told["answer"]}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *words: object) -> None:
            """Stay quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told["address"] = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def version(cast):
    with acting_as(cast.actor("张主任")):
        yield paste_version(cast.own.bureau, Stage.DRAFT, PLAN)


def test_without_an_address_there_is_no_assistant():
    assert configured("", "", "") is None
    assert configured("file:///etc/passwd", "", "") is None


def test_a_proposal_is_marked_and_counts_only_when_a_person_confirms_it(version, endpoint):
    opened = list(PlanClause.objects.filter(document=version, state=ClauseState.OPEN))
    assert opened
    endpoint["answer"] = '好的:[{"number": 0, "is_action": true}, {"number": 99, "is_action": true}]'
    assert reviewing.ask_assistant(version, ChatAssistant(str(endpoint["address"]), "m")) == 1
    item = ReadItem._base_manager.get(proposed_by=ProposedBy.ASSISTANT)
    assert (item.state, item.start) == (ItemState.PROPOSED, opened[0].start)
    assert PlanClause.objects.get(pk=opened[0].pk).state == ClauseState.OPEN
    reviewing.confirm_items(version, [item.pk])
    assert PlanClause.objects.get(pk=opened[0].pk).state == ClauseState.ACTION


def test_only_open_clauses_are_sent(version, endpoint):
    reviewing.ask_assistant(version, ChatAssistant(str(endpoint["address"]), "m"))
    sent = endpoint["asked"][0]["messages"][1]["content"]
    assert "校车那边" in sent
    assert "课程方案" not in sent


@pytest.mark.parametrize("answer", ["抱歉,我不能", "[{]", '[{"number": "x"}]', "{}"])
def test_an_answer_that_is_not_what_was_asked_changes_nothing(version, endpoint, answer):
    endpoint["answer"] = answer
    with pytest.raises(Refusal):
        reviewing.ask_assistant(version, ChatAssistant(str(endpoint["address"]), "m"))
    assert not ReadItem._base_manager.filter(proposed_by=ProposedBy.ASSISTANT).exists()


def test_an_endpoint_that_is_not_there_is_told_in_words(version):
    with pytest.raises(Refusal) as refused:
        reviewing.ask_assistant(version, ChatAssistant("http://127.0.0.1:9/", "m"))
    assert "助手" in str(refused.value)
