"""What every register that tells of persons keeps to: its tables lie sealed, who took rows out is kept, masked names are not spelt out."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from gangmu.foundation.access.scope import scoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.registers.declaration import Register, registers
from gangmu.foundation.registers.importing.cells import cells_of
from gangmu.foundation.registers.services.imports import begin_import
from gangmu.foundation.sealing.fields import SealedField, sealed_fields
from gangmu.records.rolls.models import Pupil, RollChange
from gangmu.records.staff.models import SecondPost, StaffMember

TAKING = [declared for declared in registers() if declared.importer is not None]


def models_along(model: type[models.Model], path: str) -> set[type[models.Model]]:
    """The models that a path goes through, as far as it names fields."""
    found, here = {model}, model
    for step in path.split("__"):
        field = next((field for field in here._meta.fields if field.name == step), None)
        if field is None or field.related_model is None:
            break
        here = field.related_model
        found.add(here)
    return found


def tells_of_persons(declared: type[Register]) -> bool:
    """Whether a column or the search box shows or asks something of a model whose rows have sealed numbers."""
    shown = [path for column in declared.columns for path in (column.name, column.order_by or "")]
    told = {model for path in (*shown, *declared.search) for model in models_along(declared.model, path)}
    return any(sealed_fields(model) for model in told)


OF_PERSONS = [declared for declared in registers() if tells_of_persons(declared)]


def test_the_registers_of_persons_are_these():
    assert all(declared.names_permission for declared in OF_PERSONS)
    assert [declared.name for declared in OF_PERSONS] == [
        "enrolments", "pupils", "roll-changes", "second-post-states", "second-posts", "staff", "staff-standings"
    ]  # fmt: skip


@pytest.mark.parametrize("declared", TAKING, ids=lambda declared: declared.name)
def test_a_table_that_names_persons_by_their_numbers_lies_sealed(cast, declared):
    cells = cells_of(declared)
    words = ",".join(cell.title for cell in cells) + "\n" + "," * (len(cells) - 1) + "甲\n"
    with acting_as(SystemActor("测试")), scoped(declared.edit_permission):
        run = begin_import(declared, SimpleUploadedFile("表.csv", words.encode()), cast.own.school)
    numbers = [cell for cell in cells if isinstance(cell.field, SealedField)]
    numbers += [cell for cell in cells if hasattr(cell.field.related_model, "words_in_tables")]
    assert bool(run.source.key_id) == bool(numbers)


@pytest.mark.parametrize("declared", OF_PERSONS, ids=lambda declared: declared.name)
def test_who_takes_persons_out_is_kept_whatever_the_list(cast, declared):
    client = cast.client("小郑")
    assert client.get(f"/r/{declared.name}/export/?q=x").status_code == 200
    entry = AuditEntry._base_manager.latest("pk")
    assert (entry.verb, entry.note, entry.actor) == (declared.export_verb, "q=x", "小郑")
    assert client.get(f"/api/{declared.name}/?q=y").status_code == 200
    assert AuditEntry._base_manager.latest("pk").note == "q=y"


def test_no_two_lists_of_persons_are_taken_out_in_the_same_words():
    assert len({declared.export_verb for declared in OF_PERSONS}) == len(OF_PERSONS)


@pytest.mark.parametrize(("with_rows", "kept"), [("on", 1), ("", 0)])
def test_who_packs_tables_with_rows_of_persons_is_kept(cast, with_rows, kept):
    client = cast.client("小钱")
    told = {"title": "核对", "due_on": "2026-12-01", "kinds": ["school"], "with_rows": with_rows}
    assert client.post("/r/second-posts/rounds/", told).status_code == 302
    sent = client.get("/r/second-posts/rounds/").context["rounds"].get()
    assert client.get(f"/r/second-posts/rounds/{sent.pk}/pack/").status_code == 200
    assert AuditEntry._base_manager.filter(verb="导出了兼任岗位", note="核对").count() == kept


@pytest.fixture
def named(cast):
    """A pupil and a teacher of one name, with a change of the roll and a second post."""
    school = cast.own.school
    pupil = Pupil._base_manager.create(
        organisation=school,
        roll_number="G110105201501010021",
        name="张三丰",
        pinyin="zhangsanfeng",
        grade="5",
    )
    RollChange._base_manager.create(
        pupil=pupil, organisation=school, kind="suspend", grade="5", on=date(2026, 3, 1)
    )
    teacher = StaffMember._base_manager.create(organisation=school, name="张三丰", pinyin="zhangsanfeng")
    SecondPost._base_manager.create(
        member=teacher, organisation=cast.own.kindergarten, kind="circuit", periods=2, since=date(2026, 3, 1)
    )
    return cast


@pytest.mark.parametrize("name", ["pupils", "staff", "roll-changes", "second-posts"])
def test_who_sees_a_name_masked_finds_it_whole_alone(named, name):
    def found(who: str, words: str) -> int:
        return int(named.client(who).get(f"/r/{name}/", {"q": words}).context["count"])

    asked = ("张三丰", "张三", "三", "zhangsan", "zhangsanfeng")
    assert [found("小郑", words) for words in asked] == [1, 1, 1, 1, 1], "the own school sees the name"
    assert [found("王局长", words) for words in asked] == [1, 0, 0, 0, 0]
    assert found("王局长", "张三丰 李四") == 0


def test_a_whole_name_with_a_blank_is_found_and_units_by_parts_as_before(named):
    Pupil._base_manager.update(name="John Smith")
    client = named.client("王局长")
    assert client.get("/r/pupils/", {"q": "john smith"}).context["count"] == 1
    assert client.get("/r/pupils/", {"q": "John"}).context["count"] == 0
    unit = named.own.school.name[1:]
    assert client.get("/r/roll-changes/", {"q": unit}).context["count"] == 1
