"""The back end over HTTP: `python -m backend.server [--host 127.0.0.1] [--port 8700]`.

Arrays and files travel as raw bytes, shape and dtype in headers; jobs tell what they do as server-sent events; `/docs`
shows every action with its schema.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import unquote

from anyio import to_thread
from fastapi import Body, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException

from . import wire
from .arrays import from_bytes
from .contracts.arrays import ArrayRef
from .contracts.errors import ArrayGone, BadInput, StudioError, Unavailable
from .contracts.images import EncodeOptions, OpenedImage
from .contracts.jobs import Done, Failed
from .contracts.system import SystemReport
from .embedded import EmbeddedBackend, EmbeddedJob
from .jobs import as_studio_error
from .sentences import first_problem
from .versions import STUDIO_VERSION

log = logging.getLogger(__name__)
MAX_FILE_BYTES = 64 << 20
MAX_ARRAY_BYTES = 512 << 20
HEARTBEAT_S = 2.0
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "tiff": "image/tiff"}


def create_app(backend: EmbeddedBackend) -> FastAPI:
    """The FastAPI application that serves `backend`."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await to_thread.run_sync(backend.close)

    app = FastAPI(title="Penumbra", version=STUDIO_VERSION, lifespan=lifespan)
    _add_errors(app)
    _add_pictures(app, backend)
    _add_arrays(app, backend)
    _add_jobs(app, backend)
    for name, registration in backend.registry:
        for action in registration.service.actions():
            _add_action(app, backend, name, action)

    @app.get(f"{wire.API}/health", tags=["system"])
    def health() -> dict[str, str]:
        """Answers while the server lives."""
        return {"status": "ok", "version": STUDIO_VERSION}

    @app.get(f"{wire.API}/report", tags=["system"])
    def report() -> SystemReport:
        """What runs where: services, slots, memory, queues, versions."""
        return backend.report()

    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(StudioError)
    async def studio_error(_: Request, error: StudioError) -> JSONResponse:
        return JSONResponse(wire.error_body(error), wire.STATUS.get(error.code, 500))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse(wire.error_body(BadInput(first_problem(error.errors()))), 422)

    @app.exception_handler(HTTPException)
    async def nothing_there(_: Request, error: HTTPException) -> JSONResponse:
        sentence = f"The back end has nothing to answer here ({str(error.detail).lower()})."
        return JSONResponse(wire.error_body(Unavailable(sentence)), error.status_code)

    @app.exception_handler(Exception)
    async def fault(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse(wire.error_body(as_studio_error(error, "the server")), 500)


def _add_pictures(app: FastAPI, backend: EmbeddedBackend) -> None:
    @app.post(f"{wire.API}/images", tags=["pictures"])
    async def open_image(
        request: Request, x_file_name: Annotated[str | None, Header(description="Percent-encoded.")] = None
    ) -> OpenedImage:
        """Opens a picture file (the raw body): upright, sRGB, 8 bits, without metadata."""
        data = await _read_body(request, MAX_FILE_BYTES)
        name = None if x_file_name is None else unquote(x_file_name)[:255]
        return await to_thread.run_sync(backend.open_image, data, name)

    @app.post(f"{wire.API}/images/encode", tags=["pictures"], response_class=Response)
    def encode_image(options: EncodeOptions) -> Response:
        """The bytes of a picture file with its recipe inside."""
        return Response(backend.encode_image(options), media_type=MEDIA_TYPES[options.format])


def _add_arrays(app: FastAPI, backend: EmbeddedBackend) -> None:
    @app.put(f"{wire.API}/arrays", tags=["arrays"])
    async def put_array(
        request: Request,
        x_array_dtype: Annotated[str, Header(description="uint8, uint16, float16 or float32.")],
        x_array_shape: Annotated[str, Header(description="Comma-separated, as in 480,640,3.")],
    ) -> ArrayRef:
        """Takes an array: raw bytes, C order, little endian."""
        try:
            shape = wire.shape_from_header(x_array_shape)
        except ValueError:
            raise BadInput("The header x-array-shape holds one to four numbers, as in 480,640,3.") from None
        data = await _read_body(request, MAX_ARRAY_BYTES)
        array = from_bytes(data, x_array_dtype, shape)
        return await to_thread.run_sync(backend.arrays.put, array)

    @app.get(f"{wire.API}/arrays/{{array_id}}", tags=["arrays"], response_class=Response)
    def get_array(array_id: str) -> Response:
        """Gives an array back the same way."""
        array = backend.arrays.find(array_id)
        if array is None:
            raise ArrayGone("The array is no longer held by the back end.")
        headers = {wire.DTYPE_HEADER: array.dtype.name, wire.SHAPE_HEADER: wire.shape_to_header(array.shape)}
        return Response(array.tobytes(), media_type=wire.RAW, headers=headers)


def _add_action(app: FastAPI, backend: EmbeddedBackend, service: str, action: str) -> None:
    spec = backend.spec(service, action)

    def submit(request: Any) -> dict[str, str]:
        return {"job": backend.submit(service, action, request).id}

    # FastAPI reads the contract off the annotation, so that each action has its own page in the API's documentation.
    submit.__annotations__["request"] = Annotated[spec.request_type, Body()]
    app.post(
        f"{wire.API}/services/{service}/{action}",
        status_code=202,
        tags=[service],
        name=f"{service}.{action}",
        description=f"{spec.summary} The job's last event carries a `{spec.result_type.__name__}`.",
    )(submit)


def _add_jobs(app: FastAPI, backend: EmbeddedBackend) -> None:
    watchers: dict[str, int] = {}

    @app.get(f"{wire.API}/jobs/{{job_id}}/events", tags=["jobs"], response_class=StreamingResponse)
    async def events(job_id: str, last_event_id: Annotated[int, Header()] = 0) -> StreamingResponse:
        """The job's events (text/event-stream), from the one after `Last-Event-ID`, until it ends."""
        handle = backend.job(job_id)
        stream = _stream(handle, last_event_id, watchers, backend.configuration.abandoned_after_s)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})

    @app.delete(f"{wire.API}/jobs/{{job_id}}", tags=["jobs"])
    def cancel(job_id: str) -> dict[str, str]:
        """Asks the job to stop; harmless when it has ended."""
        backend.job(job_id).cancel()
        return {"status": "asked to stop"}


