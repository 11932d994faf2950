"""A view that looks at how it was asked is seen to look; only one that does not may be spared the second asking."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.views.decorators.http import require_POST

from tests.every.watched import WatchingHandler


def looked(view: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(BaseHandler, "resolve_request", lambda self, request: (view, (), {}))
    request = RequestFactory().get("/")
    watched, args, kwargs = WatchingHandler().resolve_request(request)
    watched(request, *args, **kwargs)
    return bool(request.looked)  # type: ignore[attr-defined]


@pytest.mark.parametrize("look", ["method", "POST", "FILES", "body"])
def test_a_view_that_looks_at_how_it_was_asked_is_seen_to_look(
    look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert looked(lambda request: HttpResponse(str(getattr(request, look))), monkeypatch)


def test_a_decorator_that_looks_counts_as_the_view(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked(require_POST(lambda request: HttpResponse()), monkeypatch)


def test_a_view_that_reads_its_address_alone_has_not_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.path} {request.GET} {request.COOKIES}")

    assert not looked(view, monkeypatch)
