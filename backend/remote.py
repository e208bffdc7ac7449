"""The back end at an address: the same `BackendClient`, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np

from . import wire
from .arrays import from_bytes
from .contracts.arrays import ArrayRef
from .contracts.base import Request
from .contracts.errors import BadInput, Unavailable
from .contracts.images import EncodeOptions, OpenedImage
from .contracts.jobs import Done, Failed, JobEvent
from .contracts.system import SystemReport

# A connection is made quickly or not at all on a private network; work itself may take long, and its stream has
# a heartbeat every two seconds.
_TIMEOUT = httpx.Timeout(60.0, connect=3.0)
_STREAM_TIMEOUT = httpx.Timeout(15.0, connect=3.0)


class RemoteJob:
    """The handle of a job on a server."""

    def __init__(self, job_id: str, backend: RemoteBackend) -> None:
        self.id = job_id
        self._backend = backend

    def events(self) -> Iterator[JobEvent]:
        """Every event as it comes; after a broken connection it goes on once where it was."""
        last = 0
        for attempt in range(2):
            try:
                for number, event in self._backend.stream(self.id, after=last):
                    last = number
                    yield event
                    if isinstance(event, Done | Failed):
                        return
            except Unavailable:
                if attempt:
                    raise
        raise Unavailable(self._backend.lost)

    def cancel(self) -> None:
        """Asks the job to stop. A server that cannot be reached has nothing left to stop."""
        try:
            self._backend.call("DELETE", f"/jobs/{self.id}")
        except Unavailable:
            return


class RemoteBackend:
    """A `BackendClient` of the server at `address`, as in http://127.0.0.1:8700.

    Works again by itself once a server that went away is back: it keeps no state of the server's.
    """

    def __init__(self, address: str) -> None:
        url = httpx.URL(address)
        if url.scheme not in ("http", "https") or not url.host:
            raise BadInput(f"{address} is no address of a back end; one looks like http://127.0.0.1:8700.")
        self.address = str(url).rstrip("/")
        self.lost = (
            f"The back end at {self.address} does not answer. What you have is kept; it goes on once it is back."
        )
        self._client = httpx.Client(base_url=self.address + wire.API, timeout=_TIMEOUT, trust_env=False)

    def open_image(self, data: bytes, name: str | None = None) -> OpenedImage:
        """Sends a picture file through the server's door."""
        headers = {} if name is None else {wire.NAME_HEADER: quote(name[:255])}
        return OpenedImage.model_validate_json(self.call("POST", "/images", content=data, headers=headers).content)

    def encode_image(self, options: EncodeOptions) -> bytes:
        """The bytes of a picture file, made by the server."""
        return self.call("POST", "/images/encode", json=options.model_dump(mode="json")).content

    def put(self, array: np.ndarray) -> ArrayRef:
        """Sends an array."""
        headers = {
            wire.DTYPE_HEADER: array.dtype.name,
            wire.SHAPE_HEADER: wire.shape_to_header(array.shape),
            "content-type": wire.RAW,
        }
        content = np.ascontiguousarray(array).tobytes()
        return ArrayRef.model_validate_json(self.call("PUT", "/arrays", content=content, headers=headers).content)

    def get(self, ref: ArrayRef) -> np.ndarray:
        """Fetches an array."""
        answer = self.call("GET", f"/arrays/{ref.id}")
        shape = wire.shape_from_header(answer.headers[wire.SHAPE_HEADER])
        return from_bytes(answer.content, answer.headers[wire.DTYPE_HEADER], shape)

    def submit(self, service: str, action: str, request: Request) -> RemoteJob:
        """Queues a job on the server."""
        path = f"/services/{quote(service, safe='')}/{quote(action, safe='')}"
        answer = self.call("POST", path, json=request.model_dump(mode="json"))
        return RemoteJob(answer.json()["job"], self)

    def report(self) -> SystemReport:
        """What runs on the server."""
        report = SystemReport.model_validate_json(self.call("GET", "/report").content)
        return report.model_copy(update={"home": self.address})

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One exchange; raises the error that the server answered with, or `Unavailable`."""
        try:
            answer = self._client.request(method, path, **options)
        except httpx.HTTPError:
            raise Unavailable(self.lost) from None
        if answer.is_success:
            return answer
        raise wire.error_from_body(answer.content, answer.status_code)

    def stream(self, job_id: str, after: int) -> Iterator[tuple[int, JobEvent]]:
        """The numbered events of a job above `after`; raises `Unavailable` when the connection breaks."""
        headers = {"last-event-id": str(after)}
        path = f"/jobs/{job_id}/events"
        try:
            with self._client.stream("GET", path, headers=headers, timeout=_STREAM_TIMEOUT) as answer:
                if not answer.is_success:
                    raise wire.error_from_body(answer.read(), answer.status_code)
                block: list[str] = []
                for line in answer.iter_lines():
                    if line:
                        block.append(line)
                        continue
                    entry = wire.event_from_sse(block)
                    block = []
                    if entry is not None:
                        yield entry
        except httpx.HTTPError:
            raise Unavailable(self.lost) from None
