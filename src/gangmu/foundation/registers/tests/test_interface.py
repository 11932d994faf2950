"""What programs get of a register: the same rows, the same refusals, the same masks as on its pages."""

import json
import re
from datetime import date
from itertools import pairwise

import pytest
import time_machine
from django.urls import reverse
from openapi_spec_validator import OpenAPIV31SpecValidator

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.accounts.models import AccessToken
from gangmu.foundation.accounts.services import make_token, revoke_token, set_active
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.interface.about import sentences_of
from gangmu.records.rolls.models import Pupil

ROWS = "/api/publicity/"


class Program:
    """A program with a token of somebody's account."""

    def __init__(self, client, words):
        self.client, self.headers = client, {"Authorization": f"Bearer {words}"}

    def get(self, address, **asked):
        return self.client.get(address, asked, headers=self.headers)

    def send(self, method, address, told):
        return self.client.generic(
            method, address, json.dumps(told), "application/json", headers=self.headers
        )


@pytest.fixture
def program(cast, client):
    """A program in somebody's name."""

    def of(name):
        with acting_as(cast.actor(name)):
            return Program(client, make_token(cast.own.persons[name].account, "统计程序", 90).words)

    return of


@pytest.fixture
def items(cast):
    """Sixty reports of the school and the section, some not yet taken."""
    for number in range(60):
        PublicityItem._base_manager.create(
            organisation=cast.own.school if number % 2 else cast.own.section, title=f"第{number % 7}篇", medium="县报",
            level="county" if number % 3 else "city", submitted_on=date(2026, number % 9 + 1, 1),
            adopted_on=date(2026, 10, number % 5 + 1) if number % 4 else None,
        )  # fmt: skip


ROW = {"title": "开学第一课", "medium": "市教育信息", "level": "city", "submitted_on": "2026-03-01"}


def test_pages_follow_one_another_in_the_order_of_the_list_and_leave_out_nothing(items, program):
    asking = program("小陈")
    for sort in ("", "title", "-title", "adopted_on", "-adopted_on", "organisation_name"):
        whole = asking.get(ROWS, sort=sort, limit=500).json()["rows"]
        found, after = [], ""
        while True:
            page = asking.get(ROWS, sort=sort, limit=7, **({"after": after} if after else {})).json()
            found += page["rows"]
            after = page["next"]
            if not after:
                break
        assert found == whole
        assert len({row["id"] for row in found}) == 60


def test_a_sort_sorts_and_rows_without_a_value_stand_last(items, program):
    rows = program("小陈").get(ROWS, sort="-adopted_on", limit=500).json()["rows"]
    days = [row["values"]["adopted_on"] for row in rows]
    told = [day for day in days if day]
    assert all(one >= other for one, other in pairwise(told))
    assert days == told + [None] * 15


def test_a_row_that_comes_meanwhile_shifts_no_page(items, program, cast):
    asking = program("小陈")
    first = asking.get(ROWS, sort="title", limit=20).json()
    PublicityItem._base_manager.create(
        organisation=cast.own.section, title="", medium="县报", level="county", submitted_on=date(2026, 1, 1)
    )
    second = asking.get(ROWS, sort="title", limit=20, after=first["next"]).json()
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}
    assert first["rows"][-1]["values"]["title"] <= second["rows"][0]["values"]["title"]


def test_a_page_filters_as_the_list_does_and_stays_within_the_scope(items, program, cast):
    asked = {"level": "city", "submitted_on_min": "2026-03-01"}
    found = {row["id"] for row in program("小陈").get(ROWS, limit=500, **asked).json()["rows"]}
    right = PublicityItem._base_manager.filter(level="city", submitted_on__gte="2026-03-01")
    assert found == set(right.values_list("pk", flat=True))
    school = program("小郑").get(ROWS, limit=500).json()["rows"]
    assert {row["organisation"] for row in school} == {cast.own.school.pk}


