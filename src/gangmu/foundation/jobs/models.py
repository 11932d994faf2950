"""Jobs, their pulse, the steps that are done once, and the schedule by which some are queued."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.jobs.choices import TAKEN, JobState
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.wording import words_in


class Job(ScopedModel):
    """A piece of long work: queued in the transaction of the change that asks for it, done by a worker, kept as history."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    name = models.CharField(_("任务种类"), max_length=60)
    title = models.CharField(_("名称"), max_length=120, help_text="种类的中文名称，翻译的键")
    about = models.CharField(_("对象"), max_length=200, blank=True, help_text="文件名、登记册名等，给人看的")
    key = models.CharField(
        "幂等键", max_length=160, blank=True, help_text="同一种类、同一单位、同一键的任务只排一次"
    )
    arguments = models.JSONField("参数", default=dict)
    account = models.ForeignKey(
        "accounts.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("后台", "提出人"),
    )
    state = models.CharField(_("状态"), max_length=10, choices=JobState, default=JobState.WAITING)
    asked_at = models.DateTimeField(_("提出时间"), default=clock.now)
    due_at = models.DateTimeField("不早于", default=clock.now)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    task_id = models.CharField("队列编号", max_length=40, blank=True)
    attempt = models.PositiveIntegerField(
        "第几次执行", default=0, help_text="每次领取加一；旧的执行者凭它发现自己已被取代"
    )
    failures = models.PositiveSmallIntegerField("中断次数", default=0)
    result = models.JSONField("结果", null=True, blank=True)
    refusal = models.JSONField("未完成的原因", null=True, blank=True, help_text="[代码，句子，参数]")
    fault = models.TextField("程序错误", blank=True, help_text="给维护人员看的")

    #: What only those who maintain the program read.
    audit_hidden: ClassVar[tuple[str, ...]] = ("fault", "arguments")

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"]),
            models.Index(fields=["state", "due_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "organisation", "key"],
                condition=~Q(key="") & Q(state__in=TAKEN),
                name="one_job_of_a_key",
            )
        ]

    def __str__(self) -> str:
        return f"{_now(self.title)} {self.about}".strip()

    @property
    def why(self) -> str:
        """Why it was not done, in the reader's language; empty when it was or is still to be."""
        if not self.refusal:
            return ""
        _code, message, parameters = self.refusal
        return words_in(message, parameters)


class JobPulse(models.Model):
    """How far a job is and when its worker was last alive; apart from the job, whose row a step holds locked."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="pulse", verbose_name=_("后台任务"))
    worker = models.CharField("执行者", max_length=120, blank=True, help_text="主机：进程：随机串")
    attempt = models.PositiveIntegerField("第几次执行", default=0)
    beat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    done = models.PositiveBigIntegerField(_("已完成"), default=0)
    total = models.PositiveBigIntegerField(_("总数"), default=0, help_text="0 表示不知道")
    words = models.CharField(_("进行到"), max_length=200, blank=True)
    cancel_asked_at = models.DateTimeField(_("要求取消"), null=True, blank=True)

    class Meta:
        verbose_name = "任务心跳"
        verbose_name_plural = "任务心跳"

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class JobStep(models.Model):
    """A step of a job that was committed, with what it gave: taken up again, a job does not do it twice."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="steps", verbose_name=_("后台任务"))
    name = models.CharField(_("步骤"), max_length=80)
    value = models.JSONField("结果", null=True)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = "任务步骤"
        verbose_name_plural = "任务步骤"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="a_step_is_done_once")]

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """When a declared job is queued by itself: data that an administrator may change or switch off."""

    name = models.CharField(_("任务种类"), max_length=60, unique=True)
    at = models.TimeField(_("每日时间"))
    enabled = models.BooleanField(_("启用"), default=True)
    last_slot = models.DateTimeField("最近一次", null=True, blank=True)

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M}"
