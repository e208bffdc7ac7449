"""Pictures that come in: what is accepted, and how they are made small."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .light import ByteArray

SMALLEST_SIDE = 16


def check_picture(image: ByteArray) -> None:
    """Raises `ModelError` unless `image` is uint8 [h, w, 3] with at least 16 pixels on each side."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        what = f"{image.dtype} of shape {image.shape}" if isinstance(image, np.ndarray) else type(image).__name__
        raise ModelError(f"Relighting needs an 8-bit picture in three channels, but got {what}.")
    if min(image.shape[:2]) < SMALLEST_SIDE:
        raise ModelError(
            f"The picture is {image.shape[1]} × {image.shape[0]} pixels; relighting needs at least "
            f"{SMALLEST_SIDE} on each side."
        )


def check_sliders(strength: float, warmth: float, exposure: float) -> None:
    """Raises `ModelError` unless strength is in [0, 1.5], warmth in [-1, 1] and exposure in [-2, 2]."""
    for name, value, low, high in (
        ("Strength", strength, 0.0, 1.5),
        ("Warmth", warmth, -1.0, 1.0),
        ("Exposure", exposure, -2.0, 2.0),
    ):
        if not low <= value <= high:
            raise ModelError(f"{name} is {value:g}; it has to lie between {low:g} and {high:g}.")


def working_size(height: int, width: int, short_side: int, max_pixels: int) -> tuple[int, int]:
    """(height, width) of the reduced picture: this short side, or less for a long strip; never enlarged."""
    scale = min(1.0, short_side / min(height, width), math.sqrt(max_pixels / (height * width)))
    return max(2, round(height * scale)), max(2, round(width * scale))


def area_resize(image: ByteArray, height: int, width: int) -> NDArray[np.float32]:
    """Float32 [height, width, 3] in [0, 1], the mean of uint8 [h, w, 3] over the area of each new pixel.

    Fractions of a code are kept, which a resize in 8 bits does not do: they are a good part of the light in the
    dark of a photo.
    """
    return area_mean(image, height, width) / np.float32(255)


def area_mean(values: NDArray[np.generic], height: int, width: int) -> NDArray[np.float32]:
    """Float32 [height, width, ...]: exact means of [h, w, ...] over the area of each new pixel, never enlarging."""
    rows = _means(values, height)
    return np.ascontiguousarray(np.swapaxes(_means(np.ascontiguousarray(np.swapaxes(rows, 0, 1)), width), 0, 1))


def _means(values: NDArray[np.generic], count: int) -> NDArray[np.float32]:
    """Float32 [count, ...]: means of [n, ...] over `count` equal intervals of its first axis, n at least `count`."""
    step = len(values) / count
    flat = values.reshape(len(values), -1)
    means = np.empty((count, flat.shape[1]), np.float32)
    for i in range(count):
        start, stop = i * step, (i + 1) * step
        first, end = int(start), min(len(values), math.ceil(stop))
        places = np.arange(first, end)
        weights = (np.minimum(places + 1, stop) - np.maximum(places, start)) / step
        # Converted a few rows at a time: a float copy of a whole picture would be four times its size.
        np.einsum("n,nm->m", weights.astype(np.float32), flat[first:end].astype(np.float32), out=means[i])
    return means.reshape(count, *values.shape[1:])
