"""What jobs tell other rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job came to its end, in the transaction in which that is written.

    `person_id` is who asked for it, or nobody where the system did; `state` is one of done, failed, cancelled.
    """

    job_id: int
    name: str
    title: str
    organisation_id: int
    person_id: int | None
    state: str


@dataclass(frozen=True, slots=True)
class JobCleared:
    """A job leaves the history, in the transaction in which its row is deleted; `result` is what it gave, which may name files."""

    name: str
    result: Mapping[str, Any] | None
