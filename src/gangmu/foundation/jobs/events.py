"""What jobs tell other rooms."""

from dataclasses import dataclass


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
