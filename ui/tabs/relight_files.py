"""Relit pictures as files: names, and many of them in one ZIP."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Generator
from pathlib import Path

from backend.contracts.errors import BadInput, Cancelled, StudioError
from backend.contracts.jobs import JobEvent
from backend.contracts.relight import RenderResult

from ..pages import Show, Update, follow
from ..uploads import open_source, take
from .relight_desk import Asker, Desk, Look

EXTENSIONS = {"png": "png", "jpeg": "jpg", "webp": "webp", "tiff": "tif"}
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "tiff": "image/tiff"}
MOST_PHOTOS = 200


def result_name(name: str, file_format: str) -> str:
    """The name of a result made from the file `name`: holiday.heic -> holiday-relit.png."""
    stem = re.sub(r"[^\w\- ]+", "_", Path(name).stem).strip(" _")[:80] or "photo"
    return f"{stem}-relit.{EXTENSIONS[file_format]}"


def relight_many(
    asker: Asker, desk: Desk, look: Look, paths: list[str], file_format: str, target: Path, show: Show
) -> Generator[Update, None, list[str]]:
    """Relights every file of `paths` as `look` says into a ZIP at `target`; returns what to tell about it.

    A file that cannot be used is named with its reason and does not stop the others; cancelling does, and leaves
    nothing behind.
    """
    if len(paths) > MOST_PHOTOS:
        for path in paths:
            take(path)
        raise BadInput(f"That is {len(paths)} photos; up to {MOST_PHOTOS} are taken at once.")
    told: list[str] = []
    used: set[str] = set()
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for place, path in enumerate(paths):
                try:
                    name, data = yield from _relight_one(
                        asker, desk, look, path, file_format, _part(show, place, len(paths))
                    )
                except Cancelled:
                    raise
                except StudioError as error:
                    told.append(f"{Path(path).name}: {error}")
                    continue
                archive.writestr(_unused(name, used), data)
            if told:
                archive.writestr("not-relit.txt", "\n".join(told) + "\n")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        for path in paths:
            _forget(path)
    if not used:
        target.unlink(missing_ok=True)
        raise BadInput(f"None of the {len(paths)} files could be relit. {told[0]}")
    return [f"{len(used)} of {len(paths)} photos relit.", *told[:3]]


def _relight_one(
    asker: Asker, desk: Desk, look: Look, path: str, file_format: str, show: Show
) -> Generator[Update, None, tuple[str, bytes]]:
    source = open_source(asker.client, take(path), Path(path).name)
    result = yield from follow(desk, asker.start_render(look, source.image), RenderResult, show)
    return result_name(source.name, file_format), asker.file(source.opened, result, file_format)


def _part(show: Show, place: int, count: int) -> Show:
    def shown(doing: str, fraction: float | None, event: JobEvent) -> Update:
        return show(f"photo {place + 1} of {count}: {doing}", (place + (fraction or 0.0)) / count, event)

    return shown


def _unused(name: str, used: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{stem}-{number}{dot}{extension}", number + 1
    used.add(candidate)
    return candidate


def _forget(path: str) -> None:
    file = Path(path)
    if file.is_file():
        file.unlink(missing_ok=True)
