"""What the server and its client agree on beyond the contracts: paths, headers, and the status of each error."""

from __future__ import annotations

import json

from .contracts.errors import StudioError, from_code
from .contracts.jobs import JobEvent, job_event

API = "/v1"
RAW = "application/octet-stream"
DTYPE_HEADER = "x-array-dtype"
SHAPE_HEADER = "x-array-shape"
NAME_HEADER = "x-file-name"

STATUS = {
    "bad_input": 422,
    "array_gone": 410,
    "cancelled": 409,
    "out_of_time": 504,
    "out_of_memory": 507,
    "busy": 429,
    "unavailable": 404,
    "fault": 500,
}


def shape_to_header(shape: tuple[int, ...]) -> str:
    """(480, 640, 3) -> "480,640,3"."""
    return ",".join(map(str, shape))


def shape_from_header(text: str) -> tuple[int, ...]:
    """ "480,640,3" -> (480, 640, 3); raises `ValueError` on anything else."""
    parts = text.split(",")
    if not 1 <= len(parts) <= 4 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise ValueError(text[:40])
    return tuple(int(part) for part in parts)


def error_body(error: StudioError) -> dict[str, str]:
    """The JSON body of an error."""
    return {"code": error.code, "sentence": str(error)}


def error_from_body(body: bytes, status: int) -> StudioError:
    """The error that an answer with `status` carries."""
    try:
        document = json.loads(body)
        return from_code(str(document["code"]), str(document["sentence"]))
    except (ValueError, KeyError, TypeError):
        return from_code("fault", f"The back end answered with status {status} and no reason.")


def event_to_sse(number: int, event: JobEvent) -> bytes:
    """One server-sent event."""
    return f"id: {number}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n".encode()


def event_from_sse(block: list[str]) -> tuple[int, JobEvent] | None:
    """The event of the lines between two blank ones; None for a comment."""
    fields: dict[str, str] = {}
    for line in block:
        key, separator, value = line.partition(":")
        if key and separator:
            fields[key] = value.removeprefix(" ")
    if "data" not in fields:
        return None
    return int(fields.get("id", 0)), job_event.validate_json(fields["data"])
