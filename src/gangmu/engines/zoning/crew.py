"""Runs tasks of a search in two threads; where work is counted, results are taken in the order of asking, so that no clock enters."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gangmu.engines.contract import Allowance

#: Threads at a time. Compiled loops and solvers run outside Python's lock.
WORKERS = 2


@dataclass
class _Task:
    """A piece of a search: what to compute, and what to do with the result."""

    compute: Callable[[], Any]
    take: Callable[[Any], object]
    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self.compute()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self.error = error
        self.done.set()


class Crew:
    """Tasks under way; threads are daemons, so that a search that is stopped need not wait for a solver.

    Parameters
    ----------
    allowance
        When to stop waiting.
    """

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.tasks: list[_Task] = []

    @property
    def full(self) -> bool:
        """Whether as many tasks are under way as there are workers."""
        return len(self.tasks) >= WORKERS

    def ask(self, compute: Callable[[], Any], take: Callable[[Any], object]) -> None:
        """Start a task; `take` is called with its result in the thread that waits."""
        task = _Task(compute, take)
        self.tasks.append(task)
        threading.Thread(target=task.run, daemon=True).start()

    def wait(self) -> None:
        """Take the result of one task: of the oldest where work is counted, else of the first that ends."""
        while self.tasks and not self.allowance.stopped:
            ready = [t for t in self.tasks if t.done.is_set()]
            if self.allowance.work is not None:
                ready = [t for t in self.tasks[:1] if t.done.is_set()]
            elif not ready and self.allowance.left <= 0:
                return
            if ready:
                task = ready[0]
                self.tasks.remove(task)
                if task.error is not None:
                    raise task.error
                task.take(task.result)
                return
            self.tasks[0].done.wait(0.05 if len(self.tasks) > 1 else 0.2)

    def finish(self) -> None:
        """Take the results of all tasks, those that the allowance lets end."""
        while self.tasks and not self.allowance.stopped:
            before = len(self.tasks)
            self.wait()
            if len(self.tasks) == before:
                return
