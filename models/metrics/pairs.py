"""Two pictures that are to be compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError

ByteArray = NDArray[np.uint8]


def check_pair(image: ByteArray, reference: ByteArray, smallest_side: int = 1) -> None:
    """Raises `ModelError` unless both are uint8 [h, w, 3] of one size, at least `smallest_side` on each side."""
    for name, picture in (("picture", image), ("reference", reference)):
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
            raise ModelError(
                f"The {name} has to be 8 bits in three channels, but is {picture.dtype} of shape {picture.shape}."
            )
    if image.shape != reference.shape:
        raise ModelError(
            f"The picture is {image.shape[1]} × {image.shape[0]} pixels and the reference "
            f"{reference.shape[1]} × {reference.shape[0]}; only pictures of one size can be compared."
        )
    if min(image.shape[:2]) < smallest_side:
        raise ModelError(
            f"The pictures are {image.shape[1]} × {image.shape[0]} pixels; this measure needs at least "
            f"{smallest_side} on each side."
        )
