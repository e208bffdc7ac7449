"""What runs where: the System tab and `/v1/report`."""

from __future__ import annotations

from pydantic import Field, JsonValue

from .base import Message


class SlotReport(Message):
    """One slot of a pack: what fills it, under which licence, and whether it is on the device now."""

    slot: str
    pack: str
    title: str
    format: str
    licence: str
    source: str
    size_bytes: int = Field(ge=0)
    installed: bool
    loaded: bool


class ActionReport(Message):
    """One action of a service with the JSON schemas of what it takes and gives."""

    name: str
    summary: str
    time_budget_s: float
    interactive: bool
    request_schema: dict[str, JsonValue]
    result_schema: dict[str, JsonValue]


class ServiceReport(Message):
    """One service and where its class came from (`configuration` or the entry point's distribution)."""

    name: str
    title: str
    origin: str
    actions: tuple[ActionReport, ...]


class MemoryReport(Message):
    """Bytes held of bytes allowed, for models on the device and for arrays in flight."""

    models_bytes: int = Field(ge=0)
    models_budget_bytes: int = Field(gt=0)
    arrays_bytes: int = Field(ge=0)
    arrays_budget_bytes: int = Field(gt=0)
    process_bytes: int = Field(ge=0, description="Resident memory of the back end's process.")


class QueueReport(Message):
    """The lane of a device: the job it works on, how many wait, what it has finished since it started."""

    device: str
    running: str | None = None
    waiting: int = Field(ge=0)
    finished: int = Field(ge=0)
    failed: int = Field(ge=0)


class SystemReport(Message):
    """Everything that the System tab shows."""

    home: str = Field(description="Where the back end lives: in this process, or the address of a server.")
    device: str
    threads: int = Field(ge=1)
    pack: str
    slots: tuple[SlotReport, ...]
    services: tuple[ServiceReport, ...]
    memory: MemoryReport
    queues: tuple[QueueReport, ...]
    versions: dict[str, str]
