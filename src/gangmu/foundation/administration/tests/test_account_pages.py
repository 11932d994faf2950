"""Pages of accounts and persons: a table in, passwords out once, a person handed over."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.importing import COLUMNS
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.administration.audit_views import MOST
from gangmu.foundation.administration.steps import first_steps
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.documents.spreadsheets import Head, read_sheets, write_sheet
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.people.models import Deputy, Person, RoleAssignment
from gangmu.foundation.people.selectors import leader_of, roles_of, stand_ins_of
from gangmu.foundation.people.services import assign_role, enter_person
from gangmu.records.rolls.models import Pupil

IMPORT = "/setup/accounts/import/"


def workbook(*rows: tuple[str, ...]) -> io.BytesIO:
    heads = [Head(title, as_text=True) for title in COLUMNS.values()]
    file = io.BytesIO(write_sheet(heads, rows, "账号"))
    file.name = "accounts.xlsx"
    return file


@pytest.fixture
def admin(cast) -> Client:
    return cast.client("蒋管理")


def sent(admin: Client, cast, file: io.BytesIO):
    return admin.post(IMPORT, {"bureau": cast.own.bureau.pk, "on": "2026-03-01", "file": file})


def test_a_table_is_checked_shown_written_and_its_passwords_let_in(cast, admin):
    page = sent(admin, cast, workbook(("钱一", "qianyi", "青山县基教科", "科室经办人")))
    assert page.status_code == 200 and not Account.objects.filter(username="qianyi").exists()
    done = admin.post(IMPORT, {"token": page.context["token"]})
    ((unit, name, username, password),) = done.context["rows"]
    assert (unit, name, username) == ("青山县基教科", "钱一", "qianyi")
    sheet = admin.post(reverse("administration:passwords"), {"sheet": done.context["sheet"]})
    rows = read_sheets(io.BytesIO(sheet.content), "passwords.xlsx")[0].rows
    assert rows[1][:4] == [unit, name, username, password]
    other = Client()
    answer = other.post("/sign-in/", {"username": "qianyi", "password": password})
    assert answer.status_code == 302 and other.get("/").url == reverse("accounts:password")


def test_faults_are_shown_by_cell_and_cannot_be_confirmed(cast, admin):
    page = sent(admin, cast, workbook(("钱一", "qianyi", "没有的科", "科室经办人")))
    assert page.context["token"] == ""
    assert "C2" in page.content.decode() and "单位“没有的科”不存在" in page.content.decode()


@pytest.mark.parametrize("token", ["", "forged:abc", "eyJ9:1aaaaa:bbbbb"])
def test_a_forged_table_is_refused(cast, admin, token):
    assert admin.post(IMPORT, {"token": token}).status_code == 422


def test_what_one_administrator_checked_another_cannot_confirm(cast, admin):
    page = sent(admin, cast, workbook(("钱一", "qianyi", "青山县基教科", "科室经办人")))
    other = cast.foreign.client("蒋管理")
    assert other.post(IMPORT, {"token": page.context["token"]}).status_code == 422
    assert not Account.objects.filter(username="qianyi").exists()


def test_a_file_that_is_no_table_is_told(cast, admin):
    file = io.BytesIO(b"no table")
    file.name = "a.xlsx"
    page = sent(admin, cast, file)
    assert page.status_code == 422 and "内容与扩展名不符" in page.content.decode()


def test_the_template_reads_as_a_table(admin):
    sheet = read_sheets(io.BytesIO(admin.get("/setup/accounts.xlsx").content), "a.xlsx")[0]
    assert sheet.rows[0] == list(COLUMNS.values())


def test_a_reset_shows_the_password_once(cast, admin):
    account = cast.own.persons["小周"].account
    page = admin.post(reverse("administration:account-act", args=[account.pk, "reset"]))
    password = page.context["rows"][0][3]
    assert password not in admin.get(reverse("administration:account", args=[account.pk])).content.decode()
    account.refresh_from_db()
    assert account.check_password(password) and account.must_change_password


def test_lost_passwords_are_printed_again_for_accounts_never_used_only(cast, admin):
    Account.objects.filter(person=cast.own.persons["小周"]).update(must_change_password=True)
    Account.objects.filter(person=cast.foreign.persons["小周"]).update(must_change_password=True)
    page = admin.post(reverse("administration:reprint"))
    assert [row[1] for row in page.context["rows"]] == ["小周"]


def test_a_person_is_handed_over_from_the_page(cast):
    office = cast.client("张主任")
    leader, successor = cast.own.persons["李副局长"], cast.own.persons["王局长"]
    address = reverse("administration:person-act", args=[leader.pk, "hand-over"])
    told = {"successor": successor.pk, "on": clock.today().isoformat(), "reason": "调任", "leaves": "on"}
    assert office.post(address, told).status_code == 302
    assert leader_of(cast.own.section.pk) == successor
    page = office.get(reverse("administration:person", args=[leader.pk])).content.decode()
    assert "离任日期" in page and "办理了离任" in page
    assert office.get(address).status_code == 404


def test_a_successor_of_another_county_cannot_be_chosen(cast):
    office = cast.client("张主任")
    address = reverse("administration:person-act", args=[cast.own.persons["李副局长"].pk, "hand-over"])
    told = {"successor": cast.foreign.persons["王局长"].pk, "on": "2026-05-01", "reason": "越界"}
    assert office.post(address, told).status_code == 422


def test_a_role_with_its_line_is_given_from_the_page(cast):
    person = cast.own.persons["褚老师"]
    told = {
        "role": "section_clerk", "unit": cast.own.kindergarten_section.pk, "on": "2026-05-01", "scope_kind": "line",
        "stages": ["KG"], "kinds": ["kindergarten"],
    }  # fmt: skip
    address = reverse("administration:person-act", args=[person.pk, "role"])
    assert cast.client("张主任").post(address, told).status_code == 302
    held = roles_of(person.pk).get(role="section_clerk")
    assert (held.line_stages, held.line_kinds) == (["KG"], ["kindergarten"])
    assert cast.client("张主任").post(address, told).status_code == 422
    assert RoleAssignment._base_manager.filter(person=person).count() == 2


def test_the_division_of_work_is_changed_as_a_whole(cast):
    own, office = cast.own, cast.client("张主任")
    told = {
        "on": "2026-05-01",
        "reason": "班子分工",
        f"section-{own.section.pk}": own.persons["王局长"].pk,
        f"section-{own.other_section.pk}": own.persons["李副局长"].pk,
    }
    assert office.post("/setup/leadership/", told).status_code == 302
    assert leader_of(own.section.pk, date(2026, 5, 1)) == own.persons["王局长"]
    assert leader_of(own.section.pk, date(2026, 4, 30)) == own.persons["李副局长"]
    assert leader_of(own.other_section.pk, date(2026, 5, 1)) == own.persons["李副局长"]
    page = office.get("/setup/leadership/").content.decode()
    assert "碧水县" not in page and "无人分管" in page
    nobody = {**told, "on": "2026-06-01", f"section-{own.section.pk}": ""}
    assert office.post("/setup/leadership/", nobody).status_code == 302
    assert leader_of(own.section.pk, date(2026, 6, 1)) is None
    assert leader_of(own.other_section.pk, date(2026, 6, 1)) == own.persons["李副局长"]


def test_lists_show_the_own_county_only_with_todays_roles(cast, admin):
    page = admin.get("/r/persons/").content.decode()
    assert "小周" in page and "小周&#x27;" not in page and "青山县基教科 科室经办人" in page
    page = admin.get("/r/accounts/").content.decode()
    assert "a05" in page and "b05" not in page
    assert "b05" not in str(
        read_sheets(io.BytesIO(admin.get("/r/accounts/export/").content), "a.xlsx")[0].rows
    )


def test_an_administrator_of_a_new_bureau_is_told_the_next_steps_until_none_is_left(cast, admin):
    page = admin.get("/").content.decode()
    assert "开始使用" in page and 'href="/setup/leadership/"' in page and "本学年已设置 0 个学期" in page
    assert "开始使用" not in cast.client("小周").get("/").content.decode()


def test_a_school_administrator_is_not_sent_to_set_up_the_bureau(cast):
    with acting_as(SystemActor("测试")):
        person = enter_person(cast.own.school, "校管理员")
        assign_role(person, Role.ADMINISTRATOR, cast.own.school, date(2026, 3, 1))
    with acting_as(SignedInActor(None, person.pk, "校管理员")):
        assert first_steps() == []


def test_a_stand_in_is_arranged_ended_early_and_taken_back_before_it_began(admin, cast):
    absent, deputy = (Person._base_manager.get(name=name) for name in ("刘科长", "小陈"))
    address = f"/setup/persons/{absent.pk}/"
    assert "结束代理" not in admin.get(address).content.decode()
    today = clock.today()
    told = {
        "deputy": deputy.pk,
        "valid_from": today - timedelta(days=3),
        "valid_to": today + timedelta(days=9),
    }
    assert admin.post(address + "stand-in/", told).status_code == 302
    (row,) = stand_ins_of(absent.pk)
    assert "结束代理" in admin.get(address).content.decode()
    admin.post(address + "end-stand-in/", {"stand_in": row.pk, "on": today})
    assert not stand_ins_of(absent.pk).exists()
    later = {
        "deputy": deputy.pk,
        "valid_from": today + timedelta(days=5),
        "valid_to": today + timedelta(days=9),
    }
    admin.post(address + "stand-in/", later)
    (row,) = stand_ins_of(absent.pk)
    admin.post(address + "end-stand-in/", {"stand_in": row.pk, "on": today})
    assert Deputy._base_manager.filter(absent=absent).count() == 1
    assert AuditEntry.objects.filter(verb="取消了代理").exists()


def test_the_auditor_reads_what_was_done_in_the_own_units_and_finds_it_by_its_words(admin, cast):
    with acting_as(cast.actor("张主任")):
        enter_person(cast.own.section, "新来者")
    with acting_as(SystemActor("测试")):
        enter_person(cast.foreign.section, "外县人")
    auditor = cast.client("卫审计")
    page = auditor.get("/setup/audit/").content.decode()
    assert "新来者" in page
    assert "外县人" not in page
    assert "新来者" in auditor.get("/setup/audit/?q=新来者").content.decode()
    assert "还没有记录" in auditor.get("/setup/audit/?q=没有这样的字").content.decode()
    assert auditor.get("/setup/audit/?since=昨天").status_code == 422
    assert cast.client("刘科长").get("/setup/audit/").status_code == 403


def test_what_is_written_of_persons_is_told_to_those_alone_who_may_read_it_on_their_pages(cast):
    told = {"organisation": cast.own.school, "roll_number": "G110105201501010021", "grade": "5"}
    with acting_as(cast.actor("小郑")):
        pupil = Pupil._base_manager.create(name="李明远", guardian="赵监护", **told)
        record(pupil, "登记了", organisation_id=cast.own.school.pk)
        before = snapshot(pupil)
        pupil.guardian = "钱监护"
        record(pupil, "修改了", before=before, organisation_id=cast.own.school.pk, note="更正监护人")
    hidden = "内容含个人信息"
    auditor = cast.client("卫审计").get("/setup/audit/").content.decode()
    assert "李明远" in auditor and "钱监护" in auditor and hidden not in auditor
    answer = cast.client("蒋管理").get("/setup/audit/")
    sentences = [entry.sentence for entry in answer.context["history"] if entry.sentence.startswith("小郑")]
    assert len(sentences) == 2 and all(hidden in sentence for sentence in sentences)
    page = answer.content.decode()
    assert "更正监护人" in page and "小郑" in page
    assert not [words for words in ("李明远", "赵监护", "钱监护") if words in page]


def test_more_entries_than_a_page_holds_are_on_earlier_pages(cast):
    with acting_as(cast.actor("张主任")):
        for number in range(MOST + 5):
            enter_person(cast.own.section, f"甲{number:02}")
    auditor = cast.client("卫审计")
    first = auditor.get("/setup/audit/?q=甲")
    assert len(first.context["history"]) == MOST
    second = auditor.get("/setup/audit/?" + first.context["earlier"])
    assert len(second.context["history"]) == 5
    assert "甲00" in second.content.decode()


@pytest.mark.parametrize("before", ["²", "-1", "9" * 30, "x"])
def test_a_page_of_the_audit_that_is_no_number_is_the_latest(cast, before):
    assert cast.client("卫审计").get("/setup/audit/", {"before": before}).status_code == 200
