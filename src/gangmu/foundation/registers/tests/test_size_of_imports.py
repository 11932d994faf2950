"""What an import asks of the database grows with its parts, not with its rows."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import sentence_of
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.services.imports import begin_import, commit_import, planned
from gangmu.foundation.registers.tests.test_imports import table
from gangmu.records.rolls.models import Enrolment, Pupil

TITLES = ("就读学校", "姓名", "学籍号", "年级", "班号", "监护人电话")


@pytest.fixture
def bring(cast):
    def told(first, count, grade="一年级"):
        rows = [
            [cast.own.school.name, f"学生{n}", f"G{n:018d}", grade, "1", f"138{n:08d}"]
            for n in range(first, first + count)
        ]
        upload = SimpleUploadedFile("学籍.xlsx", table(rows, TITLES))
        run = begin_import(register_named("pupils"), upload, cast.own.school, matched=True)
        with CaptureQueriesContext(connection) as sent:
            commit_import(run, planned(run)[1].digest)
        return len(sent)

    with acting_as(SystemActor("测试")), scoped("rolls.pupil:edit"):
        yield told


def test_ten_times_the_rows_send_no_more_queries(bring):
    bring(0, 5)
    assert bring(1000, 200) <= bring(2000, 20)


def test_each_new_row_of_an_import_is_a_sentence_of_the_audit_and_opens_one_enrolment(bring):
    bring(0, 3)
    told = AuditEntry.objects.filter(subject_type="rolls.pupil")
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(
        str(pk) for pk in Pupil._base_manager.values_list("pk", flat=True)
    )
    entry = told.get(subject_id=str(Pupil._base_manager.get(name="学生1").pk))
    changes = {name: now for name, _title, _was, now in entry.changes}
    assert (changes["name"], changes["grade"], changes["class_number"], changes["boarding"]) == (
        "学生1",
        "1",
        1,
        False,
    )
    assert changes["organisation"]["name"] in sentence_of(entry)
    assert "13800000001" not in str(entry.changes)
    assert "address" not in changes
    assert Enrolment._base_manager.filter(recorded_to=None).count() == 3


def test_rows_that_change_tell_what_they_were(bring):
    bring(0, 2)
    bring(0, 2, "二年级")
    entry = AuditEntry.objects.filter(subject_type="rolls.pupil", verb="修改了").first()
    assert ["grade", "年级", "1", "2"] in entry.changes
