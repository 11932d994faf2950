"""The registers of staff: who works where today, and how they stood on any day."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from gangmu.foundation.access.scope import holds
from gangmu.foundation.kernel.two_times import TwoTimeQuerySet
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.people.identity import id_and_person_agree, is_born
from gangmu.foundation.registers.dated import (
    DatedRegister,
    StateRegister,
    columns_of_states,
    ends_after_it_begins,
)
from gangmu.foundation.registers.declaration import (
    Column,
    ColumnKind,
    Filter,
    FilterKind,
    Panel,
    Sought,
    register,
)
from gangmu.foundation.registers.identity import Identity
from gangmu.foundation.registers.importer import Importer
from gangmu.foundation.registers.readings import ExportsKept, note_reading
from gangmu.foundation.registers.units import units_in_reach
from gangmu.foundation.sealing.masking import NOTHING
from gangmu.records.staff.completing import complete_person
from gangmu.records.staff.identity import a_teacher_has_a_stage, title_and_grade_agree
from gangmu.records.staff.models import StaffMember, StaffReading, StaffStanding

VIEW, EDIT, IDENTITY = "staff.member:view", "staff.member:edit", "staff.identity:view"
#: Kinds of units that have staff of schools; sections of a bureau have civil servants.
UNITS = (Kind.SCHOOL, Kind.CAMPUS, Kind.KINDERGARTEN, Kind.TOWNSHIP, Kind.OTHER)


def name_of(member: StaffMember, *units: int) -> str:
    """The name in full for who may see it of one of the units, else the family name alone."""
    return member.name if any(holds(IDENTITY, unit) for unit in units) else str(member)


def _name(member: StaffMember) -> str:
    return name_of(member, member.organisation_id)


def _masked(name: str) -> Callable[[StaffMember], str]:
    """Show the mask of a sealed field to who may see as much, else nothing of it."""

    def told(member: StaffMember) -> str:
        value = getattr(member, name)
        return (str(value) if holds(IDENTITY, member.organisation_id) else NOTHING) if value else ""

    return told


def _standing_name(standing: StaffStanding) -> str:
    return name_of(standing.member, standing.organisation_id, standing.member.organisation_id)


_PERSON = ("name", "id_kind", "id_number", "sex", "birth_date", "phone", "bank_account")
_POST = ("status", "category", "establishment", "stage", "subject", "second_subject")
_ABILITY = ("education", "degree", "graduated_from", "title", "title_on", "post_grade", "certificate", "certificate_subject", "certificate_number", "backbone")  # fmt: skip
_DAYS = ("began_work_on", "joined_on", "since", "ended_on")
_STANDING_FILTERS = (
    Filter("organisation", _("单位"), FilterKind.MODEL, partial(units_in_reach, VIEW, UNITS)),
    Filter("status", _("在岗情况")),
    Filter("category", _("岗位类别")),
    Filter("establishment", _("编制类别")),
    Filter("stage", _("任教学段")),
    Filter("subject", _("任教学科")),
    Filter("education", pgettext_lazy("教师", "学历")),
    Filter("title", _("职称")),
    Filter("certificate", _("教师资格")),
    Filter("backbone", _("骨干层次")),
)


@register
class Staff(ExportsKept, DatedRegister):
    """Who works at the units today, and who did."""

    name = "staff"
    title = _("教职工名册")
    model = StaffMember
    states = StaffStanding
    columns = (
        Column("name", _("姓名"), value=_name, order_by="pinyin", on_phone=True),
        Column("organisation__name", _("单位"), on_phone=True),
        Column("category", _("岗位类别"), ColumnKind.CHOICE),
        Column("establishment", _("编制类别"), ColumnKind.CHOICE, in_list=False),
        Column("stage", _("任教学段"), ColumnKind.CHOICE, on_phone=True),
        Column("subject", _("任教学科"), ColumnKind.CHOICE, on_phone=True),
        Column("second_subject", _("第二任教学科"), ColumnKind.CHOICE, in_list=False),
        Column("education", pgettext_lazy("教师", "学历"), ColumnKind.CHOICE),
        Column("degree", pgettext_lazy("教师", "最高学位"), ColumnKind.CHOICE, in_list=False),
        Column("title", _("职称"), ColumnKind.CHOICE),
        Column("post_grade", _("岗位等级"), ColumnKind.NUMBER, in_list=False),
        Column("certificate", _("教师资格"), ColumnKind.CHOICE, in_list=False),
        Column("certificate_subject", _("教师资格学科"), ColumnKind.CHOICE, in_list=False),
        Column("backbone", _("骨干层次"), ColumnKind.CHOICE),
        Column("status", _("在岗情况"), ColumnKind.CHOICE, in_list=False),
        Column("id_kind", _("证件类型"), ColumnKind.CHOICE, in_list=False),
        Column("id_number", _("身份证件号"), ColumnKind.CODE, value=_masked("id_number"), in_list=False),
        Column("sex", _("性别"), ColumnKind.CHOICE, in_list=False),
        Column("birth_date", _("出生日期"), ColumnKind.DATE, in_list=False),
        Column("phone", _("联系电话"), ColumnKind.CODE, value=_masked("phone"), in_list=False),
        Column("bank_account", _("银行账号"), ColumnKind.CODE, value=_masked("bank_account"), in_list=False),
        Column("graduated_from", _("毕业院校"), in_list=False),
        Column("title_on", _("取得职称日期"), ColumnKind.DATE, in_list=False),
        Column("certificate_number", _("教师资格证书号"), ColumnKind.CODE, in_list=False),
        Column("began_work_on", _("参加工作日期"), ColumnKind.DATE, in_list=False),
        Column("joined_on", _("到本单位日期"), ColumnKind.DATE, in_list=False),
        Column("since", _("起始日期"), ColumnKind.DATE, in_list=False),
        Column("ended_on", _("终止日期"), ColumnKind.DATE, in_list=False),
    )
    filters = (
        *_STANDING_FILTERS,
        Filter("sex", _("性别")),
        Filter("ended_on", _("终止日期"), FilterKind.DATES),
    )
    search = ("name", "pinyin")
    sought = Sought(60, ("organisation__name", "stage", "subject"))
    order = ("pinyin", "id")
    panels = (
        Panel(_("教职工"), _PERSON),
        Panel(_("岗位"), ("organisation__name", *_POST)),
        Panel(_("学历、职称和资格"), _ABILITY),
        Panel(_("日期"), _DAYS),
    )
    view_permission, edit_permission, history_permission = VIEW, EDIT, IDENTITY
    names_permission = IDENTITY
    export_verb = gettext_noop("导出了教职工名册")
    fields = (*_PERSON, "organisation", *_POST, *_ABILITY, *_DAYS)
    rules = (id_and_person_agree, is_born, a_teacher_has_a_stage, title_and_grade_agree, ends_after_it_begins)
    unit_kinds = UNITS
    bulk_fields = (*_POST, "education", "title", "backbone", "ended_on")
    importer = Importer(
        fields=("organisation", *_PERSON, *_POST, *_ABILITY, *_DAYS),
        key=("id_number",),
        left_blank=("since",),
        aliases={
            "organisation": ("学校", "学校名称", "所在学校", "工作单位"),
            "id_kind": ("身份证件类型",),
            "id_number": ("身份证号", "证件号码", "身份证件号码", "公民身份号码"),
            "phone": ("电话", "手机", "手机号码", "联系方式"),
            "bank_account": ("银行卡号", "工资卡号"),
            "education": ("最高学历",),
            "title": ("专业技术职务", "职务等级"),
            "category": ("教职工类别", "人员类别"),
            "establishment": ("是否在编", "用人形式"),
            "subject": ("主要任教学科", "学科"),
            "certificate": ("教师资格种类", "教师资格证种类"),
            "backbone": ("骨干教师级别", "骨干教师"),
        },
    )
    buttons = ((_("按日期查看"), "registers:staff-standings-list", VIEW),)
    identity = Identity(
        reading=StaffReading,
        opened=("id_number", "phone", "bank_account"),
        numbers=("id_number", "phone", "bank_account"),
        alone=("phone", "bank_account"),
        columns=("name", "id_number", "organisation__name", "category", "stage", "subject"),
        see=IDENTITY,
        reveal="staff.identity:reveal",
        readers="staff.reading:view",
        asked_for=_("证件号、联系电话或银行账号"),
        opened_words=_(
            "证件号、电话和银行账号将完整显示一次；您的姓名、时间和理由会被记录，审计员可以查到。"
        ),
        alike_words=_(
            "联系电话或银行账号相同，或姓名和出生日期都相同的教职工。是否同一人请逐一核对，系统不自动合并。"
        ),
        none_found=_("您的范围内没有这个号码的教职工"),
        none_alike=_("没有疑似重复的教职工"),
    )
    related = ("organisation",)
    empty = _(
        "在这里导入或登记教职工，以身份证件号识别；调动、晋升、学历提升等变化填写起始日期，原来的情况保留。离职、退休填写终止日期，不删除。"
    )

    @classmethod
    def complete(cls, row: Any, before: Mapping[str, Any] | None, told: Collection[str]) -> frozenset[str]:
        """How the name sounds, birthday and sex from the citizen's number, since when somebody stands so."""
        return complete_person(row) | super().complete(row, before, told)

    @classmethod
    def opened(cls, row: Any) -> None:
        """Who looked at a staff member is kept."""
        note_reading(row, StaffReading)


@register
class StaffStandings(ExportsKept, StateRegister):
    """How staff stood on a day, as known at a moment."""

    of = Staff
    name = "staff-standings"
    title = _("任职状况")
    model = StaffStanding
    columns = (
        Column("member", _("姓名"), value=_standing_name, order_by="member__pinyin", on_phone=True),
        *columns_of_states(Staff),
        Column("counted_on", _("统计日期"), ColumnKind.DATE, in_list=False),
    )
    filters = _STANDING_FILTERS
    search = ("member__name", "member__pinyin")
    order = ("id",)
    view_permission = VIEW
    names_permission, names_units = IDENTITY, ("organisation_id", "member__organisation_id")
    export_verb = gettext_noop("导出了任职状况")
    related = ("organisation", "member")
    empty = _("这一天没有您能看到的教职工。可换一个日期；任职状况随教职工名册自动形成，不需要填报。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Every standing within the reader's scope, counted today."""
        return cls.on_day(super().rows(), None)

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The standings that hold on a day (today) as known at a moment (now), with the day, by which figures ask."""
        return cls.on_day(cast(TwoTimeQuerySet, super().rows()).at(on, known_at), on)
