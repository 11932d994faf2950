"""Pupils, classes, enrolments and the changes between two exports of the roll (《中小学生学籍管理办法》教基〔2025〕1号)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.scope import ScopedManager, ScopedModel, ScopedQuerySet
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.two_times import TwoTimeQuerySet, TwoTimeRow
from gangmu.foundation.organisations.choices import Stage
from gangmu.foundation.people.choices import IdKind, Sex
from gangmu.foundation.people.identity import check_phone, masked_name
from gangmu.foundation.people.names import NameField
from gangmu.foundation.sealing.fields import Head, SealedField
from gangmu.foundation.sealing.masking import Kind
from gangmu.records.rolls.choices import (
    ChangeKind,
    ClassKind,
    Grade,
    Relation,
    Residence,
    Status,
)
from gangmu.records.rolls.identity import check_roll_number

#: The words of grades: a field that is asked for its words goes through all of its choices, and a census names some thousand classes.
_GRADES: dict[str, Any] = {grade.value: grade.label for grade in Grade}


class SchoolClass(ScopedModel):
    """A class (行政班) of a school in one school year; next year's classes are rows of their own, so that two years can be open at once."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    school_year = models.PositiveSmallIntegerField(
        _("学年"), help_text=_("2026 表示 2026—2027 学年（9 月 1 日至次年 8 月 31 日）")
    )
    stage = models.CharField(pgettext_lazy("班级", "学段"), max_length=3, choices=Stage)
    grade = models.CharField(_("年级"), max_length=2, choices=Grade)
    number = models.PositiveSmallIntegerField(_("班号"))
    kind = models.CharField(_("班级类别"), max_length=8, choices=ClassKind, default=ClassKind.ORDINARY)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("班级")
        verbose_name_plural = _("班级")
        ordering = ["organisation", "-school_year", "stage", "grade", "number", "id"]
        indexes = [models.Index(fields=["school_year", "stage", "grade"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "school_year", "grade", "number"], name="a_class_stands_once"
            )
        ]

    def __str__(self) -> str:
        grade = _GRADES.get(self.grade, self.grade)
        return str(_("%(grade)s（%(number)s）班") % {"grade": grade, "number": self.number})


class OnRoll(models.Model):
    """What holds of a pupil at a school over an interval: status, boarding, categories (aid_and_dropout 9.2 [V], indicators 1.4)."""

    status = models.CharField(_("学籍状态"), max_length=10, choices=Status, default=Status.ATTENDING)
    boarding = models.BooleanField(_("寄宿"), default=False)
    migrant = models.BooleanField(_("随迁子女"), default=False)
    left_behind = models.BooleanField(_("留守儿童"), default=False)
    disabled = models.BooleanField(_("残疾学生"), default=False)
    orphan = models.BooleanField(_("孤儿"), default=False)
    unsupported = models.BooleanField(_("事实无人抚养儿童"), default=False)
    hardship = models.BooleanField(_("困境儿童"), default=False)

    class Meta:
        abstract = True


#: Names of the yes-or-no fields above, in order.
CATEGORIES = ("migrant", "left_behind", "disabled", "orphan", "unsupported", "hardship")


