"""The cast: one named person for each role, in two counties of one city. Every test of access uses them by name."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.models import Account, SignedInSession
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import GroupKind, Kind, Level, Stage
from gangmu.foundation.organisations.models import Group, Organisation
from gangmu.foundation.organisations.services import found, join_group, make_group
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.leading import change_leadership
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.services import assign_role, enter_person

BEGIN = date(2020, 1, 1)
PASSWORD = "a-long-password-7"
#: Name → (role, unit in which it is held, what the scope is). The same names stand in the other county with an accent: 王局长 and 王局长'.
PERSONS: dict[str, tuple[Role, str, str]] = {
    "王局长": (Role.DIRECTOR, "bureau", "subtree"),
    "李副局长": (Role.LEADER, "bureau", "subtree"),
    "张主任": (Role.OFFICE_HEAD, "bureau", "subtree"),
    "小陈": (Role.OFFICE, "bureau", "subtree"),
    "刘科长": (Role.SECTION_HEAD, "section", "subtree"),
    "小周": (Role.SECTION_CLERK, "section", "subtree"),
    "小苏": (Role.SECTION_CLERK, "kindergarten_section", "kindergartens"),
    "吴校长": (Role.SCHOOL_HEAD, "school", "subtree"),
    "小郑": (Role.SCHOOL_CLERK, "school", "subtree"),
    "小钱": (Role.SCHOOL_CLERK, "township", "subtree"),
    "冯督学": (Role.SUPERINTENDENT, "section", "schools"),
    "褚老师": (Role.TEACHER, "school", "subtree"),
    "卫审计": (Role.AUDITOR, "bureau", "subtree"),
    "蒋管理": (Role.ADMINISTRATOR, "bureau", "subtree"),
}
#: Persons without an account: they see what is public.
WITHOUT_ACCOUNT = ("家长", "未登录")


@dataclass
class County:
    """A county's units and persons."""

    bureau: Organisation
    section: Organisation
    other_section: Organisation
    kindergarten_section: Organisation
    township: Organisation
    school: Organisation
    kindergarten: Organisation
    area: Group
    persons: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str) -> SignedInActor:
        """The person as the one who acts."""
        person = self.persons[name]
        return SignedInActor(person.account.pk, person.pk, person.name)

    def client(self, name: str) -> Client:
        """A browser in which the person is signed in; of somebody without an account just a browser."""
        client = Client()
        if name in WITHOUT_ACCOUNT:
            return client
        account = Account.objects.get(person=self.persons[name])
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        client.cookies["sessionid"] = session.session_key
        SignedInSession.objects.create(account=account, session_key=session.session_key)
        return client


@dataclass
class Cast:
    """Two counties of one city; `own` is ours, `foreign` the neighbour's."""

    city: Organisation
    own: County
    foreign: County

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody with an account in the own county."""
        return tuple(PERSONS)

    def client(self, name: str) -> Client:
        """A browser in which a person of the own county is signed in."""
        return self.own.client(name)

    def actor(self, name: str) -> SignedInActor:
        """A person of the own county as the one who acts."""
        return self.own.actor(name)

    def role(self, name: str) -> Role:
        """The role of a person of the cast."""
        return PERSONS[name][0]


def build_cast() -> Cast:
    """Build the two counties through the services."""
    with acting_as(SystemActor("测试")):
        city = found("city", BEGIN, name="临江市教育局", kind=Kind.BUREAU, level=Level.CITY)
        return Cast(city, _county(city, "a", "青山县", ""), _county(city, "b", "碧水县", "'"))


def _county(city: Organisation, key: str, name: str, accent: str) -> County:
    bureau = found(f"{key}0", BEGIN, city, name=f"{name}教育局", kind=Kind.BUREAU, level=Level.COUNTY)
    section = found(f"{key}1", BEGIN, bureau, name=f"{name}基教科", kind=Kind.SECTION)
    other = found(f"{key}2", BEGIN, bureau, name=f"{name}人事科", kind=Kind.SECTION)
    township = found(f"{key}3", BEGIN, bureau, name=f"{name}城关镇", kind=Kind.TOWNSHIP)
    school = found(f"{key}4", BEGIN, township, name=f"{name}实验小学", kind=Kind.SCHOOL, stages=[Stage.PRI])
    garden = found(
        f"{key}5", BEGIN, township, name=f"{name}机关幼儿园", kind=Kind.KINDERGARTEN, stages=[Stage.KG]
    )
    early = found(f"{key}6", BEGIN, bureau, name=f"{name}学前股", kind=Kind.SECTION)
    area = make_group(bureau, GroupKind.SUPERVISION_AREA, f"{name}第一责任区")
    join_group(area, school, BEGIN)
    county = County(bureau, section, other, early, township, school, garden, area)
    scopes: dict[str, dict[str, Any]] = {
        "subtree": {},
        "schools": {"scope_kind": ScopeKind.LINE, "line_kinds": [Kind.SCHOOL]},
        "kindergartens": {
            "scope_kind": ScopeKind.LINE,
            "line_kinds": [Kind.KINDERGARTEN],
            "line_stages": [Stage.KG],
        },
    }
    for number, (person_name, (role, unit, scope)) in enumerate(PERSONS.items()):
        seat: Organisation = getattr(county, unit)
        person = enter_person(seat, person_name + accent)
        assign_role(person, role, seat, BEGIN, **scopes[scope])
        create_account(person, f"{key}{number:02}", PASSWORD, must_change=False)
        county.persons[person_name] = person
    change_leadership(section, county.persons["李副局长"], BEGIN)
    return county
