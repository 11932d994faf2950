"""The cast: one named person for each role, in two counties of one city. Every test of access uses them by name."""

from dataclasses import dataclass, field
from datetime import date

from django.test import Client

from gangmu.foundation.access.roles import Role
from gangmu.foundation.accounts.actors import SignedInActor
from gangmu.foundation.accounts.models import Account, SignedInSession
from gangmu.foundation.accounts.services import create_account
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind, Level, Stage
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import found
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.models import Person
from gangmu.foundation.people.services import assign_role, change_leadership, enter_person

BEGIN = date(2020, 1, 1)
PASSWORD = "a-long-password-7"
#: Name → (role, kind of unit in which it is held). The same names stand in the other county with an accent: 王局长 and 王局长'.
PERSONS: dict[str, tuple[Role, str]] = {
    "王局长": (Role.DIRECTOR, "bureau"),
    "李副局长": (Role.LEADER, "bureau"),
    "张主任": (Role.OFFICE_HEAD, "bureau"),
    "小陈": (Role.OFFICE, "bureau"),
    "刘科长": (Role.SECTION_HEAD, "section"),
    "小周": (Role.SECTION_CLERK, "section"),
    "吴校长": (Role.SCHOOL_HEAD, "school"),
    "小郑": (Role.SCHOOL_CLERK, "school"),
    "冯督学": (Role.SUPERINTENDENT, "section"),
    "褚老师": (Role.TEACHER, "school"),
    "卫审计": (Role.AUDITOR, "bureau"),
    "蒋管理": (Role.ADMINISTRATOR, "bureau"),
}


@dataclass
class County:
    """A county's units and persons."""

    bureau: Organisation
    section: Organisation
    other_section: Organisation
    township: Organisation
    school: Organisation
    kindergarten: Organisation
    persons: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str) -> SignedInActor:
        """The person as the one who acts."""
        person = self.persons[name]
        return SignedInActor(person.account.pk, person.pk, person.name)

    def client(self, name: str) -> Client:
        """A browser in which the person is signed in."""
        account = Account.objects.get(person=self.persons[name])
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        SignedInSession.objects.create(account=account, session_key=client.session.session_key)
        return client


@dataclass
class Cast:
    """Two counties of one city; `own` is ours, `foreign` the neighbour's."""

    city: Organisation
    own: County
    foreign: County

    def client(self, name: str) -> Client:
        """A browser in which a person of the own county is signed in."""
        return self.own.client(name)

    def actor(self, name: str) -> SignedInActor:
        """A person of the own county as the one who acts."""
        return self.own.actor(name)


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
    county = County(bureau, section, other, township, school, garden)
    units = {"bureau": bureau, "section": section, "school": school}
    for number, (person_name, (role, kind)) in enumerate(PERSONS.items()):
        person = enter_person(units[kind], person_name + accent)
        scope = (
            {"scope_kind": ScopeKind.LINE, "line_kinds": [Kind.SCHOOL]} if role is Role.SUPERINTENDENT else {}
        )
        assign_role(person, role, units[kind], BEGIN, **scope)  # type: ignore[arg-type]
        create_account(person, f"{key}{number}", PASSWORD, must_change=False)
        county.persons[person_name] = person
    change_leadership(section, county.persons["李副局长"], BEGIN)
    return county
