"""Arrays by reference: messages carry a reference, the bytes travel apart and once."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, model_validator

from .base import Message

DType = Literal["uint8", "uint16", "float16", "float32"]
ITEM_BYTES: dict[str, int] = {"uint8": 1, "uint16": 2, "float16": 2, "float32": 4}


class ArrayRef(Message):
    """An array that the back end holds.

    `id` opens it (a capability: it cannot be guessed from the content, and ends with the back end's process);
    `digest` names its content (sha256 over dtype, shape and bytes) and is the same everywhere and always.
    """

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    dtype: DType
    shape: tuple[int, ...] = Field(min_length=1, max_length=4)

    @model_validator(mode="after")
    def _sides_are_positive(self) -> ArrayRef:
        if any(side < 1 for side in self.shape):
            raise ValueError("every side of an array is at least 1")
        return self

    @property
    def nbytes(self) -> int:
        """Size of the content in bytes."""
        return math.prod(self.shape) * ITEM_BYTES[self.dtype]

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of a picture [h, w, 3] or a map [h, w]."""
        return self.shape[1], self.shape[0]
