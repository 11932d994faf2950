"""The audit says who did what, each field from what to what, and holds it for ever."""

from datetime import date

import pytest
from django.utils import translation

from gangmu.foundation.access.roles import Role
from gangmu.foundation.audit import selectors, services
from gangmu.foundation.audit.models import AuditEntry, AuditFixed
from gangmu.foundation.audit.selectors import entries, history_of, sentence_of
from gangmu.foundation.audit.services import one_act, record, record_many, snapshot
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import ActorMissing, SystemActor, acting_as
from gangmu.foundation.people.models import Person, RoleAssignment
from gangmu.foundation.people.services import assign_role, change_person, enter_person


@pytest.fixture
def wang():
    with acting_as(SystemActor("王芳")) as actor:
        yield actor


@pytest.fixture
def person(cast) -> Person:
    return cast.own.persons["小周"]


def change(person: Person, verb: str = "修改了", **changes) -> AuditEntry:
    before = snapshot(person)
    for name, value in changes.items():
        setattr(person, name, value)
    return record(person, verb, before=before)


def test_a_change_is_told_from_what_to_what(wang, person):
    person.left_on = date(2026, 6, 30)
    entry = change(person, left_on=date(2026, 7, 15))
    assert sentence_of(entry) == "王芳 将人员“小周”的离任日期由 2026-06-30 改为 2026-07-15"


def test_several_changes_stand_in_one_sentence_and_silent_fields_do_not(wang, person):
    entry = change(person, title="科长", name="周明", version=9, pinyin="zm")
    assert sentence_of(entry) == "王芳 将人员“周明”的姓名由 小周 改为 周明；职务填为 科长"


def test_a_field_made_empty_is_told(wang, person):
    person.title = "科长"
    assert sentence_of(change(person, title="")) == "王芳 将人员“小周”的职务由 科长 改为空"


def test_what_a_key_points_at_is_named_as_it_was_called_then(wang, cast, person):
    entry = change(person, organisation=cast.own.other_section)
    told = sentence_of(entry)
    assert told == "王芳 将人员“小周”的单位由 青山县基教科 改为 青山县人事科"
    type(cast.own.section)._base_manager.filter(pk=cast.own.section.pk).update(name="另名")
    assert sentence_of(AuditEntry.objects.get(pk=entry.pk)) == told


def test_choices_and_other_verbs_are_worded(cast, as_system):
    role = assign_role(cast.own.persons["小周"], Role.SECTION_HEAD, cast.own.section, date(2026, 1, 1))
    told = history_of(role)[0].sentence
    assert told.startswith(
        "测试 任命了角色“小周 科室负责人”：人员为 小周；角色为 科室负责人；单位为 青山县基教科"
    )
    with translation.override("en"):
        english = history_of(role)[0].sentence
    assert english.count("科室负责人") == 1  # in the name that the entry keeps
    assert "人员" not in english and "  " not in english and "本单位" not in english


def test_the_entry_is_in_chinese_whoever_wrote_it(cast, as_system):
    with translation.override("en"):
        role = assign_role(cast.own.persons["小周"], Role.SECTION_HEAD, cast.own.section, date(2026, 1, 1))
    entry = AuditEntry.objects.get(subject_type="people.roleassignment", subject_id=str(role.pk))
    assert entry.subject_label == "小周 科室负责人"
    assert entry.changes[0][1] == "人员"


def test_a_password_never_stands_in_the_audit(cast):
    account = cast.own.persons["小周"].account
    before = snapshot(account)
    account.set_password("another-password-8")
    with acting_as(SystemActor("王芳")):
        entry = record(account, "修改了密码", before=before)
    assert sentence_of(entry) == "王芳 修改了密码“a05”：密码已更改（内容不显示）"
    told = str(list(AuditEntry.objects.values()))
    assert account.password not in told and before["password"] not in told
    assert "argon2" not in told and "md5$" not in told


