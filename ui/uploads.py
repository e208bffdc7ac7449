"""From a file that the browser sent to a picture that the back end holds."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from backend.contracts.arrays import ArrayRef
from backend.contracts.client import BackendClient
from backend.contracts.errors import ArrayGone, BadInput

from .sessions import Source

T = TypeVar("T")
MAX_FILE_BYTES = 64 << 20


def take(path: str | Path) -> bytes:
    """Reads an uploaded file and removes it with the folder made for it: nothing of a person's stays on the disk."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"The file is larger than {MAX_FILE_BYTES >> 20} MiB, the most that is taken.")
        return file.read_bytes()
    except OSError:
        raise BadInput("The upload did not arrive whole; try again.") from None
    finally:
        with contextlib.suppress(OSError):
            file.unlink()
            file.parent.rmdir()


def open_source(client: BackendClient, data: bytes, name: str) -> Source:
    """Brings a file in through the back end's door."""
    return Source(data, name, client.open_image(data, name))


def with_image(client: BackendClient, source: Source, work: Callable[[ArrayRef], T]) -> T:
    """`work` on the picture's pixels; gives the file to the back end once more where it has forgotten them."""
    try:
        return work(source.image)
    except ArrayGone:
        source.opened = client.open_image(source.data, source.name)
        return work(source.image)
