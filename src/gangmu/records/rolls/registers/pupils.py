"""The registers of pupils: who is on the roll today, and who was enrolled where on any day."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.db.models import DateField, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from gangmu.foundation.access.scope import holds
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.two_times import TwoTimeQuerySet
from gangmu.foundation.people.identity import id_and_person_agree, is_born
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
from gangmu.foundation.sealing.masking import NOTHING
from gangmu.records.rolls.choices import CLASS_WORDS, GRADE_WORDS
from gangmu.records.rolls.models import CATEGORIES, Enrolment, Pupil, PupilReading, RollChange
from gangmu.records.rolls.registers.classes import SCHOOLS, number_of_a_class, schools
from gangmu.records.rolls.services.standing import STATE, complete, correct_standing, keep_standing

IDENTITY = "rolls.identity:view"


def _name(pupil: Pupil) -> str:
    """The name in full for who may see it, else the family name alone."""
    return pupil.name if holds(IDENTITY, pupil.organisation_id) else str(pupil)


def _of_pupil(tell: Callable[[Pupil], str]) -> Callable[[Enrolment], str]:
    """Tell of an enrolment what is told of its pupil."""
    return lambda enrolment: tell(enrolment.pupil)


def _masked(name: str) -> Callable[[Pupil], str]:
    """Show the mask of a sealed field to who may see as much, else nothing of it."""

    def told(pupil: Pupil) -> str:
        value = getattr(pupil, name)
        return (str(value) if holds(IDENTITY, pupil.organisation_id) else NOTHING) if value else ""

    return told


def _person(name: str) -> Callable[[Pupil], str]:
    """Show the name of a guardian to who may see names."""
    return lambda pupil: getattr(pupil, name) if holds(IDENTITY, pupil.organisation_id) else NOTHING


_CATEGORY_COLUMNS = tuple(
    Column(name, Pupil._meta.get_field(name).verbose_name, ColumnKind.YES_NO, in_list=False)  # type: ignore[union-attr]
    for name in CATEGORIES
)
_WHO = ("name", "roll_number", "id_kind", "id_number", "sex", "birth_date", "residence", "address")
_GUARDIANS = (
    "guardian", "guardian_relation", "guardian_phone", "second_guardian", "second_guardian_relation", "second_guardian_phone",
)  # fmt: skip
_WHERE = ("organisation", "grade", "class_number", "status", "boarding", *CATEGORIES, "since")


def _stands_already(row: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """A pupil stands so on the day on which it is told: from a later day on there would be no enrolment until then."""
    if row["since"] and row["since"] > clock.today():
        yield (
            "since",
            Refusal(
                "rolls.not_yet",
                "就读状态起始日期晚于今天，到那天以前学生不在任何学校的在籍记录里；请填今天或以前的日期，以后的变化到时再登记",
            ),
        )


@register
class Pupils(ExportsKept):
    """Who is on the roll today."""

    name = "pupils"
    title = _("学生名册")
    model = Pupil
    columns = (
        Column("name", _("姓名"), value=_name, order_by="pinyin"),
        Column("roll_number", _("学籍号"), ColumnKind.CODE, value=_masked("roll_number")),
        Column("organisation__name", _("就读学校")),
        Column("grade", _("年级"), ColumnKind.CHOICE),
        Column("class_number", _("班号"), ColumnKind.NUMBER),
        Column("status", _("学籍状态"), ColumnKind.CHOICE),
        Column("sex", _("性别"), ColumnKind.CHOICE),
        Column("birth_date", _("出生日期"), ColumnKind.DATE, in_list=False),
        Column("boarding", _("寄宿"), ColumnKind.YES_NO, in_list=False),
        *_CATEGORY_COLUMNS,
        Column("residence", _("户籍"), ColumnKind.CHOICE, in_list=False),
        Column("id_kind", _("证件类型"), ColumnKind.CHOICE, in_list=False),
        Column("id_number", _("身份证件号"), ColumnKind.CODE, value=_masked("id_number"), in_list=False),
        Column("address", _("家庭住址"), value=_masked("address"), in_list=False),
        Column("guardian", _("监护人"), value=_person("guardian"), in_list=False),
        Column("guardian_relation", _("监护人关系"), ColumnKind.CHOICE, in_list=False),
        Column("guardian_phone", _("监护人电话"), ColumnKind.CODE, value=_masked("guardian_phone"), in_list=False),
        Column("second_guardian", _("第二监护人"), value=_person("second_guardian"), in_list=False),
        Column("second_guardian_relation", _("第二监护人关系"), ColumnKind.CHOICE, in_list=False),
        Column(
            "second_guardian_phone", _("第二监护人电话"), ColumnKind.CODE, value=_masked("second_guardian_phone"), in_list=False
        ),
        Column("since", _("就读状态起始日期"), ColumnKind.DATE, in_list=False),
    )  # fmt: skip
    filters = (
        Filter("organisation", _("就读学校"), FilterKind.MODEL, lambda: schools("rolls.pupil:view")),
        Filter("grade", _("年级")),
        Filter("status", _("学籍状态")),
        Filter("sex", _("性别")),
        Filter("residence", _("户籍")),
        *(
            Filter(name, Pupil._meta.get_field(name).verbose_name, FilterKind.CHOICE, lambda: [(True, _("是")), (False, _("否"))])  # type: ignore[union-attr]
            for name in ("boarding", *CATEGORIES)
        ),
    )  # fmt: skip
    search = ("name", "pinyin")
    sought = Sought(70, ("organisation__name", "grade", "status"))
    order = ("pinyin", "id")
    panels = (
        Panel(_("学生"), _WHO),
        Panel(_("监护人"), _GUARDIANS),
        Panel(_("就读"), ("organisation__name", *_WHERE[1:])),
    )
    view_permission = "rolls.pupil:view"
    edit_permission = "rolls.pupil:edit"
    history_permission = IDENTITY
    names_permission = IDENTITY
    export_verb = gettext_noop("导出了学生名册")
    fields = (*_WHO, *_GUARDIANS, *_WHERE)
    rules = (id_and_person_agree, is_born, number_of_a_class("class_number"), _stands_already)
    unit_kinds = SCHOOLS
    bulk_fields = ("grade", "class_number", "status", "boarding", *CATEGORIES, "residence")
    importer = Importer(
        fields=("organisation", *_WHO, *_GUARDIANS, *_WHERE[1:]),
        key=("roll_number",),
        left_blank=("since",),
        aliases={
            "organisation": ("学校", "学校名称"),
            "roll_number": ("全国学籍号",),
            "id_kind": ("身份证件类型",),
            "id_number": ("身份证号", "证件号码", "身份证件号码", "公民身份号码"),
            "class_number": ("班级", "班级号"),
            "boarding": ("是否寄宿", "是否住校", "住宿"),
            "migrant": ("是否随迁子女", "是否进城务工人员随迁子女"),
            "left_behind": ("是否留守儿童", "留守"),
            "disabled": ("是否残疾", "残疾"),
            "address": ("现住址", "住址"),
        },
        words={"grade": GRADE_WORDS, "class_number": CLASS_WORDS},
    )
    buttons = ((_("核对整表导出"), "rolls:exports", "rolls.pupil:edit"),)
    identity = Identity(
        reading=PupilReading,
        opened=("roll_number", "id_number", "address", "guardian_phone", "second_guardian_phone"),
        numbers=("roll_number", "id_number", "guardian_phone", "second_guardian_phone"),
        alone=("id_number",),
        columns=("name", "roll_number", "organisation__name", "grade", "class_number", "status"),
        see=IDENTITY,
        reveal="rolls.identity:reveal",
        readers="rolls.reading:view",
        asked_for=_("学籍号、证件号或监护人电话"),
        opened_words=_(
            "学籍号、证件号、住址和电话将完整显示一次；您的姓名、时间和理由会被记录，审计员可以查到。"
        ),
        alike_words=_("证件号相同，或姓名和出生日期都相同的学生。是否同一人请逐一核对，系统不自动合并。"),
        none_found=_("您的范围内没有这个号码的学生"),
        none_alike=_("没有疑似重复的学生"),
    )
    related = ("organisation",)
    instead = _(
        "确实在校读过的学生不删除：离校、毕业的，修改学籍状态，填写就读状态起始日期；转走的，由转入学校导入或登记。"
    )
    empty = _(
        "从学籍系统导出的名册直接导入：学籍号认人，证件号遮盖的也可以；再次导入新的导出表，转学、休学、复学等异动由前后两表比出。未纳入学籍系统的学校可以逐个登记。"
    )

    @classmethod
    def moved_by(cls) -> Collection[str]:
        """What opens another enrolment."""
        return STATE

    @classmethod
    def complete(cls, row: Any, before: Mapping[str, Any] | None, told: Collection[str]) -> frozenset[str]:
        """How the name sounds, birthday and sex from the citizen's number, since when the pupil stands so."""
        return complete(row, before, told)

    @classmethod
    def wrote(cls, told: Sequence[tuple[Any, Mapping[str, Any] | None]]) -> None:
        """The enrolments from the rows' days on, and the changes that they show."""
        keep_standing(told)

    @classmethod
    def corrected(cls, row: Any, before: Mapping[str, Any]) -> None:
        """The enrolment that was told wrongly as it is told now, and the changes that were seen in it."""
        correct_standing(row, before)

    @classmethod
    def belonging(cls, row: Any) -> Sequence[QuerySet[Any]]:
        """The enrolments, and the changes to which nobody added anything: neither another school nor where the pupil went."""
        return (
            Enrolment._base_manager.filter(pupil=row),
            RollChange._base_manager.filter(pupil=row, other=None, note=""),
        )

    @classmethod
    def opened(cls, row: Any) -> None:
        """Who looked at a pupil is kept."""
        note_reading(row, PupilReading)


