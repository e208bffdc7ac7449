"""What a classical method takes and gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError


@dataclass(frozen=True)
class Enhancement:
    """A method's published output at its working size.

    `image` is float32 [h, w, 3], sRGB-encoded in [0, 1]; `illumination` is float32 [h, w] in [0, 1].
    """

    image: NDArray[np.float32]
    illumination: NDArray[np.float32]


def check_encoded(image: NDArray[np.float32]) -> None:
    """Raises `ModelError` unless the picture is a float array [h, w, 3] of at least 2 x 2 pixels."""
    if image.ndim != 3 or image.shape[2] != 3 or min(image.shape[:2]) < 2 or image.dtype.kind != "f":
        raise ModelError(
            f"This method needs a colour picture in floating point, but got {image.dtype} of shape {image.shape}."
        )
