"""Each test begins in Chinese: an answer of the test client leaves its language behind, and words told later would be in it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Speak the product's language, whatever the test before has asked in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
