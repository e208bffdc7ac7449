"""From a prediction and the three sliders to a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from .gains import Prediction
from .guided import enlarged_bands
from .light import ByteArray
from .pictures import check_picture, check_sliders
from .transfer import CODES, ToneCurve, tone_curve

T = TypeVar("T", bound=np.generic)

BAND_PIXELS = 48_000
"""Pixels of a band: its float planes stay in a processor core's second-level cache."""


def log_gain_bands(image: ByteArray, prediction: Prediction) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """Yields (start, stop, g) for bands of rows: g is float32 [c, stop - start, w], the log-gain at each pixel.

    `image` is uint8 [h, w, 3]: the picture the prediction was made from, at any size.
    """
    height, width = image.shape[:2]
    coefficients = prediction.coefficients.copy()
    coefficients[:, :3] /= 255
    for band in enlarged_bands(coefficients, height, width, BAND_PIXELS):
        planes = _planes(image[band.start : band.stop])
        gain = np.stack([band.evaluate(channel, planes) for channel in range(len(coefficients))])
        yield band.start, band.stop, np.clip(gain, prediction.lowest, prediction.highest, out=gain)


def place_bands(image: ByteArray, prediction: Prediction) -> Iterator[tuple[int, int, NDArray[np.int32]]]:
    """Yields (start, stop, places): int32 [stop - start, w, c], each pixel's place in `ToneCurve.bends`.

    c is that of the prediction: where the channels share a gain, their largest code says how it bends, else each
    channel's own.
    """
    height, width = image.shape[:2]
    coefficients = _level_coefficients(prediction)
    for band in enlarged_bands(coefficients, height, width, BAND_PIXELS):
        planes = _planes(image[band.start : band.stop])
        codes = planes if len(coefficients) == 3 else planes.max(axis=0, keepdims=True)
        places = np.empty((*planes.shape[1:], len(coefficients)), np.int32)
        for channel, code in enumerate(codes):
            level = band.evaluate(channel, planes)
            place = np.clip(level, 0.0, prediction.levels - 0.5, out=level).astype(np.int32)
            place *= CODES
            np.add(place, code, out=places[..., channel], casting="unsafe")
        yield band.start, band.stop, places


def render_band(rows: ByteArray, places: NDArray[np.int32], curve: ToneCurve, out: ByteArray) -> None:
    """Renders uint8 rows [n, w, 3] at their `place_bands` into `out`, which is contiguous."""
    gains = look_up(curve.bends, places, np.empty(places.shape, np.int32))
    index = rows.astype(np.int32)
    for channel in range(3):
        gain = gains[..., channel if gains.shape[2] == 3 else 0]
        index[..., channel] += gain
        if curve.stride and channel:
            index[..., channel] += channel * curve.stride
    look_up(curve.codes, index, out)


def _level_coefficients(prediction: Prediction) -> NDArray[np.float32]:
    """Coefficients [c, 4, h, w] that give, from 8-bit codes, the table's level plus a half, to be cut to an integer."""
    steps = (prediction.levels - 1) / max(prediction.highest - prediction.lowest, 1e-6)
    coefficients = prediction.coefficients.astype(np.float64) * steps
    coefficients[:, :3] /= 255
    coefficients[:, 3] += 0.5 - prediction.lowest * steps
    return coefficients.astype(np.float32)


def _planes(rows: ByteArray) -> NDArray[np.float32]:
    """Float32 [3, n, w] of uint8 rows [n, w, 3], in codes; one plane at a time, which is the faster way."""
    planes = np.empty((3, *rows.shape[:2]), np.float32)
    for channel in range(3):
        planes[channel] = rows[..., channel]
    return planes


def look_up(table: NDArray[T], places: NDArray[np.int32], out: NDArray[T]) -> NDArray[T]:
    """`table[places]` of any shape, into `out`. PyTorch's is three times as fast as NumPy's for 32-bit places."""
    flat, results = torch.from_numpy(places).view(-1), torch.from_numpy(out).view(-1)
    torch.index_select(torch.from_numpy(table), 0, flat, out=results)
    return out


class Renderer:
    """Renders one picture under any position of the sliders; all that they do not touch is done once.

    Holds some seven bytes a pixel: `nbytes` tells a cache. `render` may be called from any thread.
    """

    def __init__(self, image: ByteArray, prediction: Prediction) -> None:
        """Prepares uint8 [h, w, 3], the prediction's picture at any size. Raises `ModelError` for other arrays."""
        check_picture(image)
        self._image = image
        self._prediction = prediction
        self._places = np.empty((*image.shape[:2], len(prediction.coefficients)), np.int32)
        for start, stop, places in place_bands(image, prediction):
            self._places[start:stop] = places

    @property
    def nbytes(self) -> int:
        """Bytes held, the picture's included."""
        return self._image.nbytes + self._places.nbytes

    def render(self, strength: float = 1.0, warmth: float = 0.0, exposure: float = 0.0) -> ByteArray:
        """The relit picture, uint8 [h, w, 3].

        `strength` in [0, 1.5] scales the predicted change of light in stops; `warmth` in [-1, 1] is the colour of
        the light, 18,600 .. 3,940 K; `exposure` in [-2, 2] is in stops. At 0, 0, 0 the picture comes back bit for
        bit. Highlights roll off and keep their hue (`models.relight.transfer.tone_curve`). Raises `ModelError` for
        other values.
        """
        check_sliders(strength, warmth, exposure)
        if strength == warmth == exposure == 0:
            return self._image.copy()
        curve = tone_curve(self._prediction, strength, warmth, exposure)
        relit = np.empty_like(self._image, order="C")
        height, width = self._image.shape[:2]
        rows = max(1, BAND_PIXELS // width)
        for start in range(0, height, rows):
            band = slice(start, start + rows)
            render_band(self._image[band], self._places[band], curve, relit[band])
        return relit
