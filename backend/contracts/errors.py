"""Errors that a person reads: one sentence that names the thing and the way out.

Everything else that is raised is a fault of ours; the boundary logs its traceback and shows `Fault`'s sentence.
"""

from __future__ import annotations


class StudioError(Exception):
    """An error meant for the user. `str(error)` is one complete sentence; `code` is stable for programs."""

    code = "error"


class BadInput(StudioError):
    """What the user gave cannot be used: an unreadable picture, a value out of bounds."""

    code = "bad_input"


class ArrayGone(StudioError):
    """The back end no longer holds an array it once held (evicted, or the back end restarted): put it again."""

    code = "array_gone"


class Cancelled(StudioError):
    """The job was cancelled by its owner."""

    code = "cancelled"


class OutOfTime(StudioError):
    """The job used up its time budget."""

    code = "out_of_time"


class OutOfMemory(StudioError):
    """The device had no room even after everything that could be evicted was."""

    code = "out_of_memory"


class Busy(StudioError):
    """The queue is full."""

    code = "busy"


class Unavailable(StudioError):
    """The back end cannot be reached, or a service, action or model slot that was asked for is not there."""

    code = "unavailable"


class Fault(StudioError):
    """Something broke inside; the log holds the traceback."""

    code = "fault"


_BY_CODE: dict[str, type[StudioError]] = {
    kind.code: kind
    for kind in (
        StudioError,
        BadInput,
        ArrayGone,
        Cancelled,
        OutOfTime,
        OutOfMemory,
        Busy,
        Unavailable,
        Fault,
    )
}


def from_code(code: str, sentence: str) -> StudioError:
    """The error that crossed the wire as (`code`, `sentence`); an unknown code becomes a plain `StudioError`."""
    return _BY_CODE.get(code, StudioError)(sentence)
