"""Giving a file back to who may see it."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import place_of
from gangmu.foundation.kernel.errors import Refusal


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file as an attachment, never to be shown inside the page."""
    kept = get_object_or_404(Attachment, pk=pk)
    if kept.key_id:
        raise Refusal("files.sealed", "“%(name)s”含身份数据，已加密保管，不提供下载", name=kept.name)
    answer = FileResponse(place_of(kept.sha256).open("rb"), as_attachment=True, filename=kept.name)
    answer["Content-Type"] = "application/octet-stream"
    return answer
