"""Choices among many names, which the reader narrows by writing."""

from functools import lru_cache
from typing import Any

from django import forms

from gangmu.foundation.organisations.ordering import pinyin_key


@lru_cache(maxsize=10_000)
def _sound(name: str) -> str:
    return pinyin_key(name)


class _BySound(forms.Select):
    """Tells with each name how it sounds, so that it is found by pinyin and initials as in a list."""

    def create_option(self, *given: Any, **more: Any) -> dict[str, Any]:
        """Return an option with its sound."""
        option: dict[str, Any] = super().create_option(*given, **more)
        option["attrs"]["data-sound"] = _sound(str(option["label"]))
        return option


class NameSelect(_BySound):
    """One name of many."""

    def __init__(self, attrs: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__({"data-search-options": "1", **(attrs or {})}, **more)


class NamesSelect(_BySound, forms.SelectMultiple):
    """Some names of many."""
