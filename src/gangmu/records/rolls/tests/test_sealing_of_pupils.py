"""Identity data of pupils: sealed in the database, in the audit and in backups; shown as a mask; opened for a reason."""

import hmac
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.foundation.administration.backup import write_backup
from gangmu.foundation.administration.restoring import restore_backup
from gangmu.foundation.administration.stored_rows import digest_of_everything
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Forbidden, Refusal
from gangmu.foundation.registers.identity import open_identity
from gangmu.foundation.registers.importing.cells import cells_of, read_cell
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.sealing import key_file, services
from gangmu.foundation.sealing.citizen_id import check_sign, told_by
from gangmu.foundation.sealing.key_file import keyed_hash
from gangmu.foundation.sealing.masking import Kind, mask, normal
from gangmu.foundation.sealing.rows import is_rotating
from gangmu.foundation.sealing.sealed import Sealed, seal
from gangmu.records.rolls.models import Pupil
from gangmu.records.rolls.registers.pupils import Pupils

ID = "11010520150101002" + check_sign("11010520150101002")
ROLL = f"G{ID}"


@pytest.fixture
def home(tmp_path, settings):
    """A home folder of its own, with no key yet."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.MEDIA_ROOT.mkdir()
    return tmp_path


@pytest.fixture
def pupil(cast, home):
    return Pupil._base_manager.create(
        organisation=cast.own.school, roll_number=ROLL, name="李明", grade="5", id_number=ID, guardian_phone="138 0013 8000",
        address="青山县城关镇人民路1号",
    )  # fmt: skip


def raw() -> str:
    """Everything that lies in the pupils' table and in the audit, as the database has it."""
    with connection.cursor() as cursor:
        told = []
        for table in ("rolls_pupil", "audit_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")
            told += [str(row) for row in cursor.fetchall()]
    return "\n".join(told)


def test_no_number_lies_plain_in_the_database_in_the_audit_or_in_a_backup(pupil, cast, home):
    client = cast.client("小郑")
    form = {"organisation": cast.own.school.pk, "roll_number": ROLL[:-5] + "00000", "name": "王芳", "id_kind": "other", "id_number": "P7654321",
            "guardian_phone": "13900139000", "grade": "5", "class_number": "1", "status": "attending", "address": "青山县某处2号"}  # fmt: skip
    assert client.post("/r/pupils/new/", form).status_code == 302
    row = Pupil._base_manager.get(name="王芳")
    edited = {**form, "id_number": "P7654322", "version": row.version}
    assert client.post(f"/r/pupils/{row.pk}/edit/", edited).status_code == 302
    write_backup(home / "b.zip")
    with zipfile.ZipFile(home / "b.zip") as package:
        kept = b"".join(package.read(name) for name in package.namelist()).decode()
    for words in (ID, ROLL, "13800138000", "P7654321", "P7654322", "13900139000", "人民路1号", "某处2号"):
        assert words not in raw()
        assert words not in kept
    changes = AuditEntry.objects.filter(subject_id=str(row.pk), verb="修改了").get().changes
    assert ["id_number", "身份证件号", "●●●", "●●●"] in changes


def test_equal_values_are_found_and_a_number_is_one_pupils(pupil, cast):
    assert Pupil._base_manager.get(id_number=f" {ID.lower()} ") == pupil
    assert Pupil._base_manager.get(roll_number__in=[ROLL, "G000"]) == pupil
    assert list(Pupil._base_manager.filter(guardian_phone="13800138000")) == [pupil]
    assert not Pupil._base_manager.filter(id_number="").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Pupil._base_manager.create(organisation=cast.own.school, roll_number=ROLL, name="乙", grade="5")


def test_equality_is_answered_from_an_index(pupil):
    for name, index in (("id_number", "pupil_id_number"), ("roll_number", "a_roll_number_is_one_pupils")):
        assert index in Pupil._base_manager.filter(**{name: ID}).explain() or connection.vendor != "sqlite"


def test_what_is_not_searched_carries_no_mark_and_cannot_be_asked(pupil):
    held = Pupil._base_manager.get()
    assert held.address.token.split(".")[1] == ""
    with pytest.raises(TypeError):
        list(Pupil._base_manager.filter(address="青山县城关镇人民路1号"))


def test_no_other_question_can_be_asked_of_a_sealed_field(pupil):
    from django.core.exceptions import FieldError

    for look_up in ("icontains", "startswith", "gt"):
        with pytest.raises(FieldError):
            list(Pupil._base_manager.filter(**{f"id_number__{look_up}": "1"}))