class Pupil(ScopedModel, OnRoll):
    """A pupil through all schools, known by a life-long number.

    School, grade, class and status repeat the enrolment that holds today as known now, so that a list needs no second query; both
    are written together (`services.standing`), and figures ask the enrolments.
    """

    # Two indexes below begin with the school.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("就读学校"),
        db_index=False,
    )
    roll_number = SealedField(
        _("学籍号"), kind=Kind.ROLL_NUMBER, max_length=19, takes_masked=False, told_in_tables=True,
        validators=[check_roll_number], help_text=_("19 位，终身不变；多数由身份证件号构成，按身份数据保管"),
    )  # fmt: skip
    name = NameField(_("姓名"), max_length=60)
    pinyin = models.CharField("拼音", max_length=200, blank=True, editable=False)
    id_kind = models.CharField(_("证件类型"), max_length=8, choices=IdKind, default=IdKind.CITIZEN)
    id_number = SealedField(_("身份证件号"), kind=Kind.ID_NUMBER, max_length=20, blank=True, default="")
    sex = models.CharField(
        _("性别"), max_length=6, choices=Sex, blank=True, help_text=_("不填时由身份证号得出")
    )
    birth_date = models.DateField(_("出生日期"), null=True, blank=True, help_text=_("不填时由身份证号得出"))
    residence = models.CharField(_("户籍"), max_length=10, choices=Residence, blank=True)
    address = SealedField(
        _("家庭住址"), kind=Kind.ADDRESS, searchable=False, max_length=200, blank=True, default=""
    )
    guardian = NameField(_("监护人"), max_length=60, blank=True)
    guardian_relation = models.CharField(_("监护人关系"), max_length=12, choices=Relation, blank=True)
    guardian_phone = SealedField(
        _("监护人电话"), kind=Kind.PHONE, max_length=20, blank=True, default="", validators=[check_phone]
    )
    second_guardian = NameField(_("第二监护人"), max_length=60, blank=True)
    second_guardian_relation = models.CharField(
        _("第二监护人关系"), max_length=12, choices=Relation, blank=True
    )
    second_guardian_phone = SealedField(
        _("第二监护人电话"), kind=Kind.PHONE, max_length=20, blank=True, default="", validators=[check_phone]
    )
    grade = models.CharField(_("年级"), max_length=2, choices=Grade)
    class_number = models.PositiveSmallIntegerField(_("班号"), null=True, blank=True)
    since = models.DateField(
        _("就读状态起始日期"),
        null=True,
        blank=True,
        help_text=_("学校、年级、班级、状态和类别自这一天起如此；不填时为当天"),
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("学生")
        verbose_name_plural = _("学生")
        ordering = ["pinyin", "id"]
        indexes = [
            models.Index(fields=["pinyin", "id"]),
            models.Index(fields=["organisation", "grade", "class_number", "pinyin"]),
            models.Index(fields=["organisation", "pinyin", "id"]),
            models.Index(fields=["grade", "pinyin", "id"]),
            models.Index(fields=["name", "birth_date"]),
            models.Index(Head("id_number"), name="pupil_id_number"),
        ]
        constraints = [models.UniqueConstraint(Head("roll_number"), name="a_roll_number_is_one_pupils")]

    def __str__(self) -> str:
        return masked_name(self.name)


class PupilReading(Pupil):
    """A pupil as somebody who was looked at: under this name the audit keeps who opened the record, apart from its changes."""

    class Meta:
        proxy = True
        verbose_name = _("学生信息查阅")
        verbose_name_plural = _("学生信息查阅")


class EnrolmentQuerySet(TwoTimeQuerySet, ScopedQuerySet):  # type: ignore[override]
    """Enrolments inside the scope, asked at (effective date, known at)."""


class Enrolment(TwoTimeRow, ScopedModel, OnRoll):  # type: ignore[misc]
    """That a pupil is on the roll of a school, in a class, over an interval, as known over another."""

    entity_fields: ClassVar[tuple[str, ...]] = ("pupil",)

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+", verbose_name=_("学生"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"), db_index=False
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("班级")
    )
    stage = models.CharField(pgettext_lazy("班级", "学段"), max_length=3, choices=Stage)
    grade = models.CharField(_("年级"), max_length=2, choices=Grade)

    objects: ClassVar[Any] = ScopedManager.from_queryset(EnrolmentQuerySet, "ScopedManager")()

    class Meta(TwoTimeRow.Meta):
        verbose_name = _("在籍记录")
        verbose_name_plural = _("在籍记录")
        # Of each pupil stands a row for every year: which of them hold on a day is told by the index, without the rows. Lists are
        # narrowed by grade more than by stage, and a grade names its stage nearly alone: so it stands first.
        indexes = [
            models.Index(
                fields=["valid_from", "valid_to", "organisation"],
                condition=Q(recorded_to__isnull=True),
                name="enrolment_now",
            ),
            models.Index(
                fields=["school_class", "status", "valid_from", "valid_to"],
                condition=Q(recorded_to__isnull=True),
                name="enrolment_class",
            ),
            models.Index(
                fields=[
                    "organisation", "grade", "stage", "school_class", "status", "recorded_to", "valid_from", "valid_to",
                ],
                name="enrolment_school",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pupil} {self.get_grade_display()}"


class RollChange(ScopedModel):
    """A change of the roll (异动) as the next export showed it; the national roll handles it, here it is read.

    A transfer out stays open until it is known where the pupil went: each of the four parties handles its step within ten working
    days (indicators 1.3 [V]).
    """

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "other_id")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="changes", verbose_name=_("学生"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    other = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对方学校"),
        help_text=_("转入的原学校、转出的去向学校；在范围以外的不填"),
    )  # fmt: skip
    kind = models.CharField(_("异动"), max_length=10, choices=ChangeKind)
    grade = models.CharField(_("年级"), max_length=2, choices=Grade)
    on = models.DateField(_("异动日期"), help_text=_("首次见于学籍表的日期"))
    due_on = models.DateField(_("应办结日期"), null=True, blank=True, help_text=_("转出后十个工作日"))
    settled_on = models.DateField(pgettext_lazy("异动", "办结日期"), null=True, blank=True)
    note = models.CharField(_("去向说明"), max_length=200, blank=True)
    seen_at = models.DateTimeField(_("记录时间"), default=clock.now)

    class Meta:
        verbose_name = _("学籍异动")
        verbose_name_plural = _("学籍异动")
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["on", "id"]),
            models.Index(fields=["organisation", "on"]),
            models.Index(fields=["due_on"], condition=Q(settled_on__isnull=True), name="rollchange_open"),
        ]

    def __str__(self) -> str:
        return f"{self.pupil} {self.get_kind_display()}"


class Promotion(ScopedModel):
    """That a class goes up as a whole at the turn of a school year: a proposal, which the next export confirms or contradicts.

    The roll is not touched by it: the national system promotes, and what an export shows of each pupil is held against the proposal.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    school_class = models.OneToOneField(
        SchoolClass, models.CASCADE, related_name="promotion", verbose_name=_("原班级")
    )
    school_year = models.PositiveSmallIntegerField(_("升入学年"))
    grade = models.CharField(
        _("升入年级"), max_length=2, choices=Grade, blank=True, help_text=_("毕业班为空")
    )
    proposed_at = models.DateTimeField(_("提出时间"), default=clock.now)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("整班升级建议")
        verbose_name_plural = _("整班升级建议")
        ordering = ["organisation", "school_year", "school_class"]
        indexes = [models.Index(fields=["school_year", "organisation"])]

    def __str__(self) -> str:
        return str(self.school_class)


class HeldBack(ScopedModel):
    """A pupil who by a proposal stays in the grade (留级) while the class goes up."""

    scope_paths: ClassVar[tuple[str, ...]] = ("promotion__organisation_id",)

    promotion = models.ForeignKey(
        Promotion, models.CASCADE, related_name="held_back", verbose_name=_("整班升级建议")
    )
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+", verbose_name=_("学生"))

    class Meta:
        verbose_name = _("留级")
        verbose_name_plural = _("留级")
        constraints = [
            models.UniqueConstraint(fields=["promotion", "pupil"], name="a_pupil_is_held_back_once")
        ]

    def __str__(self) -> str:
        return str(self.pupil)
