"""What the door for pictures lets in, and the dataclasses that its parts hand to each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from backend.contracts.errors import BadInput

MIB = 1 << 20

RECIPE_KEY = "penumbra:recipe"
# One JPEG APP1 segment holds 65,533 bytes; what is left over is the EXIF structure around the text.
RECIPE_MAX_BYTES = 65_000


@dataclass(frozen=True)
class ImageLimits:
    """Bounds on a picture file; all are checked on the header, before anything is decoded."""

    max_pixels: int = 40_000_000
    min_side: int = 16
    max_side: int = 30_000
    max_file_bytes: int = 64 * MIB
    # Real profiles reach some 3 MiB (CMYK look-up tables); larger ones are made to waste memory.
    max_profile_bytes: int = 4 * MIB
    # Each chunk, segment, strip or tile costs the decoders microseconds of Python, whatever it holds.
    max_parts: int = 65_536
    # A progressive JPEG is decoded once over for every scan, so scans x pixels is what bounds the time.
    max_scan_pixels: int = 480_000_000
    max_scans: int = 64


@dataclass
class Container:
    """A picture file taken apart: `clean` is the same file with nothing in it but header and pixels."""

    format: str
    width: int
    height: int
    clean: bytes
    bits: int = 8
    profile: bytes | None = None
    orientation: int = 1
    recipe: str | None = None
    inverted: bool = False
    notes: list[str] = field(default_factory=list)


def check_size(width: int, height: int, limits: ImageLimits) -> None:
    """Refuse a picture of `width` x `height` pixels that is outside `limits`."""
    if min(width, height) < limits.min_side:
        raise BadInput(f"The picture is {width} x {height} pixels; each side must have at least {limits.min_side}.")
    if max(width, height) > limits.max_side:
        raise BadInput(
            f"The picture is {width} x {height} pixels; a side may have at most {limits.max_side}, "
            "so crop it or make it smaller first."
        )
    if width * height > limits.max_pixels:
        raise BadInput(
            f"The picture has {math.ceil(width * height / 1e5) / 10} megapixels ({width} x {height}); the limit is "
            f"{limits.max_pixels / 1e6:g}, so make it smaller first."
        )
