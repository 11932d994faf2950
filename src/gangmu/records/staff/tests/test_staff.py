"""Staff: tables in and out, identity sealed, states in two times, second posts at other schools, establishments filled."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from gangmu.foundation.access.scope import unscoped
from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.organisations.services import found
from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.staff.models import SecondPost, StaffMember, StaffStanding

pytestmark = pytest.mark.usefixtures("november")

SEPTEMBER, NOVEMBER = date(2026, 9, 1), date(2026, 11, 16)
TITLES = ("单位", "姓名", "身份证号", "任教学段", "任教学科", "学历", "职称", "骨干层次", "联系电话", "银行账号", "起始日期")  # fmt: skip


def id_of(number: int) -> str:
    first = f"110105198{number % 10}0315{number % 1000:03}"
    return first + check_sign(first)


def line(school, number: int, **more):
    told = {
        "name": f"教师{number}", "id": id_of(number), "stage": "小学", "subject": "语文", "education": "本科", "title": "二级", "backbone": "",
        "phone": f"139001390{number:02}", "account": f"62220000000000{number:04}", "since": "2026-09-01", **more,
    }  # fmt: skip
    return [school.name, *told.values()]


def table(lines, titles=TITLES) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([titles, *lines]):
            sheet.write_row(number, 0, cells)
    return target.getvalue()


def matched(client, data: bytes, register="staff"):
    """Bring a table as far as its plan; return the import and the plan."""
    client.post(f"/r/{register}/import/", {"file": SimpleUploadedFile("表.xlsx", data)})
    run = ImportRun._base_manager.latest("id")
    columns = {f"column-{field}": column for field, column in run.mapping.items()}
    client.post(f"/r/my/imports/{run.pk}/", {"act": "match", **columns})
    return run, client.get(f"/r/my/imports/{run.pk}/").context["plan"]


def bring(client, data: bytes, register="staff"):
    """Import a table to its end; return its plan."""
    run, plan = matched(client, data, register)
    answer = client.post(f"/r/my/imports/{run.pk}/", {"act": "commit", "digest": plan.digest})
    assert answer.status_code == 302, [fault.words for fault in plan.faults]
    return plan


@pytest.fixture
def clerk(cast):
    """The clerk of the school."""
    return cast.client("小郑")


@pytest.fixture
def teachers(cast, clerk):
    """Three teachers of the school."""
    bring(clerk, table([line(cast.own.school, n) for n in range(3)]))
    return list(StaffMember._base_manager.order_by("id"))


def test_a_table_brings_staff_and_the_same_again_changes_nothing(teachers, cast, clerk):
    member = teachers[2]
    assert (member.name, member.birth_date, member.sex, member.category) == (
        "教师2",
        date(1982, 3, 15),
        "female",
        "teacher",
    )
    assert member.pinyin
    standing = StaffStanding._base_manager.get(member=member)
    assert (standing.valid_from, standing.valid_to, standing.education) == (SEPTEMBER, None, "bachelor")
    plan = bring(clerk, table([line(cast.own.school, n) for n in range(3)]))
    assert (len(plan.created), len(plan.changed), plan.untouched) == (0, 0, 3)


def test_what_is_wrong_in_a_row_is_told_by_cell(cast, clerk):
    school = cast.own.school
    wrong = id_of(1)[:-1] + ("0" if id_of(1)[-1] != "0" else "1")
    _run, plan = matched(
        clerk,
        table(
            [
                line(school, 1, id=wrong),
                line(school, 2, stage=""),
                line(school, 3, account="12"),
                line(school, 4, phone="1"),
            ]
        ),
    )
    told = "\n".join(fault.words for fault in plan.faults)
    for words in ("与校验码相符", "专任教师须填写任教学段", "8 至 30 位数字", "7 至 15 位数字"):
        assert words in told
    assert len(plan.wrong_rows) == 4


def test_a_post_grade_belongs_to_its_title(teachers, clerk):
    member = teachers[0]
    page = clerk.get(f"/r/staff/{member.pk}/edit/")
    form = {field.name: field.value() or "" for field in page.context["form"]}
    told = {**form, "title": "first", "post_grade": "7", "telling": "change", "version": member.version}
    answer = clerk.post(f"/r/staff/{member.pk}/edit/", told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["post_grade"]
    assert clerk.post(f"/r/staff/{member.pk}/edit/", {**told, "post_grade": "8"}).status_code == 302
    held = StaffMember._base_manager.get(pk=member.pk)
    assert (held.post_grade, held.id_number.opened()) == (8, id_of(0)), "an unchanged mask changes nothing"


def test_a_promotion_holds_from_its_day_and_a_past_date_and_a_past_knowledge_are_as_they_were(
    teachers, cast, clerk
):
    before = clock.now()
    bring(clerk, table([line(cast.own.school, 0, title="一级（中级）", since="2026-10-01")]))
    with acting_as(SystemActor("测试")), unscoped("a test of states"):
        rows = StaffStanding.objects.filter(member=teachers[0])
        assert rows.at(date(2026, 9, 30)).get().title == "second"
        assert rows.at(date(2026, 10, 1)).get().title == "first"
        assert rows.at(date(2026, 10, 1), before).get().title == "second"
    page = clerk.get("/r/staff-standings/?as_of=2026-09-01&title=second")
    assert page.context["count"] == 3
    assert clerk.get("/r/staff-standings/?as_of=2026-11-01&title=second").context["count"] == 2


def test_who_leaves_stands_until_then_and_is_not_deleted(teachers, clerk):
    marks = [f"{teachers[0].pk}:{teachers[0].version}"]
    told = {"row": marks, "field": "ended_on", "ended_on": "2026-10-31"}
    assert clerk.post("/r/staff/change/", told).status_code == 302
    assert clerk.get("/r/staff-standings/?as_of=2026-10-30").context["count"] == 3
    assert clerk.get("/r/staff-standings/?as_of=2026-10-31").context["count"] == 2
    assert StaffMember._base_manager.count() == 3


def test_no_number_lies_plain_in_the_database_or_the_audit_and_a_document_is_one_persons(teachers, cast):
    with connection.cursor() as cursor:
        lying = []
        for name in ("staff_staffmember", "audit_auditentry"):
            cursor.execute(f"SELECT * FROM {name}")
            lying += [str(row) for row in cursor.fetchall()]
    for words in (id_of(0), "13900139000", "622200000000000000"):
        assert words not in "\n".join(lying)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffMember._base_manager.create(organisation=cast.foreign.school, name="乙", id_number=id_of(0))


def test_names_and_masks_are_shown_to_keepers_alone(teachers, cast, clerk):
    address = f"/r/staff/{teachers[1].pk}/"
    shown = clerk.get(address).content.decode()
    assert "教师1" in shown
    assert "110105********" in shown
    assert "**************0001" in shown
    assert id_of(1) not in shown
    leader = cast.client("王局长").get(address).content.decode()
    assert "教师1" not in leader
    assert "教**" in leader
    assert "110105" not in leader


def test_a_record_is_opened_for_a_reason_and_reads_are_the_auditors_to_see(teachers, cast, clerk):
    pk = teachers[0].pk
    assert clerk.post(f"/r/staff/{pk}/reveal/", {"reason": "."}).status_code == 422
    page = clerk.post(f"/r/staff/{pk}/reveal/", {"reason": "核对工资账号"}).content.decode()
    assert id_of(0) in page
    assert "622200000000000000" in page
    clerk.get(f"/r/staff/{pk}/")
    told = cast.client("卫审计").get(f"/r/staff/{pk}/readers/").content.decode()
    assert "核对工资账号" in told
    assert "查阅了" in told
    assert clerk.get(f"/r/staff/{pk}/readers/").status_code == 403
    assert cast.client("王局长").get(f"/r/staff/{pk}/reveal/").status_code == 403
    clerk.get("/r/staff/export/?stage=PRI")
    assert AuditEntry.objects.get(verb="导出了教职工名册").note == "stage=PRI"


def test_staff_are_found_by_a_whole_number_within_the_readers_scope(teachers, cast, clerk):
    for number in (id_of(2).lower(), "139-0013-9002", "6222 0000 0000 000002"):
        assert "教师2" in clerk.post("/r/staff/find/", {"number": number}).content.decode()
    assert "教师2" not in clerk.post("/r/staff/find/", {"number": id_of(2)[:12]}).content.decode()
    assert (
        "教师2"
        not in cast.foreign.client("小郑").post("/r/staff/find/", {"number": id_of(2)}).content.decode()
    )


def test_likely_duplicates_are_listed_by_telephone_account_and_name_with_birthday(teachers, cast, clerk):
    bring(
        clerk,
        table([
            line(cast.own.school, 11, phone="13900139000"), line(cast.own.school, 12, account="622200000000000001"),
            line(cast.own.school, 22, name="教师2"),
        ]),
    )  # fmt: skip
    groups = clerk.get("/r/staff/duplicates/").context["groups"]
    assert sorted(sorted(member.name for member in some) for some in groups) == [
        ["教师0", "教师11"], ["教师1", "教师12"], ["教师2", "教师2"],
    ]  # fmt: skip


def test_a_subject_told_wrongly_is_corrected_from_its_first_day_in_the_form(teachers, clerk):
    before, member = clock.now(), teachers[0]
    address = f"/r/staff/{member.pk}/edit/"
    form = {bound.name: bound.value() or "" for bound in clerk.get(address).context["form"]}
    assert clerk.post(address, {**form, "subject": "maths"}).status_code == 422
    answer = clerk.post(address, {**form, "subject": "maths", "telling": "correction"})
    assert answer.status_code == 302, answer.context["form"].errors

    def subjects(known_at=None):
        with unscoped("测试"):
            return [
                row.subject for row in StaffStanding.objects.at(SEPTEMBER, known_at).filter(member=member)
            ]

    assert (subjects(), subjects(before)) == (["maths"], ["chinese"])


def test_a_clerk_of_one_school_cannot_see_or_take_staff_of_another_county(teachers, cast):
    other = cast.foreign.client("小郑")
    assert other.get("/r/staff/").context["count"] == 0
    assert other.get(f"/r/staff/{teachers[0].pk}/").status_code == 404
    _run, plan = matched(other, table([line(cast.foreign.school, 0)]))
    assert "您范围以外" in plan.faults[0].words


def test_a_template_with_todays_rows_comes_back_unchanged(teachers, clerk):
    data = clerk.get("/r/staff/template/?rows=1").content
    _run, plan = matched(clerk, data)
    assert (len(plan.created), len(plan.changed), plan.untouched, plan.faults) == (0, 0, 3, [])


@pytest.fixture
def receiving(cast):
    """A second school of the township, to which somebody goes for lessons."""
    with acting_as(SystemActor("测试")):
        return found(
            "a9", date(2020, 1, 1), cast.own.township, name="青山县城东小学", kind=Kind.SCHOOL, stages=[Stage.PRI]
        )  # fmt: skip


def test_a_second_post_is_entered_by_the_school_taught_at_and_the_own_school_sees_it(
    teachers, receiving, cast, clerk
):
    township = cast.client("小钱")
    form = {
        "member": id_of(0),
        "organisation": receiving.pk,
        "kind": "circuit",
        "stage": "PRI",
        "subject": "music",
        "periods": "4",
        "since": "2026-09-14",
    }
    assert township.post("/r/second-posts/new/", {**form, "member": id_of(77)}).status_code == 422
    assert township.post("/r/second-posts/new/", form).status_code == 302
    post = SecondPost._base_manager.get()
    assert post.member == teachers[0]
    assert clerk.get("/r/second-posts/").context["count"] == 1, "the own school sees where its teacher goes"
    assert clerk.get(f"/r/second-posts/{post.pk}/edit/").status_code == 200
    assert (
        clerk.post(f"/r/second-posts/{post.pk}/edit/", {**form, "version": 1, "periods": "9"}).status_code
        != 302
    )
    assert cast.foreign.client("小郑").get("/r/second-posts/").context["count"] == 0
    page = township.get(f"/r/second-posts/{post.pk}/edit/")
    told = {field.name: field.value() or "" for field in page.context["form"]}
    assert id_of(0) not in page.content.decode()
    assert (
        township.post(
            f"/r/second-posts/{post.pk}/edit/", {**told, "ended_on": "2026-10-12", "version": 1}
        ).status_code
        == 302
    )
    assert [
        township.get(f"/r/second-post-states/?as_of={day}").context["count"]
        for day in ("2026-09-13", "2026-09-14", "2026-10-12")
    ] == [0, 1, 0]


def test_second_posts_come_from_a_table_and_go_out_and_back_unchanged(teachers, receiving, cast):
    township = cast.client("小钱")
    titles = ("身份证号", "任教学校", "任职方式", "周课时", "起始日期")
    lines = [[id_of(n), receiving.name, "支教", n + 2, "2026-09-01"] for n in range(2)]
    assert len(bring(township, table(lines, titles), "second-posts").created) == 2
    assert sorted(SecondPost._base_manager.values_list("periods", flat=True)) == [2, 3]
    data = township.get("/r/second-posts/template/?rows=1").content
    _run, plan = matched(township, data, "second-posts")
    assert (len(plan.created), len(plan.changed), plan.untouched, plan.faults) == (0, 0, 2, [])
    _run, plan = matched(
        township, table([[id_of(77), receiving.name, "支教", 2, ""]], titles), "second-posts"
    )
    assert "没有找到" in plan.faults[0].words


def test_an_establishment_tells_who_fills_it_on_its_day_and_a_school_does_not_set_its_own(
    teachers, cast, clerk
):
    form = {
        "organisation": cast.own.school.pk,
        "posts": "2",
        "document": "编办〔2026〕3 号",
        "since": "2026-09-01",
    }
    assert clerk.post("/r/establishments/new/", form).status_code in (403, 422)
    section = cast.client("小陈")
    answer = section.post("/r/establishments/new/", form)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    rows = [f"{teachers[0].pk}:{teachers[0].version}"]
    clerk.post("/r/staff/change/", {"row": rows, "field": "status", "status": "off"})
    rows = [f"{teachers[1].pk}:{teachers[1].version}"]
    clerk.post("/r/staff/change/", {"row": rows, "field": "establishment", "establishment": "outside"})

    def told(address):
        row = clerk.get(address).context["table"].data[0]
        return row.posts, row.within, row.off_post, row.vacant, row.outside

    assert told("/r/establishments/") == (2, 2, 1, 0, 1)
    assert told("/r/establishment-states/?as_of=2026-09-01") == (2, 3, 0, -1, 0)
    assert section.get("/r/establishment-states/?as_of=2026-08-31").context["count"] == 0


def test_a_teacher_entered_by_mistake_goes_with_the_standing_unless_a_second_post_names_them(
    teachers, cast, clerk
):
    stays, goes = teachers[0], teachers[1]
    SecondPost._base_manager.create(
        member=stays,
        organisation=cast.own.school,
        kind="additional",
        stage="PRI",
        subject="science",
        since=SEPTEMBER,
    )
    page = clerk.get(f"/r/staff/{stays.pk}/delete/").content.decode()
    assert "data-blocking" in page
    assert f"/r/second-posts/{SecondPost._base_manager.get().pk}/" in page
    page = clerk.get(f"/r/staff/{goes.pk}/delete/").content.decode()
    assert "任职状况 1" in page
    assert "填写终止日期" in page
    clerk.post(f"/r/staff/{goes.pk}/delete/", {"note": "重复登记"})
    assert not StaffMember._base_manager.filter(pk=goes.pk).exists()
    assert not StaffStanding._base_manager.filter(member_id=goes.pk).exists()
