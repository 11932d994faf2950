"""Staff, how they stand over time, their posts at other schools, and the establishment of units."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.organisations.choices import Stage
from gangmu.foundation.people.choices import IdKind, Sex
from gangmu.foundation.people.identity import check_phone, masked_name
from gangmu.foundation.people.names import NameField
from gangmu.foundation.registers.dated import DatedState, DatedThing
from gangmu.foundation.sealing.fields import Head, SealedField
from gangmu.foundation.sealing.masking import Kind
from gangmu.records.staff.choices import (
    Backbone,
    Category,
    Certificate,
    Degree,
    Education,
    EstablishmentKind,
    PostKind,
    Status,
    Subject,
    Title,
)
from gangmu.records.staff.identity import check_account


class Standing(models.Model):
    """What holds of somebody at the own unit over an interval, and what figures ask (balanced_development 2.1.9 [V])."""

    status = models.CharField(_("在岗情况"), max_length=4, choices=Status, default=Status.ON)
    category = models.CharField(_("岗位类别"), max_length=10, choices=Category, default=Category.TEACHER)
    establishment = models.CharField(
        _("编制类别"), max_length=8, choices=EstablishmentKind, default=EstablishmentKind.WITHIN
    )
    stage = models.CharField(
        _("任教学段"),
        max_length=3,
        choices=Stage,
        blank=True,
        help_text=_("实际任教的学段；一贯制学校的教师按所教学段填写"),
    )
    subject = models.CharField(_("任教学科"), max_length=16, choices=Subject, blank=True)
    second_subject = models.CharField(_("第二任教学科"), max_length=16, choices=Subject, blank=True)
    education = models.CharField(pgettext_lazy("教师", "学历"), max_length=10, choices=Education, blank=True)
    degree = models.CharField(pgettext_lazy("教师", "最高学位"), max_length=10, choices=Degree, blank=True)
    title = models.CharField(_("职称"), max_length=10, choices=Title, blank=True, help_text=_("未评定的不填"))
    post_grade = models.PositiveSmallIntegerField(
        _("岗位等级"), null=True, blank=True, help_text=_("专业技术岗位 1 至 13 级")
    )
    certificate = models.CharField(
        _("教师资格"),
        max_length=8,
        choices=Certificate,
        blank=True,
        help_text=_("有几种的，填写与任教学段相符的一种"),
    )
    certificate_subject = models.CharField(_("教师资格学科"), max_length=16, choices=Subject, blank=True)
    backbone = models.CharField(
        _("骨干层次"), max_length=10, choices=Backbone, blank=True, help_text=_("取最高的层次")
    )

    class Meta:
        abstract = True


class StaffMember(DatedThing, Standing):
    """Somebody who works at a school, a kindergarten or another unit of the bureau; known by the number of a document.

    Who leaves or retires has an end; the row stays. How somebody stands today repeats the state that holds today as known now.
    """

    name = NameField(_("姓名"), max_length=60)
    pinyin = models.CharField("拼音", max_length=200, blank=True, editable=False)
    id_kind = models.CharField(_("证件类型"), max_length=8, choices=IdKind, default=IdKind.CITIZEN)
    id_number = SealedField(
        _("身份证件号"), kind=Kind.ID_NUMBER, max_length=20, takes_masked=False, told_in_tables=True,
        help_text=_("教职工以证件号识别，须完整填写，按身份数据保管"),
    )  # fmt: skip
    sex = models.CharField(
        _("性别"), max_length=6, choices=Sex, blank=True, help_text=_("不填时由身份证号得出")
    )
    birth_date = models.DateField(_("出生日期"), null=True, blank=True, help_text=_("不填时由身份证号得出"))
    phone = SealedField(
        _("联系电话"), kind=Kind.PHONE, max_length=20, blank=True, default="", validators=[check_phone]
    )
    bank_account = SealedField(
        _("银行账号"), kind=Kind.ACCOUNT, max_length=30, blank=True, default="", validators=[check_account]
    )
    began_work_on = models.DateField(_("参加工作日期"), null=True, blank=True)
    joined_on = models.DateField(
        _("到本单位日期"),
        null=True,
        blank=True,
        help_text=_("在本校连续任教由这一天起算；学校更名不重新起算"),
    )
    graduated_from = models.CharField(_("毕业院校"), max_length=80, blank=True)
    title_on = models.DateField(_("取得职称日期"), null=True, blank=True)
    certificate_number = models.CharField(_("教师资格证书号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("教职工")
        verbose_name_plural = _("教职工")
        ordering = ["pinyin", "id"]
        indexes = [
            models.Index(fields=["pinyin", "id"]),
            models.Index(fields=["organisation", "pinyin", "id"]),
            models.Index(fields=["name", "birth_date"]),
            models.Index(Head("phone"), name="staff_phone"),
            models.Index(Head("bank_account"), name="staff_bank_account"),
        ]
        constraints = [models.UniqueConstraint(Head("id_number"), name="a_document_is_one_staff_members")]

    def __str__(self) -> str:
        return masked_name(self.name)

    def words_in_tables(self) -> str:
        """The document's number: by it tables that come back know whom a row is about."""
        return self.id_number.opened() if self.id_number else ""  # type: ignore[attr-defined]


