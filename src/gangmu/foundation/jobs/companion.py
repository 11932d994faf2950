"""A worker beside the web server, in a process of its own, so that nobody has to run a second service. Starts without Django."""

import logging
import os
import subprocess
import sys
import threading
from typing import Any

logger = logging.getLogger("gangmu.jobs")


class Companion:
    """Starts the worker, starts it again when it dies, and stops it with the server."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._child: subprocess.Popen[Any] | None = None
        self._watch = threading.Thread(target=self._keep_alive, name="gangmu-companion", daemon=True)

    def __enter__(self) -> "Companion":
        self._start()
        self._watch.start()
        return self

    def __exit__(self, *told: object) -> None:
        self._ended.set()
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._child.kill()

    @property
    def process(self) -> int:
        """The worker's process number; 0 before there is one."""
        return self._child.pid if self._child is not None else 0

    def _start(self) -> None:
        words = [sys.executable, "-m", "gangmu.project.commandline", "work", "--parent", str(os.getpid())]
        # A session of its own: Ctrl-C in the terminal stops the server, which then stops this.
        self._child = subprocess.Popen(words, start_new_session=True)  # noqa: S603 this very program

    def _keep_alive(self) -> None:
        while not self._ended.wait(5):
            if self._child is not None and self._child.poll() is not None and not self._ended.is_set():
                logger.warning("the worker ended with %s; started again", self._child.returncode)
                self._start()
