"""Pages of accounts: from a table, one by one, and the printed first passwords."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.foundation.access.roles import Role
from gangmu.foundation.access.scope import reach_of
from gangmu.foundation.accounts import services
from gangmu.foundation.accounts.importing import COLUMNS, import_accounts, plan_accounts
from gangmu.foundation.accounts.selectors import accounts, never_used, sessions_of
from gangmu.foundation.administration.units import read_lines
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.documents.spreadsheets import Head, write_sheet
from gangmu.foundation.files.services import insist_fit
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.forms import DayInput, UnitField
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.organisations.tables import Line, labels
from gangmu.foundation.people.selectors import roles_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How long a checked table may wait for its confirmation, and printed passwords for their download, in seconds.
WAITS, PRINTED = 8 * 3600, 30 * 60
NEEDED = ("name", "username", "unit", "role")


class TableForm(forms.Form):
    """A table of accounts."""

    bureau = UnitField(gettext_lazy("教育局"))
    on = forms.DateField(label=gettext_lazy("任职日期"), widget=DayInput())
    file = forms.FileField(label=gettext_lazy("Excel 文件"), help_text=gettext_lazy("xlsx、xls 或 csv"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        reach = reach_of(services.EDIT)
        bureaus = [
            (unit.id, unit.name)
            for unit in tree().below(None)
            if unit.kind == Kind.BUREAU and (reach is None or unit.id in reach)
        ]
        self.fields["bureau"].choices = bureaus  # type: ignore[attr-defined]
        self.fields["bureau"].initial = bureaus[0][0] if bureaus else None
        self.fields["on"].initial = clock.today()


def import_table(request: HttpRequest) -> HttpResponse:
    """Take a table of accounts: check it, show what it would do, and do it when confirmed."""
    if "token" in request.POST:
        told = _opened(request, request.POST["token"], "table", WAITS)
        bureau = get_object_or_404(Organisation, pk=told["bureau"])
        lines = [Line(**line) for line in told["lines"]]
        plan = import_accounts(bureau, lines, date.fromisoformat(told["on"]))
        return _printed(request, plan.passwords, {"done": plan})
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        bureau = get_object_or_404(Organisation, pk=given["bureau"])
        try:
            insist_fit(given["file"])
            lines = read_lines(given["file"], given["file"].name, COLUMNS, NEEDED)
            plan = plan_accounts(bureau, lines, given["on"])
            kept = {
                "bureau": bureau.pk,
                "on": given["on"].isoformat(),
                "lines": [asdict(line) for line in lines],
            }
            context |= {"plan": plan, "token": "" if plan.faults else _sealed(request, kept, "table")}
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
    return render(request, "administration/accounts_import.html", context, status=422 if form.errors else 200)


def template(request: HttpRequest) -> HttpResponse:
    """Give the empty workbook of accounts."""
    lists = {"role": tuple(label for label in labels(Role) if not label.isascii())}
    heads = [Head(title, as_text=True, choices=lists.get(name, ())) for name, title in COLUMNS.items()]
    note = "姓名、用户名、单位、角色必填；一人多个角色写多行，用户名相同；业务条线填学段或单位类别，例如 学前、幼儿园；空白表示本单位及下级"
    return _workbook(write_sheet(heads, [], "账号", note), "accounts.xlsx")


def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: whose it is, its roles, its sessions, what was done to it."""
    shown = get_object_or_404(accounts(), pk=pk)
    context = {
        "account": shown,
        "roles": roles_of(shown.person_id),
        "sessions": sessions_of(shown),
        "history": history_of(shown),
    }
    return render(request, "administration/account.html", context)


def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Reset an account's password, stop it, let it in again, or end its sessions."""
    shown = get_object_or_404(accounts(), pk=pk)
    reason = request.POST.get("reason", "").strip()[:200]
    if name == "reset":
        return _printed(request, [services.reset_password(shown)], {"account": shown})
    if name in ("stop", "allow"):
        services.set_active(shown, name == "allow", reason)
    else:
        raise Http404
    messages.success(request, _("已保存"))
    return redirect("administration:account", pk=pk)


def reprint(request: HttpRequest) -> HttpResponse:
    """Give new first passwords to all accounts that were never used, for when the printed ones are lost."""
    return _printed(request, services.reprint_passwords(never_used()), {})


def passwords(request: HttpRequest) -> HttpResponse:
    """Give the first passwords just made as a workbook; they are kept nowhere else."""
    rows = _opened(request, request.POST.get("sheet", ""), "passwords", PRINTED)
    heads = [
        Head(title, as_text=True, width=22) for title in ("单位", "姓名", "用户名", "初始密码", "领取签名")
    ]
    note = "首次登录须修改密码；此表只生成一次，请妥善保管，发放后销毁"
    return _workbook(write_sheet(heads, [[*row, ""] for row in rows], "初始密码", note), "passwords.xlsx")


def _printed(
    request: HttpRequest, given: list[services.FirstPassword], context: dict[str, Any]
) -> HttpResponse:
    """Show first passwords, this once: they stand in the page and nowhere else."""
    rows = [
        [one.account.person.organisation.name, one.account.person.name, one.account.username, one.password]
        for one in given
    ]
    told = {**context, "rows": rows, "sheet": _sealed(request, rows, "passwords")}
    return render(request, "administration/passwords.html", told)


def _sealed(request: HttpRequest, kept: Any, what: str) -> str:
    """Return something signed for the one who asked: nothing is kept between two pages."""
    return signing.dumps(kept, salt=f"{what}:{request.actor.account_id}", compress=True)  # type: ignore[attr-defined]


def _opened(request: HttpRequest, token: str, what: str, age: int) -> Any:
    try:
        return signing.loads(token, salt=f"{what}:{request.actor.account_id}", max_age=age)  # type: ignore[attr-defined]
    except signing.BadSignature as error:
        raise Refusal("administration.token", "检查结果已过期，请重新上传表格") from error


def _workbook(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
