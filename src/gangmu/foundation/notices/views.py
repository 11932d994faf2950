"""What a person was told; where a bureau's messages go out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gangmu.foundation.access.scope import current_scope
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.notices import services
from gangmu.foundation.notices.forms import WebhookForm
from gangmu.foundation.notices.models import OutgoingMessage, Webhook
from gangmu.foundation.notices.selectors import notices_of
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.models import Organisation

WEBHOOK = services.WEBHOOK
ON_A_PAGE = 30


def mine(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    rows = notices_of(current_actor())
    if request.GET.get("unread"):
        rows = rows.filter(read_at__isnull=True)
    pages = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"pages": pages, "unread_only": bool(request.GET.get("unread")), "me": current_actor()}
    return render(request, "notices/mine.html", told)


def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_read()
    return redirect("notices:mine")


def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(notices_of(current_actor()), pk=pk)
    services.mark_read([pk])
    safe = url_has_allowed_host_and_scheme(notice.address, None)
    return redirect(notice.address if notice.address and safe else "notices:mine")


def webhook(request: HttpRequest) -> HttpResponse:
    """Where the messages of a bureau go out, and what went out lately."""
    bureaus = _bureaus()
    bureau = _chosen(request, bureaus)
    held = Webhook.objects.filter(organisation=bureau).first()
    form = WebhookForm(
        request.POST or None,
        initial={"robot": held.robot, "enabled": held.enabled} if held else {"enabled": True},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.set_webhook(
                bureau, told["robot"], told["address"], told["secret"], told["enabled"],
                forget_secret=told["forget_secret"],
            )  # fmt: skip
            messages.success(request, _("已保存"))
            return redirect(f"{reverse('notices:webhook')}?bureau={bureau.pk}")
        except Refusal as refusal:
            form.add_error("address", words_of(refusal))
    sent = OutgoingMessage.objects.filter(organisation=bureau)[:ON_A_PAGE]
    told = {"form": form, "bureau": bureau, "bureaus": bureaus, "held": held, "sent": sent}
    return render(request, "notices/webhook.html", told)


def try_out(request: HttpRequest) -> HttpResponse:
    """Send a word to the robot, to see whether it arrives."""
    bureau = _chosen(request, _bureaus())
    words = _("这是一条测试消息，收到即表示外发通道可用。")
    written = services.write_message(bureau.pk, f"test:{clock.now().isoformat()}", words)
    if written is None:
        messages.error(request, _("请先填写并启用外发通道"))
    else:
        messages.success(request, _("已排队发送，结果见下方"))
    return redirect(f"{reverse('notices:webhook')}?bureau={bureau.pk}")


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again."""
    message = get_object_or_404(OutgoingMessage, pk=pk)
    try:
        services.send_again(message)
        messages.success(request, _("已排队发送，结果见下方"))
    except Refusal as refusal:
        messages.error(request, words_of(refusal))
    return redirect(f"{reverse('notices:webhook')}?bureau={message.organisation_id}")


def _bureaus() -> list[Organisation]:
    """Return the bureaus whose webhook the reader may set."""
    reach = current_scope().organisation_ids
    rows = Organisation.objects.filter(kind=Kind.BUREAU, is_open=True).order_by("pk")
    return list(rows if reach is None else rows.filter(pk__in=reach))


def _chosen(request: HttpRequest, bureaus: list[Organisation]) -> Organisation:
    asked = request.POST.get("bureau") or request.GET.get("bureau", "")
    for bureau in bureaus:
        if str(bureau.pk) == asked:
            return bureau
    if not bureaus:
        raise Refusal("notices.no_bureau", "您的范围内没有教育局，不能设置外发通道")
    return bureaus[0]
