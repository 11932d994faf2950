"""What notices promise: the bell is one's own; the webhook sends once, in its robot's form, and never into the bureau's network."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Conflict, Forbidden, Refusal
from gangmu.foundation.notices import posting, robots
from gangmu.foundation.notices.models import Notice, OutgoingMessage, Webhook
from gangmu.foundation.notices.posting import checked_address
from gangmu.foundation.notices.selectors import unread_count
from gangmu.foundation.notices.services import mark_read, send_again, set_webhook, tell, write_message
from gangmu.foundation.people.services import stand_in

MOMENT = 1_760_000_000.5


def test_wecom_and_dingtalk_and_feishu_get_their_own_forms() -> None:
    assert robots.letter("wecom", "https://w/?key=k", "", "催报", MOMENT).body == {
        "msgtype": "text",
        "text": {"content": "催报"},
    }
    signed = robots.letter("dingtalk", "https://d/send?access_token=t", "SEC1", "催报", MOMENT)
    asked = parse_qs(urlsplit(signed.address).query)
    digest = hmac.new(b"SEC1", b"1760000000500\nSEC1", hashlib.sha256).digest()
    assert asked == {
        "access_token": ["t"], "timestamp": ["1760000000500"], "sign": [base64.b64encode(digest).decode()],
    }  # fmt: skip
    assert signed.body == {"msgtype": "text", "text": {"content": "催报"}}
    flown = robots.letter("feishu", "https://f/hook/x", "S", "催报", MOMENT).body
    digest = hmac.new(b"1760000000\nS", b"", hashlib.sha256).digest()
    assert flown == {
        "msg_type": "text", "content": {"text": "催报"}, "timestamp": "1760000000",
        "sign": base64.b64encode(digest).decode(),
    }  # fmt: skip
    assert "sign" not in robots.letter("feishu", "https://f/hook/x", "", "催报", MOMENT).body


@given(st.text(max_size=1500), st.sampled_from(sorted(robots.MOST_BYTES)))
def test_no_text_is_longer_than_its_robot_takes(text: str, robot: str) -> None:
    body = robots.letter(robot, "https://a/", "", text.encode(errors="ignore").decode(), 0.0).body
    words = body["content"]["text"] if robot == "feishu" else body["text"]["content"]
    assert len(words.encode()) <= robots.MOST_BYTES[robot]


def test_a_long_list_is_cut_at_a_line() -> None:
    text = "\n".join(f"基教科:第{n}项任务" for n in range(200))
    cut = robots.shortened(text, 2048).splitlines()
    assert cut[-1] == "…"
    assert set(cut[:-1]) <= set(text.splitlines())


@pytest.mark.parametrize(
    ("robot", "status", "answer", "taken"),
    [
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', True),
        ("wecom", 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', False),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"sign not match"}', False),
        ("feishu", 200, b'{"code":0,"msg":"success"}', True),
        ("feishu", 200, b'{"StatusCode":0,"StatusMessage":"success"}', True),
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', False),
        ("wecom", 502, b"<html>", False),
        ("wecom", 200, b"[]", False),
        ("feishu", 200, b"{}", False),
    ],
)
def test_an_answer_is_read_as_its_robot_means_it(robot: str, status: int, answer: bytes, taken: bool) -> None:
    assert robots.accepted(robot, status, answer)[0] is taken


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_the_inner_network_are_refused_unless_allowed(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int, **_more: Any) -> list[Any]:
        return [(0, 0, 0, "", ("93.184.216.34", port)), (0, 0, 0, "", (address, port))]

    monkeypatch.setattr(posting.socket, "getaddrinfo", resolve)
    with pytest.raises(Refusal, match="内部网络"):
        checked_address("https://robot.example/send")
    assert checked_address("https://robot.example/send", private=True)[2] == "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "http://oapi.dingtalk.com/x", "ftp://a/", "https://", "robot", "https://me:pw@a/", "file:///etc/passwd", "",
        "https://[", "https://a:99999/", "gopher://127.0.0.1/", "https://127.1/", "https://0x7f000001/",
        "https://localhost/", "https://no-such-host.invalid/",
    ],
)  # fmt: skip
def test_what_is_no_public_https_address_is_refused(address: str) -> None:
    with pytest.raises(Refusal):
        checked_address(address)


class Robot(BaseHTTPRequestHandler):
    heard: ClassVar[list[Any]] = []
    answer: ClassVar[bytes] = b'{"errcode":0,"errmsg":"ok"}'

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Robot.heard.append((self.path, json.loads(body)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(Robot.answer)

    def log_message(self, *_told: Any) -> None:
        pass


@pytest.fixture
def robot(settings: Any) -> Iterator[str]:
    settings.WEBHOOK_PRIVATE = True
    Robot.heard.clear()
    Robot.answer = b'{"errcode":0,"errmsg":"ok"}'
    server = HTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/send?key=verysecret"
    server.shutdown()
    server.server_close()


@pytest.fixture
def outlet(cast: Cast, robot: str) -> Webhook:
    with acting_as(cast.actor("蒋管理")):
        return set_webhook(cast.own.bureau, "wecom", robot, "", True)


def sent(cast: Cast, key: str = "k") -> OutgoingMessage:
    with acting_as(SystemActor()):
        message = write_message(cast.own.bureau.pk, key, "基教科:新增学位")
    assert message is not None
    return message


def test_a_message_goes_out_once_however_often_it_is_written(cast: Cast, outlet: Webhook) -> None:
    message = sent(cast)
    assert sent(cast) == message
    work_off()
    assert sent(cast) == message
    work_off()
    body = {"msgtype": "text", "text": {"content": "基教科:新增学位"}}
    assert Robot.heard == [("/send?key=verysecret", body)]
    message.refresh_from_db()
    assert (message.state, message.answer) == ("sent", "0 ok")


def test_a_bureau_without_a_webhook_sends_nothing(cast: Cast) -> None:
    with acting_as(SystemActor()):
        assert write_message(cast.own.bureau.pk, "k", "催报") is None


def test_what_broke_off_on_the_way_is_not_sent_again_by_itself(cast: Cast, outlet: Webhook) -> None:
    message = sent(cast)
    OutgoingMessage._base_manager.update(state="sending")  # the worker was killed here
    work_off()
    message.refresh_from_db()
    assert (message.state, Robot.heard) == ("unknown", [])
    with acting_as(cast.actor("蒋管理")):
        send_again(message)
        work_off()
        message.refresh_from_db()
        assert (message.state, len(Robot.heard)) == ("sent", 1)
        with pytest.raises(Conflict):
            send_again(message)


def test_a_robot_that_is_away_is_tried_again(cast: Cast, outlet: Webhook, monkeypatch: Any) -> None:
    message = sent(cast)

    def away(*_told: Any, **_more: Any) -> None:
        raise OSError("no route")

    with monkeypatch.context() as patched:
        patched.setattr(posting.http.client.HTTPConnection, "connect", away)
        work_off()
    job = Job._base_manager.get(name="notices.send")
    message.refresh_from_db()
    assert (job.state, message.state, Robot.heard) == ("waiting", "waiting", [])
    assert job.due_at > clock.now() + timedelta(seconds=3)


def test_a_refused_message_keeps_the_robots_words(cast: Cast, outlet: Webhook) -> None:
    Robot.answer = b'{"errcode":93000,"errmsg":"invalid webhook url"}'
    message = sent(cast)
    work_off()
    message.refresh_from_db()
    assert (message.state, message.answer) == ("refused", "93000 invalid webhook url")


def test_the_secret_lies_sealed_and_is_never_shown(cast: Cast, outlet: Webhook, robot: str) -> None:
    assert "verysecret" not in outlet.sealed_address
    assert "verysecret" not in json.dumps(list(AuditEntry.objects.values_list("changes", flat=True)))
    page = cast.client("蒋管理").get("/notices/webhook/").content.decode()
    assert "已填写机器人地址" in page
    assert "verysecret" not in page


def test_another_installations_secret_says_so(cast: Cast, outlet: Webhook, settings: Any) -> None:
    sent(cast)
    settings.SECRET_KEY = "another"
    work_off()
    job = Job._base_manager.get(name="notices.send")
    assert job.state == "failed"
    assert "重新填写" in job.why


def test_only_the_bureaus_administrator_sets_its_webhook(cast: Cast, robot: str) -> None:
    for actor, bureau in ((cast.actor("张主任"), cast.own), (cast.foreign.actor("蒋管理"), cast.own)):
        with acting_as(actor), pytest.raises(Forbidden):
            set_webhook(bureau.bureau, "wecom", robot, "", True)


def test_the_page_sets_tests_and_shows_why_an_address_is_refused(
    cast: Cast, robot: str, settings: Any
) -> None:
    client = cast.client("蒋管理")
    asked = {"robot": "wecom", "address": robot, "enabled": "on"}
    assert client.post("/notices/webhook/", asked).status_code == 302
    client.post("/notices/webhook/test/")
    work_off()
    assert "测试消息" in Robot.heard[0][1]["text"]["content"]
    assert "已送达" in client.get("/notices/webhook/").content.decode()
    settings.WEBHOOK_PRIVATE = False
    assert "https://" in client.post("/notices/webhook/", asked).content.decode()
    asked["address"] = robot.replace("http:", "https:")
    assert "内部网络" in client.post("/notices/webhook/", asked).content.decode()


def test_the_bell_counts_in_one_query_and_a_key_is_told_once(cast: Cast) -> None:
    clerk, other = cast.own.persons["小周"], cast.own.persons["小郑"]
    for _time in range(2):
        tell([clerk.pk, clerk.pk], "t", "“%(name)s”快到期了", {"name": "新增学位"}, address="/jobs/", key="a")
    tell([other.pk], "t", "别人的事")
    actor = cast.actor("小周")
    assert actor.person_ids
    with CaptureQueriesContext(connection) as asked:
        assert unread_count(actor) == 1
    assert len(asked) == 1
    client = cast.client("小周")
    page = client.get("/notices/").content.decode()
    assert "“新增学位”快到期了" in page
    assert "别人的事" not in page
    assert '<span class="count">1</span>' in page
    notice = Notice._base_manager.get(person=clerk)
    assert client.post(f"/notices/{notice.pk}/open/").headers["Location"] == "/jobs/"
    assert unread_count(actor) == 0


def test_a_notice_never_leads_away_from_the_system(cast: Cast) -> None:
    clerk = cast.own.persons["小周"]
    tell([clerk.pk], "t", "看", address="https://evil.example/")
    notice = Notice._base_manager.get(person=clerk)
    assert cast.client("小周").post(f"/notices/{notice.pk}/open/").headers["Location"] == "/notices/"


def test_who_stands_in_hears_the_absent_ones_bell_and_nobody_else_does(cast: Cast) -> None:
    head, clerk = cast.own.persons["刘科长"], cast.own.persons["小周"]
    tell([head.pk], "t", "签收")
    assert unread_count(cast.actor("小周")) == 0
    with acting_as(cast.actor("张主任")):
        stand_in(head, clerk, clock.today(), clock.today() + timedelta(days=3), "出差")
    assert unread_count(cast.actor("小周")) == 1
    with acting_as(cast.actor("小周")):
        mark_read()
    assert unread_count(cast.actor("刘科长")) == 0


def test_the_end_of_a_job_rings_for_who_asked(cast: Cast) -> None:
    from gangmu.foundation.jobs import declaration
    from gangmu.foundation.jobs.services import enqueue

    if "notices.test" not in declaration._kinds:
        declaration.job("notices.test", "导入")(lambda: None)
    with acting_as(cast.actor("小郑")):
        job = enqueue("notices.test", {}, cast.own.school)
    work_off()
    notice = Notice._base_manager.get(person=cast.own.persons["小郑"])
    assert (str(notice), notice.address) == ("“导入”已完成", f"/jobs/{job.pk}/")
