"""What the page asks of a back end, wherever it lives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

import numpy as np

from .arrays import ArrayRef
from .base import Request
from .errors import from_code
from .images import EncodeOptions, OpenedImage
from .jobs import Done, Failed, JobEvent
from .recipe import Result
from .system import SystemReport

R = TypeVar("R", bound=Result)


class JobHandle(Protocol):
    """A job that was submitted. Leaving it unread is allowed; `cancel` frees its lane."""

    id: str

    def events(self) -> Iterator[JobEvent]:
        """Every event from the first, as it comes; ends after `Done` or `Failed`."""
        ...

    def cancel(self) -> None:
        """Asks the job to stop; harmless when it has ended."""
        ...


class BackendClient(Protocol):
    """A back end. Every method is safe to call from any thread and raises `StudioError` only."""

    def report(self) -> SystemReport:
        """What runs where."""
        ...

    def open_image(self, data: bytes, name: str | None = None) -> OpenedImage:
        """Brings an uploaded file in through the door; raises `BadInput` with the reason."""
        ...

    def encode_image(self, options: EncodeOptions) -> bytes:
        """The bytes of a picture file."""
        ...

    def put(self, array: np.ndarray) -> ArrayRef:
        """Hands an array over; the same content gives the same reference."""
        ...

    def get(self, ref: ArrayRef) -> np.ndarray:
        """The array, read-only; raises `ArrayGone` when it is no longer held."""
        ...

    def submit(self, service: str, action: str, request: Request) -> JobHandle:
        """Queues a job; raises `Busy`, `BadInput` or `Unavailable` instead where it cannot."""
        ...

    def close(self) -> None:
        """Frees what the client holds."""
        ...


def wait(handle: JobHandle, result_type: type[R]) -> R:
    """The job's result, once it ends; raises the error it ended with.

    Cancels the job when the caller is interrupted.
    """
    try:
        for event in handle.events():
            if isinstance(event, Done):
                return result_type.model_validate(event.result)
            if isinstance(event, Failed):
                raise from_code(event.code, event.sentence)
    except BaseException:
        handle.cancel()
        raise
    raise from_code("fault", "The job ended without a result.")
