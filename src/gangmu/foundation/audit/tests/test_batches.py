"""Entries that are kept together are read as the entries that they are."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.foundation.audit import services
from gangmu.foundation.audit.batches import LEAST, kept_of, latest_of, mark_of, runs_of
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import entries, history_of, sentence_of
from gangmu.foundation.audit.services import record, record_rows
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.many_rows import insert_rows
from gangmu.foundation.organisations.models import Organisation
from gangmu.records.rolls.models import Pupil

VERB = "登记了"


@pytest.fixture(autouse=True)
def wang():
    with acting_as(SystemActor("王芳")):
        yield


def pupils(units: list[Organisation], names: list[str], **more) -> list[Pupil]:
    """Make pupils of units in turn, each unit's together."""
    first = (Pupil._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    made = [
        Pupil(
            organisation_id=unit.pk, roll_number=f"G{first + n:018d}", name=name, grade="1", since=date(2026, 9, 1),
            **{field: values[n] for field, values in more.items()},
        )
        for n, (unit, name) in enumerate((unit, name) for unit in units for name in names)
    ]  # fmt: skip
    return insert_rows(Pupil, made)


def kept(rows: list[Pupil]) -> None:
    record_rows([(row, None) for row in rows], VERB, organisation_ids=[row.organisation_id for row in rows])


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_kept_together_tells_what_single_entries_told(cast, data):
    names = data.draw(st.lists(words, min_size=LEAST, max_size=LEAST + 5))
    units = [cast.own.school, cast.foreign.school]
    count = len(names) * len(units)
    kinds = {
        "id_number": st.sampled_from(["", "420625201801011234"]),
        "guardian_phone": st.sampled_from(["", "13800000001"]),
        "boarding": st.booleans(),
        "class_number": st.sampled_from([None, 0, 1, 12]),
        "birth_date": st.sampled_from([None, date(2018, 1, 2), date(2019, 1, 2)]),
        "guardian": st.one_of(st.just(""), words),
    }
    drawn = {n: data.draw(st.lists(kind, min_size=count, max_size=count)) for n, kind in kinds.items()}
    rows = pupils(units, names, **drawn)
    before = AuditEntry.objects.count()
    kept(rows)
    assert AuditEntry.objects.count() == before + len(units)
    together = [kept_of("rolls.pupil", row.pk).get() for row in rows]
    assert all(row.together for row in together)
    told = [history_of(row)[0].sentence for row in rows]
    for row in rows:
        record(row, VERB, organisation_id=row.organisation_id)
    single = [history_of(row)[0].sentence for row in rows]
    assert told == single
    found = latest_of(entries(None, subject_type="rolls.pupil"), 2 * count)
    fields = ("subject_id", "subject_label", "changes", "verb", "actor", "organisation_id", "note")
    both = [[getattr(entry, name) for name in fields] for entry in found]
    assert both[:count] == both[count:]


def test_a_page_goes_on_in_the_middle_of_what_is_kept_together(cast):
    rows = pupils([cast.own.school], [f"学生{n}" for n in range(LEAST)])
    record(rows[0], "查看了", organisation_id=cast.own.school.pk)
    kept(rows)
    record(rows[1], "查看了", organisation_id=cast.own.school.pk)
    asked = entries(None, subject_type="rolls.pupil")
    pages, mark = [], ""
    while page := latest_of(asked, 7, mark):
        pages += page
        mark = mark_of(page[-1])
    ids = [str(row.pk) for row in rows]
    assert [entry.subject_id for entry in pages] == [ids[1], *reversed(ids), ids[0]]
    assert latest_of(asked, 3, "第二页")[0].pk == pages[0].pk
    only = latest_of(asked, 2, "", lambda entry: entry.subject_id == ids[4])
    assert [entry.subject_id for entry in only] == [ids[4]]
    assert "登记了学生“学**”：" in sentence_of(only[0])


def test_few_things_or_things_apart_are_entries_of_their_own(cast):
    rows = pupils([cast.own.school], [f"学生{n}" for n in range(LEAST + 5)])
    kept(rows[: LEAST - 1])
    kept([row for n, row in enumerate(rows) if n % 2])
    record_rows(
        [(row, services.snapshot(row)) for row in rows], "修改了", organisation_ids=[None] * len(rows)
    )
    assert not AuditEntry.objects.exclude(together=None).exists()


def test_things_are_kept_together_by_unit_and_key():
    keys, units = [1, 2, 3, 7, 8, 9, 10], [5, 5, 5, 5, 5, 6, None]
    assert list(runs_of(keys, units)) == [range(3), range(3, 5), range(5, 6), range(6, 7)]
    assert list(runs_of(["a", "b"], [1, 1])) == [range(1), range(1, 2)]
    assert [len(run) for run in runs_of(range(1, 2502), [1] * 2501)] == [1000, 1000, 501]


def test_sealed_values_are_in_no_row_of_the_audit(cast):
    count = LEAST
    rows = pupils([cast.own.school], ["甲"] * count, id_number=["420625201801011234"] * count)
    kept(rows)
    entry = latest_of(kept_of("rolls.pupil", rows[3].pk), 1)[0]
    assert ["id_number", "身份证件号", "●●●", "●●●"] in entry.changes
    assert ["roll_number", "学籍号", "●●●", "●●●"] in entry.changes
    assert "420625" not in str(entry.changes) + sentence_of(entry)


def test_the_history_of_one_thing_is_found_by_indexes(cast):
    plan = kept_of("rolls.pupil", 7).explain()
    if connection.vendor == "sqlite":
        assert "audit_together" in plan and "SCAN" not in plan, plan
