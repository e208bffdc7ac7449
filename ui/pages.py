"""What every tab does around a job: follow it, show it, stop it, and say what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import gradio as gr

from backend.contracts.client import JobHandle
from backend.contracts.errors import Cancelled, StudioError, from_code
from backend.contracts.jobs import Done, Failed, JobEvent, Progress, Queued, Started
from backend.contracts.recipe import Result

from .components import notes
from .sessions import Session

log = logging.getLogger(__name__)
R = TypeVar("R", bound=Result)
Update = dict[Any, Any]
Show = Callable[[str, float | None, JobEvent], Update]


@dataclass
class Page:
    """One open page: its session, and the jobs it waits for."""

    session: Session
    running: dict[str, JobHandle] = field(default_factory=dict)
    stop_asked: bool = False

    def cancel(self) -> None:
        """Stops what the page waits for; what is just about to be submitted stops as soon as it is."""
        self.stop_asked = True
        for handle in list(self.running.values()):
            handle.cancel()

    def begin(self) -> None:
        """Something new was asked for: an earlier wish to stop is over."""
        self.stop_asked = False


@dataclass(frozen=True)
class Status:
    """The components through which work is told: the bar, the sentence, and the two buttons that trade places."""

    progress: Any
    notice: Any
    run: Any
    cancel: Any

    def working(self, doing: str, fraction: float | None = None) -> Update:
        """Work goes on."""
        return {
            self.progress: notes.busy(doing, fraction),
            self.run: gr.update(visible=False),
            self.cancel: gr.update(visible=True),
        }

    def over(self, notice: str | None = None) -> Update:
        """Nothing is being done; `notice` replaces the sentence unless None."""
        update = {
            self.progress: notes.idle(),
            self.run: gr.update(visible=True),
            self.cancel: gr.update(visible=False),
        }
        if notice is not None:
            update[self.notice] = notice
        return update


def follow(page: Page, handle: JobHandle, result_type: type[R], show: Show) -> Generator[Update, None, R]:
    """Yields what `show(doing, fraction, event)` makes of each event, returns the result or raises the job's error.

    The job is cancelled when the reader goes away.
    """
    page.running[handle.id] = handle
    if page.stop_asked:
        handle.cancel()
    doing, fraction = "starting", None
    ended = False
    try:
        for event in handle.events():
            if isinstance(event, Done):
                ended = True
                return result_type.model_validate(event.result)
            if isinstance(event, Failed):
                ended = True
                raise from_code(event.code, event.sentence)
            if isinstance(event, Queued):
                doing = "waiting" if event.ahead == 0 else f"waiting, {event.ahead} ahead"
            elif isinstance(event, Started):
                doing = "starting"
            elif isinstance(event, Progress):
                doing, fraction = event.doing, event.fraction
            yield show(doing, fraction, event)
        raise from_code("fault", "The job ended without a result.")
    finally:
        page.running.pop(handle.id, None)
        if not ended:
            handle.cancel()


def tell(status: Status, work: Iterator[Update], name: str) -> Iterator[Update]:
    """The updates of `work`, and where something goes wrong its one sentence: the rest of the page stays as it was."""
    try:
        yield from work
    except Cancelled:
        yield status.over(notes.remark("Cancelled; what was there before is kept."))
    except StudioError as error:
        yield status.over(notes.problem(str(error)))
    except Exception:
        log.exception("fault in %s", name)
        yield status.over(notes.problem("Something went wrong on the page; what you had is kept, so try again."))
