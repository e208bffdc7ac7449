"""A lane: the one worker of a device. Jobs run one at a time; interactive ones overtake the others."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable

from .contracts.errors import Busy, Cancelled, Unavailable
from .contracts.recipe import Result
from .contracts.system import QueueReport
from .jobs import Job

log = logging.getLogger(__name__)


class Lane:
    """A queue of at most `max_waiting` jobs and the thread that works it off."""

    def __init__(self, device: str, max_waiting: int = 32) -> None:
        self.device = device
        self.max_waiting = max_waiting
        self._waiting: list[tuple[int, int, Job, Callable[[], Result]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._running: Job | None = None
        self._finished = 0
        self._failed = 0
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=f"lane-{device}", daemon=True)
        self._thread.start()

    def submit(self, job: Job, work: Callable[[], Result]) -> None:
        """Queues `job`; raises `Busy` when the queue is full."""
        with self._changed:
            if self._closed:
                raise Unavailable("The back end is shutting down.")
            if len(self._waiting) >= self.max_waiting:
                raise Busy(f"The queue is full ({self.max_waiting} jobs wait); try again in a moment.")
            self._waiting.append((0 if job.interactive else 1, next(self._order), job, work))
            self._waiting.sort(key=lambda entry: entry[:2])
            self._tell_positions()
            self._changed.notify()

    def cancel(self, job: Job) -> None:
        """Stops `job`: one that waits ends now and leaves the queue, one that runs ends at its next check."""
        job.cancel()
        with self._changed:
            kept = [entry for entry in self._waiting if entry[2] is not job]
            if len(kept) < len(self._waiting):
                self._waiting = kept
                job.fail(Cancelled("Cancelled."))
                self._tell_positions()

    def report(self) -> QueueReport:
        """What it works on and how much waits."""
        with self._changed:
            return QueueReport(
                device=self.device,
                running=self._running.label if self._running else None,
                waiting=len(self._waiting),
                finished=self._finished,
                failed=self._failed,
            )

    def close(self) -> None:
        """Cancels everything and ends the thread."""
        with self._changed:
            self._closed = True
            for _, _, job, _ in self._waiting:
                job.fail(Cancelled("The back end is shutting down."))
            self._waiting.clear()
            if self._running is not None:
                self._running.cancel()
            self._changed.notify_all()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                _, _, job, work = self._waiting.pop(0)
                self._running = job
                self._tell_positions()
            job.execute(work)
            with self._changed:
                self._running = None
                self._finished += 1
                self._failed += not job.succeeded

    def _tell_positions(self) -> None:
        busy = 1 if self._running else 0
        for place, (_, _, job, _) in enumerate(self._waiting):
            job.queued(place + busy)
