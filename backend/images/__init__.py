"""The one door for pictures: every upload comes in by `decode`, every saved file goes out by `encode`.

A file is identified by its content, taken apart and cleaned of everything but pixels (`containers`,
`directory`), decoded by Pillow with the one format named, and brought to upright 8-bit sRGB
(`colour`). Of the metadata only the recipe is read, the text that `encode` wrote. Nothing here changes
global state, so calls may run in any number of threads.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass

import numpy as np

# Imported here so that Pillow never goes looking for its plug-ins while a stranger's file is open.
from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401

from backend.contracts.errors import BadInput
from backend.images.colour import to_srgb
from backend.images.containers import TRUNCATED, open_jpeg, open_png, open_webp
from backend.images.directory import DAMAGED, open_tiff
from backend.images.encoding import ImageFormat, encode, fit
from backend.images.kinds import identify
from backend.images.limits import MIB, RECIPE_MAX_BYTES, Container, ImageLimits, check_size

__all__ = ["RECIPE_MAX_BYTES", "DecodedImage", "ImageFormat", "ImageLimits", "decode", "encode", "fit"]

_log = logging.getLogger(__name__)

_OPENERS = {"PNG": open_png, "JPEG": open_jpeg, "WebP": open_webp, "TIFF": open_tiff}


@dataclass(frozen=True)
class DecodedImage:
    """A picture as the studio works on it.

    `pixels` uint8 [h w 3] sRGB, upright; `alpha` uint8 [h w], not premultiplied, None where all is opaque;
    `notes` plain sentences on what was done to get there; `recipe` the JSON text that `encode` once wrote
    into the file, unchecked; `format` "PNG", "JPEG", "WebP", "TIFF" or "HEIC".
    """

    pixels: np.ndarray
    alpha: np.ndarray | None
    notes: tuple[str, ...]
    recipe: str | None
    format: str


def decode(data: bytes, name: str | None = None, limits: ImageLimits | None = None) -> DecodedImage:
    """The picture in the file content `data`; of `name` only its ending is looked at.

    Raises BadInput, and nothing else, with one sentence for the user.
    """
    limits = limits or ImageLimits()
    try:
        return _decode(data, name, limits)
    except BadInput:
        raise
    except MemoryError:
        raise BadInput("The picture needs more memory than is free; make it smaller first.") from None
    except Exception as error:  # noqa: BLE001 -- a decoder may raise anything on a hostile file
        # The traceback stays in the log; neither file name nor pixels are part of it.
        _log.warning("a picture of %d bytes could not be decoded", len(data), exc_info=True)
        raise BadInput(TRUNCATED if "truncated" in str(error) else DAMAGED) from None


def _decode(data: bytes, name: str | None, limits: ImageLimits) -> DecodedImage:
    if len(data) > limits.max_file_bytes:
        raise BadInput(f"The file is larger than {limits.max_file_bytes // MIB} MiB; save it smaller or as JPEG.")
    kind = identify(data, name)
    if kind == "HEIC":
        found, image = _open_heic(data, limits)
    else:
        found = _OPENERS[kind](data, limits)
        image = _load(found, limits)
    pixels, alpha, notes = to_srgb(image, found)
    if found.orientation != 1:
        pixels = _upright(pixels, found.orientation)
        alpha = None if alpha is None else _upright(alpha, found.orientation)
        found.notes.append("Turned upright as the camera noted.")
    return DecodedImage(pixels, alpha, (*found.notes, *notes), found.recipe, kind)


def _load(found: Container, limits: ImageLimits) -> Image.Image:
    """The decoded picture of a cleaned file, of the size that its header said."""
    try:
        image = Image.open(io.BytesIO(found.clean), formats=(found.format.upper(),))
    except (Image.UnidentifiedImageError, SyntaxError):
        if found.format == "TIFF":
            raise BadInput(
                "This bit depth or channel layout is not supported; save it with 8 or 16 bits per channel."
            ) from None
        raise
    if image.size != (found.width, found.height):
        raise BadInput(DAMAGED)
    image.load()
    return image


def _open_heic(data: bytes, limits: ImageLimits) -> tuple[Container, Image.Image]:
    """A HEIC picture by the optional package; it comes upright, since the turn is part of the format."""
    try:
        import pillow_heif
    except ImportError:
        raise BadInput(
            "HEIC pictures need one more package: run `pip install pillow-heif` and start the studio again, "
            "or save the photo as JPEG."
        ) from None
    opened = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    width, height = opened.size
    check_size(width, height, limits)
    image = Image.frombytes(opened.mode, opened.size, bytes(opened.data), "raw", opened.mode, opened.stride)
    profile = opened.info.get("icc_profile")
    fits = profile and len(profile) <= limits.max_profile_bytes
    deep = int(opened.info.get("bit_depth", 8)) > 8
    return Container(
        format="HEIC",
        width=image.width,
        height=image.height,
        clean=b"",
        profile=profile if fits else None,
        notes=["More than 8 bits per channel were reduced to 8."] if deep else [],
    ), image


def _upright(array: np.ndarray, orientation: int) -> np.ndarray:
    """`array` [h w ...] turned as EXIF `orientation` 2..8 asks (Exif 2.32, table 6)."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    return np.ascontiguousarray(array)