def test_codes_in_a_list_are_told_in_words(cast, as_system):
    role = RoleAssignment._base_manager.get(person=cast.own.persons["小苏"])
    before = snapshot(role)
    role.line_stages = ["KG", "PRI"]
    assert "条线学段由 学前 改为 学前、小学" in sentence_of(record(role, "修改了", before=before))


def test_a_list_changed_in_place_is_noticed(cast, as_system):
    role = RoleAssignment._base_manager.get(person=cast.own.persons["小苏"])
    before = snapshot(role)
    role.line_stages.append("PRI")
    assert record(role, "修改了", before=before).changes == [
        ["line_stages", "条线学段", ["KG"], ["KG", "PRI"]]
    ]


def test_many_things_cost_one_query_a_kind_and_one_insert(cast, as_system, django_assert_num_queries):
    persons = [cast.own.persons[name] for name in cast.names]
    told = [(person, snapshot(person)) for person in persons]
    for person in persons:
        person.organisation_id = cast.own.school.pk
    with django_assert_num_queries(2), one_act() as act:
        written = record_many(told, "调整了单位")
    assert {entry.act for entry in AuditEntry.objects.filter(verb="调整了单位")} == {act}
    assert len(written) == len({p.pk for p, b in told if b["organisation_id"] != cast.own.school.pk}) + 3


def test_acts_inside_an_act_are_one(as_system):
    with one_act() as outer, one_act() as inner:
        assert outer == inner
    with one_act() as other:
        assert other != outer


def test_nothing_is_written_by_nobody(cast):
    with pytest.raises(ActorMissing):
        record(cast.own.persons["小周"], "修改了")


def test_entries_are_never_changed_or_deleted(cast):
    entry = AuditEntry.objects.first()
    for act in (
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(note="x"),
        entry.delete,
    ):
        with pytest.raises(AuditFixed):
            act()


def test_an_auditor_reads_the_own_county_and_no_other(cast):
    auditor = cast.actor("卫审计")
    seen = entries(auditor.reach("people.person:view"))
    assert seen.exists()
    units = set(seen.values_list("organisation_id", flat=True))
    assert cast.foreign.bureau.pk not in units and None not in units
    today = clock.today()
    assert entries(None, since=today, until=today).count() == AuditEntry.objects.count()
    assert not entries(None, until=date(2020, 1, 1)).exists()
    assert entries(None, subject_type="people.person").count() == 2 * len(cast.names)


def test_an_entry_of_a_thing_whose_kind_is_gone_can_be_read(as_system, cast):
    entry = AuditEntry(
        actor="王芳",
        verb="修改了",
        subject_type="old.thing",
        subject_label="旧",
        changes=[["a", "甲", 1, True]],
    )
    assert sentence_of(entry) == "王芳 将“旧”的甲由 1 改为 是"


@pytest.mark.parametrize(
    ("room", "name", "blind"),
    [
        (services, "_changed", lambda subject, before: []),
        (services, "_plain", lambda value: None),
        (services, "_names", lambda changed, subjects: {}),
        (selectors, "_shown", lambda value, field, codes: ""),
    ],
)
def test_an_audit_that_goes_blind_is_noticed(cast, wang, monkeypatch, room, name, blind):
    """Taking any part out changes the sentence: the tests above would fail."""
    person = enter_person(cast.own.section, "甲", "科员")
    monkeypatch.setattr(room, name, blind)
    changed = change_person(person, person.version, {"title": "科长", "organisation": cast.own.other_section})
    assert history_of(changed)[0].sentence != (
        "王芳 将人员“甲”的单位由 青山县基教科 改为 青山县人事科；职务由 科员 改为 科长"
    )
    monkeypatch.undo()
    again = change_person(changed, changed.version, {"title": "主任"})
    assert history_of(again)[0].sentence == "王芳 将人员“甲”的职务由 科长 改为 主任"
