"""The roles that a person can hold in a unit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role bound to an organisation; what it may do stands in the permissions of each room."""

    DIRECTOR = "director", _("局长")
    LEADER = "leader", _("局领导")
    OFFICE_HEAD = "office_head", _("办公室主任")
    OFFICE = "office", _("办公室")
    SECTION_HEAD = "section_head", _("科室负责人")
    SECTION_CLERK = "section_clerk", _("科室经办人")
    SCHOOL_HEAD = "school_head", _("校（园）长")
    SCHOOL_CLERK = "school_clerk", _("学校经办人")
    SUPERINTENDENT = "superintendent", _("督学")
    TEACHER = "teacher", _("教师")
    AUDITOR = "auditor", _("审计员")
    ADMINISTRATOR = "administrator", _("系统管理员")


#: Roles of the bureau's leadership.
LEADERSHIP = (Role.DIRECTOR, Role.LEADER)
#: Roles of the bureau's office.
OFFICE = (Role.OFFICE_HEAD, Role.OFFICE)
#: Roles of its sections.
SECTION = (Role.SECTION_HEAD, Role.SECTION_CLERK)
#: Roles of the bureau's own offices and sections.
BUREAU = (*LEADERSHIP, *OFFICE, *SECTION)
#: Roles that serve the whole bureau, though the person sits in one of its sections (办公室, 信息中心).
SERVE_THE_BUREAU = (*OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
#: Roles of schools and kindergartens.
SCHOOL = (Role.SCHOOL_HEAD, Role.SCHOOL_CLERK)
#: Everybody with an account.
EVERYONE = tuple(Role)
