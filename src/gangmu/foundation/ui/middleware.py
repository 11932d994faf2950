"""Turns a refusal into a page or a fragment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class RefusalMiddleware:
    """Shows a `Refusal` that no view caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)