@register
class Enrolments(ExportsKept):
    """Who was enrolled where on a day, as known at a moment."""

    name = "enrolments"
    title = _("在籍记录")
    model = Enrolment
    columns = (
        Column("pupil", _("姓名"), value=_of_pupil(_name), order_by="pupil__pinyin"),
        Column("roll_number", _("学籍号"), ColumnKind.CODE, value=_of_pupil(_masked("roll_number"))),
        Column("organisation__name", _("学校"), order_by="organisation__sort_key"),
        Column("stage", pgettext_lazy("班级", "学段"), ColumnKind.CHOICE, in_list=False),
        Column("grade", _("年级"), ColumnKind.CHOICE),
        Column("school_class", _("班级"), order_by="school_class__number"),
        Column("status", _("学籍状态"), ColumnKind.CHOICE),
        Column("pupil__sex", _("性别"), ColumnKind.CHOICE, in_list=False),
        Column("pupil__birth_date", _("出生日期"), ColumnKind.DATE, in_list=False),
        Column("school_class__number", _("班号"), ColumnKind.NUMBER, in_list=False),
        Column("boarding", _("寄宿"), ColumnKind.YES_NO, in_list=False),
        *_CATEGORY_COLUMNS,
        Column("valid_from", _("自"), ColumnKind.DATE),
        Column("valid_to", _("至（不含）"), ColumnKind.DATE),
        Column("counted_on", _("统计日期"), ColumnKind.DATE, in_list=False),
    )
    filters = (
        Filter("organisation", _("学校"), FilterKind.MODEL, lambda: schools("rolls.pupil:view")),
        Filter("stage", pgettext_lazy("班级", "学段")),
        Filter("grade", _("年级")),
        Filter("status", _("学籍状态")),
    )
    search = ("pupil__name", "pupil__pinyin")
    #: The order of an index, so that a page reads its own rows only; schools are fetched after it for the same reason.
    order = ("organisation_id", "stage", "grade", "school_class_id")
    view_permission = "rolls.pupil:view"
    names_permission, names_units = IDENTITY, ("pupil__organisation_id",)
    export_verb = gettext_noop("导出了在籍记录")
    related = ("pupil", "school_class")
    prefetched = ("organisation",)
    empty = _("这一天没有您能看到的在籍学生。可换一个日期；在籍记录随学生名册自动形成，不需要填报。")

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Every enrolment within the reader's scope, counted today."""
        return cls._counted(clock.today())

    @classmethod
    def rows_at(cls, on: date | None = None, known_at: datetime | None = None) -> QuerySet[Any]:
        """The enrolments that hold on a day (today) as known at a moment (now), with the day, by which figures ask."""
        day = on or clock.today()
        return cast(TwoTimeQuerySet, cls._counted(day)).at(day, known_at)

    @classmethod
    def _counted(cls, day: date) -> QuerySet[Any]:
        found: QuerySet[Any] = super().rows().annotate(counted_on=Value(day, output_field=DateField()))
        return found

    @classmethod
    def address(cls, row: Any) -> str:
        """The pupil's own page."""
        return Pupils.address(row.pupil)