@pytest.mark.parametrize(
    "asked",
    [
        {"colour": "red"}, {"sort": "nothing"}, {"limit": "0"}, {"limit": "501"}, {"limit": "٣"}, {"as_of": "yesterday"}, {"known": "2026-13-01"},
        {"known_at": "2026-01-01T00:00:00"}, {"column": "nothing"}, {"level": "county council"}, {"submitted_on_min": "soon"}, {"after": "x"},
        {"q": "a\x00"},
    ],
)  # fmt: skip
def test_a_question_that_is_none_is_refused_by_the_name_of_what_is_wrong(items, program, asked):
    answer = program("小陈").get(ROWS, **asked)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert "after" in asked or set(told["errors"]) & {*asked, "submitted_on"}
    assert any("一" <= sign <= "鿿" for sign in told["detail"])


def test_a_page_mark_of_another_question_is_refused(items, program):
    asking = program("小陈")
    after = asking.get(ROWS, sort="title", limit=5).json()["next"]
    assert asking.get(ROWS, sort="-title", limit=5, after=after).status_code == 422
    assert asking.get(ROWS, sort="title", level="city", after=after).status_code == 422
    assert asking.get(ROWS, sort="title", limit=3, after=after).status_code == 200


def test_a_page_mark_tells_nothing_of_the_row_that_it_follows(items, program):
    after = program("小陈").get(ROWS, sort="title", limit=5).json()["next"]
    assert len(after) > 80
    assert "篇" not in after


def test_a_row_is_made_read_changed_and_deleted_and_the_audit_names_the_token(program, cast):
    asking, unit = program("小郑"), cast.own.school.pk
    made = asking.send("POST", ROWS, {**ROW, "organisation": unit})
    assert made.status_code == 201
    address = made.headers["Location"]
    row = asking.get(address).json()
    assert row == made.json()
    assert row["fields"]["title"] == "开学第一课"
    changed = asking.send("PATCH", address, {"version": row["version"], "title": "开学第二课"})
    assert changed.status_code == 200
    kept = PublicityItem._base_manager.get()
    assert (kept.title, kept.medium, kept.level) == ("开学第二课", "市教育信息", "city")
    assert asking.send("DELETE", address, {"note": "重复"}).status_code == 204
    assert not PublicityItem._base_manager.exists()
    told = AuditEntry.objects.filter(subject_type="planning.publicityitem").order_by("pk")
    assert [entry.verb for entry in told] == ["登记了", "修改了", "删除了"]
    assert {entry.actor for entry in told} == {"小郑（接口令牌：统计程序）"}
    assert told.last().note == "重复"


@pytest.mark.parametrize("told", [None, {}, {"note": ""}, {"note": " "}, {"note": None}, {"note": 7}])
def test_nothing_is_deleted_without_a_reason(program, cast, told):
    asking = program("小郑")
    address = asking.send("POST", ROWS, {**ROW, "organisation": cast.own.school.pk}).headers["Location"]
    if told is None:
        answer = asking.client.delete(address, headers=asking.headers)
    else:
        answer = asking.send("DELETE", address, told)
    assert (answer.status_code, answer.json()["code"]) == (422, "registers.no_reason")
    assert PublicityItem._base_manager.exists()


def test_who_comes_late_gets_409_with_the_version_that_stands(program, cast):
    asking = program("小郑")
    address = asking.send("POST", ROWS, {**ROW, "organisation": cast.own.school.pk}).headers["Location"]
    assert asking.send("PATCH", address, {"version": 1, "title": "甲"}).status_code == 200
    late = asking.send("PATCH", address, {"version": 1, "title": "乙"})
    assert late.status_code == 409
    assert (late.json()["version"], late.json()["code"]) == (2, "registers.stale")
    assert "已被他人修改" in late.json()["detail"]
    assert PublicityItem._base_manager.get().title == "甲"
    assert asking.send("PATCH", address, {"title": "丙"}).status_code == 422


