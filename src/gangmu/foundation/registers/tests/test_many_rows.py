"""Rows written at once are the rows that Django would have written, one by one."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.kernel.many_rows import insert_columns, insert_rows, update_rows
from gangmu.foundation.organisations.models import Group, Organisation
from gangmu.records.rolls.models import Enrolment, Pupil


def items(cast, *titles):
    school = cast.own.school
    return [
        PublicityItem(organisation=school, title=title, medium="县报", level="county", submitted_on=date(2026, 3, 1))
        for title in titles
    ]  # fmt: skip


def values(row):
    return {f.name: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}


def test_rows_written_at_once_are_those_written_one_by_one(cast):
    one, other = items(cast, "课", "另一课")
    one.save()
    (made,) = insert_rows(PublicityItem, [other])
    assert made.pk > one.pk
    told = [values(PublicityItem._base_manager.get(pk=row.pk)) for row in (one, made)]
    assert {**told[0], "title": "另一课"} == told[1]


def test_signs_with_a_meaning_of_their_own_to_a_database_come_back_as_they_are(cast):
    titles = ["\\N", "\\.", "一\t二", "一\n二", "一\r\n二", "\\\\t", "'\"%s;--", "\u3000全\u00a0角", "𠮷"]
    insert_rows(PublicityItem, items(cast, *titles))
    assert list(PublicityItem._base_manager.order_by("pk").values_list("title", flat=True)) == titles


def test_columns_are_written_as_rows_are(cast):
    (one,) = items(cast, "课")
    one.save()
    columns = {"title": ["另一课"], "submitted_on": [one.submitted_on]}
    same = {"organisation_id": one.organisation_id, "medium": "县报", "level": "county"}
    insert_columns(PublicityItem, columns, same)
    told = [values(row) for row in PublicityItem._base_manager.order_by("pk")]
    assert {**told[0], "title": "另一课"} == told[1]
    insert_columns(PublicityItem, {"title": []}, same)
    assert PublicityItem._base_manager.count() == 2


def test_keys_are_nobody_elses_before_and_after(cast):
    insert_rows(PublicityItem, items(cast, "甲", "乙"))
    (late,) = items(cast, "丙")
    late.save()
    assert PublicityItem._base_manager.count() == 3
    last = late.pk
    late.delete()
    (again,) = insert_rows(PublicityItem, items(cast, "丁"))
    assert again.pk > last


def test_sealed_values_are_never_written_in_plain(cast):
    pupil = Pupil(organisation=cast.own.school, name="甲", roll_number="G" + "1" * 18, grade="1")
    insert_rows(Pupil, [pupil])
    held = Pupil._base_manager.get()
    assert held.roll_number == "G" + "1" * 18
    assert "1" * 18 not in held.roll_number.token
    held.roll_number = "G" + "2" * 18
    update_rows(Pupil, [held], ["roll_number"])
    found = Pupil._base_manager.get(roll_number="G" + "2" * 18)
    assert "2" * 18 not in found.roll_number.token


def test_only_the_named_fields_of_rows_are_changed(cast):
    (row,) = insert_rows(PublicityItem, items(cast, "课"))
    row.title, row.medium = "新课", "省报"
    update_rows(PublicityItem, [row], ["title"])
    assert PublicityItem._base_manager.values_list("title", "medium").get() == ("新课", "县报")


def test_a_clash_writes_none_of_them(cast):
    numbers = ["G" + "1" * 18, "G" + "1" * 18]
    pupils = [Pupil(organisation=cast.own.school, name="甲", roll_number=n, grade="1") for n in numbers]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Pupil, pupils)
    assert not Pupil._base_manager.exists()


def test_a_state_that_clashes_takes_those_before_it_in_one_statement_back(cast):
    (pupil,) = insert_rows(
        Pupil, [Pupil(organisation=cast.own.school, name="甲", roll_number="G" + "1" * 18, grade="1")]
    )
    told = {"pupil": pupil, "organisation": cast.own.school, "stage": "PRI", "grade": "1"}
    days = [date(2026, 9, 1), date(2026, 9, 2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment._base_manager.bulk_create(Enrolment(**told, valid_from=day) for day in days)
    assert not Enrolment._base_manager.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Enrolment, [Enrolment(**told, valid_from=day) for day in days])
    assert not Enrolment._base_manager.exists()


def test_nothing_is_written_for_no_rows(cast):
    before = Group._base_manager.count()
    assert insert_rows(Group, []) == []
    update_rows(Organisation, [], ["key"])
    assert Group._base_manager.count() == before
