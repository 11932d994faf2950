"""Large tables, checked and written by a worker; large templates and lists, made by one."""

from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gangmu.foundation.jobs.declaration import job
from gangmu.foundation.registers.services import import_jobs, made_files


def _checked(result: dict[str, int]) -> str:
    return _("可新增 %(created)s 行、修改 %(changed)s 行，有错误 %(wrong)s 行") % result


def _written(result: dict[str, int]) -> str:
    return _("新增 %(created)s 行，修改 %(changed)s 行，退回 %(wrong)s 行") % result


def _page(arguments: dict[str, Any], _result: Any) -> str:
    return reverse("registers:my-import", kwargs={"pk": arguments["run_id"]})


@job(import_jobs.CHECK, gettext_noop("检查导入表"), told=_checked, address=_page)
def check(run_id: int) -> dict[str, int]:
    """Check a table."""
    return import_jobs.check_queued(run_id)


@job(import_jobs.WRITE, gettext_noop("导入入库"), told=_written, address=_page)
def write(run_id: int, digest: str, partly: bool) -> dict[str, int]:
    """Write a table."""
    return import_jobs.write_queued(run_id, digest, partly)


FILE = gettext_noop("下载表格")


def _made(result: dict[str, int]) -> str:
    return _("共 %(rows)s 行") % {"rows": number_format(result["rows"], force_grouping=True)}


def _file(_arguments: dict[str, Any], result: Any) -> str | None:
    return reverse("registers:my-file", kwargs={"pk": result["file"]}) if result else None


@job(made_files.TEMPLATE, gettext_noop("带现有数据的模板"), told=_made, address=_file, leads=FILE)
def template(register: str, query: str, unit: int) -> dict[str, int]:
    """Write a template with many rows."""
    return made_files.template_queued(register, query, unit)


@job(made_files.LIST, gettext_noop("导出列表"), told=_made, address=_file, leads=FILE)
def whole_list(register: str, query: str, unit: int, language: str) -> dict[str, int]:
    """Write a list with many rows."""
    return made_files.list_queued(register, query, unit, language)
