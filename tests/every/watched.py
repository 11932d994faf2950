"""A handler that sees whether a page looked at how it was asked.

A page that reads neither the method nor what a POST brings goes the same way whichever of the two asks it. The walk then needs not
render it twice for everybody who may see it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import override_settings
from django.test.client import ClientHandler

from tests.every.known import middleware

#: What of a request differs between a GET and a POST to the same address.
TELLING = frozenset({"method", "POST", "FILES", "body", "content_type", "read", "readline"})


class WatchedRequest(WSGIRequest):
    """A request that keeps whether it was asked for what tells a GET from a POST."""

    def __getattribute__(self, name: str) -> Any:
        if name in TELLING:
            object.__setattr__(self, "looked", True)
        return super().__getattribute__(name)


class WatchingHandler(ClientHandler):
    """Answers as the product does; `request.looked` of an answered request tells whether its view looked at how it was asked."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Load the product's middleware, with those who walk known beforehand."""
        with override_settings(MIDDLEWARE=middleware()):
            super().load_middleware(is_async)

    def resolve_request(self, request: HttpRequest) -> tuple[Callable[..., HttpResponseBase], Any, Any]:
        """Find the view and stand beside it while it runs; what the middleware reads does not count."""
        view, args, kwargs = super().resolve_request(request)

        @wraps(view)
        def watched(asked: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
            kind = asked.__class__
            asked.looked, asked.__class__ = False, WatchedRequest  # type: ignore[attr-defined, assignment]
            try:
                return view(asked, *given, **named)
            finally:
                asked.__class__ = kind  # type: ignore[assignment]

        return watched, args, kwargs
