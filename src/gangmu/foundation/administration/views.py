"""The first-run page: open only while no account stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gangmu.foundation.accounts.models import Account
from gangmu.foundation.administration.forms import FirstRunForm
from gangmu.foundation.administration.services import first_run as make_bureau
from gangmu.foundation.administration.units import unit_template as empty_workbook
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.organisations.tables import Fault, TableFaults


def first_run(request: HttpRequest) -> HttpResponse:
    """Make the bureau and its administrator; afterwards this page is gone."""
    if Account.objects.exists():
        raise Http404
    form = FirstRunForm(request.POST or None, request.FILES or None)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            upload = told["units"]
            make_bureau(
                told["bureau_name"], told["administrator_name"], told["username"], told["password"],
                (upload.file, upload.name) if upload else None, told["level"],
            )  # fmt: skip
        except TableFaults as found:
            faults = found.faults
            form.add_error(
                "units", _("请按上面的单元格改好后再选一次，或先不选单位表，建立以后再导入；密码也请再输一次")
            )
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(
                request, _("已建立“%(name)s”，请用管理员账号登录") % {"name": told["bureau_name"].strip()}
            )
            return redirect("accounts:sign-in")
    return render(
        request,
        "administration/first_run.html",
        {"form": form, "faults": faults},
        status=422 if form.errors else 200,
    )


def unit_template(request: HttpRequest) -> HttpResponse:
    """Give the empty workbook of units; nothing of the bureau stands in it."""
    answer = HttpResponse(
        empty_workbook(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = 'attachment; filename="units.xlsx"'
    return answer
