"""A table goes out to units, each with its own rows, and comes back: whose each file is, and who has not returned."""

import io
import zipfile
from datetime import date

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.registers.models import Round
from gangmu.foundation.registers.tests.test_imports import TITLES, table

NAME = "/r/publicity/rounds/"


@pytest.fixture
def office(cast):
    for unit, title in ((cast.own.school, "校园阅读"), (cast.own.kindergarten, "游戏月")):
        PublicityItem._base_manager.create(
            organisation=unit, title=title, medium="县报", level="county", submitted_on=date(2026, 3, 1)
        )
    return cast.client("小陈")


@pytest.fixture
def sent(office):
    told = {
        "title": "三月报送",
        "due_on": "2026-04-01",
        "kinds": ["school", "kindergarten"],
        "with_rows": "on",
    }
    answer = office.post(NAME, told)
    assert answer.status_code == 302, answer.context["form"].errors
    return Round._base_manager.get()


def files_of(office, sent) -> dict[str, bytes]:
    pack = zipfile.ZipFile(io.BytesIO(office.get(f"{NAME}{sent.pk}/pack/").content))
    return {name: pack.read(name) for name in pack.namelist()}


def give(office, sent, files: dict[str, bytes], **more: str):
    uploads = [SimpleUploadedFile(name, data) for name, data in files.items()]
    return office.post(f"{NAME}{sent.pk}/", {"files": uploads, **more})


def missing(page) -> list[str]:
    return [unit.organisation.name for unit in page.context["missing"]]


def test_each_unit_gets_a_workbook_with_its_own_rows_alone(cast, office, sent):
    files = files_of(office, sent)
    assert set(files) == {f"{cast.own.school.name}.xlsx", f"{cast.own.kindergarten.name}.xlsx"}
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(files[f"{cast.own.school.name}.xlsx"]))
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()[1:]] == ["校园阅读"]


def test_returned_files_are_told_apart_by_their_mark_whatever_they_are_called(cast, office, sent):
    files = files_of(office, sent)
    renamed = {f"新建 表格({number}).xlsx": data for number, data in enumerate(files.values())}
    page = give(office, sent, renamed)
    assert {one.unit for one in page.context["taken"]} == {cast.own.school.name, cast.own.kindergarten.name}
    assert missing(page) == []
    assert [(one.run.created, one.run.changed, one.run.untouched) for one in page.context["taken"]] == [
        (0, 0, 1)
    ] * 2


def test_who_has_not_returned_is_listed(cast, office, sent):
    files = files_of(office, sent)
    assert len(missing(office.get(f"{NAME}{sent.pk}/"))) == 2
    school = f"{cast.own.school.name}.xlsx"
    assert missing(give(office, sent, {school: files[school]})) == [cast.own.kindergarten.name]
    assert AuditEntry.objects.filter(verb="交回了", organisation_id=cast.own.school.pk).count() == 1


def row(cast, unit, title: str, level: str = "县级") -> list[object]:
    return [unit.name, title, "县报", level, "2026-03-05", "", ""]


def test_a_workbook_of_a_schools_own_is_known_by_its_name(cast, office, sent):
    data = table([row(cast, cast.own.school, "新的")], TITLES)
    page = give(office, sent, {f"{cast.own.school.name}（三月）.xlsx": data})
    assert missing(page) == [cast.own.kindergarten.name]
    assert PublicityItem._base_manager.filter(title="新的", organisation=cast.own.school).exists()


def test_a_file_that_is_nobodys_is_refused_alone(cast, office, sent):
    files = files_of(office, sent)
    school = f"{cast.own.school.name}.xlsx"
    page = give(office, sent, {"汇总.xlsx": table([], TITLES), school: files[school]})
    assert "认不出“汇总.xlsx”是哪个单位的表" in page.content.decode()
    assert missing(page) == [cast.own.kindergarten.name]


def test_a_school_cannot_bring_rows_of_another_nor_the_workbook_of_another_sending(cast, office, sent):
    other = table([row(cast, cast.own.kindergarten, "别人的")], TITLES)
    page = give(office, sent, {f"{cast.own.school.name}.xlsx": other})
    assert page.context["taken"][0].wrong == 1
    assert not PublicityItem._base_manager.filter(title="别人的").exists()
    before = files_of(office, sent)
    office.post(NAME, {"title": "四月", "due_on": "2026-05-01", "kinds": ["school"]})
    second = Round._base_manager.latest("id")
    page = give(office, second, {"新建表格.xlsx": before[f"{cast.own.school.name}.xlsx"]})
    assert page.context["taken"][0].reason.code == "registers.other_round"
    assert "三月报送" in page.content.decode()


def test_a_file_with_a_wrong_row_waits_or_gives_its_right_rows(cast, office, sent):
    school = f"{cast.own.school.name}.xlsx"
    data = table([row(cast, cast.own.school, "对的"), row(cast, cast.own.school, "错的", "乡级")], TITLES)
    page = give(office, sent, {school: data})
    assert [unit.organisation.name for unit in page.context["waiting"]] == [cast.own.school.name]
    assert not PublicityItem._base_manager.filter(title="对的").exists()
    give(office, sent, {school: data}, partly="on")
    assert PublicityItem._base_manager.filter(title="对的").exists()
    assert not PublicityItem._base_manager.filter(title="错的").exists()


def test_a_sending_goes_to_units_within_the_scope_alone_and_is_seen_there(cast, office, sent):
    answer = office.post(NAME, {"title": "越界", "due_on": "2026-05-01", "units": [cast.foreign.school.pk]})
    assert answer.status_code == 422
    assert cast.foreign.client("小陈").get(f"{NAME}{sent.pk}/").status_code == 404
    assert cast.client("小郑").get(f"{NAME}{sent.pk}/").status_code == 404


def test_a_sending_without_rows_is_empty_templates(cast, office):
    office.post(NAME, {"title": "空表", "due_on": "2026-04-01", "units": [cast.own.school.pk]})
    data = next(iter(files_of(office, Round._base_manager.get()).values()))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert len(book.get_sheet_by_index(0).to_python()) == 1