def test_a_value_copied_into_another_field_cannot_be_opened(pupil):
    held = Pupil._base_manager.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rolls_pupil SET guardian_phone = %s", [held.id_number.token])
    with pytest.raises(Refusal, match="已损坏"):
        Pupil._base_manager.get().guardian_phone.opened()


def test_pages_show_masks_and_those_who_may_not_see_nothing(pupil, cast):
    address = f"/r/pupils/{pupil.pk}/"
    clerk = cast.client("小郑").get(address).content.decode()
    assert "110105********" in clerk
    assert "李明" in clerk
    assert "138****8000" in clerk
    assert ID not in clerk
    leader = cast.client("王局长").get(address).content.decode()
    assert "李明" not in leader
    assert "李*" in leader
    assert "110105" not in leader


def test_the_form_shows_the_mask_and_an_unchanged_mask_changes_nothing(pupil, cast):
    client = cast.client("小郑")
    page = client.get(f"/r/pupils/{pupil.pk}/edit/")
    assert ID not in page.content.decode()
    form = {name: bound.value() or "" for name, bound in ((f.name, f) for f in page.context["form"])}
    assert form["id_number"] == mask(Kind.ID_NUMBER, ID)
    told = {
        **{k: v for k, v in form.items() if v is not False},
        "name": "李小明",
        "class_number": "2",
        "telling": "change",
        "version": 1,
    }
    answer = client.post(f"/r/pupils/{pupil.pk}/edit/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    held = Pupil._base_manager.get()
    assert (held.name, held.id_number.opened(), held.roll_number.opened()) == ("李小明", ID, ROLL)


def test_a_record_is_opened_for_a_reason_that_the_auditor_reads(pupil, cast):
    client = cast.client("小郑")
    assert client.post(f"/r/pupils/{pupil.pk}/reveal/", {"reason": " . "}).status_code == 422
    page = client.post(f"/r/pupils/{pupil.pk}/reveal/", {"reason": "家长来校核对证件"}).content.decode()
    assert ID in page
    assert "13800138000" in page
    client.get(f"/r/pupils/{pupil.pk}/")
    told = cast.client("卫审计").get(f"/r/pupils/{pupil.pk}/readers/").content.decode()
    assert "家长来校核对证件" in told
    assert "学籍号、身份证件号、家庭住址、监护人电话" in told
    assert "更改" not in told, "looking changes nothing"
    assert told.count("小郑") >= 2
    assert "查阅了" in told
    assert cast.client("小郑").get(f"/r/pupils/{pupil.pk}/readers/").status_code == 403
    assert cast.client("王局长").get(f"/r/pupils/{pupil.pk}/reveal/").status_code == 403
    own_page = client.get(f"/r/pupils/{pupil.pk}/").content.decode()
    assert "家长来校核对证件" not in own_page


def test_nobody_opens_a_pupil_of_another_county(pupil, cast):
    with acting_as(cast.foreign.actor("小郑")), pytest.raises(Forbidden):
        open_identity(pupil, Pupils.identity, "想看一看")


def test_taking_the_list_out_is_kept(pupil, cast):
    cast.client("小郑").get("/r/pupils/export/?grade=5")
    assert AuditEntry.objects.get(verb="导出了学生名册").note == "grade=5"


def test_everything_lies_under_the_new_key_and_is_found_as_before(pupil, cast):
    old = key_file.current()
    written = services.rotate_keys()
    assert written == 1
    held = Pupil._base_manager.get()
    assert (
        {held.id_number.key_id, held.roll_number.key_id, held.address.key_id}
        == {key_file.current().id}
        != {old.id}
    )
    assert held.id_number.opened() == ID
    assert Pupil._base_manager.get(id_number=ID) == pupil
    assert not is_rotating()


def test_a_rotation_that_was_stopped_is_gone_on_with_and_read_meanwhile(pupil, cast, home, monkeypatch):
    for number in range(3):
        Pupil._base_manager.create(
            organisation=cast.own.school, roll_number=f"{ROLL[:-1]}{number}", name="丁", grade="5"
        )
    monkeypatch.setattr(services, "CHUNK", 1)
    real, calls = services._reseal, []

    def stopped(model, fields):
        calls.append(model)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(model, fields)

    monkeypatch.setattr(services, "_reseal", stopped)
    with pytest.raises(KeyboardInterrupt):
        services.rotate_keys()
    new = key_file.current().id
    assert is_rotating()
    assert {Pupil._base_manager.get(roll_number=f"{ROLL[:-1]}{n}").name for n in range(3)} == {"丁"}
    with pytest.raises(Refusal, match="identity-key rotate"):
        write_backup(home / "b.zip")
    monkeypatch.setattr(services, "_reseal", real)
    services.rotate_keys()
    assert (key_file.current().id, is_rotating()) == (new, False)
    assert {row.roll_number.key_id for row in Pupil._base_manager.all()} == {new}


def test_an_imported_table_lies_sealed_is_not_given_back_and_goes_under_the_new_key(cast, home):
    client = cast.client("小郑")
    words = f"学籍号,姓名,身份证号,年级\n{ROLL},李明,{ID},5".encode()
    client.post("/r/pupils/import/", {"file": SimpleUploadedFile("学籍.csv", words)})
    run = ImportRun._base_manager.get()

    def lying() -> bytes:
        return b"".join(path.read_bytes() for path in (home / "attachments").rglob("*") if path.is_file())

    assert ID.encode() not in lying()
    assert client.get(f"/files/{run.source_id}/").status_code == 422
    client.post(
        f"/r/my/imports/{run.pk}/", {"act": "match", **{f"column-{f}": c for f, c in run.mapping.items()}}
    )
    before = lying()
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.rotate_keys()
    assert not is_rotating()
    run.source.refresh_from_db()
    assert run.source.key_id == key_file.current().id
    assert lying() != before
    assert len(list((home / "attachments").rglob("*.*"))) == 0
    assert len([path for path in (home / "attachments").rglob("*") if path.is_file()]) == 1
    assert len(client.get(f"/r/my/imports/{run.pk}/").context["plan"].created) == 1
    write_backup(home / "b.zip")


def test_a_restore_without_the_key_is_refused_and_says_so(pupil, home):
    write_backup(home / "b.zip")
    before = digest_of_everything()
    key = key_file.path().read_bytes()
    key_file.path().unlink()
    with pytest.raises(Refusal, match="密钥文件"):
        restore_backup(home / "b.zip", replace=True)
    key_file.path().write_bytes(key)
    assert digest_of_everything() == before
    restore_backup(home / "b.zip", replace=True)
    assert Pupil._base_manager.get().id_number.opened() == ID


def test_a_lost_key_is_told_and_no_other_is_made(pupil):
    key_file.path().unlink()
    with pytest.raises(Refusal, match="不要新建"):
        Pupil._base_manager.get().id_number.opened()
    assert not key_file.path().exists()


def test_the_key_file_is_the_services_alone(pupil):
    assert key_file.path().stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_file_is_told(pupil):
    key_file.path().write_text("not a key")
    with pytest.raises(Refusal, match="已损坏"):
        key_file.current()


def test_a_value_never_shows_itself(pupil):
    held = Pupil._base_manager.get().id_number
    assert ID not in f"{held} {held!r} {[held]} {json.dumps(str(held))}"
    assert held == seal(Kind.ID_NUMBER, "elsewhere", ID)
    assert len({held, seal(Kind.ID_NUMBER, "elsewhere", ID)}) == 1


@given(day=st.dates(min_value=__import__("datetime").date(1900, 1, 1)), serial=st.integers(0, 999))
def test_the_check_sign_finds_every_wrong_digit_and_every_swap(day, serial):
    first = f"110105{day:%Y%m%d}{serial:03}"
    number = first + check_sign(first)
    assert told_by(number) == (day, "male" if serial % 2 else "female")
    for place in range(17):
        for digit in "0123456789":
            other = number[:place] + digit + number[place + 1 :]
            assert digit == number[place] or told_by(other) is None
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or told_by(swapped) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(words=st.text(min_size=1, max_size=60), kind=st.sampled_from(list(Kind)))
def test_whatever_is_sealed_comes_back_and_its_mask_is_as_long(db, words, kind):
    plain = normal(kind, words)
    if not plain:
        return
    with acting_as(SystemActor()):
        told = Sealed(seal(kind, "t.f", words).token, kind, "t.f")
    assert told.opened() == plain
    assert kind == Kind.ADDRESS or len(str(told)) == len(plain)


def test_a_mark_is_the_hmac_that_others_reckon():
    for length in (0, 32, 64, 65, 200):
        key, data = bytes(range(length)), b"id_number:42062520120901001X"
        assert keyed_hash(key, data) == hmac.digest(key, data, "sha256")


def test_a_masked_roll_number_is_refused_with_the_way_to_the_whole_one(cast):
    number = Pupils.model._meta.get_field("roll_number")
    cell = next(cell for cell in cells_of(Pupils) if cell.field == number)
    with pytest.raises(Refusal) as refused:
        read_cell(cell, f"{ROLL[:7]}********{ROLL[-4:]}")
    assert "带现有数据的模板" in str(refused.value)