class StaffReading(StaffMember):
    """A staff member as somebody who was looked at: under this name the audit keeps who opened the record."""

    class Meta:
        proxy = True
        verbose_name = _("教职工信息查阅")
        verbose_name_plural = _("教职工信息查阅")


class StaffStanding(DatedState, Standing):  # type: ignore[misc]
    """How somebody stood at the own unit over an interval, as known over another: what figures are asked of."""

    entity_fields: ClassVar[tuple[str, ...]] = ("member",)

    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("教职工"))

    class Meta(DatedState.Meta):
        verbose_name = _("任职状况")
        verbose_name_plural = _("任职状况")
        indexes = [
            *DatedState.Meta.indexes,
            models.Index(
                fields=["organisation", "valid_from"],
                condition=Q(recorded_to__isnull=True),
                name="standing_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_category_display()}"


class SecondPostTold(models.Model):
    """What is told of a post at another school than the own one."""

    kind = models.CharField(pgettext_lazy("兼任", "任职方式"), max_length=10, choices=PostKind)
    stage = models.CharField(_("任教学段"), max_length=3, choices=Stage, blank=True)
    subject = models.CharField(_("任教学科"), max_length=16, choices=Subject, blank=True)
    periods = models.PositiveSmallIntegerField(_("周课时"), null=True, blank=True)

    class Meta:
        abstract = True


class SecondPost(DatedThing, SecondPostTold):
    """A post at another school: lessons, exchange, support, circuit teaching. Its unit is the school where it is held."""

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "member__organisation_id")

    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("教职工"))

    class Meta:
        verbose_name = _("兼任岗位")
        verbose_name_plural = _("兼任岗位")
        ordering = ["organisation", "member__pinyin", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "member"], name="a_second_post_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"


class SecondPostState(DatedState, SecondPostTold):  # type: ignore[misc]
    """What held of a post at another school over an interval, as known over another."""

    scope_paths: ClassVar[tuple[str, ...]] = ("organisation_id", "post__member__organisation_id")
    entity_fields: ClassVar[tuple[str, ...]] = ("post",)

    post = models.ForeignKey(SecondPost, models.PROTECT, related_name="+", verbose_name=_("兼任岗位"))

    class Meta(DatedState.Meta):
        verbose_name = _("兼任情况")
        verbose_name_plural = _("兼任情况")

    def __str__(self) -> str:
        return str(self.post)


class EstablishmentTold(models.Model):
    """What is told of an establishment."""

    posts = models.PositiveIntegerField(_("核定编制数"), help_text=_("机构编制部门核定的教职工编制总数"))
    document = models.CharField(_("核定文号"), max_length=80, blank=True)

    class Meta:
        abstract = True


class Establishment(DatedThing, EstablishmentTold):
    """The verified establishment (编制) of a unit; the county allocates it among schools within its total (teachers 5.1)."""

    class Meta:
        verbose_name = _("编制")
        verbose_name_plural = _("编制")
        ordering = ["organisation", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation"], name="a_unit_has_one_establishment")]

    def __str__(self) -> str:
        return str(self.organisation)


class EstablishmentState(DatedState, EstablishmentTold):  # type: ignore[misc]
    """The verified establishment of a unit over an interval, as known over another."""

    entity_fields: ClassVar[tuple[str, ...]] = ("establishment",)

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="+", verbose_name=_("编制"))

    class Meta(DatedState.Meta):
        verbose_name = _("编制核定情况")
        verbose_name_plural = _("编制核定情况")

    def __str__(self) -> str:
        return str(self.organisation)
