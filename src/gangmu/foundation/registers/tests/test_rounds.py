"""A table goes out to units, each with its own rows, and comes back: whose each file is, and who has not returned."""

import io
import zipfile
from datetime import date

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import BEGIN

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.access.roles import Role
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.people.choices import ScopeKind
from gangmu.foundation.people.services import assign_role
from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.models import Round
from gangmu.foundation.registers.selectors import importing_seat, sending_seat
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


@pytest.mark.parametrize(("seat", "words"), [(sending_seat, "不能发放表格"), (importing_seat, "不能导入")])
def test_who_has_no_post_is_told_what_they_cannot_do(as_system, seat, words):
    with pytest.raises(Refusal, check=lambda refusal: words in words_of(refusal)):
        seat(register_named("publicity").edit_permission)


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


@pytest.fixture
def keeper(cast):
    """小周, who keeps a register for every school of the county from a section below which stands no unit."""
    person, line = cast.own.persons["小周"], [Kind.SCHOOL, Kind.KINDERGARTEN]
    with acting_as(SystemActor("测试")):
        assign_role(
            person, Role.SECTION_CLERK, cast.own.section, BEGIN, scope_kind=ScopeKind.LINE, line_kinds=line
        )
    return cast.client("小周")


@pytest.mark.parametrize("register", ["pupils", "staff", "rooms", "books"])
def test_who_keeps_a_register_for_the_schools_of_a_line_sends_it_to_them(cast, keeper, register):
    form = keeper.get(f"/r/{register}/rounds/").context["form"]
    assert [value for value, _label in form.fields["kinds"].choices] == ["school", "kindergarten"]
    assert {pk for pk, _name in form.fields["units"].choices} == {
        cast.own.school.pk,
        cast.own.kindergarten.pk,
    }
    told = {"title": "九月核对", "due_on": "2026-04-01", "kinds": ["school"], "with_rows": "on"}
    assert keeper.post(f"/r/{register}/rounds/", told).status_code == 302
    sent = Round._base_manager.get()
    assert sent.organisation == cast.own.section
    page = keeper.get(f"/r/{register}/rounds/{sent.pk}/")
    assert missing(page) == [cast.own.school.name]
    pack = zipfile.ZipFile(io.BytesIO(keeper.get(f"/r/{register}/rounds/{sent.pk}/pack/").content))
    [name] = pack.namelist()
    files = [SimpleUploadedFile(name, pack.read(name))]
    assert missing(keeper.post(f"/r/{register}/rounds/{sent.pk}/", {"files": files})) == []


def test_a_section_of_the_kindergartens_is_offered_kindergartens_alone(cast):
    form = cast.client("小苏").get("/r/pupils/rounds/").context["form"]
    assert form.fields["kinds"].choices == [("kindergarten", "幼儿园")]


@pytest.mark.parametrize("name", ["小郑", "小周"])
def test_who_has_no_unit_to_send_to_sees_no_button_and_no_form(cast, name):
    client = cast.client(name)
    assert "分单位发放和收回" not in client.get("/r/pupils/import/").content.decode()
    page = client.get("/r/pupils/rounds/").content.decode()
    assert "不能发放这张表" in page and 'name="title"' not in page


def test_who_may_send_out_sees_the_button(cast, keeper):
    assert "分单位发放和收回" in keeper.get("/r/pupils/import/").content.decode()
    assert "分单位发放和收回" in cast.client("小陈").get("/r/publicity/import/").content.decode()
