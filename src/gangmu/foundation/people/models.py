"""Persons and what they are in which unit, dated; nothing is overwritten when somebody leaves."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.access.roles import SERVE_THE_BUREAU, Role
from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.organisations.choices import Kind, Stage
from gangmu.foundation.people.choices import ScopeKind


class Person(ScopedModel):
    """Somebody who works in a unit of the bureau."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="people", verbose_name=_("单位")
    )
    name = models.CharField(_("姓名"), max_length=60)
    pinyin = models.CharField("拼音", max_length=200, blank=True)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    left_on = models.DateField(_("离任日期"), null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["pinyin", "id"]

    def __str__(self) -> str:
        return self.name


class RoleAssignment(ScopedModel):
    """That a person holds a role in a unit over an interval, and over which units the role reaches."""

    audit_words: ClassVar[dict[str, dict[str, Any]]] = {
        "line_kinds": dict(Kind.choices),
        "line_stages": dict(Stage.choices),
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments", verbose_name=_("人员"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    scope_kind = models.CharField(_("范围"), max_length=8, choices=ScopeKind, default=ScopeKind.SUBTREE)
    line_kinds = models.JSONField(_("条线单位类别"), default=list, blank=True)
    line_stages = models.JSONField(_("条线学段"), default=list, blank=True)
    group = models.ForeignKey(
        "organisations.Group", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("群组")
    )
    valid_from = models.DateField(_("任职日期"))
    valid_to = models.DateField(_("卸任日期"), null=True, blank=True, help_text=_("不含当日"))

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["-valid_from", "id"]
        indexes = [
            models.Index(fields=["person", "valid_from"]),
            models.Index(fields=["organisation", "role"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="assignment_interval",
            ),
            models.CheckConstraint(
                condition=~Q(scope_kind=ScopeKind.GROUP) | Q(group__isnull=False), name="assignment_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"

    @property
    def reach_words(self) -> str:
        """Over which units the role reaches, in words a person can check."""
        kind = str(self.get_scope_kind_display())
        if self.scope_kind == ScopeKind.GROUP:
            return f"{kind} · {self.group}"
        if self.scope_kind == ScopeKind.LINE:
            words = [*(Stage(s).label for s in self.line_stages), *(Kind(k).label for k in self.line_kinds)]
            return f"{kind} · {'、'.join(str(word) for word in words)}"
        if self.role in SERVE_THE_BUREAU and self.organisation.kind == Kind.SECTION:
            return gettext("全局")
        return kind


class Leadership(ScopedModel):
    """That a leader answers for a section over an interval (分管)."""

    scope_paths: ClassVar[tuple[str, ...]] = ("section_id",)

    leader = models.ForeignKey(Person, models.PROTECT, related_name="leaderships", verbose_name=_("分管领导"))
    section = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("科室")
    )
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True, help_text=_("不含当日"))

    class Meta:
        verbose_name = _("分管")
        verbose_name_plural = _("分管")
        ordering = ["-valid_from", "id"]
        indexes = [models.Index(fields=["section", "valid_from"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="leadership_interval",
            ),
            models.UniqueConstraint(
                fields=["section"], condition=Q(valid_to__isnull=True), name="one_leader_of_a_section"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader} {self.section}"


class Deputy(ScopedModel):
    """That somebody acts for an absent person over an interval, with the absent person's roles (代)."""

    scope_paths: ClassVar[tuple[str, ...]] = ("absent__organisation_id",)

    absent = models.ForeignKey(Person, models.PROTECT, related_name="deputies", verbose_name=_("被代理人"))
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="stands_in_for", verbose_name=_("代理人"))
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), help_text=_("不含当日"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("代理")
        verbose_name_plural = _("代理")
        ordering = ["-valid_from", "id"]
        indexes = [models.Index(fields=["deputy", "valid_from"])]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="deputy_interval")
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.absent}"
