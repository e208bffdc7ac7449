"""A job: one action at work, what it tells, and how it is stopped."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from models.errors import ModelError

from .arrays import ArrayStore
from .contracts.errors import BadInput, Cancelled, Fault, OutOfTime, StudioError
from .contracts.jobs import Curves, Done, Failed, JobEvent, Preview, Progress, Queued, Started
from .contracts.recipe import Result

log = logging.getLogger(__name__)


class Job:
    """One run of an action.

    Its worker calls `progress`, `preview` and `check`; anyone may read `events` or call `cancel`. Superseded events
    are forgotten (only the newest preview and progress are kept), so that a slow reader sees the present rather than
    a backlog and a long job does not grow.
    """

    def __init__(self, label: str, arrays: ArrayStore, *, time_budget_s: float, interactive: bool = False) -> None:
        self.id = secrets.token_hex(16)
        self.label = label
        self.time_budget_s = time_budget_s
        self.interactive = interactive
        self._arrays = arrays
        self._events: list[tuple[int, JobEvent]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._cancelled = threading.Event()
        self._deadline = float("inf")
        self.ended_at: float | None = None
        self.succeeded = False

    def progress(self, fraction: float, doing: str = "") -> None:
        """Says that `fraction` (0 to 1) is done and what is being done; stops the job when it should stop."""
        self.check()
        self._tell(Progress(fraction=min(1.0, max(0.0, fraction)), doing=doing))

    def preview(self, image: np.ndarray) -> None:
        """Shows what the result looks like so far: uint8 [h, w, 3]."""
        self.check()
        self._tell(Preview(image=self._arrays.put(image)))

    def curves(self, x: Sequence[float], y: Mapping[str, Sequence[float]]) -> None:
        """Shows numbers so far: `y[name][i]` was measured at `x[i]`. Long curves are thinned to 400 points."""
        self.check()
        stride = max(1, -(-len(x) // 400))
        self._tell(Curves(x=tuple(x)[::stride], y={name: tuple(values)[::stride] for name, values in y.items()}))

    def check(self) -> None:
        """Raises `Cancelled` or `OutOfTime` when the job should stop. Call it at least every 100 ms of work."""
        if self._cancelled.is_set():
            raise Cancelled("Cancelled.")
        if time.monotonic() > self._deadline:
            raise OutOfTime(
                f"This was stopped after {self.time_budget_s:g} seconds, its time budget; try a smaller picture."
            )

    def cancel(self) -> None:
        """Asks the job to stop: at once when it still waits, at its next check when it runs."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled.is_set()

    @property
    def ended(self) -> bool:
        """Whether the last event has been told."""
        return self.ended_at is not None

    def queued(self, ahead: int) -> None:
        """Tells how many jobs run before this one."""
        self._tell(Queued(ahead=ahead))

    def execute(self, work: Callable[[], Result]) -> None:
        """Runs `work` to one of the two ends; never raises."""
        self._deadline = time.monotonic() + self.time_budget_s
        started = time.perf_counter()
        try:
            self.check()
            self._tell(Started())
            result = work()
            self.check()
        except Exception as error:  # noqa: BLE001 -- whatever a service raises ends its job, never the lane
            self.fail(error)
        else:
            seconds = time.perf_counter() - started
            self._end(Done(result=result.model_copy(update={"seconds": seconds}).model_dump(mode="json")))

    def fail(self, error: Exception) -> None:
        """Ends the job with the sentence of `error`, or with ours where `error` was not meant for a person."""
        known = as_studio_error(error, self.label)
        self._end(Failed(code=known.code, sentence=str(known)))

    def events(self, after: int = 0, heartbeat_s: float | None = None) -> Iterator[tuple[int, JobEvent] | None]:
        """Each event with its number, from the first one numbered above `after`, until the end.

        Yields None when nothing happened for `heartbeat_s` seconds, so that a server can notice a reader who has left.
        """
        while True:
            with self._changed:
                fresh = [entry for entry in self._events if entry[0] > after]
                if not fresh and not self.ended:
                    self._changed.wait(heartbeat_s)
                    fresh = [entry for entry in self._events if entry[0] > after]
            if not fresh:
                if self.ended:
                    return
                yield None
            for number, event in fresh:
                after = number
                yield number, event
                if isinstance(event, Done | Failed):
                    return

    def _tell(self, event: JobEvent) -> None:
        with self._changed:
            if self.ended:
                return
            self._events = [entry for entry in self._events if type(entry[1]) is not type(event)]
            self._count += 1
            self._events.append((self._count, event))
            self._changed.notify_all()

    def _end(self, event: Done | Failed) -> None:
        with self._changed:
            self._tell(event)
            self.succeeded = self.succeeded or isinstance(event, Done)
            self.ended_at = self.ended_at or time.monotonic()
            self._changed.notify_all()


def as_studio_error(error: BaseException, label: str) -> StudioError:
    """`error` as one that a person can read; the traceback of a fault of ours goes to the log."""
    if isinstance(error, StudioError):
        return error
    if isinstance(error, ModelError):
        return BadInput(str(error))
    log.error("fault in %s", label, exc_info=error)
    return Fault("Something went wrong inside; the log has the details, and what you had is kept.")
