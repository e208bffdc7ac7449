"""Pictures on their way in and out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import ArrayRef
from .base import Message
from .recipe import Recipe

FileFormat = Literal["png", "jpeg", "webp", "tiff"]


class OpenedImage(Message):
    """An upload that came through the door: upright, sRGB, 8 bits, without metadata.

    `image` is uint8 [h, w, 3]; `alpha` is uint8 [h, w] where the picture is not opaque everywhere. `notes` are
    sentences on what was done to it; `recipe` is what the studio once wrote into the file.
    """

    image: ArrayRef
    alpha: ArrayRef | None = None
    notes: tuple[str, ...] = ()
    recipe: Recipe | None = None


class EncodeOptions(Message):
    """How a picture leaves: a file of `format` with `recipe` inside, scaled to `long_side` pixels where given."""

    image: ArrayRef
    alpha: ArrayRef | None = None
    format: FileFormat = "png"
    quality: int = Field(95, ge=1, le=100, description="For the lossy formats.")
    long_side: int | None = Field(None, ge=16, le=30000, description="Pixels; none keeps the size.")
    recipe: Recipe | None = None
