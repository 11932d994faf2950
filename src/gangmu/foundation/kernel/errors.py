"""The one error that is meant for people."""

from typing import Any


class Refusal(Exception):
    """Something a person asked for cannot be done; says what, where and how to mend it.

    Parameters
    ----------
    code
        Stable name of the reason, for tests and machine clients: `room.reason`.
    message
        A Chinese sentence, the message id of its translation, with `%(name)s` places for the parameters.
    parameters
        Values for the places of the sentence.
    """

    def __init__(self, code: str, message: str, /, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.parameters = parameters

    def __str__(self) -> str:
        return self.message % self.parameters if self.parameters else self.message


class Conflict(Refusal):
    """Somebody else changed the thing meanwhile; nothing was written."""


class Forbidden(Refusal):
    """The actor's roles do not reach this."""
