"""The web application: the studio's page, and the files it hands out."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse, Response

from backend.contracts.client import BackendClient

from .sessions import Tickets
from .studio import build
from .theme import SCRIPT, STYLE, head, theme
from .uploads import MAX_FILE_BYTES


def create_site(client: BackendClient, folder: Path) -> FastAPI:
    """The application that serves the studio on `client`; what it writes goes to `folder`, which the caller removes."""
    downloads = Path(tempfile.mkdtemp(prefix="downloads-", dir=folder))
    tickets = Tickets(downloads)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        client.close()

    site = FastAPI(title="Penumbra studio", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @site.get("/files/{name}")
    def fetch(name: str) -> Response:
        ticket = tickets.find(name)
        if ticket is None or not ticket.path.is_file():
            return JSONResponse({"detail": "This download is over; make it again in the studio."}, 404)
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return FileResponse(ticket.path, filename=ticket.filename, media_type=ticket.media_type, headers=headers)

    return gr.mount_gradio_app(
        site,
        build(client, tickets),
        path="/",
        theme=theme(),
        css_paths=[STYLE],
        js=SCRIPT.read_text(encoding="utf-8"),
        head=head(),
        show_error=False,
        max_file_size=MAX_FILE_BYTES,
        allowed_paths=[],
        footer_links=[],
        run_history=False,
        ssr_mode=False,
    )
