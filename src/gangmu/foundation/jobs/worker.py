"""The worker: takes what the queue holds, one after the other; a second thread beats for the job in hand and keeps the clock."""

import logging
import os
import signal
import threading
from types import FrameType

from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from gangmu.foundation.jobs import clockwork, execution
from gangmu.foundation.jobs.running import STOPPING, Run

logger = logging.getLogger("gangmu.jobs")

#: Seconds between looks at the queue, beats of a job, ticks of the clock; and before a busy database is asked again.
LOOK, BEAT, TICK, BUSY = 1.0, 1.0, 10.0, 2.0


class Worker(QueueWorker):
    """Works off the queue until it is told to stop; the job in hand then stops at its next word of progress and waits again."""

    def __init__(self, *, until_empty: bool = False, parent: int = 0) -> None:
        self.name = execution.worker_name(get_random_string(8))
        super().__init__(
            queue_names=["*"], interval=LOOK, batch=until_empty, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=self.name, excluded_queue_names=[],
        )  # fmt: skip
        self.parent = parent
        self.ended = threading.Event()
        self.run_in_hand: Run | None = None

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop: let the job in hand end where it can be taken up again."""
        if self.run_in_hand is not None:
            self.run_in_hand.stop = self.run_in_hand.stop or STOPPING
        super().shutdown(signum, frame)

    def work(self) -> None:
        """Work until stopped, or until the queue is empty; a busy database is waited for."""
        execution.in_hand.append(self._hear)
        heart = threading.Thread(target=self._beat, name="gangmu-heart", daemon=True)
        heart.start()
        try:
            while self.running:
                try:
                    self.run()
                except OperationalError:
                    logger.warning("the database is busy or away; asking again", exc_info=True)
                    connection.close()
                    self.ended.wait(BUSY)
                    continue
                break
        finally:
            self.ended.set()
            execution.in_hand.remove(self._hear)
            heart.join(timeout=5)

    def _hear(self, run: Run | None) -> None:
        self.run_in_hand = run
        if run is not None and not self.running:
            run.stop = STOPPING

    def _beat(self) -> None:
        """Beat for the job in hand, keep the clock, and end with the server that started this worker."""
        since = TICK
        while not self.ended.wait(BEAT):
            since += BEAT
            if self.parent and os.getppid() != self.parent:
                os.kill(os.getpid(), signal.SIGTERM)
                self.parent = 0
            try:
                close_old_connections()
                run = self.run_in_hand
                if run is not None:
                    run.beat()
                if since >= TICK and not self.batch:
                    since = 0.0
                    clockwork.tick(self.name)
            except OperationalError:
                logger.warning("the database is busy; the beat is late")
                connection.close()
            except Exception:
                logger.exception("the clock of the worker failed; it goes on")
        connection.close()


def work_off() -> int:
    """Do all that waits in this thread and on this connection, also inside a transaction that stands: for tests. Return how many entries."""
    worker = Worker(until_empty=True)
    count = 0
    while True:
        with transaction.atomic():
            entry = DBTaskResult.objects.ready().get_locked()
            if entry is None:
                return count
            entry.claim(worker.name)
        worker.run_task(entry)
        count += 1
