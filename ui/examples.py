"""The pictures that ship: one press away on every tab."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path

from backend.contracts.client import BackendClient
from backend.contracts.errors import StudioError
from backend.contracts.images import EncodeOptions

from .components.strip import Cell, data_uri
from .sessions import Source
from .uploads import open_source

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "examples"
THUMBNAIL_SIDE = 156


@dataclass(frozen=True)
class Example:
    """A picture of ours, and where there is one, the same view in ambient light."""

    id: str
    title: str
    file: Path
    reference: Path | None


class Examples:
    """The examples of one tab, opened through the back end's door when first asked for."""

    def __init__(self, client: BackendClient, tab: str, folder: Path = FOLDER) -> None:
        document = tomllib.loads((folder / "examples.toml").read_text(encoding="utf-8"))
        self._client = client
        self._examples = {
            entry["file"]: Example(
                id=entry["file"],
                title=entry["title"],
                file=folder / entry["file"],
                reference=folder / entry["reference"] if "reference" in entry else None,
            )
            for entry in document.get(tab, [])
        }
        self._thumbnails: dict[str, str] = {}
        self._lock = threading.Lock()

    def first(self) -> str:
        """The id of the one that a visitor sees first."""
        return next(iter(self._examples))

    def source(self, example_id: str) -> tuple[Source, Source | None]:
        """The picture of that id and its reference, opened."""
        example = self._examples[example_id]
        picture = open_source(self._client, example.file.read_bytes(), example.file.name)
        if example.reference is None:
            return picture, None
        return picture, open_source(self._client, example.reference.read_bytes(), example.reference.name)

    def cells(self) -> list[Cell]:
        """A thumbnail each; empty while the back end cannot be reached, and asked for again next time."""
        with self._lock:
            try:
                for example in self._examples.values():
                    if example.id not in self._thumbnails:
                        self._thumbnails[example.id] = self._thumbnail(example)
            except StudioError:
                return []
        return [Cell(example.id, example.title, self._thumbnails[example.id]) for example in self._examples.values()]

    def __contains__(self, example_id: str) -> bool:
        return example_id in self._examples

    def _thumbnail(self, example: Example) -> str:
        opened = self._client.open_image(example.file.read_bytes(), example.file.name)
        options = EncodeOptions(image=opened.image, format="jpeg", quality=82, long_side=THUMBNAIL_SIDE)
        return data_uri(self._client.encode_image(options))
