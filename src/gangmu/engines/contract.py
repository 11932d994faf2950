"""What every engine keeps to: errors for people, exit codes, an allowance of time or work, digests that tie an answer to its question.

Engines import nothing of one another but this. An answer records the digest of what was asked, seed, work done, objective, lower
bound and gap; a certificate is checked by code that shares nothing with the search.
"""

import hashlib
import signal
import sys
import time
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path


class Exit(IntEnum):
    """How a command ends."""

    #: Done: an answer was written, a check held.
    FINE = 0
    #: A check or a replay found that what was claimed does not hold.
    REFUTED = 1
    #: A file or an option cannot be used; the message names file and line.
    BAD_INPUT = 2
    #: It is proven that no answer exists; the conflict is printed.
    INFEASIBLE = 3
    #: The allowance ended before any answer was found, and nothing is proven.
    NOTHING_FOUND = 4
    #: Interrupted; the best answer found was written.
    INTERRUPTED = 130


class BadInput(ValueError):
    """A file or an option that cannot be used; says which file, which line, and what to mend.

    Parameters
    ----------
    message
        A Chinese sentence.
    source
        Name of the file, empty where no file is at fault.
    line
        Line of the file, the first (the head) being 1; 0 where no line is at fault.
    counted
        What is counted where a file has no lines that people see: 个要素.
    """

    def __init__(self, message: str, source: str = "", line: int = 0, counted: str = "行") -> None:
        place = f"“{source}”" if source else ""
        place += f"第 {line} {counted}：" if line else ("：" if source else "")
        super().__init__(f"{place}{message}")
        self.source = source
        self.line = line


class Infeasible(ValueError):
    """No answer exists; carries an irreducible set of demands in conflict, each a Chinese sentence.

    Parameters
    ----------
    conflict
        The demands that cannot hold together; leave any one out and this conflict is gone.
    """

    def __init__(self, conflict: tuple[str, ...]) -> None:
        super().__init__("以下要求不能同时满足：" + "；".join(conflict) + "。")
        self.conflict = conflict


class Allowance:
    """How long to search: by wall seconds, or by counted work alone so that no clock enters.

    Parameters
    ----------
    seconds
        Wall limit; with `work` it is not looked at.
    work
        Units of work (each engine says what one is), `None` to go by the clock.
    """

    def __init__(self, seconds: float, work: int | None = None) -> None:
        self.seconds = seconds
        self.work = work
        self.done = 0
        self.begun = time.monotonic()
        self.stopped = False

    def spend(self, amount: int = 1) -> None:
        """Record work done."""
        self.done += amount

    @property
    def left(self) -> float:
        """The share that is left, from 1 to 0."""
        if self.stopped:
            return 0.0
        if self.work is not None:
            return max(0.0, 1 - self.done / self.work)
        return max(0.0, 1 - (time.monotonic() - self.begun) / self.seconds)

    @property
    def seconds_left(self) -> float:
        """Wall seconds left; a day where work is counted."""
        if self.stopped:
            return 0.0
        return 86_400.0 if self.work is not None else self.seconds * self.left

    def stop_on_interrupt(self) -> None:
        """Make Ctrl-C end the search with the best answer found; a second one ends the program."""

        def stop(number: int, frame: object) -> None:
            del number, frame
            self.stopped = True
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.stderr.write("\n正在停止，保留目前最好的方案……\n")

        signal.signal(signal.SIGINT, stop)


def digest(parts: Iterable[bytes]) -> str:
    """Return the SHA-256 over parts, each preceded by its length so that no two lists of parts are alike."""
    sum_of_parts = hashlib.sha256()
    for part in parts:
        sum_of_parts.update(f"{len(part)}:".encode())
        sum_of_parts.update(part)
    return sum_of_parts.hexdigest()


def digest_of_files(paths: Iterable[Path]) -> str:
    """Return the digest of what files hold, in the order given; names do not enter.

    Raises
    ------
    BadInput
        When a file cannot be read.
    """
    parts = []
    for path in paths:
        try:
            parts.append(path.read_bytes())
        except OSError as error:
            raise BadInput(f"无法读取：{error.strerror}", path.name) from None
    return digest(parts)
