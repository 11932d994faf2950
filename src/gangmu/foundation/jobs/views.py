"""Running and past jobs, one of them, cancelling and doing again; when some are queued by themselves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import holds
from gangmu.foundation.jobs import services
from gangmu.foundation.jobs.choices import OPEN
from gangmu.foundation.jobs.forms import ScheduleForm
from gangmu.foundation.jobs.models import Job
from gangmu.foundation.jobs.selectors import jobs_of_scope, schedules, shown
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of

VIEW, EDIT, SCHEDULE = "jobs.job:view", services.EDIT, services.SCHEDULE
ON_A_PAGE = 30


def history(request: HttpRequest) -> HttpResponse:
    """What runs now, with its bar, and what ran."""
    mine = request.GET.get("whose") == "mine"
    rows = jobs_of_scope(current_actor().account_id if mine else None)
    running = [shown(job) for job in rows.filter(state__in=OPEN).order_by("due_at", "pk")[:ON_A_PAGE]]
    told = {"running": running, "may_edit": holds(EDIT), "mine": mine}
    if request.headers.get("HX-Request"):
        return render(request, "jobs/running.html", told)
    past = Paginator(rows.exclude(state__in=OPEN), ON_A_PAGE).get_page(request.GET.get("page"))
    told |= {"past": [shown(job) for job in past], "pages": past, "may_schedule": holds(SCHEDULE)}
    return render(request, "jobs/history.html", told)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far it is, what it gave, or why it was not done."""
    told = shown(get_object_or_404(jobs_of_scope(), pk=pk))
    may_edit = holds(EDIT, told.job.organisation_id)
    template = "jobs/state.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, {"told": told, "job": told.job, "may_edit": may_edit})


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job."""
    job = get_object_or_404(Job, pk=pk)
    try:
        services.cancel_job(job)
        messages.success(request, _("已要求取消"))
    except OperationalError:
        messages.error(request, _("任务正在写入数据库，现在不能取消，请稍后再试"))
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
    return redirect("jobs:job", pk=pk)


def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Do a job again."""
    job = get_object_or_404(Job, pk=pk)
    try:
        services.repeat_job(job)
        messages.success(request, _("已重新排队"))
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
    return redirect("jobs:job", pk=pk)


def schedule(request: HttpRequest) -> HttpResponse:
    """When some jobs are queued by themselves."""
    rows = schedules()
    form = ScheduleForm(request.POST or None, names=[row.name for row, _title in rows])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.change_schedule(told["name"], told["at"], told["enabled"])
        messages.success(request, _("已保存"))
        return redirect("jobs:schedule")
    return render(request, "jobs/schedule.html", {"rows": rows, "form": form})