async def _stream(
    handle: EmbeddedJob, after: int, watchers: dict[str, int], abandoned_after_s: float
) -> AsyncIterator[bytes]:
    watchers[handle.id] = watchers.get(handle.id, 0) + 1
    entries = handle.job.events(after, heartbeat_s=HEARTBEAT_S)
    try:
        while True:
            entry, over = await to_thread.run_sync(_next, entries)
            if over:
                return
            # The comment is what makes the transport notice that the reader has left.
            yield b": waiting\n\n" if entry is None else wire.event_to_sse(*entry)
            if entry is not None and isinstance(entry[1], Done | Failed):
                return
    finally:
        watchers[handle.id] -= 1
        if watchers[handle.id] == 0:
            del watchers[handle.id]
            if not handle.job.ended:
                loop = asyncio.get_running_loop()
                loop.call_later(abandoned_after_s, _cancel_if_abandoned, handle, watchers)


def _next(entries: Any) -> tuple[Any, bool]:
    # StopIteration cannot cross a thread's future, hence the flag.
    try:
        return next(entries), False
    except StopIteration:
        return None, True


def _cancel_if_abandoned(handle: EmbeddedJob, watchers: dict[str, int]) -> None:
    if handle.id not in watchers:
        handle.cancel()


async def _read_body(request: Request, limit: int) -> bytes:
    chunks = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BadInput(f"That is more than {limit >> 20} MiB, the most that is taken at once.")
        chunks.append(chunk)
    return b"".join(chunks)


def main() -> None:
    """Serves until interrupted."""
    import uvicorn

    parser = argparse.ArgumentParser(prog="python -m backend.server", description="Penumbra's back end over HTTP.")
    parser.add_argument("--host", default="127.0.0.1", help="a private address: there is no authentication")
    parser.add_argument("--port", type=int, default=8700)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    uvicorn.run(
        create_app(EmbeddedBackend()),
        host=arguments.host,
        port=arguments.port,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
