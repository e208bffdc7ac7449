"""What a job tells while it lives. A stream ends with exactly one of `Done` or `Failed`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from .arrays import ArrayRef
from .base import Message


class Queued(Message):
    """Waiting; `ahead` jobs run before it."""

    kind: Literal["queued"] = "queued"
    ahead: int = Field(ge=0)


class Started(Message):
    """Its lane has begun to work on it."""

    kind: Literal["started"] = "started"


class Progress(Message):
    """`fraction` of the work is done (0 to 1); `doing` says in a few words what is being done."""

    kind: Literal["progress"] = "progress"
    fraction: float = Field(ge=0, le=1)
    doing: str = ""


class Preview(Message):
    """What the result looks like so far: uint8 [h, w, 3]."""

    kind: Literal["preview"] = "preview"
    image: ArrayRef


class Curves(Message):
    """Numbers so far, as curves: `y[name][i]` was measured at `x[i]` (a step). At most 400 points a curve."""

    kind: Literal["curves"] = "curves"
    x: tuple[float, ...] = Field(max_length=400)
    y: dict[str, tuple[float, ...]]


class Done(Message):
    """The end: `result` is the action's result as plain data."""

    kind: Literal["done"] = "done"
    result: dict[str, Any]


class Failed(Message):
    """The end without a result, cancelling included: `code` as in `errors`, `sentence` for the person."""

    kind: Literal["failed"] = "failed"
    code: str
    sentence: str


JobEvent = Annotated[Queued | Started | Progress | Preview | Curves | Done | Failed, Field(discriminator="kind")]
job_event: TypeAdapter[JobEvent] = TypeAdapter(JobEvent)
