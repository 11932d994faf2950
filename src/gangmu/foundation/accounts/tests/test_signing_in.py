"""Signing in, locks, sessions, first passwords."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD

from gangmu.foundation.accounts import services
from gangmu.foundation.accounts.lockout import client_address
from gangmu.foundation.accounts.models import Account, SignedInSession
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.people.services import hand_over

SIGN_IN = "/sign-in/"


def sign_in(username: str, password: str = PASSWORD, client: Client | None = None, **more):
    client = client or Client()
    return client, client.post(SIGN_IN, {"username": username, "password": password}, **more)


@pytest.fixture
def account(cast) -> Account:
    return cast.own.persons["小周"].account


def home(client: Client):
    return client.get(reverse("accounts:mine"))


def test_the_right_password_lets_in_and_is_audited(account):
    client, answer = sign_in("A05 ")
    assert answer.status_code == 302 and home(client).status_code == 200
    assert SignedInSession.objects.filter(account=account).count() == 1
    assert AuditEntry.objects.filter(account_id=account.pk, verb="登录了").count() == 1


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(account):
    answers = {
        sign_in(name, "wrong")[1].content.decode().split("notice error")[1][:80] for name in ("a05", "zzz")
    }
    assert len(answers) == 1
    assert sign_in("a05", "wrong")[1].status_code == 422


@pytest.mark.parametrize("ways", [["a05"] * 5, ["a05", "A05", " a05", "a05 ", "A05"]])
def test_five_wrong_passwords_lock_the_name_from_everywhere_and_tell_how_long(account, ways):
    for name in ways:
        _client, answer = sign_in(name, "wrong", REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 429
    assert "15 分钟后再试" in answer.content.decode()
    _client, answer = sign_in("a05", REMOTE_ADDR="10.9.9.9")
    assert answer.status_code == 429
    _client, answer = sign_in("a04", REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 302


def test_the_minutes_run_down_and_the_lock_ends(account):
    for _time in range(5):
        sign_in("a05", "wrong")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=12))
    assert "3 分钟后再试" in sign_in("a05")[1].content.decode()
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=15, seconds=1))
    assert sign_in("a05")[1].status_code == 302


def test_trying_while_locked_does_not_lengthen_the_lock(account):
    for _time in range(5):
        sign_in("a05", "wrong")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=14))
    sign_in("a05", "wrong")
    assert "1 分钟后再试" in sign_in("a05", "wrong")[1].content.decode()


def test_an_address_is_locked_only_after_many(account, settings):
    settings.FAILURES_OF_AN_ADDRESS = 12
    for number in range(11):
        assert sign_in(f"nobody{number}", "wrong", REMOTE_ADDR="10.0.0.7")[1].status_code == 422
    assert sign_in("nobody11", "wrong", REMOTE_ADDR="10.0.0.7")[1].status_code == 429
    assert sign_in("a05", REMOTE_ADDR="10.0.0.7")[1].status_code == 429
    assert sign_in("a05", REMOTE_ADDR="10.0.0.8")[1].status_code == 302


def test_signing_in_clears_the_own_failures_and_nobody_elses(account):
    for _time in range(4):
        sign_in("a00", "wrong")
        sign_in("a05", "wrong")
    sign_in("a05")
    assert sign_in("a05", "wrong")[1].status_code == 422
    assert sign_in("a00", "wrong")[1].status_code == 429


def test_a_reset_unlocks_and_gives_a_first_password_that_must_be_changed(cast, account):
    for _time in range(5):
        sign_in("a05", "wrong")
    with acting_as(cast.actor("蒋管理")):
        given = services.reset_password(account)
    client, answer = sign_in("a05", given.password)
    assert answer.status_code == 302
    assert home(client).url == reverse("accounts:password")
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == reverse("accounts:password")
    page = client.post(
        "/password/", {"old": given.password, "new": "周五的会议改到三楼9", "again": "周五的会议改到三楼9"}
    )
    assert page.status_code == 302 and home(client).status_code == 200
    assert sign_in("a05", given.password)[1].status_code == 422


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short-1", "short-1", "10"),
        ("12345678901", "12345678901", "数字"),
        ("a-good-new-one-5", "a-good-new-one-6", "不一致"),
        (PASSWORD, PASSWORD, "不能与当前密码相同"),
        ("password123", "password123", "常见"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_mend(cast, new, again, says):
    answer = cast.client("小周").post("/password/", {"old": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_the_oldest_of_too_many_sessions_ends_and_is_told(account, settings):
    settings.SESSIONS_AT_ONCE = 2
    first, _answer = sign_in("a05")
    second, _answer = sign_in("a05")
    third, _answer = sign_in("a05")
    assert home(second).status_code == home(third).status_code == 200
    answer = home(first)
    assert answer.status_code == 302 and "why=ended" in answer.url
    assert "在别处退出" in first.get(answer.url).content.decode()
    assert Session.objects.count() == 2


def test_a_session_left_alone_ends_and_leads_back_to_the_page(account, settings):
    client, _answer = sign_in("a05")
    SignedInSession.objects.update(
        seen_at=clock.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES, seconds=1)
    )
    answer = client.get("/account/?tab=1")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=%2Faccount%2F%3Ftab%3D1&why=idle"
    assert not Session.objects.filter(session_key=client.cookies["sessionid"].value).exists()
    page = client.get(answer.url)
    assert "120 分钟没有操作" in page.content.decode()
    answer = client.post(SIGN_IN, {"username": "a05", "password": PASSWORD, "next": "/account/?tab=1"})
    assert answer.url == "/account/?tab=1"


def test_use_keeps_a_session(account):
    client, _answer = sign_in("a05")
    SignedInSession.objects.update(seen_at=clock.now() - timedelta(minutes=30))
    home(client)
    assert SignedInSession.objects.get().seen_at > clock.now() - timedelta(minutes=1)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(account, wanted):
    client = Client()
    answer = client.post(SIGN_IN, {"username": "a05", "password": PASSWORD, "next": wanted})
    assert answer.url == "/"


def test_my_page_ends_one_session_or_all_and_nobody_elses(cast, account):
    here, there, stranger = (cast.client(name) for name in ("小周", "小周", "小陈"))
    other = (
        SignedInSession.objects.exclude(session_key=here.cookies["sessionid"].value)
        .filter(account=account)
        .get()
    )
    theirs = SignedInSession.objects.exclude(account=account).get()
    assert here.post(reverse("accounts:end-session", args=[theirs.pk])).status_code == 404
    assert here.post(reverse("accounts:end-session", args=[other.pk])).status_code == 302
    assert home(there).status_code == 302 and home(here).status_code == 200
    here.post(reverse("accounts:end-sessions"))
    assert home(here).status_code == 302 and home(stranger).status_code == 200


def test_my_page_shows_for_whom_i_stand_in(cast, as_system):
    from gangmu.foundation.people.services import stand_in

    today = clock.today()
    stand_in(cast.own.persons["刘科长"], cast.own.persons["小周"], today, today + timedelta(days=3), "病假")
    assert "代 刘科长" in home(cast.client("小周")).content.decode()


def test_signing_out_ends_the_session(cast):
    client = cast.client("小周")
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert home(client).status_code == 302 and not SignedInSession.objects.exists()


def test_who_leaves_is_out_at_once_and_stays_out(cast, as_system):
    client = cast.client("小周")
    hand_over(cast.own.persons["小周"], cast.own.persons["刘科长"], clock.today(), "调离")
    assert home(client).status_code == 302
    assert sign_in("a05")[1].status_code == 422
    with pytest.raises(Refusal, match="已离任"):
        services.set_active(cast.own.persons["小周"].account, True)


def test_a_day_of_leaving_that_has_come_counts_without_anybody_doing_anything(cast, account):
    client = cast.client("小周")
    type(account.person)._base_manager.filter(pk=account.person_id).update(left_on=clock.today())
    answer = home(client)
    assert "why=stopped" in answer.url
    assert sign_in("a05")[1].status_code == 422


def test_a_stopped_account_loses_its_sessions(cast, account):
    client = cast.client("小周")
    with acting_as(cast.actor("蒋管理")):
        services.set_active(account, False, "借调")
    assert home(client).status_code == 302 and sign_in("a05")[1].status_code == 422


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("a00", "username_taken"),
        ("A00 ", "username_taken"),
        ("a b", "username"),
        ("x", "username"),
        ("张三", ""),
    ],
)
def test_user_names_are_one_however_written(cast, as_system, username, code):
    from gangmu.foundation.people.services import enter_person

    person = enter_person(cast.own.section, "张三")
    if code:
        with pytest.raises(Refusal) as refusal:
            services.create_account(person, username)
        assert refusal.value.code == f"accounts.{code}"
    else:
        assert services.create_account(person, username).account.username == username


def test_only_an_administrator_of_the_unit_opens_resets_and_stops(cast, account):
    stranger = cast.foreign.persons["小周"].account
    for name, target in (("张主任", account), ("王局长", account), ("蒋管理", stranger)):
        with acting_as(cast.actor(name)):
            for act in (services.reset_password, lambda one: services.set_active(one, False)):
                with pytest.raises(Forbidden):
                    act(target)


def test_first_passwords_differ_and_can_be_read_from_paper():
    made = {services.first_password() for _number in range(200)}
    assert len(made) == 200
    assert all(len(word) == 14 and not set(word) & set("01oil") for word in made)


def test_passwords_are_kept_as_argon2_hashes_by_the_product():
    from gangmu.project import settings

    assert (
        settings.PASSWORD_HASHERS[0].endswith("MD5PasswordHasher") or "Argon2" in settings.PASSWORD_HASHERS[0]
    )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "nonsense", None),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(rf, settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == expected


@pytest.mark.parametrize("path", [SIGN_IN, "/account/"])
def test_pages_carry_strict_headers(cast, path):
    answer = (Client() if path == SIGN_IN else cast.client("小周")).get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_page_costs_few_queries_before_it_begins(cast, django_assert_max_num_queries):
    client = cast.client("小周")
    client.get("/account/")
    with django_assert_max_num_queries(9):
        client.get("/account/")


def test_begin_date_is_told(cast):
    assert date(2020, 1, 1).isoformat() in home(cast.client("小周")).content.decode()