def test_what_is_cleared_is_empty_and_what_is_not_told_stays(program, cast):
    asking = program("小郑")
    told = {**ROW, "organisation": cast.own.school.pk, "adopted_on": "2026-03-05"}
    address = asking.send("POST", ROWS, told).headers["Location"]
    asking.send("PATCH", address, {"version": 1, "adopted_on": None})
    kept = PublicityItem._base_manager.get()
    assert (kept.adopted_on, kept.submitted_on) == (None, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"colour": "red"}, "colour"), ({"title": ["甲"]}, "title"), ({"title": {"a": 1}}, "title"), ({"title": True}, "title"),
        ({"level": "moon"}, "level"), ({"submitted_on": "2026-02-30"}, "submitted_on"), ({"title": "长" * 999}, "title"),
        ({"organisation": 10**30}, "organisation"), ({"title": "a\x00"}, "title"), ({"submitted_on": 0}, "submitted_on"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_by_field_and_nothing_is_written(program, cast, told, field):
    answer = program("小郑").send("POST", ROWS, {**ROW, "organisation": cast.own.school.pk, **told})
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert not PublicityItem._base_manager.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400), (b"[]", "application/json", 400), (b"[" * 100_000, "application/json", 400),
        (b'{"title": NaN}', "application/json", 400), (b'{"title": "\\ud800"}', "application/json", 400), (b"\xff", "application/json", 400),
        (b"title=a", "application/x-www-form-urlencoded", 415),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(program, body, kind, status):
    asking = program("小郑")
    answer = asking.client.generic("POST", ROWS, body, kind, headers=asking.headers)
    assert answer.status_code == status
    assert answer.json()["code"].startswith("registers.")


def test_a_row_of_a_foreign_unit_is_not_there_and_none_is_put_into_it(program, cast):
    foreign = PublicityItem._base_manager.create(
        organisation=cast.foreign.school,
        title="他县",
        medium="县报",
        level="county",
        submitted_on="2026-01-01",
    )
    asking = program("小郑")
    for method in ("PATCH", "DELETE"):
        assert asking.send(method, f"{ROWS}{foreign.pk}/", {"version": 1}).status_code == 404
    assert asking.get(f"{ROWS}{foreign.pk}/").status_code == 404
    told = {**ROW, "organisation": cast.foreign.school.pk}
    assert asking.send("POST", ROWS, told).status_code in (403, 422)
    assert PublicityItem._base_manager.count() == 1


def test_nobody_is_let_in_without_a_token_and_a_session_only_reads(cast, client, items):
    assert client.get(ROWS).status_code == 401
    assert (
        client.get(ROWS, headers={"Authorization": "Bearer gangmu_x"}).headers["WWW-Authenticate"] == "Bearer"
    )
    assert client.get(ROWS, headers={"Authorization": "Basic YTpi"}).status_code == 401
    browser = cast.client("小郑")
    assert browser.get(ROWS).status_code == 200
    told = json.dumps({**ROW, "organisation": cast.own.school.pk})
    assert browser.post(ROWS, told, "application/json").status_code == 401
    assert browser.get(ROWS, headers={"Authorization": "Bearer gangmu_x"}).status_code == 401


def test_a_token_opens_no_page(program):
    asking = program("小郑")
    assert asking.get("/r/publicity/").status_code == 302
    assert asking.get("/account/").status_code == 302


def test_a_token_ends_with_its_day_its_account_and_its_owners_word(program, cast):
    account = cast.own.persons["小郑"].account
    asking = program("小郑")
    assert asking.get(ROWS).status_code == 200
    token = AccessToken.objects.get(account=account)
    assert token.used_at is not None
    with acting_as(SystemActor("测试")):
        set_active(account, False)
    assert asking.get(ROWS).status_code == 401
    with acting_as(SystemActor("测试")):
        set_active(account, True)
    with time_machine.travel(token.ends_on.isoformat() + "T01:00:00Z"):
        assert asking.get(ROWS).status_code == 401
    assert asking.get(ROWS).status_code == 200
    with acting_as(cast.actor("小郑")):
        assert revoke_token(account, token.pk)
    assert asking.get(ROWS).status_code == 401
    told = AuditEntry.objects.filter(subject_type="accounts.accesstoken").order_by("pk")
    assert [entry.verb for entry in told] == ["签发了接口令牌", "作废了接口令牌"]


def test_a_tokens_words_are_shown_once_and_lie_nowhere(cast, client):
    browser = cast.client("小郑")
    page = browser.post(reverse("accounts:token-make"), {"name": "统计程序", "days": 30}).content.decode()
    words = re.search(r"gangmu_([\w-]+)", page)[1]
    assert len(words) > 40
    assert client.get(ROWS, headers={"Authorization": f"Bearer gangmu_{words}"}).status_code == 200
    assert words not in browser.get("/account/").content.decode()
    token = AccessToken.objects.get()
    assert words not in token.digest
    assert words not in json.dumps([entry.changes for entry in AuditEntry.objects.all()])
    assert token.digest not in json.dumps([entry.changes for entry in AuditEntry.objects.all()])


