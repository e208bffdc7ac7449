"""Folders of flash and ambient photographs of the same view."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from models.errors import ModelError

SUFFIXES = (".png", ".jpg", ".jpeg")
LONG_SIDE, SHORT_SIDE = 320, 240


@dataclass(frozen=True)
class PairFiles:
    """Two files of one view."""

    name: str
    flash: Path
    ambient: Path


def find_pairs(folder: Path) -> list[PairFiles]:
    """All `*_flash` / `*_ambient` pictures under `folder`, however deep, in the order of their paths.

    The layouts of the Flash and Ambient Illumination Dataset and of its reduced copy in the literature both fit.
    Raises `ModelError` when there is no such folder, no pair, or a picture without its partner.
    """
    if not folder.is_dir():
        raise ModelError(f"There is no folder {folder}.")
    found: dict[str, dict[Path, Path]] = {"flash": {}, "ambient": {}}
    for path in sorted(folder.rglob("*")):
        stem, _, kind = path.stem.rpartition("_")
        if path.suffix.lower() in SUFFIXES and kind in found:
            found[kind][path.parent / stem] = path
    flash, ambient = found["flash"], found["ambient"]
    if not flash and not ambient:
        raise ModelError(f"The folder {folder} holds no pictures named *_flash and *_ambient (png or jpg).")
    alone = sorted(flash.keys() ^ ambient.keys())
    if alone:
        have, lack = ("flash", "ambient") if alone[0] in flash else ("ambient", "flash")
        raise ModelError(
            f"{len(alone)} of the pictures have no partner; the first is {found[have][alone[0]]}, which lacks its "
            f"{lack} picture."
        )
    return [PairFiles(str(key.relative_to(folder)), flash[key], ambient[key]) for key in sorted(flash)]


def read_pair(files: PairFiles) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Flash and ambient picture, uint8 [240, 320, 3] or [320, 240, 3] as they lie.

    The protocol of Chavez et al. 2020; pictures of another size are resized to it. Raises `ModelError` for two
    sizes in one pair and for a file that cannot be read.
    """
    flash, ambient = _read(files.flash), _read(files.ambient)
    if flash.size != ambient.size:
        raise ModelError(
            f"The pictures of the pair {files.name} differ in size: {flash.width} × {flash.height} and "
            f"{ambient.width} × {ambient.height}."
        )
    size = (LONG_SIDE, SHORT_SIDE) if flash.width >= flash.height else (SHORT_SIDE, LONG_SIDE)
    first, second = (
        np.array(picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS))
        for picture in (flash, ambient)
    )
    return first, second


def _read(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            return ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, UnidentifiedImageError) as error:
        raise ModelError(f"{path} cannot be read as a picture.") from error