def test_an_account_has_ten_tokens_at_most(cast):
    browser = cast.client("小郑")
    told = [
        browser.post(reverse("accounts:token-make"), {"name": f"程序{n}", "days": 30}).status_code
        for n in range(11)
    ]
    assert told == [200] * 10 + [422]


def test_what_is_masked_on_the_page_is_masked_for_programs_and_who_took_it_is_kept(program, cast):
    with acting_as(SystemActor("测试")):
        pupil = Pupil._base_manager.create(
            organisation=cast.own.school, roll_number="G110101201609010028", name="赵小明", pinyin="zhao xiao ming",
            id_number="110101201609010028", guardian_phone="13800138000", grade="3", class_number=1,
        )  # fmt: skip
    answer = program("小郑").get("/api/pupils/")
    [row] = answer.json()["rows"]
    assert row["id"] == pupil.pk
    for secret in ("G110101201609010028", "110101201609010028", "13800138000"):
        assert secret not in answer.content.decode()
    whole = program("小郑").get(f"/api/pupils/{pupil.pk}/").content.decode()
    assert "201609010028" not in whole
    unnamed = program("王局长").get("/api/pupils/").content.decode()
    assert "赵小明" not in unnamed
    assert AuditEntry.objects.filter(actor__contains="接口令牌", subject_type__contains="reading").exists()


def test_a_masked_number_sent_back_changes_nothing(program, cast):
    with acting_as(SystemActor("测试")):
        pupil = Pupil._base_manager.create(
            organisation=cast.own.school, roll_number="G110101201609010028", name="赵小明", pinyin="zhao xiao ming",
            id_number="110101201609010028", sex="male", birth_date=date(2016, 9, 1), grade="3", class_number=1, since=date(2026, 9, 1),
        )  # fmt: skip
    asking = program("小郑")
    row = asking.get(f"/api/pupils/{pupil.pk}/").json()
    told = {**row["fields"], "version": row["version"], "class_number": 2}
    answer = asking.send("PATCH", f"/api/pupils/{pupil.pk}/", told)
    assert answer.status_code == 200, answer.content.decode()
    kept = Pupil._base_manager.get(pk=pupil.pk)
    assert (kept.class_number, kept.id_number.opened()) == (2, "110101201609010028")


def test_a_list_is_asked_at_a_past_pair_of_dates(program):
    told = program("小陈").get("/api/enrolments/", as_of="2026-03-01", known="2026-04-01").json()
    assert told["as_of"] == "2026-03-01"
    assert told["known_at"].startswith("2026-04-0")
    assert told["two_times"] is True


def test_the_description_is_an_openapi_document_and_names_every_register(program):
    told = program("小郑").get("/api/openapi.json").json()
    OpenAPIV31SpecValidator(told).validate()
    for declared in registers():
        paths = told["paths"][f"/api/{declared.name}/"]
        assert ("post" in paths) == (declared.form is not None)
        assert f"/api/{declared.name}/{{id}}/" in told["paths"]
    grades = told["components"]["schemas"]["pupils"]["properties"]["values"]["properties"]["grade"]
    assert "3" in grades["enum"]


def test_what_a_program_reads_is_as_described(items, program, cast):
    """Each row of each register holds what its schema says: kinds, codes, names."""
    from jsonschema import Draft202012Validator

    asking = program("小陈")
    told = asking.get("/api/openapi.json").json()
    for declared in registers():
        page = asking.get(f"/api/{declared.name}/")
        if page.status_code == 403:
            continue
        schema = told["components"]["schemas"][declared.name]
        for row in page.json()["rows"]:
            Draft202012Validator(schema).validate(row)
            assert set(row["values"]) == set(schema["properties"]["values"]["properties"])


def test_every_register_has_a_page_that_tells_columns_codes_rules_and_the_table(cast):
    page = cast.client("小郑").get("/r/pupils/about/").content.decode()
    for words in ("学籍号", "<code>3</code>", "全国学籍号", "GET /api/pupils/"):
        assert words in page


def test_every_rule_tells_what_it_refuses():
    silent = [
        f"{declared.name} {rule}"
        for declared in registers()
        for rule in declared.rules
        if not list(sentences_of(rule))
    ]
    assert silent == []
